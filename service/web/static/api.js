// What the page asks of the server. Every call gives an Answer and never throws:
// { ok, status, body, detail, wait } with `status` 0 where no answer came, `detail` what went wrong
// in words for the voter, and `wait` the seconds after which to try again.

const PATIENCE_MS = 20_000;
const OFFLINE = "The server cannot be reached; you may be offline.";

/** A pair to vote on, the one `after` another open matchup where that is named. */
export function deal(arena, filter, after) {
  return ask("POST", `/api/v1/arenas/${encodeURIComponent(arena)}/matchups`, { ...filter, ...(after && { after }) });
}

/** Vote on a matchup. Sending the same vote again is safe. */
export function vote(matchup, outcome) {
  return ask("POST", `/api/v1/matchups/${encodeURIComponent(matchup)}/vote`, { outcome });
}

/** Pass over a matchup, with a reason where it is not the voter's choice. */
export function skip(matchup, reason) {
  return ask("POST", `/api/v1/matchups/${encodeURIComponent(matchup)}/skip`, reason ? { reason } : {});
}

/** Take a vote back. */
export function undo(vote) {
  return ask("DELETE", `/api/v1/votes/${encodeURIComponent(vote)}`);
}

async function ask(method, path, body) {
  try {
    const response = await fetch(path, {
      method,
      headers: body && { "Content-Type": "application/json" },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    return await answerOf(response);
  } catch {
    return { ok: false, status: 0, detail: OFFLINE, wait: 0 };
  }
}

async function answerOf(response) {
  const text = await response.text();
  const wait = Number(response.headers.get("Retry-After")) || 0;
  if (response.ok) {
    return { ok: true, status: response.status, body: text ? JSON.parse(text) : null, wait };
  }
  return { ok: false, status: response.status, detail: detailOf(text, response.status), wait };
}

function detailOf(text, status) {
  try {
    return sentence(JSON.parse(text).detail);
  } catch {
    return `The server answered with the error ${status}.`;
  }
}

function sentence(detail) {
  const text = detail[0].toUpperCase() + detail.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
