// Gets the lightbox once an image is about to be enlarged. Without this module, each image is a link to its file.

const load = () => import("./lightbox.js");

for (const type of ["pointerover", "focusin"]) {
  document.addEventListener(type, ({ target }) => target.closest("a[data-enlarge]") && load().catch(() => {}));
}
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-enlarge]");
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) {
    return;
  }
  event.preventDefault();
  load().then(({ enlarge }) => enlarge(link), () => location.assign(link.href));
});
