// A worker of the figures: the same wasm module, away from the thread that paints.
//
// Messages may come before the module is there, so they are kept until it is.
const early = [];
self.onmessage = (event) => early.push(event);

const { default: init, work } = await import("./maml_live.js");
await init();
self.onmessage = (event) => work(event.data);
for (const event of early) work(event.data);
