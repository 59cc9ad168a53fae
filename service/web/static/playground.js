// The playground: each model's card appears when its image is ready. Without this module, the page waits for all.

const form = document.querySelector("[data-play]");
const results = document.querySelector("[data-results]");
const give = document.querySelector("[data-give]");
const UNREACHABLE = "Can't reach the server. You may be offline.";

if (form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!form.hasAttribute("aria-busy")) play(new FormData(form));
  });
  form.addEventListener("change", total);
  form.addEventListener("click", take);
  total();
}

/** Take a sample prompt without loading the page. */
function take(event) {
  const sample = event.target.closest("[data-prompt]");
  if (!sample) return;
  event.preventDefault();
  const field = form.elements.prompt;
  field.value = sample.textContent;
  field.focus();
}

/** Ask the server what the chosen images cost. */
async function total() {
  const values = new FormData(form);
  const query = new URLSearchParams(values.getAll("models").map((model) => ["models", model]));
  query.set("keyed", Boolean(values.get("key")));
  const answer = await fetch(`/playground/total?${query}`).catch(() => null);
  if (answer?.ok) form.querySelector("[data-total]").textContent = await answer.text();
}

async function play(values) {
  const models = values.getAll("models");
  complain(models.length ? "" : "Choose at least one model.");
  if (!models.length) return;
  busy(true);
  const places = models.map(waiting);
  results.replaceChildren(...places);
  results.focus({ preventScroll: true });
  results.scrollIntoView({ behavior: calm() ? "auto" : "smooth", block: "start" });
  give?.toggleAttribute("hidden", true);
  let ready = 0;
  await Promise.all(
    models.map(async (model, at) => {
      const card = await cardOf(model, values);
      places[at].replaceWith(card ?? failed(model, values));
      if (card?.querySelector("img")) tell(`${(ready += 1)} of ${models.length} images are ready.`);
    }),
  );
  if (!ready) tell("No image is ready.");
  // The next press is another one: it pays for new images.
  form.elements.press.value = crypto.randomUUID?.() ?? String(Math.random());
  busy(false);
  offer(values.get("key"));
}

/** The card of a model, null if the server cannot be reached. Asking again with the same press pays nothing. */
async function cardOf(model, values) {
  const body = new URLSearchParams([...values].filter(([name]) => name !== "models"));
  body.append("models", model);
  for (;;) {
    const answer = await fetch("/playground/card", { method: "POST", body }).catch(() => null);
    if (!answer?.headers.get("Content-Type")?.startsWith("text/html")) return null;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const card = page.querySelector(".result");
    if (!card?.hasAttribute("data-pending")) return card && document.importNode(card, true);
  }
}

function waiting(model) {
  const figure = element("figure", "result", "");
  figure.append(element("p", "waiting", "Generating…"), element("figcaption", "", nameOf(model)));
  return figure;
}

/** A card that says that the server was not reached, with a button that asks for the same image again. */
function failed(model, values) {
  const figure = waiting(model);
  const words = figure.firstElementChild;
  words.textContent = UNREACHABLE;
  words.classList.add("wrong");
  const again = element("button", "button", "Try again");
  again.type = "button";
  again.addEventListener("click", async () => {
    again.disabled = true;
    figure.replaceWith((await cardOf(model, values)) ?? failed(model, values));
    offer(values.get("key"));
  });
  figure.lastElementChild.append(" ", again);
  return figure;
}

function nameOf(model) {
  const input = form.querySelector(`[value="${CSS.escape(model)}"]`);
  return input?.parentElement.querySelector("[data-name]").textContent ?? model;
}

function element(tag, kind, text) {
  const made = document.createElement(tag);
  if (kind) made.className = kind;
  made.textContent = text;
  return made;
}

function busy(on) {
  form.toggleAttribute("aria-busy", on);
  form.querySelector("[data-body]").disabled = on;
  form.querySelector("[data-press]").textContent = on ? "Generating…" : "Generate images";
}

function offer(key) {
  if (!give) return;
  give.hidden = !results.querySelector("img");
  if (give.elements.key) give.elements.key.value ||= key;
}

function complain(text) {
  const place = document.querySelector("[data-problem]");
  place.textContent = text;
  place.hidden = !text;
}

function tell(text) {
  document.querySelector("[data-live]").textContent = text;
}

function calm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
