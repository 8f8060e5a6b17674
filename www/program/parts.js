// Loads the parts of the program that the page does not begin with. The build adds which
// there are and the files of each, what it shares with others and its own: for each a function
// that the main part calls, with a callback of its own.
import { initSync } from "./maml_live.js";

// The files that are there or on their way. What did not come is asked for anew the next time.
const coming = new Map();

function once(file) {
  if (!coming.has(file)) {
    const begun = begin(file);
    coming.set(file, begun);
    begun.catch(() => coming.delete(file));
  }
  return coming.get(file);
}

// A connection that breaks is tried once more a second later. A reader who leaves the page breaks
// it too, in some browsers before the page hears of that, and is gone by then.
const patiently = (address) =>
  fetch(address).catch(async () => {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    return fetch(address);
  });

// Read in full before it is compiled, so that it need not come with the right type.
async function read(file) {
  const response = await patiently(new URL(`${file}.wasm`, import.meta.url));
  if (!response.ok) throw new Error(`${response.status} for ${response.url}`);
  return response.arrayBuffer();
}

async function begin(file) {
  await WebAssembly.instantiate(await read(file), { __wasm_split: initSync() });
}

const part = (...files) => async (callback, argument) => {
  let loaded = true;
  try {
    await Promise.all(files.map(once));
  } catch (reason) {
    loaded = false;
    console.warn("A part of the program did not load:", reason);
  }
  initSync().__indirect_function_table.get(callback)(argument, loaded);
  // Who waits for it looks again.
  dispatchEvent(new Event("part-settled"));
};
