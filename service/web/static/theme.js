// The theme that the reader chose. It runs before the page is drawn, or dark pages would flash in light.
(() => {
  const KEY = "theme", root = document.documentElement;
  const read = () => {
    try { return localStorage.getItem(KEY) ?? ""; } catch { return ""; }
  };
  const keep = (mode) => {
    try { mode ? localStorage.setItem(KEY, mode) : localStorage.removeItem(KEY); } catch { /* for this page only */ }
  };
  const show = (mode) => {
    if (mode === "light" || mode === "dark") root.dataset.mode = mode;
    else delete root.dataset.mode;
    for (const choice of document.querySelectorAll("[data-theme]"))
      choice.setAttribute("aria-pressed", String(choice.dataset.theme === (root.dataset.mode ?? "")));
  };
  show(read());
  addEventListener("storage", (event) => { if (event.key === KEY) show(read()); });
  addEventListener("DOMContentLoaded", () => {
    const choices = document.querySelector(".site-theme");
    if (!choices) return;
    choices.hidden = false;
    choices.addEventListener("click", (event) => {
      const choice = event.target.closest("[data-theme]");
      if (!choice) return;
      keep(choice.dataset.theme);
      show(choice.dataset.theme);
    });
    show(read());
  });
})();
