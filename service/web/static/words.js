// The words of the page's scripts, in its language: they come with the page.

export const words = JSON.parse(document.getElementById("words")?.textContent ?? "{}");

/** A text with values in the place of their names in braces. */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** The form of a text for a number, with the number in it. */
export function form([one, many], count) {
  return fill(count === 1 ? one : many, { count });
}
