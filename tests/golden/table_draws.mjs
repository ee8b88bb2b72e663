// Tables as table_cases.mjs has them, drawn many times faster: table k is a function of k alone. One that is read
// otherwise than pandas reads it is made as small as it can be.
import { encodings, marks } from "./table_cases.mjs";

/** Numbers from 0 to 1 (Mulberry32), after its seed has been mixed: neighbours have nothing in common. */
function randomFrom(seed) {
  let state = Math.imul(seed ^ (seed >>> 16), 0x45d9f3b) >>> 0;
  state = Math.imul(state ^ (state >>> 16), 0x45d9f3b) ^ Math.floor(seed / 2 ** 32);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const bits = new DataView(new ArrayBuffer(8));

/** Any number with a fraction. */
function precise(random) {
  for (;;) {
    bits.setUint32(0, random() * 2 ** 32);
    bits.setUint32(4, random() * 2 ** 32);
    // One in two as people write them, the others from all that there are.
    const x = random() < 0.5 ? bits.getFloat64(0) : (random() - 0.5) * 10 ** Math.floor(random() * 12);
    if (Number.isFinite(x) && !Number.isInteger(x)) return String(x);
  }
}

const signs = [",", ";", "\t", "|", '"', "'", "\n", " ", "#", ":", "%"];
function free(random, between) {
  const parts = Array.from({ length: between(1, 5) }, () =>
    random() < 0.6 ? between(0, 11) : signs[between(0, signs.length - 1)],
  );
  return parts.some((part) => typeof part === "number") ? parts : [between(0, 11), ...parts];
}

const cellOf = {
  int: (_, between) => String(between(-2000, 2000)),
  big: (random) => String(Math.floor((random() * 2 - 1) * 2 ** 52)),
  float: (random) => ((random() * 2 - 1) * 1e6).toFixed(4),
  precise,
  word: (_, between) => between(0, 11),
  free,
};
const simplest = { int: "1", big: "1", float: "0.5000", precise: "0.5", word: 0, free: [0] };
const kinds = ["int", "int", "big", "float", "float", "precise", "word", "word", "free"];

/** Table `number`, as tableCase of table_cases.mjs would draw it. */
export function drawnTable(number) {
  const random = randomFrom(number);
  const between = (low, high) => low + Math.floor(random() * (high - low + 1));
  const oneOf = (list) => list[Math.floor(random() * list.length)];
  const rows = between(6, 40);
  const column = () => {
    const kind = oneOf(kinds);
    const missing = oneOf([0, 0, 0, 0.1, 0.4]);
    return {
      kind,
      mark: oneOf(marks),
      missing,
      cells: Array.from({ length: rows }, () => cellOf[kind](random, between)),
      holes: Array.from({ length: rows }, () => (missing > 0 ? random() : 1)),
    };
  };
  return {
    columns: Array.from({ length: between(2, 6) }, column),
    rows,
    delimiter: oneOf([",", ",", ";", "\t", "|"]),
    quotes: oneOf(["needed", "needed", "texts", "all"]),
    end: oneOf(["\n", "\n", "\r\n", "\r", "mixed"]),
    last: random() < 0.5,
    encoding: oneOf(encodings),
    decimal: oneOf([".", ".", ","]),
    short: Array.from({ length: between(0, 3) }, () => between(0, 60)),
    blank: Array.from({ length: between(0, 2) }, () => between(0, 60)),
  };
}

/** Each way to make it a little smaller. */
function* smaller(drawn) {
  const { columns, rows } = drawn;
  for (let j = 0; j < columns.length && columns.length > 2; j++)
    yield { ...drawn, columns: columns.filter((_, k) => k !== j) };
  const part = (from, count) => ({
    ...drawn,
    rows: count,
    columns: columns.map((column) => ({
      ...column,
      cells: column.cells.slice(from, from + count),
      holes: column.holes.slice(from, from + count),
    })),
  });
  for (const count of [rows >> 1, rows - 1]) {
    if (count >= 6 && count < rows) (yield part(0, count), yield part(rows - count, count));
  }
  const plain = { quotes: "needed", end: "\n", delimiter: ",", decimal: ".", last: false };
  for (const [name, value] of Object.entries(plain)) if (drawn[name] !== value) yield { ...drawn, [name]: value };
  if (drawn.encoding[0] !== "utf-8") yield { ...drawn, encoding: encodings[1] };
  for (const name of ["short", "blank"]) if (drawn[name].length > 0) yield { ...drawn, [name]: drawn[name].slice(1) };
  for (const [j, column] of columns.entries()) {
    const changed = (change) => ({
      ...drawn,
      columns: columns.map((each, k) => (k === j ? { ...each, ...change } : each)),
    });
    if (column.missing > 0) yield changed({ missing: 0 });
    for (const [i, cell] of column.cells.entries()) {
      if (JSON.stringify(cell) === JSON.stringify(simplest[column.kind])) continue;
      yield changed({ cells: column.cells.map((each, k) => (k === i ? simplest[column.kind] : each)) });
    }
  }
}

/** The smallest that `differs` still says of. */
export async function madeSmall(drawn, differs) {
  for (let tries = 0; tries < 3000;) {
    let found;
    for (const each of smaller(drawn)) {
      tries++;
      if (await differs(each)) {
        found = each;
        break;
      }
    }
    if (!found) break;
    drawn = found;
  }
  return drawn;
}
