// Loads the parts of the program that the page does not begin with. The build adds which
// there are: for each a function that the main part calls, with a callback of its own.
import { initSync } from "./maml_live.js";

// What is there or on its way. What did not come is asked for anew the next time.
const pieces = new Map();

function piece(file) {
  if (!pieces.has(file)) {
    const coming = load(file);
    pieces.set(file, coming);
    coming.catch(() => pieces.delete(file));
  }
  return pieces.get(file);
}

// Read in full before it is compiled, so that it need not come with the right type.
async function load(file) {
  const response = await fetch(new URL(file, import.meta.url));
  if (!response.ok) throw new Error(`${response.status} for ${response.url}`);
  const main = initSync();
  await WebAssembly.instantiate(await response.arrayBuffer(), { __wasm_split: main });
}

const part = (...files) => async (callback, argument) => {
  let loaded = true;
  try {
    await Promise.all(files.map(piece));
  } catch (reason) {
    loaded = false;
    console.warn("A part of the program did not load:", reason);
  }
  initSync().__indirect_function_table.get(callback)(argument, loaded);
  // Who waits for it looks again.
  dispatchEvent(new Event("part-settled"));
};
