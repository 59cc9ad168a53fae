// What the client does where answers get lost: it asks again, and nothing happens twice.
import type { ArenaState, Vote } from "arena-client";
import { arena } from "./support.js";

const votes = Array.from({ length: 2500 }, (): Vote => ({ model_left: "photon-flash-1", model_right: "flux-dev", outcome: "left" }));
const receipt = await arena.report("text-to-image", votes, { run: "nightly" });
const again = await arena.report("text-to-image", votes, { run: "nightly" });
const generation = await arena.generate({ model: "photon-flash-1", input: { prompt: "A fox" } });

const states: ArenaState[] = [];
let outcome = "";
for await (const state of arena.events("text-to-image")) {
  states.push(state);
  if (states.length === 2) break;
  const matchup = await arena.deal("text-to-image", { voter: "berta" });
  outcome = (await arena.vote(matchup.id, { outcome: "left", voter: "berta" })).outcome;
}
console.log(JSON.stringify({ receipt, again, generation: generation.status, outcome, states }));
