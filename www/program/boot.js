// Starts the figures. If they cannot start, `page.js` says so beside each of them.
//
// The import is a dynamic one so that a missing or blocked file is caught here too.
const started = import("./maml_live.js").then(async ({ default: init, start }) => {
  await init();
  await start(new URL("worker.js", import.meta.url).href);
});

// What nobody waits for, whether the figures could start or not.
const settled = () => requestAnimationFrame(() => setTimeout(fetchWords));

// Without it words do nothing, which nobody needs to be told; and who leaves the page before it
// is there is told so by some browsers.
function fetchWords() {
  import("../words.js").catch(() => {});
}

started.then(settled, settled);

started.catch((reason) => {
  document.dispatchEvent(new Event("figures-lost"));
  console.warn("The figures could not start:", reason);
});
