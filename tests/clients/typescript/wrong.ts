// Programs that the types refuse: the compiler fails if one of them is right.
import { arena } from "./support.js";

export const refused = [
  // @ts-expect-error: there is no such path
  () => arena.call("get", "/api/v1/arena", {}),
  // @ts-expect-error: the path does not have this method
  () => arena.call("patch", "/healthz", {}),
  // @ts-expect-error: the arena is missing
  () => arena.call("get", "/api/v1/arenas/{arena}", {}),
  // @ts-expect-error: the body is missing
  () => arena.call("post", "/api/v1/arenas", {}),
  // @ts-expect-error: there is no such outcome
  () => arena.vote("m", { outcome: "both" }),
  // @ts-expect-error: there is no such parameter
  () => arena.leaderboard("text-to-image", { topic: "animals" }),
  // @ts-expect-error: a leaderboard has no such field
  async () => (await arena.leaderboard("text-to-image")).models,
  // @ts-expect-error: what may be null has to be looked at first
  async () => (await arena.leaderboard("text-to-image")).rows[0]?.win_rate.toFixed(2),
];
