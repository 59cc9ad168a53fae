// Requests to the server. Every call returns an answer and never throws: { ok, status, body, detail, wait }.
// `status` is 0 if no answer came, `detail` says what went wrong in words for the voter, and `wait` is the
// number of seconds after which to try again.

import { prove } from "./challenge.js";

const PATIENCE_MS = 20_000;
// What voters read in place of the API's terms: by the problem's code, then by its detail.
// web/pages/voting.py has the same sentences.
const MATCHUP_WORDS = {
  "already-voted": "You already voted on this pair in another tab.",
  gone: "That pair has expired. Here is another one.",
  "challenge-needed":
    "Many people vote from your network today, and your browser could not show that you are not a program. Reload the page, or come back tomorrow.",
  "this matchup was assigned to another voter": "Voting needs a cookie. Allow cookies for this site and reload.",
};
const OFFLINE = "Can't reach the server. You may be offline.";

/** A pair to vote on, the one `after` another open matchup where that is named; solves a challenge for it. */
export async function deal(arena, filter, after) {
  const path = `/api/v1/arenas/${encodeURIComponent(arena)}/matchups`;
  const wanted = { ...filter, ...(after && { after }) };
  const answer = await ask("POST", path, wanted, MATCHUP_WORDS);
  if (!answer.challenge) {
    return answer;
  }
  const proof = await prove(answer.challenge);
  return proof === null ? answer : ask("POST", path, { ...wanted, proof }, MATCHUP_WORDS);
}

/** Vote on a matchup. Sending the same vote again is safe. */
export function vote(matchup, outcome) {
  return ask("POST", `/api/v1/matchups/${encodeURIComponent(matchup)}/vote`, { outcome }, MATCHUP_WORDS);
}

/** Skip a matchup, with a reason if it is not the voter's choice. */
export function skip(matchup, reason) {
  return ask("POST", `/api/v1/matchups/${encodeURIComponent(matchup)}/skip`, reason ? { reason } : {}, MATCHUP_WORDS);
}

/** Undo a vote. */
export function undo(vote) {
  return ask("DELETE", `/api/v1/votes/${encodeURIComponent(vote)}`);
}

async function ask(method, path, body, words = {}) {
  try {
    const response = await fetch(path, {
      method,
      headers: body && { "Content-Type": "application/json" },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    return await answerOf(response, words);
  } catch {
    return { ok: false, status: 0, detail: OFFLINE, wait: 0 };
  }
}

async function answerOf(response, words) {
  const text = await response.text();
  const wait = Number(response.headers.get("Retry-After")) || 0;
  if (response.ok) {
    return { ok: true, status: response.status, body: text ? JSON.parse(text) : null, wait };
  }
  return { ok: false, status: response.status, detail: detailOf(text, response.status, words), wait, challenge: challengeOf(text) };
}

/** What the server wants solved first, if anything. */
function challengeOf(text) {
  try {
    return JSON.parse(text).challenge;
  } catch {
    return undefined;
  }
}

function detailOf(text, status, words) {
  try {
    const { type, detail } = JSON.parse(text);
    return words[type.split("/").pop()] ?? words[detail] ?? sentence(detail);
  } catch {
    return `Something went wrong (error ${status}). Try again.`;
  }
}

/** A detail of an error as a sentence. */
export function sentence(detail) {
  const text = detail[0].toUpperCase() + detail.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
