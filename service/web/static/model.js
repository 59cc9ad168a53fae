// The page of a model: marks the section in view, copies code, and tries a request.
// Without this module, everything but the form works.

import { sentence } from "./api.js";

const menu = document.querySelector(".section-menu");
const links = new Map([...menu.querySelectorAll("a")].map((link) => [link.hash.slice(1), link]));
const inView = new Set();
// A section counts while it crosses the upper part of the window, below the menu.
const observer = new IntersectionObserver(
  (entries) => {
    for (const entry of entries) inView[entry.isIntersecting ? "add" : "delete"](entry.target.id);
    markCurrent([...links.keys()].find((id) => inView.has(id)) ?? "");
  },
  { rootMargin: "-15% 0px -75% 0px" },
);
for (const id of links.keys()) observer.observe(document.getElementById(id));

function markCurrent(current) {
  if (!current) menu.firstElementChild.scrollTo({ left: 0 });
  for (const [id, link] of links) {
    if (id !== current) {
      link.removeAttribute("aria-current");
    } else if (!link.hasAttribute("aria-current")) {
      link.setAttribute("aria-current", "true");
      const list = menu.firstElementChild;
      list.scrollTo({ left: link.offsetLeft - (list.clientWidth - link.offsetWidth) / 2 });
    }
  }
}

for (const block of document.querySelectorAll(".code")) block.append(copyButton(block.querySelector("code")));

function copyButton(code) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button copy";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(code.textContent);
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = "Copy"), 2000);
  });
  return button;
}

const form = document.querySelector("#run");
if (form) {
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = form.querySelector(".run-go button");
    button.disabled = true;
    run(form)
      .catch(() => say("Can't reach the server. You may be offline."))
      .finally(() => (button.disabled = false));
  });
  for (const sample of form.querySelectorAll(".sample")) {
    sample.addEventListener("click", () => {
      form.elements.prompt.value = sample.dataset.prompt;
      form.elements.prompt.focus();
    });
  }
}

function say(text) {
  document.querySelector("#run-answer").textContent = text;
}

async function run(form) {
  const values = new FormData(form);
  const input = { prompt: values.get("prompt") };
  if (values.get("size")) input.size = values.get("size");
  if (values.get("seed")) input.seed = Number(values.get("seed"));
  const image = (await dataUrl(values.get("file"))) ?? values.get("image_url");
  if (image) input.image_url = image;
  say("Generating…");
  const answer = await fetch("/v1/generations", {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${values.get("key")}` },
    body: JSON.stringify({ model: form.dataset.model, input, wait: "auto" }),
  });
  const generation = await answer.json();
  if (!answer.ok) return say(generation.detail ? sentence(generation.detail) : `Something went wrong (error ${answer.status}). Try again.`);
  if (generation.status === "failed") return say(sentence(generation.error.message));
  if (generation.status !== "completed") return say(`The image is ${generation.status}. To check on it, call GET /v1/generations/${generation.id}.`);
  show(generation);
}

// The file as a data URL, undefined if there is no file.
function dataUrl(file) {
  if (!file?.size) return undefined;
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = reject;
    reader.readAsDataURL(file);
  });
}

function show(generation) {
  say("");
  const place = document.querySelector("#run-answer");
  for (const media of generation.output.media) {
    const image = new Image(media.width, media.height);
    image.src = new URL(media.url).pathname;
    image.alt = "Generated image";
    place.append(image);
  }
  const details = document.createElement("pre");
  details.tabIndex = 0;
  details.textContent = JSON.stringify(generation, null, 2);
  place.append(details);
}
