// "Try it": sends a GET from the page and shows the answer. The key stays in its field and goes nowhere else.

const SHOWN = 20_000;
const UNREACHABLE = "Can't reach the server. You may be offline.";

/** Show a form and send its request when somebody asks for it. */
export function listenToTries(form) {
  form.hidden = false;
  gather(form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form);
  });
}

/** Put what need not be filled in behind a line of its own. */
function gather(form) {
  const rest = [...form.querySelectorAll(".try-more")];
  if (!rest.length) return;
  const details = document.createElement("details");
  const summary = document.createElement("summary");
  summary.textContent = `${rest.length} optional`;
  const fields = document.createElement("div");
  fields.className = "try-rest";
  rest[0].before(details);
  fields.append(...rest);
  details.append(summary, fields);
}

function addressOf(form) {
  let path = form.dataset.path;
  const query = new URLSearchParams();
  for (const input of form.querySelectorAll("[data-in]")) {
    const value = input.value.trim();
    if (input.dataset.in === "path") path = path.replace(`{${input.name}}`, encodeURIComponent(value));
    else if (value) query.append(input.name, value);
  }
  return query.size ? `${path}?${query}` : path;
}

async function send(form) {
  const button = form.querySelector("button");
  const outcome = form.querySelector("[data-outcome]");
  const place = form.querySelector("[data-response]");
  const key = form.querySelector("[data-key]").value.trim();
  button.disabled = true;
  outcome.textContent = "Sending…";
  const began = performance.now();
  try {
    const answer = await fetch(addressOf(form), { headers: key ? { Authorization: `Bearer ${key}` } : {} });
    const body = await answer.blob();
    outcome.textContent = `${answer.status} · ${Math.round(performance.now() - began)} ms · ${sizeOf(body.size)}`;
    place.firstElementChild.textContent = await textOf(answer, body);
    place.hidden = false;
  } catch {
    outcome.textContent = UNREACHABLE;
    place.hidden = true;
  }
  button.disabled = false;
}

function sizeOf(bytes) {
  return bytes < 1000 ? `${bytes} bytes` : `${(bytes / 1000).toFixed(1)} kB`;
}

async function textOf(answer, body) {
  const kind = (answer.headers.get("Content-Type") ?? "").split(";")[0];
  if (kind.startsWith("image/") || kind.endsWith(".parquet")) return `(${kind})`;
  const text = await body.text();
  const shown = kind.endsWith("json") ? indented(text) : text;
  return shown.length > SHOWN ? `${shown.slice(0, SHOWN)}\n…` : shown || "(no body)";
}

function indented(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
