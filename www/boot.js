// Starts the figures. If they cannot start, `page.js` says so beside each of them.
//
// The import is a dynamic one so that a missing or blocked file is caught here too.
const started = import("./maml_live.js").then(async ({ default: init, start }) => {
  await init();
  await start();
});

started.catch((reason) => {
  document.dispatchEvent(new Event("figures-lost"));
  console.warn("The figures could not start:", reason);
});
