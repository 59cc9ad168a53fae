// Challenges: what a busy network's visitors solve before the next pair. Work is done in the background; the
// script of a CAPTCHA shows its own puzzle.

const WAIT_MS = 600;
const SCRIPTS = {
  turnstile: "https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit",
  hcaptcha: "https://js.hcaptcha.com/1/api.js?render=explicit",
};

const section = document.querySelector("[data-challenge]");

/** The proof that solves a challenge, null if it cannot be solved here. */
export async function prove(challenge) {
  // Most work is done before anybody would read that it is.
  const timer = setTimeout(() => show(true), challenge.kind === "work" ? WAIT_MS : 0);
  try {
    return await (challenge.kind === "work" ? worked(challenge) : puzzled(challenge));
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
    show(false);
  }
}

function show(shown) {
  section.hidden = !shown;
}

function worked({ algorithm, challenge, maxnumber, salt, signature }) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./work.js", import.meta.url), { type: "module" });
    worker.onerror = () => reject(new Error("no worker"));
    worker.onmessage = ({ data: number }) => {
      worker.terminate();
      resolve(number === null ? null : btoa(JSON.stringify({ algorithm, challenge, number, salt, signature })));
    };
    worker.postMessage({ challenge, maxnumber, salt });
  });
}

async function puzzled({ kind, site_key: sitekey }) {
  await loaded(SCRIPTS[kind]);
  const place = section.querySelector("[data-puzzle]");
  place.replaceChildren();
  return new Promise((resolve, reject) => {
    const failed = () => reject(new Error("not solved"));
    window[kind].render(place, { sitekey, callback: resolve, "error-callback": failed });
  });
}

function loaded(url) {
  if (document.querySelector(`script[src="${url}"]`)) {
    return Promise.resolve();
  }
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = url;
    script.onload = resolve;
    script.onerror = () => reject(new Error("not loaded"));
    document.head.append(script);
  });
}
