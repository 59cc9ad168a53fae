// The API reference: results while somebody types, one language in all samples, copying, and trying a request.
// Without this module the search is a page, the tabs work, and nothing can be tried.

import { listenToSearch } from "./reference-search.js";
import { listenToTries } from "./reference-try.js";

const LANGUAGE = "arena-sample-language";
const COPIED_MS = 1500;

listenToSearch(document.querySelector("[data-search]"));
document.querySelectorAll("[data-try]").forEach(listenToTries);
document.querySelectorAll("[data-copy]").forEach(listenToCopies);
document.querySelectorAll(".code-choice").forEach((choice) => choice.addEventListener("change", () => speak(choice.value)));
speak(remembered());

/** Show all samples in a language, here and on the next page. */
function speak(language) {
  for (const choice of document.querySelectorAll(".code-choice")) {
    if (choice.value === language) choice.checked = true;
  }
  try {
    if (language) localStorage.setItem(LANGUAGE, language);
  } catch {
    // Storage is blocked: the choice holds for this page.
  }
}

function remembered() {
  try {
    return localStorage.getItem(LANGUAGE);
  } catch {
    return null;
  }
}

function listenToCopies(button) {
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const texts = [...button.closest(".code-panel").querySelectorAll(".code-text")];
    const shown = texts.find((text) => text.offsetParent !== null) ?? texts[0];
    await navigator.clipboard.writeText(shown.textContent);
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = "Copy"), COPIED_MS);
  });
}
