// Keys that vote, and key presses to ignore.

const MEANINGS = {
  arrowleft: "left",
  arrowright: "right",
  arrowup: "tie",
  arrowdown: "both_bad",
  s: "skip",
  u: "undo",
  z: "zoom",
  escape: "unzoom",
  "?": "help",
};

/** Call `act` with the meaning of each key that is pressed deliberately. */
export function listenToKeys(act) {
  document.addEventListener("keydown", (event) => {
    const meaning = MEANINGS[event.key.toLowerCase()];
    if (!meaning || meansSomethingElse(event)) {
      return;
    }
    event.preventDefault();
    // A key held down would keep voting on pairs that nobody has seen.
    if (!event.repeat) {
      act(meaning);
    }
  });
}

function meansSomethingElse(event) {
  // Some keyboards have the question mark behind Shift.
  const modified = event.ctrlKey || event.altKey || event.metaKey || (event.shiftKey && event.key !== "?");
  // A long prompt with focus scrolls by arrow keys; fields take letters, and dialogs take Escape.
  const elsewhere = event.target.closest("[data-prompt][tabindex], input, select, textarea, dialog");
  return modified || event.isComposing || elsewhere !== null;
}
