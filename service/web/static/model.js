// The page of a model: code with the reader's own address, buttons that copy it, a form that tries a request.
// Without it the page has everything but the form's answer.

const LOCAL = "http://127.0.0.1:8000";

for (const block of document.querySelectorAll("#api pre, #embed pre")) {
  const code = block.querySelector("code");
  code.textContent = code.textContent.replaceAll(LOCAL, location.origin);
  block.before(copyButton(code));
}

function copyButton(code) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button copy";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(code.textContent);
    button.textContent = "Copied";
  });
  return button;
}

const form = document.querySelector("#run");
if (form) {
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run(form).catch(() => say("Can't reach the server. You may be offline."));
  });
}

function say(text) {
  document.querySelector("#run-answer").textContent = text;
}

async function run(form) {
  const given = new FormData(form);
  const input = { prompt: given.get("prompt") };
  const image = (await dataAddress(given.get("file"))) ?? given.get("image_url");
  if (image) input.image_url = image;
  say("Generating…");
  const answer = await fetch("/v1/generations", {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${given.get("key")}` },
    body: JSON.stringify({ model: form.dataset.model, input, wait: "auto" }),
  });
  const said = await answer.json();
  if (!answer.ok) return say(said.detail ?? `Something went wrong (error ${answer.status}). Try again.`);
  if (said.status === "failed") return say(said.error.message);
  if (said.status !== "completed") return say(`The image is ${said.status}. To check on it, call GET /v1/generations/${said.id}.`);
  show(said);
}

// The file as an address that holds it; undefined for none.
function dataAddress(file) {
  if (!file?.size) return undefined;
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = reject;
    reader.readAsDataURL(file);
  });
}

function show(said) {
  say("");
  const place = document.querySelector("#run-answer");
  for (const media of said.output.media) {
    const image = new Image(media.width, media.height);
    image.src = new URL(media.url).pathname;
    image.alt = "Generated image";
    place.append(image);
  }
  const told = document.createElement("pre");
  told.tabIndex = 0;
  told.textContent = JSON.stringify(said, null, 2);
  place.append(told);
}
