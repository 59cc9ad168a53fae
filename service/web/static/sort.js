// Sorts the rows of a table when a heading is clicked, as its link would, without loading the page.

/** Sort by the headings of a region, and by the choices of a field that has the same. */
export function sortable(region, field) {
  field?.addEventListener("input", () => {
    const link = region.querySelector(`a[data-sort="${field.value.replace("-", "")}"]`);
    link && sortBy(link, field.value);
  });
  region.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-sort]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) {
      return;
    }
    event.preventDefault();
    const order = new URL(link.href).searchParams.get("sort") ?? "rank";
    sortBy(link, order);
    field && (field.value = order);
  });
}

function sortBy(link, order) {
  sort(link.closest("table"), order, falls(link));
  mark(link.closest("tr"), order);
  const address = new URL(location.href);
  order === "rank" ? address.searchParams.delete("sort") : address.searchParams.set("sort", order);
  history.replaceState(null, "", address);
}

// Whether a column is sorted from its largest value down at first.
function falls(link) {
  return link.hasAttribute("data-falling");
}

function sort(table, order, falling) {
  const key = order.replace("-", "");
  const body = table.tBodies[0];
  const sign = order.startsWith("-") === falling ? 1 : -1;
  const rows = [...body.rows].sort((a, b) => compare(value(a, key), value(b, key), sign));
  body.append(...rows);
  table.dataset.sorted = order;
}

// Rows without the value come last, whatever the direction.
function compare(a, b, sign) {
  if (a === undefined || b === undefined) {
    return (a === undefined) - (b === undefined);
  }
  return sign * (typeof a === "string" ? a.localeCompare(b) : a - b);
}

function value(row, key) {
  if (key === "model") {
    return row.querySelector(".model-name").textContent;
  }
  const text = row.dataset[key];
  return text === undefined || Number.isNaN(Number(text)) ? text : Number(text);
}

// Marks the current heading and reverses its link.
function mark(headings, order) {
  for (const link of headings.querySelectorAll("a[data-sort]")) {
    const key = link.dataset.sort;
    const current = order.replace("-", "") === key;
    const turned = order.startsWith("-");
    const address = new URL(link.href);
    address.searchParams.set("sort", current && !turned ? `-${key}` : key);
    link.href = address.href;
    link.closest("th").removeAttribute("aria-sort");
    if (current) {
      link.closest("th").setAttribute("aria-sort", turned === falls(link) ? "ascending" : "descending");
    }
  }
}
