// The page of a model: marks the section in view, copies code, and sends the form of a request.
// Without this module, everything but the form works.

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
    import("./request.js")
      .then(({ run }) => run(form))
      .catch(() => (document.querySelector("#run-answer").textContent = "Can't reach the server. You may be offline."))
      .finally(() => (button.disabled = false));
  });
  for (const sample of form.querySelectorAll(".sample")) {
    sample.addEventListener("click", () => {
      form.elements.prompt.value = sample.dataset.prompt;
      form.elements.prompt.focus();
    });
  }
}
