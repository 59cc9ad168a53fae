// What the page shows, but not when: every write to the document is here.

import { fill, form, words } from "./words.js";

const MINUS = "\u2212";
const STACKED = { left: "top", right: "bottom" };

const one = (name, within = document) => within.querySelector(`[data-${name}]`);
const ballot = one("ballot");
const panes = { left: one("pane=left"), right: one("pane=right") };
const sides = Object.keys(panes);
const avoided = new Set();

export const stage = one("stage");
/** About the width of images of a ratio in percent on a phone, for `sizes`: tall ones stand side by side. */
export function sizesOf(ratio) {
  const most = ratio < 80 ? "49vw, 60vh" : `100vw, ${Math.floor(0.31 * ratio)}vh`;
  return `(max-width: 40rem) min(${most}), 1024px`;
}

export const arena = ballot.dataset.arena;
export const filter = Object.fromEntries([...ballot.querySelectorAll("[data-filter]")].map((it) => [it.name, it.value]));

/** What can be done now: nothing while `loading`, nothing yet while `looking`, a vote when `ready`, or `sending` one. */
export const state = {
  get: () => stage.dataset.state,
  set: (now) => { stage.dataset.state = now; },
};

/** Whether the page came without a pair because the browser has to solve a challenge first. */
export const challenged = !one("challenge").hidden;

/** The pair that came with the page, null where there was none. */
export function pairOnPage() {
  const id = ballot.elements.matchup.value;
  if (!id) {
    return null;
  }
  const source = one("source");
  const prompt = {
    text: one("prompt").textContent,
    language: one("prompt").lang || null,
    source_image_url: source.hidden ? null : source.href,
  };
  const images = sides.map((side) => [side, panes[side].querySelector("img")]);
  return { id, prompt, ratio: ballot.dataset.ratio, ...Object.fromEntries(images) };
}

/** Show a pair: its prompt, and both images in one frame. Return whether it was not there already. */
export function showPair(pair) {
  if (ballot.elements.matchup.value === pair.id && panes.left.contains(pair.left)) {
    return false; // or a screen reader would read the prompt twice
  }
  ballot.hidden = false;
  ballot.elements.matchup.value = pair.id;
  ballot.dataset.ratio = pair.ratio;
  for (const side of sides) {
    panes[side].replaceChildren(pair[side]);
  }
  showPrompt(pair.prompt);
  return true;
}

function showPrompt(prompt) {
  const place = one("prompt");
  place.textContent = prompt.text;
  place.lang = prompt.language ?? "";
  one("unreadable").hidden = !prompt.language || prompt.language.split("-")[0] === document.documentElement.lang;
  const source = one("source");
  source.hidden = !prompt.source_image_url;
  if (prompt.source_image_url) {
    source.href = prompt.source_image_url;
    const image = one("source-image");
    image.srcset = `${prompt.source_image_url}/160 1x, ${prompt.source_image_url}/480 2x`;
    image.src = `${prompt.source_image_url}/160`;
  }
  letScroll();
}

/** Let the prompt have the focus where it is longer than its place, so that it can be scrolled by keys. */
function letScroll() {
  const place = one("prompt");
  if (place.scrollHeight > place.clientHeight) {
    place.tabIndex = 0;
  } else {
    place.removeAttribute("tabindex");
  }
}

new ResizeObserver(letScroll).observe(one("prompt"));

/** Whether the images stand one above the other, as in a narrow window. */
export function stacked() {
  return panes.right.getBoundingClientRect().top >= panes.left.getBoundingClientRect().bottom;
}

function placed(side) {
  return (stacked() && STACKED[side]) || side;
}

/** Show what went wrong, or hide the message. */
export function showMessage(text) {
  const place = one("message");
  place.textContent = text ?? "";
  place.hidden = !text;
}

/** Say that there is nothing to vote on, and why. */
export function showEmpty(reason) {
  ballot.hidden = true;
  one("empty").hidden = false;
  one("empty-reason").textContent = reason;
  one("empty").querySelector("h2").focus();
}

/** Say what a vote or an undo did, with a note if there is one; `spoken` follows for who cannot see. */
function say(text, note = "", spoken = "") {
  one("hint").hidden = true;
  one("said").textContent = text;
  one("note").textContent = note;
  one("live").textContent = [text, note, spoken].filter(Boolean).join(" ");
}

/** Announce that a pair was skipped; the last reveal stays. */
export function showSkipped(outcome) {
  one("live").textContent = outcome === "unreadable" ? words.unreadable : words.skipped;
  if (outcome === "unreadable") {
    say(words.unreadable);
  }
}

