// Keeps a part of the page up to date: by events, or by polling if there are none. Only while the page is
// visible: a browser allows few connections to a server, and hidden pages must not hold them.

const POLL_MS = 15_000;
const PAUSE_MS = 2_000;

/** Follow a region. ``narrowed`` says what to ask for, and is told when the region was replaced. */
export function follow(region, narrowed) {
  const live = new Live(region, narrowed);
  document.addEventListener("visibilitychange", () => live.update());
  live.update();
}

class Live {
  constructor(region, narrowed) {
    this.region = region;
    this.narrowed = narrowed;
    this.paused = false;
    this.source = null;
    this.timer = null;
    this.waiting = null;
    this.last = 0;
    this.newest = null; // the state that the last event told of
    this.bar = this.makeBar();
    region.before(this.bar);
  }

  makeBar() {
    const bar = document.createElement("p");
    bar.className = "live-bar";
    this.state = document.createElement("span");
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.className = "button live-button";
    this.button.addEventListener("click", () => {
      this.paused = !this.paused;
      this.update();
    });
    bar.append(this.state, " ", this.button);
    return bar;
  }

  update() {
    this.stop();
    if (!this.paused && !document.hidden) {
      this.start();
    }
    this.button.textContent = this.paused ? "Resume" : "Pause";
    this.say(this.paused ? "Paused" : "Live");
  }

  start() {
    this.source = new EventSource(this.region.dataset.events);
    this.source.addEventListener("revision", (event) => this.changed(event.lastEventId));
    this.source.addEventListener("error", () => {
      if (this.source?.readyState === EventSource.CLOSED) {
        this.poll();
      }
    });
  }

  stop() {
    this.source?.close();
    this.source = null;
    clearInterval(this.timer);
    clearTimeout(this.waiting);
    this.timer = this.waiting = this.newest = null;
  }

  poll() {
    this.newest = null;
    this.timer ??= setInterval(() => this.refresh(), POLL_MS);
  }

  changed(state) {
    this.newest = state;
    if (state === this.region.dataset.state || this.waiting) {
      return;
    }
    const wait = Math.max(0, this.last + PAUSE_MS - performance.now());
    this.waiting = setTimeout(() => this.refresh(), wait);
  }

  async refresh() {
    if (this.newest === this.region.dataset.state) {
      this.waiting = null;
      return;
    }
    this.last = performance.now();
    const { source } = this;
    const address = this.address();
    const text = await textAt(address);
    if (this.source !== source) {
      return; // paused or hidden meanwhile
    }
    this.waiting = null;
    this.say(text === null ? "Can't reach the server. Trying again…" : "Live");
    // If the reader has sorted meanwhile, these rows are in another order than theirs.
    if (text !== null && this.address() === address) {
      this.show(new DOMParser().parseFromString(text, "text/html"));
    }
    // The server may have sent an answer that it kept for a moment, from before the last event.
    if (this.newest) {
      this.changed(this.newest);
    }
  }

  address() {
    const address = this.narrowed?.plain() ?? new URL(location.href);
    address.searchParams.set("live", "true");
    return address.href;
  }

  show(fresh) {
    const next = fresh.getElementById(this.region.id);
    if (!next || next.dataset.state === this.region.dataset.state) {
      return;
    }
    const ranks = ranksOf(this.region);
    for (const part of document.querySelectorAll("[data-live]")) {
      replace(part, fresh.getElementById(part.id));
    }
    this.region.dataset.state = next.dataset.state;
    this.narrowed?.refreshed();
    highlight(this.region, ranks);
  }

  say(text) {
    this.state.textContent = text;
    this.bar.classList.toggle("is-paused", this.paused);
  }
}

/** The page at an address, null if it can't be had. */
async function textAt(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    return answer.ok ? await answer.text() : null;
  } catch {
    return null;
  }
}

function replace(part, next) {
  if (!next) {
    return;
  }
  const focused = part.contains(document.activeElement) ? path(document.activeElement) : null;
  const scrolled = part.querySelector(".scroll")?.scrollLeft ?? 0;
  part.replaceChildren(...next.childNodes);
  part.querySelector(".scroll")?.scrollTo({ left: scrolled });
  if (focused) {
    find(part, focused)?.focus({ preventScroll: true });
  }
}

function path(element) {
  return { tag: element.tagName, href: element.getAttribute("href"), sort: element.dataset.sort };
}

function find(region, { tag, href, sort }) {
  const same = [...region.querySelectorAll(tag)];
  return same.find((one) => (sort ? one.dataset.sort === sort : one.getAttribute("href") === href));
}

function ranksOf(region) {
  return new Map([...region.querySelectorAll("tr[data-model]")].map((row) => [row.dataset.model, Number(row.dataset.rank)]));
}

function highlight(region, before) {
  for (const row of region.querySelectorAll("tr[data-model]")) {
    const rank = before.get(row.dataset.model);
    if (rank !== undefined && rank !== Number(row.dataset.rank)) {
      row.classList.add(Number(row.dataset.rank) < rank ? "risen" : "fallen");
    }
  }
}
