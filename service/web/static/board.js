// The page of an arena: sorts the leaderboard in place and keeps it up to date while the page is visible.
// Without this module, the headings are links, and the leaderboard stays as it was when the page loaded.

import { follow } from "./live.js";
import { sortable } from "./sort.js";

const board = document.querySelector("#board");
sortable(board);
if (board.dataset.events) {
  follow(board);
}
