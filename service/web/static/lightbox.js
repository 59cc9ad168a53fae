// Lightbox: enlarges the images of a page, both of a pair side by side and around the same point. enlarge.js
// loads it.

import { listenToSwipes } from "./swipe.js";
import { zooming } from "./zoom.js";

const dialog = document.createElement("dialog");
const stage = made("div", "lightbox-stage");
const caption = made("p", "lightbox-caption");
const bar = made("p", "lightbox-bar");
const zoom = zooming(stage);
const steps = { previous: button("‹", "Previous", () => go(-1)), next: button("›", "Next", () => go(1)) };

let views = []; // what can be shown one after the other: lists of one link or two
let at = 0;

caption.setAttribute("aria-live", "polite");
dialog.className = "lightbox";
dialog.setAttribute("aria-label", "Enlarged images");
bar.append(
  steps.previous,
  button("Zoom", "", zoom.toggle),
  button("Close", "", () => dialog.close()),
  steps.next,
);
dialog.append(stage, caption, bar);
document.body.append(dialog);

/** The links of a page as they are shown: those of a pair together. */
function viewsOf(links) {
  const found = new Map();
  for (const link of links) {
    const key = link.closest("[data-pair]") ?? link;
    found.set(key, [...(found.get(key) ?? []), link]);
  }
  return [...found.values()];
}

function show(place) {
  at = place;
  zoom.stop();
  stage.replaceChildren(...views[at].map(paneOf));
  caption.textContent = views[at].map((link) => link.querySelector("img").alt).join(" · ");
  steps.previous.disabled = at === 0;
  steps.next.disabled = at === views.length - 1;
}

function paneOf(link) {
  const pane = made("div", "lightbox-pane");
  const small = link.querySelector("img");
  const image = new Image(small.width, small.height);
  pane.dataset.pane = "";
  image.alt = small.alt;
  image.draggable = false;
  image.src = link.href;
  pane.append(image);
  return pane;
}

function go(step) {
  if (views[at + step]) {
    show(at + step);
  }
}

function made(tag, name) {
  const element = document.createElement(tag);
  element.className = name;
  return element;
}

function button(text, label, act) {
  const element = made("button", "button");
  element.type = "button";
  element.textContent = text;
  if (label) {
    element.setAttribute("aria-label", label);
  }
  element.addEventListener("click", act);
  return element;
}

/** Show what a link leads to, among all of the page. */
export function enlarge(link) {
  views = viewsOf(document.querySelectorAll("a[data-enlarge]"));
  show(views.findIndex((links) => links.includes(link)));
  dialog.showModal();
}

// A click on an image enlarges it further, one beside it closes; zoom.js ends a zoom before that.
stage.addEventListener("click", (event) => {
  if (event.target.closest("img")) {
    zoom.toggle();
  } else {
    dialog.close();
  }
});

dialog.addEventListener("keydown", (event) => {
  const forward = isRightToLeft() ? "ArrowLeft" : "ArrowRight";
  const back = forward === "ArrowRight" ? "ArrowLeft" : "ArrowRight";
  const acts = { [forward]: () => go(1), [back]: () => go(-1), z: zoom.toggle };
  acts[event.key]?.();
});

// The next image comes from where reading goes on.
listenToSwipes(stage, () => false, (side) => go(side === (isRightToLeft() ? "right" : "left") ? 1 : -1));

function isRightToLeft() {
  return getComputedStyle(dialog).direction === "rtl";
}
