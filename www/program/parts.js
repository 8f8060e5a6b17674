// Loads the parts of the program that the page does not begin with. The build adds which
// there are: for each a function that the main part calls, with a callback of its own.
import { initSync } from "./maml_live.js";

// What is there or on its way. What did not come is asked for anew the next time.
const coming = new Map();

function once(what, make) {
  if (!coming.has(what)) {
    const made = make();
    coming.set(what, made);
    made.catch(() => coming.delete(what));
  }
  return coming.get(what);
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
  const response = await patiently(new URL(file, import.meta.url));
  if (!response.ok) throw new Error(`${response.status} for ${response.url}`);
  return response.arrayBuffer();
}

// What several parts share is in one file: how many modules, how long each is, and they.
async function shared() {
  const file = await read("./shared.bin");
  const number = new DataView(file);
  const count = number.getUint32(0, true);
  let start = 4 * (count + 1);
  return Array.from({ length: count }, (_, index) => {
    const length = number.getUint32(4 * (index + 1), true);
    start += length;
    return new Uint8Array(file, start - length, length);
  });
}

async function begin(piece) {
  const bytes = typeof piece === "number" ? (await once(shared, shared))[piece] : await read(piece);
  await WebAssembly.instantiate(bytes, { __wasm_split: initSync() });
}

const part = (...pieces) => async (callback, argument) => {
  let loaded = true;
  try {
    await Promise.all(pieces.map((piece) => once(piece, () => begin(piece))));
  } catch (reason) {
    loaded = false;
    console.warn("A part of the program did not load:", reason);
  }
  initSync().__indirect_function_table.get(callback)(argument, loaded);
  // Who waits for it looks again.
  dispatchEvent(new Event("part-settled"));
};
