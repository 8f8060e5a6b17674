// A worker of the figures: the module that the page has compiled, away from the thread
// that paints. It comes as the first message; what follows is kept until it runs.
const early = [];
const compiled = new Promise((resolve) => {
  self.onmessage = ({ data }) => {
    if (data instanceof WebAssembly.Module) resolve(data);
    else early.push(data);
  };
});

try {
  const { default: init, work } = await import("./maml_live.js");
  await init({ module_or_path: await compiled });
  await work(early);
} catch (reason) {
  // Thrown from here it might be lost; from a timer it reaches the page as an error.
  setTimeout(() => {
    throw reason;
  });
}
