// Results of the search while somebody types: those of the search's own page, so that there is one ranking.

const PAUSE_MS = 120;

/** Listen to the form of the search. "/" leads to it, arrows through the results, Escape away from them. */
export function listenToSearch(form) {
  const field = form.querySelector("input");
  const results = document.querySelector("[data-results]");
  const status = form.querySelector("[data-found]");
  let timer = 0;
  let newest = "";

  field.addEventListener("input", () => {
    clearTimeout(timer);
    newest = field.value.trim();
    if (newest) timer = setTimeout(() => look(newest), PAUSE_MS);
    else close();
  });
  form.parentElement.addEventListener("keydown", (event) => move(event));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.target.closest("input, textarea, select")) return;
    event.preventDefault();
    field.focus();
  });
  document.addEventListener("click", (event) => {
    if (!form.parentElement.contains(event.target)) close();
  });

  async function look(query) {
    const answer = await fetch(`${form.action}?${new URLSearchParams({ q: query })}`).catch(() => null);
    if (!answer?.ok || query !== newest) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const list = page.querySelector("[data-found-list]");
    status.textContent = page.querySelector(".lead").textContent;
    results.replaceChildren(list.children.length ? list : none());
    results.hidden = false;
  }

  function none() {
    const text = document.createElement("p");
    text.textContent = "No operation matches.";
    return text;
  }

  function close() {
    newest = "";
    results.hidden = true;
    results.replaceChildren();
  }

  function move(event) {
    const stops = [field, ...results.querySelectorAll("a")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") {
      close();
      field.focus();
    } else if (step && stops.length > 1) {
      event.preventDefault();
      stops[(stops.indexOf(document.activeElement) + step + stops.length) % stops.length].focus();
    }
  }
}
