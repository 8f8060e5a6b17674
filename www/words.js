// What words and symbols do when one points at them. A symbol of a formula says what it is, by
// the chapter's own list of symbols; a word in an ink lights up its marks in the figures that
// are seen. And the choice of a language holds for all listings.
//
// The page is whole without this, so it comes when all else is there.

const ENTER = 120;
// So long the pointer may be on its way from a symbol to what it says.
const LEAVE = 300;

/** What each letter of a formula means: the description in the list of symbols. */
const meanings = new Map();
for (const symbol of document.querySelectorAll(".symbols dt")) {
  for (const letter of symbol.querySelectorAll("mi")) {
    meanings.set(text(letter), symbol.nextElementSibling);
  }
}

const tip = document.createElement("div");
tip.id = tip.className = "tip";
tip.setAttribute("role", "tooltip");
tip.hidden = true;
// A note may be a layer above the page; what its symbols say is one above that.
tip.popover = "manual";
document.querySelector("main").append(tip);

/** The symbol or word that is pointed at. */
let current = null;
let timer = 0;
let byTouch = false;

function text(element) {
  // Without the selector of a letter's form.
  return element.textContent.replace(/[\ufe00-\ufe0f]/g, "");
}

/** What may stand for a letter: symbols, and labels of figures. */
const LETTERED = "mi, .figure label, .figure dt";

/** What an element's letter means, if it has one that means something. */
function meaning(element) {
  if (!element?.matches(LETTERED)) return undefined;
  if (element.localName === "mi") return meanings.get(text(element));
  const letter = [...text(element)].find((letter) => letter > "\u00ff" && meanings.has(letter));
  return meanings.get(letter);
}

function symbols(math) {
  return [...math.querySelectorAll("mi")].filter(meaning);
}

/** What says something at an element, if anything does: a symbol, or else a word in an ink. */
function termAt(element) {
  if (element.closest(".symbols")) return null;
  const symbol = element.closest(LETTERED);
  if (meaning(symbol)) return symbol;
  return element.closest("[class^=ink-]");
}

function point(term, ...more) {
  clearTimeout(timer);
  if (term === current) return;
  current?.classList.remove("pointed");
  if (!tip.hidden) tip.hidePopover?.();
  tip.hidden = true;
  current = term;
  light(term?.closest("[class^=ink-]")?.className.slice(4));
  const says = meaning(term);
  if (!says) return;
  term.classList.add("pointed");
  tip.replaceChildren(...says.cloneNode(true).childNodes, ...more);
  tip.hidden = false;
  tip.showPopover?.();
  putTip(term);
}

/** Puts the tip below a term and its indices, or above where there is no room. */
function putTip(term) {
  const about = term.getBoundingClientRect();
  const whole = (term.closest("msub, msup, msubsup") ?? term).getBoundingClientRect();
  const { width, height } = tip.getBoundingClientRect();
  const edge = document.documentElement.clientWidth - width - 8;
  const left = Math.max(8, Math.min(about.left + (about.width - width) / 2, edge));
  const below = whole.bottom + 4;
  const top = below + height <= innerHeight ? below : whole.top - 4 - height;
  tip.style.left = `${left + scrollX}px`;
  tip.style.top = `${top + scrollY}px`;
}

/** Lets the marks in an ink stand out in all figures that are seen, or no marks. */
function light(ink) {
  for (const figure of document.querySelectorAll("figure.figure")) {
    const { top, bottom } = figure.getBoundingClientRect();
    if (ink && bottom > 0 && top < innerHeight) figure.dataset.lit = ink;
    else if (figure.dataset.lit) delete figure.dataset.lit;
    else continue;
    figure.dispatchEvent(new Event("lit"));
  }
}

// With a mouse: after a moment, and what is said may be pointed at too.
function hover(element) {
  clearTimeout(timer);
  if (tip.contains(element)) return;
  const term = element && termAt(element);
  if (term !== current) timer = setTimeout(point, current ? LEAVE : ENTER, term);
}

