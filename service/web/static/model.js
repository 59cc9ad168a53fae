// The page of a model: code with the reader's own address, buttons that copy it, a form that tries a request.
// Without it the page has everything but the form's answer.

const LOCAL = "http://127.0.0.1:8000";

for (const block of document.querySelectorAll("#api pre, #embed pre")) {
  const code = block.querySelector("code");
  code.textContent = code.textContent.replaceAll(LOCAL, location.origin);
  block.prepend(copyButton(code));
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
form?.addEventListener("submit", (event) => {
  event.preventDefault();
  run(form).catch(() => say("The service could not be reached."));
});

function say(text) {
  document.querySelector("#run-answer").textContent = text;
}

async function run(form) {
  const { key, ...input } = Object.fromEntries(new FormData(form));
  say("Waiting for the image…");
  const answer = await fetch(form.action, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${key}` },
    body: JSON.stringify({ model: form.dataset.model, input, wait: 60 }),
  });
  const said = await answer.json();
  if (!answer.ok) return say(said.detail ?? `The service answered ${answer.status}.`);
  if (said.status === "failed") return say(said.error.message);
  if (said.status !== "completed") return say(`It is ${said.status}; ask for ${said.id} later.`);
  show(said);
}

function show(said) {
  say("");
  const place = document.querySelector("#run-answer");
  for (const media of said.output.media) {
    const image = new Image(media.width, media.height);
    image.src = media.url;
    image.alt = "The image that was made";
    place.append(image);
  }
  const told = document.createElement("pre");
  told.textContent = JSON.stringify(said, null, 2);
  place.append(told);
}
