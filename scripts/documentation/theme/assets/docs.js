// Search in the browser, without a server: the index is fetched when somebody starts to type. And, where the
// site lies beside those of other versions, the list of versions.

const script = document.querySelector("script[data-root]");
const root = new URL(script.dataset.root.replace(/\/?$/, "/"), location.href);
const form = document.querySelector(".docs-search");
const input = form.querySelector("input");
const list = form.querySelector("ul");
const status = form.querySelector("[role=status]");
const MOST = 12;
const AROUND = 60;

let index;
let chosen = -1;

function load() {
  index ??= fetch(new URL("assets/search.json", root)).then((answer) => answer.json());
  return index;
}

/** Return how well a section matches: every word must be in it; words in headings count more. */
function weigh([url, , page, heading, text], words) {
  const [high, middle, low] = [heading, page, text].map((part) => part.toLowerCase());
  let sum = 0;
  for (const word of words) {
    const start = new RegExp(`(^|[^\\p{L}\\p{N}])${word}`, "u");
    const points = (start.test(high) ? 12 : high.includes(word) ? 6 : 0)
      + (start.test(middle) ? 5 : 0) + Math.min(low.split(word).length - 1, 4);
    if (!points) return 0;
    sum += points;
  }
  // Who looks something up wants what is true now before why, and before what changed.
  const share = /^(decisions|changelog)\//.test(url) ? 0.3 : 1;
  return share * (sum - Math.min(text.length, 4000) / 4000);
}

function excerpt(text, word) {
  const at = Math.max(0, text.toLowerCase().indexOf(word) - AROUND);
  return (at ? "… " : "") + text.slice(at, at + 3 * AROUND);
}

function entry([url, fragment, page, heading, text], number, word) {
  const item = document.createElement("li");
  item.role = "option";
  item.id = `result-${number}`;
  const link = document.createElement("a");
  link.href = new URL(url + (fragment ? `#${fragment}` : ""), root);
  link.tabIndex = -1;
  link.append(heading === page ? page : `${page}: ${heading}`);
  const words = document.createElement("small");
  words.textContent = excerpt(text, word);
  link.append(words);
  item.append(link);
  return item;
}

async function search() {
  const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
  const sections = words.length ? await load() : [];
  if (words.join(" ") !== input.value.toLowerCase().split(/\s+/).filter(Boolean).join(" ")) return;
  const safe = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const best = sections.map((section) => [weigh(section, safe), section])
    .filter(([points]) => points > 0).sort(([a], [b]) => b - a).slice(0, MOST);
  list.replaceChildren(...best.map(([, section], number) => entry(section, number, words[0])));
  status.textContent = words.length ? (best.length ? `${best.length} results` : "No results") : "";
  choose(-1);
  show(best.length > 0);
}

function show(open) {
  list.hidden = !open;
  input.setAttribute("aria-expanded", String(open));
}

function choose(number) {
  chosen = number;
  for (const [at, item] of [...list.children].entries()) {
    item.setAttribute("aria-selected", String(at === number));
    if (at === number) item.scrollIntoView({ block: "nearest" });
  }
  if (number < 0) input.removeAttribute("aria-activedescendant");
  else input.setAttribute("aria-activedescendant", `result-${number}`);
}

input.addEventListener("input", search);
input.addEventListener("focus", () => show(list.children.length > 0));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  list.children[Math.max(chosen, 0)]?.querySelector("a").click();
});
form.addEventListener("focusout", (event) => { if (!form.contains(event.relatedTarget)) show(false); });
list.addEventListener("click", () => show(false));
// Safari focuses nothing when a link is pressed, and the list must not close before the click arrives.
list.addEventListener("mousedown", (event) => event.preventDefault());
input.addEventListener("keydown", (event) => {
  const count = list.children.length;
  if (event.key === "Escape") show(false);
  else if (event.key === "ArrowDown" && count) choose((chosen + 1) % count);
  else if (event.key === "ArrowUp" && count) choose((chosen + count - (chosen < 0 ? 0 : 1)) % count);
  else return;
  event.preventDefault();
});
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  input.focus();
});
form.hidden = false;

/** Replace the version's name by a choice of all versions that were published beside this one. */
async function offerVersions() {
  const answer = await fetch(new URL(script.dataset.versions, root));
  if (!answer.ok) return;
  const select = document.createElement("select");
  select.setAttribute("aria-label", "Version");
  for (const version of await answer.json()) {
    select.add(new Option(`Version ${version}`, version, false, version === script.dataset.version));
  }
  select.addEventListener("change", () => { location.href = new URL(`../${select.value}/`, root); });
  document.querySelector("[data-version-label]").replaceWith(select);
}

if (script.dataset.versions) offerVersions();
