// Requests to the server. Every call returns an answer and never throws: { ok, status, body, detail, wait }.
// `status` is 0 if no answer came, `detail` says what went wrong in words for the voter, and `wait` is the
// number of seconds after which to try again.

import { fill, form, words } from "./words.js";

const PATIENCE_MS = 20_000;
// A limit that holds for longer than this is one of a day.
const LONG_S = 3_600;

/** A pair to vote on, the one `after` another open matchup where that is named; solves a challenge for it. */
export async function deal(arena, filter, after) {
  const path = `/api/v1/arenas/${encodeURIComponent(arena)}/matchups`;
  const wanted = { ...filter, ...(after && { after }) };
  const answer = await ask("POST", path, wanted);
  if (!answer.challenge) {
    return answer;
  }
  const { prove } = await import("./challenge.js"); // most voters never need it
  const proof = await prove(answer.challenge);
  return proof === null ? answer : ask("POST", path, { ...wanted, proof });
}

/** Vote on a matchup. Sending the same vote again is safe. */
export function vote(matchup, outcome) {
  return ask("POST", `/api/v1/matchups/${encodeURIComponent(matchup)}/vote`, { outcome });
}

/** Skip a matchup, with a reason if it is not the voter's choice. */
export function skip(matchup, reason) {
  return ask("POST", `/api/v1/matchups/${encodeURIComponent(matchup)}/skip`, reason ? { reason } : {}, { daily: words.skips });
}

/** Undo a vote. */
export function undo(vote) {
  const says = { daily: words.undos, gone: words.tooLate };
  return ask("DELETE", `/api/v1/votes/${encodeURIComponent(vote)}`, undefined, says);
}

async function ask(method, path, body, says = {}) {
  try {
    const response = await fetch(path, {
      method,
      headers: body && { "Content-Type": "application/json" },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    return await answerOf(response, says);
  } catch {
    return { ok: false, status: 0, detail: words.offline, wait: 0 };
  }
}

async function answerOf(response, says) {
  const text = await response.text();
  const wait = Number(response.headers.get("Retry-After")) || 0;
  if (response.ok) {
    return { ok: true, status: response.status, body: text ? JSON.parse(text) : null, wait };
  }
  const problem = problemOf(text);
  const detail = inWords(problem, response.status, wait, says);
  return { ok: false, status: response.status, detail, wait, challenge: problem.challenge };
}

/** What the server says of an error; nothing, where what came is not from the server. */
function problemOf(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

/** An error in words for the voter: those that `says` has for this request, or those of the page. */
function inWords({ type = "", reason }, status, wait, { daily, ...says }) {
  if (status === 429) {
    return wait > LONG_S && daily ? daily : form(words.wait, wait || 1);
  }
  const code = type.split("/").pop();
  return words.nothing[reason] ?? says[code] ?? words.errors[code] ?? fill(words.failed, { status });
}

/** A detail of an error as a sentence. */
export function sentence(detail) {
  const text = detail[0].toUpperCase() + detail.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
