// Gets what makes charts answer once one of them is near the window.

const observer = new IntersectionObserver(
  (entries) => {
    if (entries.some((entry) => entry.isIntersecting)) {
      observer.disconnect();
      import("./chart.js");
    }
  },
  { rootMargin: "50%" },
);
for (const chart of document.querySelectorAll("arena-chart")) observer.observe(chart);
