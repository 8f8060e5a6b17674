// Runs before the first paint, and before anything else of the page: so it is short, and
// written in the JavaScript of browsers that know no modules.
(function () {
  "use strict";
  var root = document.documentElement;

  // The sentence that figures are pictures goes away; it comes back if they stay so.
  root.classList.add("scripts");
  embed(document.currentScript.getAttribute("data-figures").split(" "));
  var language = remembered();
  if (language) root.setAttribute("data-language", language);
  document.addEventListener("figures-lost", explain);
  self.addEventListener("error", function (event) {
    // Errors of what is loaded do not rise to the window, but they come down from it.
    if (/\/boot\.js$/.test(event.target.src || event.filename)) explain();
  }, true);
  whenRead(function () {
    if (!knowsModules()) explain();
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
    Array.prototype.forEach.call(document.querySelectorAll(selector), action);
  }

  // Calls `action` when the whole page is there.
  function whenRead(action) {
    if (document.readyState !== "loading") action();
    else document.addEventListener("DOMContentLoaded", action);
  }
})();
