/** "1 row", "2 rows"; `many` where an s alone does not make it. */
export const counted = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

/** The one of `known` that is written most like `name`, of whose letters a third may be otherwise. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Math.floor(name.length / 3) + 1;
  for (const other of known) {
    // Letters to put in, to take out or to change (Levenshtein).
    let row = Array.from({ length: other.length + 1 }, (_, j) => j);
    for (let i = 0; i < name.length; i++) {
      const next = [i + 1];
      for (let j = 0; j < other.length; j++) {
        const changed = row[j]! + Number(name[i]!.toLowerCase() !== other[j]!.toLowerCase());
        next.push(Math.min(changed, row[j + 1]! + 1, next[j]! + 1));
      }
      row = next;
    }
    if (row.at(-1)! < least) [least, best] = [row.at(-1)!, other];
  }
  return best;
}
