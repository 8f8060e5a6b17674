// Starts the figures, or says beside each of them why it stays a picture.
//
// The import is a dynamic one so that a missing or blocked file is caught here too.
const started = import("./maml_live.js").then(async ({ default: init, start }) => {
  await init();
  await start(new URL("worker.js", import.meta.url).href);
  // The first figure is painted in the next frame. The other pictures may come then: who
  // prints the page wants them all.
  requestAnimationFrame(() => setTimeout(fetchPictures));
});

function fetchPictures() {
  for (const picture of document.querySelectorAll("img[loading]")) picture.loading = "eager";
}

started.catch((reason) => {
  for (const message of document.querySelectorAll("figure.figure > .message")) {
    message.textContent =
      "This figure could not start, so it stays a picture: its program did not load. Reloading the page may help.";
  }
  console.warn("The figures could not start:", reason);
});
