// A request from the page of a model, which model.js sends.

import { sentence } from "./api.js";

function say(text) {
  document.querySelector("#run-answer").textContent = text;
}

/** Send the request that the form says, and show what comes. */
export async function run(form) {
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
