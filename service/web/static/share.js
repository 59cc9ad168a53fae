// Sharing a card: by the device's own menu, or else by copying the page's address.

const button = document.querySelector("[data-share]");
button.hidden = false;
button.addEventListener("click", async () => {
  const { text, copied } = button.dataset;
  try {
    if (navigator.share) {
      await navigator.share({ text, url: location.href });
    } else {
      await navigator.clipboard.writeText(location.href);
      button.textContent = copied;
    }
  } catch {
    // They changed their mind.
  }
});