// When the page moves under a mouse that rests, browsers say that it is over something else;
// while the reader uses keys, that means nothing.
let byKeys = false;
let [x, y] = [NaN, NaN];
document.addEventListener("pointermove", ({ screenX, screenY, pointerType, target }) => {
  const rested = (screenX === x && screenY === y) || Number.isNaN(x);
  [x, y] = [screenX, screenY];
  if (rested || !byKeys || pointerType === "touch") return;
  byKeys = false;
  hover(target);
});
document.addEventListener("pointerover", (event) => {
  if (event.pointerType !== "touch" && !byKeys) hover(event.target);
});
document.documentElement.addEventListener("pointerleave", (event) => {
  if (event.pointerType !== "touch") hover(null);
});

// With a finger: a tap says it, another takes it back. Letters are small; the nearest is meant.
document.addEventListener("pointerdown", (event) => {
  byTouch = event.pointerType === "touch";
  byKeys = false;
});
document.addEventListener("click", (event) => {
  const { target, clientX, clientY } = event;
  if (!byTouch || tip.contains(target) || target.closest("a, button, label, summary")) return;
  const math = target.closest("math");
  const away = (symbol) => {
    const { left, right, top, bottom } = symbol.getBoundingClientRect();
    return Math.hypot(clientX - (left + right) / 2, clientY - (top + bottom) / 2);
  };
  const [nearest] = math ? symbols(math).sort((a, b) => away(a) - away(b)) : [];
  const term = termAt(nearest ?? target);
  point(term === current ? null : term);
});

// With keys: one stop for each section, and from there from term to term by arrow keys.
const sections = new Map();
let section = [];
for (const element of document.querySelectorAll("article :is(h2, h3, math, [class^=ink-])")) {
  if (/^h\d$/.test(element.localName)) section = [];
  else if (isStop(element)) {
    if (section.push(element) === 1) element.setAttribute("tabindex", "0");
    sections.set(element, section);
  }
}

function isStop(element) {
  if (element.closest(".symbols, .readouts")) return false;
  if (element.localName === "math") return symbols(element).length > 0;
  return !element.querySelector("math");
}

function terms(stop) {
  return stop.localName === "math" ? symbols(stop) : [stop];
}

const hint = document.createElement("small");
hint.textContent = "← → other symbols, Esc closes";

function reach(stop, term, live, ...more) {
  tip.setAttribute("aria-live", live);
  stop.setAttribute("aria-describedby", "tip");
  term.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
  point(term, ...more);
}

document.addEventListener("focusin", ({ target }) => {
  if (sections.has(target) && byKeys && !terms(target).includes(current)) {
    reach(target, terms(target)[0], "off", hint);
  }
});
document.addEventListener("focusout", ({ target }) => {
  if (!sections.has(target)) return;
  target.removeAttribute("aria-describedby");
  point(null);
});
document.addEventListener("keydown", (event) => {
  byKeys = true;
  if (event.key === "Escape" && current) point(null);
  const stop = document.activeElement;
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!step || !sections.has(stop) || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const all = sections.get(stop).flatMap((stop) => terms(stop).map((term) => ({ stop, term })));
  const here = all.findIndex(({ stop: at, term }) => at === stop && (term === current || !current));
  const next = all[Math.max(0, Math.min(here + step, all.length - 1))];
  if (next.stop !== stop) {
    stop.setAttribute("tabindex", "-1");
    next.stop.setAttribute("tabindex", "0");
    next.stop.focus();
  }
  reach(next.stop, next.term, "polite");
});

// The choice of a language holds for all listings, and for the next visit. The listing in
// which it was made stays where it is.
document.addEventListener("change", ({ target }) => {
  const listing = target.closest(".listing");
  if (!listing) return;
  const top = listing.getBoundingClientRect().top;
  for (const other of document.querySelectorAll(`.listing input[value=${target.value}]`)) {
    other.checked = true;
  }
  scrollBy({ top: listing.getBoundingClientRect().top - top, behavior: "instant" });
  try {
    localStorage.setItem("maml-live-language", target.value);
  } catch {
    // Then it is not remembered.
  }
});
