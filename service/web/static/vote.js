// The voting page: shows one pair, preloads the next, and sends votes. See view.js for the document and
// pairs.js for loading pairs.

import * as api from "./api.js";
import { listenToKeys } from "./keys.js";
import { findPair, isFresh } from "./pairs.js";
import { listenToSwipes } from "./swipe.js";
import * as view from "./view.js";
import { zooming } from "./zoom.js";

const PAUSE_EVERY = 50;
const RETRY_S = 3;
// A little more than the time before which the server takes a vote for one that nobody looked for.
const LOOK_MS = 450;
const FORBIDDEN = 403;
const REPORTED = "An image could not be shown. We reported that pair and skipped it.";

let current = null;
let next = null; // a promise of the pair after the current one
let last = view.undoable(); // the number of the vote that can be undone
let sent = Promise.resolve();
let silentUntil = 0;

const ask = () => api.deal(view.arena, view.filter);
const zoom = zooming(view.stage);

/** Continue with a result of `findPair`: a pair to vote on, or the reason why there is none. */
function take({ pair, answer, broken }) {
  if (broken) {
    view.showMessage(REPORTED);
  }
  if (pair) {
    present(pair);
    next = findPair(() => api.deal(view.arena, view.filter, pair.id));
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
  view.showPair(pair);
  view.state.set("ready");
}

function choose(outcome) {
  if (view.state.get() === "ready" && performance.now() >= silentUntil) {
    sent = send(outcome);
  }
}

async function send(outcome) {
  const [voted, coming] = [current, next];
  view.state.set("sending");
  zoom.stop();
  coming.then(({ pair }) => showEarly(pair, voted));
  const answer = await (outcome === "skip" ? api.skip(voted.id) : vote(voted, outcome));
  if (mayRepeat(answer)) {
    // A voter who reached the limit of skips can still vote.
    silentUntil = outcome === "skip" ? 0 : performance.now() + 1000 * answer.wait;
    view.showMessage(answer.detail);
    present(voted);
    return;
  }
  view.showMessage(answer.ok ? "" : answer.detail);
  if (answer.ok) {
    report(outcome, answer.body, voted);
  }
  await goOn(coming, answer);
}

/** Vote, but not before the images have been there long enough for the vote to count. */
async function vote(pair, outcome) {
  const early = pair.loaded + LOOK_MS - performance.now();
  if (early > 0) {
    await new Promise((resolve) => setTimeout(resolve, early));
  }
  return api.vote(pair.id, outcome);
}

/** Show the next pair at once, if it is loaded: the voter does not wait for the server. */
function showEarly(pair, voted) {
  if (pair && current === voted && view.state.get() === "sending") {
    view.showPair(pair);
  }
}

/** Whether a request may have had no effect, so that it makes sense to send it again. */
function mayRepeat({ status }) {
  return status === 0 || status === 429 || status >= 500;
}

function report(outcome, reveal, voted) {
  if (outcome === "skip") {
    view.showSkipped();
    return;
  }
  view.showReveal(reveal, voted);
  last = reveal.excluded ? null : reveal.id;
  const votes = view.count(reveal.excluded ? 0 : 1);
  if (last && votes % PAUSE_EVERY === 0) {
    view.showMessage(`${votes} votes! Consider a short break to keep your eyes fresh.`);
  }
}

async function goOn(coming, answer) {
  view.state.set("loading");
  const found = await coming;
  // After a lost cookie, the preloaded pair belongs to another voter.
  const good = found.pair && isFresh(found.pair) && answer.status !== FORBIDDEN;
  take(good ? found : await findPair(ask));
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
  const others = { undo: undoLast, zoom: zoom.toggle, unzoom: zoom.stop };
  (others[meaning] ?? (() => choose(meaning)))();
}

listenToKeys(act);
listenToSwipes(view.stage, view.stacked, act);
view.listenToForms(act);

const first = view.pairOnPage();
if (first || view.challenged) {
  view.state.set("loading");
  take(await findPair(ask, first));
}
