// The voting page: shows one pair, preloads the next ones, and sends votes. See view.js for the document and
// pairs.js for loading pairs.

import * as api from "./api.js";
import { listenToKeys } from "./keys.js";
import { Line, findPair, isFresh } from "./pairs.js";
import { listenToSwipes } from "./swipe.js";
import * as view from "./view.js";
import { fill, words } from "./words.js";
import { zooming } from "./zoom.js";

const RETRY_S = 3;
const FORBIDDEN = 403;
const MOST_AHEAD = 2;
const SKIPS = { skip: undefined, unreadable: "unreadable" }; // with their reasons

let current = null;
let ahead = 1; // pairs that are loaded beside the current one
let last = view.undoable(); // the number of the vote that can be undone
let sent = Promise.resolve();
let silentUntil = 0;
let shownAt = performance.now();

const line = new Line();
const ask = () => api.deal(view.arena, view.filter);
const zoom = zooming(view.stage);

/** Continue with a result of `findPair`: a pair to vote on, or the reason for having none. */
function take({ pair, answer, broken }) {
  if (broken) {
    view.showMessage(words.reported);
  }
  if (pair) {
    present(pair);
    line.fill(pair, ahead);
  } else if (answer.status === 404) {
    view.showEmpty(answer.detail);
  } else {
    view.showMessage(answer.detail);
    retry(answer);
  }
}

function retry(answer) {
  if (mayRepeat(answer)) {
    setTimeout(async () => {
      const found = await findPair(ask);
      view.showMessage("");
      take(found);
    }, 1000 * (answer.wait || RETRY_S));
  }
}

function present(pair) {
  current = pair;
  show(pair);
  view.state.set("looking");
  setTimeout(() => {
    if (current === pair && view.state.get() === "looking") {
      view.state.set("ready");
    }
  }, shownAt + words.look - performance.now());
}

/** Show a pair. Until it was there for a moment, keys and taps are meant for the pair before it. */
function show(pair) {
  if (view.showPair(pair)) {
    shownAt = performance.now();
  }
}

function choose(outcome) {
  if (view.state.get() === "ready" && performance.now() >= silentUntil) {
    sent = send(outcome);
  }
}

async function send(outcome) {
  const voted = current;
  ahead = MOST_AHEAD; // not before: who only looks leaves no more pairs without a vote
  view.state.set("sending");
  zoom.stop();
  if (outcome === "unreadable") {
    view.avoid(voted);
  }
  line.first.then(({ pair }) => showEarly(pair, voted));
  const answer = await (outcome in SKIPS ? api.skip(voted.id, SKIPS[outcome]) : api.vote(voted.id, outcome));
  if (mayRepeat(answer)) {
    // A voter who reached the limit of skips can still vote.
    silentUntil = outcome in SKIPS ? 0 : performance.now() + 1000 * answer.wait;
    view.showMessage(answer.detail);
    present(voted);
    return;
  }
  view.showMessage(answer.ok ? "" : answer.detail);
  if (answer.ok) {
    report(outcome, answer.body, voted);
  }
  await goOn(answer);
}

/** Show the next pair at once, if it is loaded: the voter does not wait for the server. */
function showEarly(pair, voted) {
  if (pair && !view.isAvoided(pair) && current === voted && view.state.get() === "sending") {
    show(pair);
  }
}

/** Whether a request may have had no effect, so that it makes sense to send it again. */
function mayRepeat({ status }) {
  return status === 0 || status === 429 || status >= 500;
}

function report(outcome, reveal, voted) {
  if (outcome in SKIPS) {
    view.showSkipped(outcome);
    return;
  }
  view.showReveal(reveal, voted);
  last = reveal.excluded ? null : reveal.id;
  const votes = view.count(reveal.excluded ? 0 : 1);
  if (last && votes % words.pauseEvery === 0) {
    view.showMessage(fill(words.pause, { count: votes }));
  }
}

async function goOn(answer) {
  view.state.set("loading");
  if (answer.status === FORBIDDEN) {
    line.clear(); // after a lost cookie, the preloaded pairs belong to another voter
  }
  let found = await line.shift();
  while (found.pair && view.isAvoided(found.pair)) {
    // It was dealt before the voter said so.
    await api.skip(found.pair.id, "unreadable");
    found = await line.shift();
  }
  if (!found.pair || !isFresh(found.pair)) {
    line.clear();
    found = await findPair(ask);
  }
  take(found);
}

async function undoLast() {
  await sent;
  const vote = last;
  if (vote === null) {
    return;
  }
  last = null;
  view.offerUndo(false);
  const answer = await api.undo(vote);
  if (answer.ok) {
    view.showUndone();
    view.count(-1);
    return;
  }
  view.showMessage(answer.detail);
  if (mayRepeat(answer)) {
    last = vote;
    view.offerUndo(true);
  }
}

function act(meaning) {
  const others = { undo: undoLast, zoom: zoom.toggle, unzoom: zoom.stop, help: view.showKeys };
  (others[meaning] ?? (() => choose(meaning)))();
}

listenToKeys(act);
listenToSwipes(view.stage, view.stacked, act);
view.listenToForms(act);

if (!navigator.cookieEnabled) {
  view.showMessage(words.cookies);
}
const first = view.pairOnPage();
if (first || view.challenged) {
  if (!view.state.get()) {
    view.state.set("loading"); // unless first.js shows the pair
  }
  const found = await findPair(ask, first);
  shownAt = performance.now(); // the page was there before its images
  take(found);
}
