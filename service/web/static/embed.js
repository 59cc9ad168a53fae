// Tells the page around the frame how high the leaderboard is, so that it can make the frame as high.

new ResizeObserver(() => {
  const height = Math.ceil(document.body.getBoundingClientRect().height);
  parent.postMessage({ arenaEmbedHeight: height }, "*");
}).observe(document.body);
