// Zoom: enlarges both images around the same point, so that details can be compared.

const HOLD_MS = 350;
// A resting finger still moves by some pixels.
const STILL_PX = 10;
// A click within this time after a finger was lifted comes from that finger.
const CLICK_MS = 100;

/** Enlarge a stage by `toggle` and `stop`, around the pointer, or while a finger rests on it. */
export function zooming(stage) {
  const start = () => stage.classList.add("zoomed");
  const stop = () => stage.classList.remove("zoomed");

  stage.addEventListener("pointermove", (event) => aim(stage, event));
  holding(stage, start, stop);
  return { stop, toggle: () => stage.classList.toggle("zoomed") };
}

/** Zoom both images around the point under the pointer. */
function aim(stage, event) {
  const pane = event.target.closest("[data-pane]");
  const image = pane?.querySelector("img");
  if (!image) {
    return;
  }
  // Unlike bounding boxes, offsets are not affected by the zoom.
  const frame = pane.getBoundingClientRect();
  const x = share(event.clientX - frame.left - image.offsetLeft, image.offsetWidth);
  const y = share(event.clientY - frame.top - image.offsetTop, image.offsetHeight);
  stage.style.setProperty("--zoom-x", `${x}%`);
  stage.style.setProperty("--zoom-y", `${y}%`);
}

function share(part, whole) {
  return Math.min(100, Math.max(0, (100 * part) / whole));
}

function holding(stage, start, stop) {
  let timer = 0;
  let from = null;
  let held = false;

  function rest() {
    held = true;
    aim(stage, from);
    start();
  }

  function lift() {
    clearTimeout(timer);
    from = null;
    if (held) {
      stop();
      setTimeout(() => { held = false; }, CLICK_MS);
    }
  }

  stage.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "mouse" && event.isPrimary) {
      from = event;
      timer = setTimeout(rest, HOLD_MS);
    }
  });
  stage.addEventListener("pointermove", (event) => {
    if (from && Math.hypot(event.clientX - from.clientX, event.clientY - from.clientY) > STILL_PX) {
      clearTimeout(timer);
    }
  });
  stage.addEventListener("pointerup", lift);
  stage.addEventListener("pointercancel", lift);
  // Lifting the finger is not a vote, resting it does not ask for the browser's menu, and a click on an
  // enlarged image ends the zoom.
  stage.addEventListener("click", (event) => {
    if (held || stage.classList.contains("zoomed")) {
      stop();
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }, true);
  stage.addEventListener("contextmenu", (event) => {
    if (from) {
      event.preventDefault();
    }
  });
}
