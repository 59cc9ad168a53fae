// Keys that vote, and which presses of them do not count.

const MEANINGS = {
  arrowleft: "left",
  arrowright: "right",
  arrowup: "tie",
  arrowdown: "both_bad",
  s: "skip",
  u: "undo",
  z: "zoom",
  escape: "unzoom",
};

/** Call `act` with the meaning of each key that is pressed on purpose. */
export function listenToKeys(act) {
  document.addEventListener("keydown", (event) => {
    const meaning = MEANINGS[event.key.toLowerCase()];
    if (!meaning || meansSomethingElse(event)) {
      return;
    }
    event.preventDefault();
    // A key held down would go on to vote on pairs that nobody has seen.
    if (!event.repeat) {
      act(meaning);
    }
  });
}

function meansSomethingElse(event) {
  const modified = event.ctrlKey || event.altKey || event.metaKey || event.shiftKey;
  // A long prompt scrolls by arrows while it has the focus; a select or a field takes letters.
  const elsewhere = event.target.closest("[data-prompt][tabindex], input, select, textarea");
  return modified || event.isComposing || elsewhere !== null;
}
