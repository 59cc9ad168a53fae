// The page of an arena: sorts and filters the leaderboard in place and keeps it up to date while the page is
// visible. Without this module, the headings are links, the form loads a page, and nothing changes by itself.

import { follow } from "./live.js";
import { narrowable } from "./narrow.js";
import { sortable } from "./sort.js";

const board = document.querySelector("#board");
const tools = document.querySelector("#tools");
sortable(board, tools?.elements.sort);
const narrowed = tools && narrowable(board, tools, document.querySelector("#compare"));
if (board.dataset.events) {
  follow(board, narrowed);
}

// A menu closes when the reader goes elsewhere.
const menus = [...document.querySelectorAll("details[data-menu]")];
function close(but) {
  for (const menu of menus.filter((one) => one !== but)) {
    menu.open = false;
  }
}
document.addEventListener("click", (event) => close(event.target.closest("details[data-menu]")));
document.addEventListener("keydown", (event) => {
  const open = menus.find((menu) => menu.open);
  if (event.key === "Escape" && open) {
    close();
    open.querySelector("summary").focus();
  }
});
