// The playground: shows each image when it is ready. Without this module, the page waits for all of them.

import { sentence } from "./api.js";

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

async function play(values) {
  const models = values.getAll("models");
  complain(models.length ? "" : "Choose at least one model.");
  results.replaceChildren();
  const made = await Promise.all(models.map((model) => generate(model, values)));
  const done = made.filter(Boolean);
  document.querySelector("[data-live]").textContent = `${done.length} of ${models.length} images are ready.`;
  if (give) offerToGive(done, values.get("key"));
}

async function generate(model, values) {
  const card = place(model);
  const input = { prompt: values.get("prompt"), size: values.get("size") };
  if (values.get("image_url")) input.image_url = values.get("image_url");
  const headers = { Authorization: `Bearer ${values.get("key")}`, "Content-Type": "application/json" };
  const body = JSON.stringify({ model, input, wait: "auto" });
  let answer = await fetch("/v1/generations", { method: "POST", headers, body });
  let generation = await answer.json();
  while (answer.ok && ["queued", "running"].includes(generation.status)) {
    answer = await fetch(`/v1/generations/${generation.id}?wait=60`, { headers });
    generation = await answer.json();
  }
  if (!answer.ok || !generation.output) {
    card.wait.textContent = sentence(generation.detail ?? generation.error?.message ?? `the image was ${generation.status}`);
    card.wait.classList.add("wrong");
    return null;
  }
  show(card, generation);
  return generation.id;
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

function show(card, generation) {
  const media = generation.output.media[0];
  const image = new Image(media.width, media.height);
  // Only the path: behind a proxy, the service may not know its own host name.
  image.src = new URL(media.url).pathname;
  image.alt = `Image by ${card.name}`;
  card.wait.replaceWith(image);
  const details = document.createElement("span");
  details.className = "quiet";
  details.textContent = ` ${generation.usage.cost ?? "?"} ${generation.usage.currency ?? ""} · ${generation.usage.latency_ms} ms`;
  card.caption.append(details);
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
