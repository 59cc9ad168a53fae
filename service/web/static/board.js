// The page of an arena: sorts its board in place, and follows the votes while it is open and seen.
// Without it the headings are links, and the board is that of the moment at which the page was loaded.

import { follow } from "./live.js";
import { sortable } from "./sort.js";

const board = document.querySelector("#board");
sortable(board);
if (board.dataset.events) {
  follow(board);
}
