/** How many keys a JSON text writes: texts before a colon. */
export function keysIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) {
    do {
      at = text.indexOf('"', at + 1);
      // A mark behind an odd number of backslashes is part of the text.
      let slashes = 0;
      while (text[at - 1 - slashes] === "\\") slashes++;
      if (slashes % 2 === 0) break;
    } while (at >= 0);
    if (at < 0) break;
    let next = at + 1;
    while (text.charCodeAt(next) <= 32) next++;
    if (text[next] === ":") count++;
  }
  return count;
}
