// Pairs: a matchup with both of its images decoded, so that it can be shown in one frame.

import { skip } from "./api.js";

// A server whose images are all broken is told of some of them, not asked for ever.
const MOST_BROKEN = 5;
// Shorter than the hour for which a matchup can be voted on.
const FRESH_MS = 50 * 60_000;
const LOST = { ok: false, status: 0, detail: "Can't load the images. You may be offline.", wait: 0 };
const ALL_BROKEN = { ok: false, status: 500, detail: "Several images in a row could not be shown. Try again later.", wait: 60 };

/**
 * The first pair that can be shown: `pair`, or the one that `ask` gets from the server.
 *
 * Gives { pair, broken } with the number of pairs that were reported and skipped, or { answer, broken }
 * where there is none, with the server's answer.
 */
export async function findPair(ask, pair) {
  for (let broken = 0; broken < MOST_BROKEN; broken += 1) {
    if (!pair) {
      const answer = await ask();
      if (!answer.ok) {
        return { answer, broken };
      }
      pair = pairOf(answer.body);
    }
    if (await decoded(pair)) {
      return { pair, broken };
    }
    const answer = (await reached(pair)) ? await skip(pair.id, "broken_image") : LOST;
    if (answer.status === 0 || answer.status === 429) {
      return { answer, broken };
    }
    pair = null;
  }
  return { answer: ALL_BROKEN, broken: MOST_BROKEN };
}

/** Whether a pair that was found some time ago can still be voted on. */
export function isFresh(pair) {
  return Date.now() - pair.found < FRESH_MS;
}

function pairOf({ id, prompt, left, right }) {
  const ratio = Math.round((100 * left.width) / left.height);
  const source = new Image();
  if (prompt.source_image_url) {
    source.src = prompt.source_image_url; // so that the page has it when the pair's turn comes
  }
  return { id, prompt, ratio, source, left: imageOf(left), right: imageOf(right), found: Date.now() };
}

function imageOf(picture) {
  const image = new Image(picture.width, picture.height);
  image.alt = "";
  image.draggable = false;
  image.src = picture.image_url;
  return image;
}

async function decoded(pair) {
  const both = await Promise.allSettled([pair.left.decode(), pair.right.decode()]);
  return both.every((one) => one.status === "fulfilled");
}

/** Whether the server answers for both images: what it answers with cannot be shown, but it is no network's fault. */
async function reached(pair) {
  try {
    await Promise.all([pair.left, pair.right].map((image) => fetch(image.src, { cache: "reload" })));
    return true;
  } catch {
    return false;
  }
}
