// A worker of the figures: the module that the page has compiled, away from the thread
// that paints. It comes as the first message; what follows is kept until it runs.
const early = [];
const compiled = new Promise((resolve) => {
  self.onmessage = ({ data }) => {
    if (data instanceof WebAssembly.Module) resolve(data);
    else early.push(data);
  };
});

// Thrown from here a reason might be lost; from a timer it reaches the page as an error.
function fail(reason) {
  setTimeout(() => {
    throw reason;
  });
}

try {
  const { default: init, work } = await import("./maml_live.js");
  await init({ module_or_path: await compiled });
  work(early, fail);
} catch (reason) {
  fail(reason);
}
