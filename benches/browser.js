// The browser's contestants of `cargo xtask bench`: this crate as wasm, and TensorFlow.js.
// Asks the server for a question, answers it, and asks again.

import init, * as maml from "./maml_live.js";

const SLICE_MS = 3;

/** The time of one unit of work in each of many short slices; see learning.rs. */
async function slices(totalMs, work) {
  const time = async (count) => {
    const start = performance.now();
    await work(count);
    return performance.now() - start;
  };
  const first = await time(10);
  const rough = Math.max(Math.min(first, await time(10)) / 10, 1e-6);
  const count = Math.ceil(SLICE_MS / rough);
  const all = [];
  for (let n = Math.ceil(totalMs / SLICE_MS); n > 0; n--) all.push((await time(count)) / count);
  return all;
}

const runs = new Map();

const answers = {
  async iterate({ engine, problem, tasks, inner_steps, for_ms }) {
    if (engine === "TensorFlow.js") {
      const { iterate } = await import("./tfjs_maml.js");
      return { ms: await slices(for_ms, await iterate(tasks, inner_steps)) };
    }
    const kind = problem === "drawings" ? maml.DrawingIterations : maml.Iterations;
    const iterations = kind.of(tasks, inner_steps);
    const ms = await slices(for_ms, (count) => iterations.run(count));
    iterations.free();
    return { ms };
  },

  async calibrate({ for_ms }) {
    return { ms: await slices(for_ms, (count) => maml.calibrate(count)) };
  },

  /** Goes on with the run of a seed; times the steps and not the evaluation. */
  async learn({ seed, steps }) {
    if (!runs.has(seed)) runs.set(seed, maml.Learning.from_seed(seed));
    const run = runs.get(seed);
    const start = performance.now();
    const tasks = run.run(steps);
    const ms = performance.now() - start;
    return { ms, tasks, error: run.error() };
  },

  async forget({ seed }) {
    runs.get(seed)?.free();
    runs.delete(seed);
    return {};
  },
};

await init();
for (;;) {
  const question = await (await fetch("/question")).text();
  if (!question) break;
  const asked = JSON.parse(question);
  let answer;
  try {
    answer = await answers[asked.do](asked);
  } catch (error) {
    answer = { error: String(error) };
  }
  await fetch("/answer", { method: "POST", body: JSON.stringify(answer) });
}
