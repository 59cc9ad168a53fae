// Pairs: matchups whose images are both decoded, so that a pair can be shown in one frame.

import { deal, skip } from "./api.js";
import { arena, filter, sizesOf } from "./view.js";
import { words } from "./words.js";

// If all images are broken, report some of them and then stop.
const MOST_BROKEN = 5;
// Less than the hour after which a matchup expires.
const FRESH_MS = 50 * 60_000;
const LOST = { ok: false, status: 0, detail: words.noImages, wait: 0 };
const ALL_BROKEN = { ok: false, status: 500, detail: words.allBroken, wait: 60 };

/**
 * Find the first pair that can be shown: `pair`, or one that `ask` gets from the server.
 *
 * Returns { pair, broken } with the number of pairs that were reported and skipped, or { answer, broken } with
 * the server's answer if there is no pair.
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

/** The pairs that follow the one on the screen, in the order in which they come. */
export class Line {
  #links = [];

  /** Ask for pairs until so many follow: each is dealt after the one before it, of which the first follows `pair`. */
  fill(pair, most) {
    while (this.#links.length < most) {
      this.#links.push(follow(this.#links.at(-1) ?? { id: pair.id, dealt: null, found: null }));
    }
  }

  /** What `findPair` finds for the first place; it stays in the line. */
  get first() {
    return this.#links[0]?.found ?? Promise.resolve({});
  }

  /** Take the first out of the line, and return it. */
  shift() {
    const { first } = this;
    this.#links.shift();
    return first;
  }

  clear() {
    this.#links = [];
  }
}

/**
 * The link of a line after another: `id` is that of its pair once it was `dealt`, and `found` what `findPair` finds.
 *
 * It is dealt without waiting for the images of the one before, but these come first.
 */
function follow(before) {
  const link = { id: null };
  link.dealt = new Promise((resolve) => {
    async function ask() {
      await before.dealt;
      const answer = before.id ? await deal(arena, filter, before.id) : (await before.found).answer;
      link.id = answer.ok ? answer.body.id : null;
      resolve();
      await before.found;
      return answer;
    }
    link.found = findPair(ask);
  });
  return link;
}

/** Whether a pair is recent enough to be voted on. */
export function isFresh(pair) {
  return Date.now() - pair.found < FRESH_MS;
}

function pairOf({ id, prompt, left, right }) {
  const ratio = Math.round((100 * left.width) / left.height);
  const source = new Image();
  if (prompt.source_image_url) {
    source.srcset = `${prompt.source_image_url}/160 1x, ${prompt.source_image_url}/480 2x`; // preload it
  }
  return { id, prompt, ratio, source, left: imageOf(left, ratio), right: imageOf(right, ratio), found: Date.now() };
}

function imageOf(picture, ratio) {
  const image = new Image(picture.width, picture.height);
  image.alt = "";
  image.draggable = false;
  image.sizes = sizesOf(ratio);
  image.srcset = `${picture.small_url} ${picture.small_width}w, ${picture.image_url} ${picture.width}w`;
  image.src = picture.image_url;
  return image;
}

async function decoded(pair) {
  const both = await Promise.allSettled([pair.left.decode(), pair.right.decode()]);
  return both.every((one) => one.status === "fulfilled");
}

/** Whether the server responds for both images: then the images are broken, not the network. */
async function reached(pair) {
  try {
    await Promise.all([pair.left, pair.right].map((image) => fetch(image.currentSrc || image.src, { cache: "reload" })));
    return true;
  } catch {
    return false;
  }
}
