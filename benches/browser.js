// The browser's contestants of `cargo xtask bench`: this crate as wasm, and TensorFlow.js.
// Asks the server for a question, answers it, and asks again.

import init, * as maml from "./maml_live.js";

/** The time in ms of one unit of `work(count)`, over at least `atLeast` ms after a warm-up. */
async function milliseconds(atLeast, units, work) {
  await work(units);
  const start = performance.now();
  for (let done = units; ; done += units) {
    await work(units);
    const passed = performance.now() - start;
    if (passed >= atLeast) return passed / done;
  }
}

const FLOP_PER_UNIT = 64 * 80;
const runs = new Map();

const answers = {
  async iterate({ engine, tasks, inner_steps, for_ms }) {
    if (engine === "TensorFlow.js") {
      const { iterate } = await import("./tfjs_maml.js");
      return { ms: await milliseconds(for_ms, 1, await iterate(tasks, inner_steps)) };
    }
    const iterations = maml.Iterations.of(tasks, inner_steps);
    const ms = await milliseconds(for_ms, 10, (count) => iterations.run(count));
    iterations.free();
    return { ms };
  },

  async calibrate({ for_ms }) {
    const ms = await milliseconds(for_ms, 10000, (count) => maml.calibrate(count));
    return { gflops: FLOP_PER_UNIT / ms / 1e6 };
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
