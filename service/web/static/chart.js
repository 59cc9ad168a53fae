// Charts that answer: each tells the numbers at the place that is pointed at, touched, or reached by keys.
// Without this module there are still the drawing, its legend, and the table with all numbers.

const KEYS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

class Chart extends HTMLElement {
  connectedCallback() {
    if (this.tip) return;
    this.heads = [...this.querySelectorAll("thead th")];
    this.rows = [...this.querySelectorAll("tbody tr")];
    this.tip = document.createElement("div");
    this.tip.className = "chart-tip";
    this.tip.setAttribute("role", "status");
    this.tip.hidden = true;
    this.append(this.tip);
    this.querySelectorAll("svg[data-at]").forEach((svg) => this.listen(svg));
  }

  listen(svg) {
    const { at, by } = svg.dataset;
    let [x, y] = [0, 0];
    const places = at.split(" ").map((step) => {
      const [right, down = 0] = step.split(",").map(Number);
      return [(x += right), (y += down)];
    });
    let chosen = -1;
    const show = (index) => this.show(svg, places, (chosen = index));
    const point = (event) => show(nearest(places, by, inside(svg, event)));
    const open = () => this.rows[chosen % this.rows.length]?.querySelector("a")?.click();
    svg.tabIndex = 0;
    svg.addEventListener("pointermove", point);
    svg.addEventListener("pointerdown", point);
    svg.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && this.hide());
    // A finger needs its first touch to see what it is about.
    svg.addEventListener("click", (event) => event.pointerType === "mouse" && by !== "x" && open());
    svg.addEventListener("focus", () => svg.matches(":focus-visible") && show(chosen < 0 ? places.length - 1 : chosen));
    svg.addEventListener("blur", () => this.hide());
    svg.addEventListener("keydown", (event) => {
      const last = places.length - 1;
      const next = { Home: 0, End: last }[event.key] ?? (event.key in KEYS ? chosen + KEYS[event.key] : null);
      if (next !== null && !event.altKey && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        show(Math.max(0, Math.min(last, next)));
      } else if (event.key === "Escape") this.hide();
      else if (event.key === "Enter") open();
    });
  }

  show(svg, places, index) {
    const [left, top, right, bottom] = svg.dataset.plot.split(" ").map(Number);
    const [x, y] = places[index];
    const { by } = svg.dataset;
    const vertices = by === "x" ? [...svg.querySelectorAll(".line")].flatMap((line) => vertex(line, x)) : [];
    this.clear();
    if (by === "x") svg.append(shape("line", { class: "crosshair", x1: x, x2: x, y1: top, y2: bottom }));
    else svg.append(shape("circle", { class: "spot spot-ring", cx: x, cy: y, r: by === "y" ? 9 : 18 }));
    for (const { cy, stroke } of vertices) svg.append(shape("circle", { class: "spot", cx: x, cy, r: 4, stroke }));
    this.tell(index % this.rows.length, vertices.length > 2);
    this.place(svg, x, by === "x" ? top : y);
  }

  // The row of the table, the highest first where lines compare.
  tell(index, ordered) {
    const [name, ...cells] = this.rows[index].children;
    const lines = cells
      .map((cell, i) => ({ head: this.heads[i + 1], text: cell.textContent.trim() }))
      .filter(({ text }) => text);
    if (ordered) lines.sort((one, other) => parseFloat(other.text) - parseFloat(one.text));
    const title = make("strong", name.textContent);
    title.dir = "auto";
    this.tip.replaceChildren(title, ...lines.map(({ head, text }) => {
      const line = make("p", "");
      const label = make("span", head.textContent);
      label.dir = "auto";
      if (head.className) line.className = head.className;
      line.append(label, make("b", text));
      return line;
    }));
  }

  place(svg, x, y) {
    this.tip.hidden = false;
    const point = new DOMPoint(x, y).matrixTransform(svg.getScreenCTM());
    const own = this.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.tip;
    const [right, left, level] = [point.x - own.left + 14, point.x - own.left - 14 - width, point.y - own.top];
    const beside = right + width <= own.width ? right : left;
    // On a phone there may be no room beside the place: then below it, and below lines as a whole.
    const below = svg.dataset.by === "x" ? svg.getBoundingClientRect().bottom - own.top : level + 24;
    this.tip.style.left = `${Math.max(0, beside)}px`;
    this.tip.style.top = `${beside < 0 ? below : Math.max(0, Math.min(level - 8, own.height - height))}px`;
  }

  hide() {
    this.clear();
    this.tip.hidden = true;
  }

  clear() {
    this.querySelectorAll(".crosshair, .spot").forEach((mark) => mark.remove());
  }
}

function make(name, text) {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}

function shape(name, attributes) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

function inside(svg, { clientX, clientY }) {
  return new DOMPoint(clientX, clientY).matrixTransform(svg.getScreenCTM().inverse());
}

function nearest(places, by, { x, y }) {
  const far = places.map(([px, py]) => Math.hypot(by === "y" ? 0 : px - x, by === "x" ? 0 : py - y));
  return far.indexOf(Math.min(...far));
}

// Where a line is at this place, if it has a point there.
function vertex(line, x) {
  const steps = line.getAttribute("d").match(/-?[\d.]+/g).map(Number);
  let [px, cy] = [0, 0];
  for (let i = 0; i < steps.length; i += 2) {
    px += steps[i];
    cy += steps[i + 1];
    if (Math.abs(px - x) < 0.6) return [{ cy, stroke: line.getAttribute("stroke") }];
  }
  return [];
}

customElements.define("arena-chart", Chart);
