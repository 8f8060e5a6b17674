// Runs before the first paint, and before anything else of the page: so it is short, and
// written in the JavaScript of browsers that know no modules.
(function () {
  "use strict";
  var root = document.documentElement;
  // How long, in milliseconds, a figure near the reader may lack before its picture is fetched:
  // as long as before it says that it is coming.
  var PATIENCE = 800;

  // The sentence that figures are pictures goes away; it comes back if they stay so.
  root.classList.add("scripts");
  embed(document.currentScript.getAttribute("data-figures").split(" "));
  var language = remembered();
  if (language) root.setAttribute("data-language", language);
  holdPictures();
  document.addEventListener("figures-lost", explain);
  self.addEventListener("error", function (event) {
    // Errors of what is loaded do not rise to the window, but they come down from it. A
    // RuntimeError is the end of something in the middle of the program.
    if (/\/boot\.js$/.test(event.target.src || event.filename) || /^RuntimeError/.test(event.error)) {
      explain();
    }
  }, true);
  whenRead(function () {
    if (!knowsModules()) explain();
    useFont();
    watchScrollers();
    markSections();
    tellHeight();
    each(".listing input[value=rust]", function (input) {
      if (language === "rust") input.checked = true;
    });
    root.removeAttribute("data-language");
  });

  // `?embed=NAME` shows the figure NAME alone; the stylesheet does so. A figure that is not
  // among the page's leaves the page whole.
  function embed(figures) {
    var asked = /[?&]embed=([^&]*)/.exec(location.search);
    if (!asked) return;
    var name = "";
    try {
      name = decodeURIComponent(asked[1]);
    } catch (malformed) {
      // It is no name, then.
    }
    var known = name !== "" && figures.indexOf(name) >= 0;
    root.setAttribute("data-embed", known ? name : "");
    if (known) root.classList.add("embed");
  }

  // What a figure paints over once it is there need not be fetched. So its picture is a blank
  // one of the same size, unless the figure still lacks a moment after the reader came near,
  // for whatever reason: then it is the picture that the reader sees. Paper shows them all.
  function holdPictures() {
    if (!self.IntersectionObserver || root.classList.contains("embed")) return;
    var near = new IntersectionObserver(function (entries) {
      entries.forEach(function (entry) {
        if (!entry.isIntersecting) return;
        near.unobserve(entry.target);
        setTimeout(showPicture, PATIENCE, entry.target.parentNode);
      });
    }, { rootMargin: "100% 0%" });
    // Before any paint, and so before a browser knows where the pictures are, and fetches them.
    var coming = new MutationObserver(function () {
      // One by one: a page may come in pieces that end in the middle of a picture.
      each(".picture > picture > *", function (image) {
        if (image.held) return;
        holdImage(image);
        if (image.nodeName === "IMG") near.observe(image);
      });
    });
    coming.observe(root, { childList: true, subtree: true });
    whenRead(function () {
      coming.disconnect();
    });
    self.addEventListener("beforeprint", function () {
      showPictures();
      each("picture[class] img", function (image) {
        image.loading = "eager";
      });
    });
  }

  function holdImage(image) {
    var address = addressOf(image);
    var size = ["width", "height"].map(function (side) {
      return side + "='" + image.getAttribute(side) + "'";
    });
    image.held = image.getAttribute(address);
    image.setAttribute(address, "data:image/svg+xml," + encodeURIComponent(
      "<svg xmlns='http://www.w3.org/2000/svg' " + size.join(" ") + "/>"));
  }

  // Shows what a picture holds, unless a figure is painted over it.
  function showPicture(picture) {
    var last = picture.querySelector("img");
    if (!last || last.style.visibility) return;
    eachOf(picture.children, function (image) {
      if (image.held) image.setAttribute(addressOf(image), image.held);
    });
  }

  function showPictures() {
    each(".picture > picture", showPicture);
  }

  // The attribute with the address.
  function addressOf(image) {
    return image.hasAttribute("srcset") ? "srcset" : "src";
  }

  // Says beside each figure that has not started why it stays a picture. To find out is the
  // work of a script of its own, which is seldom needed.
  function explain() {
    var script = document.createElement("script");
    script.src = "why.js";
    script.onload = script.onerror = function () {
      whenRead(say);
    };
    document.head.appendChild(script);
  }

  // The language in which the reader last wanted listings. The stylesheet shows it from the
  // start, so that nothing jumps when the inputs are there to be set.
  function remembered() {
    try {
      return localStorage.getItem("maml-live-language");
    } catch (refused) {
      return null;
    }
  }

  function say() {
    showPictures();
    var why = self.whyPictures || "its program did not load. Reloading the page may help.";
    each("figure.figure[data-state=static]", function (figure) {
      figure.querySelector(".message").textContent =
        "This figure could not start, so it stays a picture: " + why;
    });
    // A browser may remember from an earlier visit that they could be used.
    each("figure.figure[data-state=static] [name]:not(output)", function (control) {
      control.disabled = true;
    });
  }

  // Marks in the contents where the reader is: at the last heading above the upper third.
  function markSections() {
    var links = document.querySelectorAll(".aside a");
    if (!self.IntersectionObserver) return;
    var above = [];
    var headings = Array.prototype.map.call(links, function (link) {
      return document.getElementById(link.hash.slice(1));
    });
    var observer = new IntersectionObserver(function (entries) {
      entries.forEach(function (entry) {
        above[headings.indexOf(entry.target)] = entry.isIntersecting;
      });
      var here = above.lastIndexOf(true);
      Array.prototype.forEach.call(links, function (link, index) {
        if (index === here) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      });
    }, { rootMargin: "1000000px 0px -67% 0px" });
    headings.forEach(function (heading) {
      observer.observe(heading);
    });
  }

  // A figure that stands alone in a frame tells the page around it how high it is.
  function tellHeight() {
    var name = root.getAttribute("data-embed");
    if (!name || parent === self || !self.ResizeObserver) return;
    new ResizeObserver(function () {
      parent.postMessage({ "maml-live": name, height: document.body.offsetHeight }, "*");
    }).observe(document.body);
  }

  // Chromium may take a stylesheet from its memory with the fonts in it, as at every reload. Then
  // nothing else asks for the font that the page preloads, and the console says so.
  function useFont() {
    if (!self.FontFace) return;
    each("link[as=font]", function (link) {
      var font = new FontFace("Maths", "url(" + link.href + ")");
      // One that does not come is missed by the stylesheet too, and said there.
      font.load().then(null, function () {});
    });
  }

  function knowsModules() {
    return "noModule" in HTMLScriptElement.prototype;
  }

  // What scrolls sideways must be within reach of the keyboard; what does not would only be
  // in its way.
  function watchScrollers() {
    if (!self.ResizeObserver) {
      each(".code, pre, .formula, table", letFocus);
      return;
    }
    var observer = new ResizeObserver(function (entries) {
      entries.forEach(function (entry) {
        look(entry.target);
      });
    });
    each(".code, pre, .formula, table", function (scroller) {
      observer.observe(scroller);
    });
    // Another font makes what is inside wider, and the outside stays as it is.
    document.fonts.ready.then(function () {
      each(".code, pre, .formula, table", look);
    });
  }

  function look(scroller) {
    if (scroller.scrollWidth > scroller.clientWidth) letFocus(scroller);
    else scroller.removeAttribute("tabindex");
  }

  function letFocus(scroller) {
    scroller.setAttribute("tabindex", "0");
    if (scroller.className === "formula") {
      scroller.setAttribute("role", "group");
      scroller.setAttribute("aria-label", "Formula");
    }
  }

  function each(selector, action) {
    eachOf(document.querySelectorAll(selector), action);
  }

  function eachOf(list, action) {
    Array.prototype.forEach.call(list, action);
  }

  // Calls `action` when the whole page is there.
  function whenRead(action) {
    if (document.readyState !== "loading") action();
    else document.addEventListener("DOMContentLoaded", action);
  }
})();
