// Shows the first pair as soon as both of its images are there: the scripts that take votes come later.

const stage = document.querySelector("[data-stage]");
const images = [...(stage?.querySelectorAll("img") ?? [])];
try {
  await Promise.all(images.map((image) => image.decode()));
  if (images.length) {
    stage.dataset.state ??= "looking";
  }
} catch {
  // vote.js reports a broken image.
}
