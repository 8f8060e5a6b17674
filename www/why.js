// Finds out why the figures could not start, and warns beside those that did. Run only when the
// program did not start or was stopped, by any browser.
(function () {
  "use strict";
  self.whyPictures = reason();
  var started = document.querySelectorAll("figure.figure[data-state=ready] .message");
  Array.prototype.forEach.call(started, function (message) {
    message.textContent = "A fault has stopped something in the figures’ program. If this figure " +
      "no longer answers, reload the page.";
  });

  function reason() {
    if (!("noModule" in HTMLScriptElement.prototype)) return "your browser is too old for its program.";
    if (location.protocol === "file:") {
      return "the page was opened as a file, and browsers start its program only from a server.";
    }
    if (self.origin === "null") {
      return "the frame around the page keeps its program out. It needs “allow-same-origin”.";
    }
    if (typeof WebAssembly !== "object") {
      return "your browser has no WebAssembly, or it is switched off.";
    }
    // The smallest module with a vector, and the smallest of all.
    var vector = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11];
    if (!WebAssembly.validate(new Uint8Array(vector))) {
      return "your browser’s WebAssembly lacks SIMD, which newer versions have.";
    }
    try {
      new WebAssembly.Module(new Uint8Array(vector.slice(0, 8)));
    } catch (refused) {
      return "a policy of this site or of your browser forbids WebAssembly.";
    }
    return "its program did not load, or met a fault. Reloading the page may help.";
  }
})();
