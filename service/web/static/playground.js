// The playground: each image is shown when it is there. Without this module the page waits for all of them.

const form = document.querySelector("[data-play]");
const results = document.querySelector("[data-results]");
const give = document.querySelector("[data-give]");

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  play(new FormData(form)).catch(() => complain("Can't reach the server. You may be offline."));
});

function complain(text) {
  const place = document.querySelector("[data-problem]");
  place.textContent = text;
  place.hidden = !text;
}

async function play(asked) {
  const models = asked.getAll("models");
  complain(models.length ? "" : "Choose at least one model.");
  results.replaceChildren();
  const made = await Promise.all(models.map((model) => paint(model, asked)));
  const done = made.filter(Boolean);
  document.querySelector("[data-live]").textContent = `${done.length} of ${models.length} images are ready.`;
  if (give) offerToGive(done, asked.get("key"));
}

async function paint(model, asked) {
  const card = place(model);
  const input = { prompt: asked.get("prompt"), size: asked.get("size") };
  if (asked.get("image_url")) input.image_url = asked.get("image_url");
  const headers = { Authorization: `Bearer ${asked.get("key")}`, "Content-Type": "application/json" };
  const body = JSON.stringify({ model, input, wait: "auto" });
  let answer = await fetch("/v1/generations", { method: "POST", headers, body });
  let said = await answer.json();
  while (answer.ok && ["queued", "running"].includes(said.status)) {
    answer = await fetch(`/v1/generations/${said.id}?wait=60`, { headers });
    said = await answer.json();
  }
  if (!answer.ok || !said.output) {
    card.wait.textContent = said.detail ?? said.error?.message ?? `The image was ${said.status}.`;
    card.wait.classList.add("wrong");
    return null;
  }
  show(card, said);
  return said.id;
}

function place(model) {
  const figure = document.createElement("figure");
  figure.className = "result";
  const wait = document.createElement("p");
  wait.className = "waiting";
  wait.textContent = "Generating…";
  const caption = document.createElement("figcaption");
  const link = document.createElement("a");
  link.href = `/models/${model}`;
  const label = form.querySelector(`[value="${CSS.escape(model)}"]`)?.parentElement.querySelector("span");
  link.textContent = label?.firstChild.textContent.trim() ?? model;
  caption.append(link);
  figure.append(wait, caption);
  results.append(figure);
  return { figure, wait, caption, name: link.textContent };
}

function show(card, said) {
  const media = said.output.media[0];
  const image = new Image(media.width, media.height);
  // By its path: behind a proxy the service may know itself under another name.
  image.src = new URL(media.url).pathname;
  image.alt = `Image by ${card.name}`;
  card.wait.replaceWith(image);
  const told = document.createElement("span");
  told.className = "quiet";
  told.textContent = ` ${said.usage.cost ?? "?"} ${said.usage.currency ?? ""} · ${said.usage.latency_ms} ms`;
  card.caption.append(told);
}

function offerToGive(names, key) {
  give.hidden = names.length < 2;
  give.querySelector("[data-generations]").replaceChildren(...names.map(hidden));
  give.querySelector("[name=key]").value = key;
}

function hidden(name) {
  const input = document.createElement("input");
  input.type = "hidden";
  input.name = "generation";
  input.value = name;
  return input;
}
