// Filters the rows of a leaderboard, chooses its columns and collects models to compare, in place. Without this
// module the form does the same with the page's address; service/web/pages/boards/narrowing.py has its rules.

const FILTERS = ["q", "organizations", "weights_open", "commercial_use", "price_max", "votes_min"];
const SHARED = FILTERS.filter((name) => !["q", "votes_min"].includes(name)); // those that /api/v1/query has, too
const CHOICES = [...FILTERS, "columns"];
const MOST_COMPARED = 4;
const PAUSE_MS = 200;

/** Follow the form; returns what has to be called when the rows were replaced, and the address without choices. */
export function narrowable(region, tools, bar) {
  const rows = new Rows(region, tools);
  const picks = new Picks(region, bar);
  return {
    refreshed() {
      rows.apply();
      picks.restore();
    },
    /** The address that everybody's open page asks for, whatever they chose to see of it. */
    plain() {
      const address = new URL(location.href);
      CHOICES.forEach((name) => address.searchParams.delete(name));
      return address;
    },
  };
}

class Rows {
  constructor(region, tools) {
    this.region = region;
    this.tools = tools;
    this.asked = new URLSearchParams(location.search);
    this.waiting = null;
    tools.addEventListener("input", (event) => this.changed(event.target));
    tools.addEventListener("submit", (event) => event.preventDefault());
    document.addEventListener("click", (event) => {
      if (event.target.closest("[data-clear]")) {
        event.preventDefault();
        this.clear();
      }
    });
    addEventListener("pageshow", () => this.restoreAxis());
  }

  /** A browser that goes back still shows the axis that was chosen in order to leave. */
  restoreAxis() {
    for (const option of this.tools.querySelectorAll("[data-reload] option")) {
      option.selected = option.defaultSelected;
    }
  }

  changed(field) {
    if (field.matches("[data-reload]")) {
      const address = this.address();
      field.value ? address.searchParams.set(field.name, field.value) : address.searchParams.delete(field.name);
      location.assign(address);
      return;
    }
    if (CHOICES.includes(field.name)) {
      this.asked = this.address().searchParams;
      this.apply();
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => history.replaceState(null, "", this.address()), PAUSE_MS);
    }
  }

  clear() {
    for (const name of FILTERS) {
      this.tools.elements[name] && (this.tools.elements[name].value = "");
    }
    this.changed(this.tools.elements.q);
    this.tools.elements.q.focus();
  }

  /** The page's address with what the form says now. */
  address() {
    const address = new URL(location.href);
    const form = new FormData(this.tools);
    const columns = form.getAll("columns").join(",");
    const values = Object.fromEntries(FILTERS.map((name) => [name, form.get(name)?.trim()]));
    values.columns = columns === this.tools.dataset.usual ? "" : columns;
    copy(CHOICES, new URLSearchParams(values), address.searchParams);
    return address;
  }

  apply() {
    const wanted = wantedOf(this.asked);
    const rows = [...this.region.querySelectorAll("tr[data-votes]")];
    for (const row of rows) {
      row.hidden = !takes(row, wanted);
    }
    const shown = rows.filter((row) => !row.hidden).length;
    const matches = document.querySelector("#matches");
    matches.hidden = shown === rows.length;
    matches.querySelector("span").textContent = `${shown} of ${rows.length} models`;
    const none = document.querySelector("#no-match");
    none && (none.hidden = shown > 0);
    const set = FILTERS.filter((name) => name !== "q" && this.asked.get(name)).length;
    this.tools.querySelector("[data-count]").textContent = set ? ` ${set}` : "";
    this.showColumns();
    this.carry();
  }

  showColumns() {
    const shown = (this.asked.get("columns") || this.tools.dataset.usual).split(",");
    const table = this.region.querySelector("table.board");
    for (const box of this.tools.querySelectorAll("[name=columns]")) {
      table?.classList.toggle(`no-${box.value}`, !shown.includes(box.value));
    }
  }

  /** Links to other forms of this leaderboard keep what was chosen. */
  carry() {
    for (const link of document.querySelectorAll('main a[href^="?"]:not([data-clear])')) {
      const address = new URL(link.href);
      copy(CHOICES, this.asked, address.searchParams);
      link.setAttribute("href", address.search || "?");
    }
    for (const link of document.querySelectorAll("a[data-carry]")) {
      const address = new URL(link.href);
      copy(SHARED, this.asked, address.searchParams);
      link.setAttribute("href", address.pathname + address.search);
    }
  }
}

function copy(names, from, to) {
  for (const name of names) {
    from.get(name) ? to.set(name, from.get(name)) : to.delete(name);
  }
}

function wantedOf(asked) {
  return {
    words: (asked.get("q") ?? "").toLowerCase().split(/\s+/),
    makers: (asked.get("organizations") ?? "").split(",").filter(Boolean),
    open: asked.get("weights_open"),
    commercial: asked.get("commercial_use"),
    price: asked.get("price_max") ? Number(asked.get("price_max")) : null,
    votes: Number(asked.get("votes_min") ?? 0),
  };
}

/** Whether a row is shown. A model without a price in dollars is beyond every bound. */
function takes(row, wanted) {
  const { model, slug, maker, open, commercial, price, currency, votes } = row.dataset;
  const names = [...row.querySelectorAll(".model-name, .model-maker")].map((part) => part.textContent);
  const text = [model ?? slug, ...names].join(" ").toLowerCase();
  return (
    wanted.words.every((word) => text.includes(word)) &&
    (!wanted.makers.length || wanted.makers.includes(maker)) &&
    (!wanted.open || wanted.open === open) &&
    (!wanted.commercial || wanted.commercial === commercial) &&
    (wanted.price === null || Number(currency ? Infinity : (price ?? Infinity)) <= wanted.price) &&
    Number(votes) >= wanted.votes
  );
}

/** The models that are checked to be compared. */
class Picks {
  constructor(region, bar) {
    this.region = region;
    this.bar = bar;
    this.words = bar.querySelector("[data-picked]");
    this.hint = this.words.textContent;
    this.picked = new Map();
    region.addEventListener("change", ({ target }) => {
      if (target.name === "models") {
        target.checked ? this.picked.set(target.value, nameOf(target)) : this.picked.delete(target.value);
        this.restore();
      }
    });
    bar.addEventListener("submit", () => setTimeout(() => this.picked.clear()));
    addEventListener("pageshow", () => this.collect());
    this.collect();
  }

  /** What the browser remembers from before the reader went back. */
  collect() {
    for (const box of this.region.querySelectorAll("[name=models]:checked")) {
      this.picked.set(box.value, nameOf(box));
    }
    this.restore();
  }

  restore() {
    for (const box of this.region.querySelectorAll("[name=models]")) {
      box.checked = this.picked.has(box.value);
      box.disabled = !box.checked && this.picked.size >= MOST_COMPARED;
    }
    this.words.textContent = this.picked.size ? [...this.picked.values()].join(", ") : this.hint;
    this.bar.classList.toggle("is-picked", this.picked.size > 0);
    this.bar.querySelector("button").disabled = this.picked.size < 2;
  }
}

function nameOf(box) {
  return box.closest("tr").querySelector(".model-name").textContent;
}