/** Note that the voter cannot read the language of a pair's prompt. */
export function avoid({ prompt }) {
  avoided.add(prompt.language);
  const chip = document.querySelector(`[data-chip=language][value="${CSS.escape(prompt.language)}"]`);
  if (chip) {
    chip.classList.add("chip-avoided");
    chip.setAttribute("aria-pressed", "false");
    one("avoided", chip).hidden = false;
  }
}

/** Whether the voter said that they cannot read the language of a pair's prompt. */
export function isAvoided({ prompt }) {
  return avoided.has(prompt.language);
}

/** Show which keys do what. */
export function showKeys() {
  one("keys").showModal();
}

/** When a voter is told the models, as the server says it; "" for now. */
function hidden({ reveals_in: more }) {
  if (more === null) {
    return words.neverTold;
  }
  return more ? form(words.toldAfter, more) : "";
}

/** Show the result of a vote: who made the two images, and what the vote changed. */
export function showReveal(reveal, pair) {
  const choice = words.choices[placed(reveal.outcome)];
  const reason = reveal.excluded ? (words.reasons[reveal.excluded] ?? words.excluded) : "";
  one("undo").hidden = Boolean(reveal.excluded);
  if (!reveal.left) {
    say(choice, [reason, hidden(reveal)].filter(Boolean).join(" "));
    sides.forEach((side) => {
      one(`revealed=${side}`).hidden = true;
    });
    return;
  }
  const makers = sides.map((side) => fill(words.sides[placed(side)], { model: maker(reveal[side]) })).join(" ");
  say(choice, reason, makers);
  const gallery = reveal.prompt_id && `/arenas/${encodeURIComponent(arena)}/prompts/${reveal.prompt_id}`;
  for (const side of sides) {
    showMaker(one(`revealed=${side}`), reveal[side], pair[side], gallery);
    one(`revealed=${side}`).toggleAttribute("data-won", reveal.outcome === side);
  }
}

function showMaker(place, made, image, gallery) {
  place.hidden = false;
  const thumb = one("thumb", place);
  thumb.replaceChildren(image);
  if (gallery) {
    thumb.href = gallery;
  } else {
    thumb.removeAttribute("href");
  }
  one("name", place).textContent = made.name;
  one("name", place).href = `/models/${encodeURIComponent(made.model)}`;
  one("organization", place).textContent = made.organization_name ?? "";
  const { before, after } = made;
  one("score", place).textContent = after ? number(after.score) : "–";
  one("change", place).textContent = after ? signed(after.score - before.score) : "";
  one("rank", place).textContent = after ? ranks(before.rank, after.rank) : words.notRated;
}

function maker(made) {
  const [model, organization] = [made.name, made.organization_name];
  return organization ? fill(words.by, { model, organization }) : model;
}

/** Ranks as a change, as the server writes them. */
function ranks(before, after) {
  if (after === null) {
    return words.notRanked;
  }
  return before === null || before === after ? fill(words.rank, { rank: after }) : fill(words.rankChange, { before, after });
}

function number(value) {
  const text = value.toFixed(2);
  return text.replace("-", /[1-9]/.test(text) ? MINUS : "").replace(".", words.decimal);
}

function signed(value) {
  const text = number(value);
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

/** Say that the last vote was undone. */
export function showUndone() {
  say(words.undone);
  one("undo").hidden = true;
  for (const side of sides) {
    one(`revealed=${side}`).hidden = true;
  }
}

/** Offer the undo again, after one that failed; or not, while one is under way. */
export function offerUndo(offered) {
  one("undo").hidden = !offered;
}

/** The number of the vote that can be undone, as it came with the page; null without one. */
export function undoable() {
  return one("undo").hidden ? null : one("undo").elements.vote.value;
}

/** Add to the voter's number of votes; the new one. */
export function count(more) {
  const votes = Number(one("count").textContent) + more;
  one("count").textContent = votes;
  one("votes").textContent = form(words.votes, votes);
  const missing = words.enough - votes;
  one("progress").value = Math.min(votes, words.enough);
  one("progress").hidden = missing <= 0;
  one("own").textContent = missing > 0 ? form(words.unlock, missing) : words.unlocked;
  return votes;
}

/** Call `act` with what a submit button stands for: an outcome, skip or undo. */
export function listenToForms(act) {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-ballot] button, [data-undo] button, [data-help]");
    if (!button) {
      return;
    }
    event.preventDefault();
    // The second click of a double click would vote on a pair that nobody has seen.
    if (event.detail < 2) {
      act(button.value || ("help" in button.dataset ? "help" : "undo"));
    }
  });
}
