// Files may be dropped anywhere on a form that takes one.
for (const input of document.querySelectorAll(".form input[type=file]")) {
  const form = input.form;
  const over = (is) => form.classList.toggle("form-over", is);
  form.classList.add("form-drop");
  form.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    over(true);
  });
  form.addEventListener("dragleave", (event) => { if (!form.contains(event.relatedTarget)) over(false); });
  form.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    over(false);
    input.files = event.dataTransfer.files;
  });
}
