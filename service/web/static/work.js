// Work for a challenge: find the number whose SHA-256, after a salt, is the one asked for. Runs as a worker,
// and without crypto.subtle, which pages without TLS do not have.

const K = new Int32Array(64);
const START = new Int32Array(8);

/** Fill in the constants of SHA-256: the first bits of the roots of the first 64 primes. */
function prepare() {
  const bits = (root) => Math.floor((root - Math.floor(root)) * 2 ** 32);
  const primes = [];
  for (let n = 2; primes.length < 64; n += 1) {
    if (primes.every((prime) => n % prime)) {
      primes.push(n);
    }
  }
  primes.forEach((prime, i) => { K[i] = bits(Math.cbrt(prime)); });
  primes.slice(0, 8).forEach((prime, i) => { START[i] = bits(Math.sqrt(prime)); });
}

const turned = (word, by) => (word >>> by) | (word << (32 - by));
const schedule = new Int32Array(64);

function compress(state, bytes, at) {
  const w = schedule;
  for (let i = 0; i < 16; i += 1) {
    const j = at + 4 * i;
    w[i] = (bytes[j] << 24) | (bytes[j + 1] << 16) | (bytes[j + 2] << 8) | bytes[j + 3];
  }
  for (let i = 16; i < 64; i += 1) {
    const x = w[i - 15];
    const y = w[i - 2];
    w[i] = (w[i - 16] + (turned(x, 7) ^ turned(x, 18) ^ (x >>> 3)) + w[i - 7] + (turned(y, 17) ^ turned(y, 19) ^ (y >>> 10))) | 0;
  }
  let a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
  for (let i = 0; i < 64; i += 1) {
    const one = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
    const two = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + two) | 0;
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
  state[4] += e;
  state[5] += f;
  state[6] += g;
  state[7] += h;
}

/** The SHA-256 of an ASCII text, in hexadecimal. */
export function sha256(text) {
  const size = text.length;
  const bytes = new Uint8Array(64 * Math.ceil((size + 9) / 64));
  for (let i = 0; i < size; i += 1) {
    bytes[i] = text.charCodeAt(i);
  }
  bytes[size] = 0x80;
  new DataView(bytes.buffer).setUint32(bytes.length - 4, 8 * size);
  const state = START.slice();
  for (let at = 0; at < bytes.length; at += 64) {
    compress(state, bytes, at);
  }
  return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

/** The number that solves a challenge, null if none does. */
export function solve({ challenge, maxnumber, salt }) {
  for (let number = 0; number <= maxnumber; number += 1) {
    if (sha256(salt + number) === challenge) {
      return number;
    }
  }
  return null;
}

prepare();
self.addEventListener("message", ({ data }) => self.postMessage(solve(data)));
