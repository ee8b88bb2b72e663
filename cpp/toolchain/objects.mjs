// Reads objects of the compiler, and sections of any WebAssembly: "Object file linking" of its tool conventions.
import { Stop } from "./setup.mjs";

export const utf8 = new TextDecoder();

export class Reader {
  constructor(bytes, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }
  byte() {
    return this.bytes[this.at++];
  }
  /** LEB128, as long as it is positive. */
  number() {
    let [value, place, byte] = [0, 1, 0];
    do {
      byte = this.byte();
      value += (byte & 127) * place;
      place *= 128;
    } while (byte & 128);
    return value;
  }
  skip(bytes) {
    this.at += bytes;
  }
  text() {
    const length = this.number();
    this.skip(length);
    return utf8.decode(this.bytes.subarray(this.at - length, this.at));
  }
  list(read) {
    return Array.from({ length: this.number() }, read);
  }
  limits() {
    const flags = this.number();
    this.number();
    if (flags & 1) this.number();
  }
}

/** LEB128 of a number that is not negative. */
export function leb128(value) {
  const bytes = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) + 128);
  return Buffer.from([...bytes, value]);
}

const custom = 0;
const kinds = { function: 0, data: 1, section: 3 };

/** `size`: where a section's length stands; `start` to `end`: its content, behind the name that some have. */
export function* sectionsOf(bytes) {
  const reader = new Reader(bytes, 8);
  while (reader.at < bytes.length) {
    const id = reader.byte();
    const size = reader.at;
    const end = reader.number() + reader.at;
    const name = id === custom ? reader.text() : "";
    yield { id, name, size, start: reader.at, end };
    reader.at = end;
  }
}

/**
 * Names of imported functions and, by their index as kinds, of other imports.
 *
 * @param onTable Given where the limits of an imported table stand.
 */
export function importsOf(bytes, section, onTable) {
  const reader = new Reader(bytes, section.start);
  const names = [[], [], [], [], []];
  reader.list(() => {
    reader.text();
    const name = reader.text();
    const kind = reader.byte();
    names[kind].push(name);
    if (kind === 1) reader.byte();
    const limits = reader.at;
    if (kind === 1 || kind === 2) {
      reader.limits();
      if (kind === 1) onTable?.(limits, reader.at);
    } else if (kind === 3) reader.skip(2);
    else {
      if (kind === 4) reader.byte();
      reader.number();
    }
  });
  return names;
}

/** Where the bodies of functions, or the segments of data, lie: [from, to] counted from the section's start. */
function extentsOf(bytes, section, head) {
  if (!section) return [];
  const reader = new Reader(bytes, section.start);
  return reader.list(() => {
    head?.(reader);
    const size = reader.number();
    reader.skip(size);
    return [reader.at - section.start - size, reader.at - section.start];
  });
}

function segmentHead(reader) {
  if (reader.number() !== 0) return;
  // An offset: one constant and the end of the expression.
  reader.byte();
  reader.number();
  reader.byte();
}

function symbolsOf(bytes, linking, imports, file) {
  const symbols = [];
  let starters = [];
  const reader = new Reader(bytes, linking.start);
  reader.number(); // the convention's version
  while (reader.at < linking.end) {
    const type = reader.byte();
    const end = reader.number() + reader.at;
    if (type === 8)
      reader.list(() => {
        const kind = reader.byte();
        const flags = reader.number();
        const symbol = { kind, defined: !(flags & 16) };
        if (kind === kinds.data) {
          symbol.name = reader.text();
          if (symbol.defined) [symbol.segment, symbol.offset, symbol.size] = [0, 0, 0].map(() => reader.number());
        } else {
          symbol.index = reader.number();
          const named = kind !== kinds.section && (symbol.defined || flags & 64);
          // Functions, tables, globals and tags have other numbers as imports than as symbols.
          symbol.name = named ? reader.text() : imports[{ 0: 0, 2: 3, 4: 4, 5: 1 }[kind]]?.[symbol.index];
        }
        symbol.key = flags & 2 ? `${file} ${symbols.length} ${symbol.name}` : symbol.name;
        symbols.push(symbol);
      });
    if (type === 6) starters = reader.list(() => (reader.number(), reader.number()));
    reader.at = end;
  }
  return { symbols, starters: starters.map((index) => symbols[index]) };
}

// Relocations that refer to a type, a global, a tag or a table of functions, and those that have an addend.
const beside = new Set([6, 7, 10, 13, 20]);
const withAddend = new Set([3, 4, 5, 8, 9, 11, 14, 15, 16, 17, 21, 22, 23]);

function relocationsOf(bytes, section) {
  const reader = new Reader(bytes, section.start);
  reader.number(); // the section that they are of
  return reader.list(() => {
    const type = reader.byte();
    const [offset, symbol] = [reader.number(), reader.number()];
    if (withAddend.has(type)) reader.number();
    return { type, offset, symbol };
  });
}

/**
 * What refers to what in all objects. Functions and data are nodes under the names of their symbols, which local ones
 * share with no others.
 */
export class Graph {
  nodes = new Map();
  starters = [];

  #node({ key, name, kind }) {
    let node = this.nodes.get(key);
    if (!node)
      this.nodes.set(key, (node = { key, name, code: kind === kinds.function, defined: false, uses: new Map() }));
    return node;
  }

  add(bytes, file) {
    const found = [...sectionsOf(bytes)];
    const linking = found.find(({ name }) => name === "linking");
    if (!linking) throw new Stop(`${file} is no object of WebAssembly, so the engine cannot be cut into parts.`);
    const code = found.find(({ id }) => id === 10);
    const data = found.find(({ id }) => id === 11);
    const imported = found.find(({ id }) => id === 2);
    const imports = imported ? importsOf(bytes, imported) : [];
    const { symbols, starters } = symbolsOf(bytes, linking, imports, file);
    this.starters.push(...starters.map(({ key }) => key));

    const bodies = extentsOf(bytes, code);
    const segments = extentsOf(bytes, data, segmentHead);
    const owners = { code: bodies.map(([from, to]) => ({ from, to, of: [] })), data: [] };
    for (const symbol of symbols) {
      if (!symbol.defined || (symbol.kind !== kinds.function && symbol.kind !== kinds.data)) continue;
      const node = this.#node(symbol);
      node.defined = true;
      if (symbol.kind === kinds.function) owners.code[symbol.index - imports[0].length].of.push(node);
      else {
        const from = segments[symbol.segment][0] + symbol.offset;
        node.bytes = bytes.subarray(data.start + from, data.start + from + symbol.size);
        owners.data.push({ from, to: from + symbol.size, of: [node] });
      }
    }
    owners.data.sort((a, b) => a.from - b.from || a.to - b.to);
    // One body under several names is all of them.
    for (const { of } of owners.code)
      for (const one of of) for (const other of of) one.uses.set(`= ${other.key}`, other);

    for (const [name, list] of [
      ["reloc.CODE", owners.code],
      ["reloc.DATA", owners.data],
    ]) {
      const section = found.find((each) => each.name === name);
      if (!section) continue;
      for (const { type, offset, symbol } of relocationsOf(bytes, section)) {
        if (beside.has(type)) continue;
        const used = this.#node(symbols[symbol]);
        for (const { from, of } of spanning(list, offset)) for (const node of of) node.uses.set(offset - from, used);
      }
    }
  }

  /** All that can be reached from some nodes without passing one that `closed` says. */
  reach(keys, closed) {
    const reached = new Set();
    const waiting = [];
    const visit = (node) => {
      if (!node || reached.has(node.key) || closed(node)) return;
      reached.add(node.key);
      waiting.push(node);
    };
    for (const key of keys) visit(this.nodes.get(key));
    for (let node = waiting.pop(); node; node = waiting.pop()) for (const used of node.uses.values()) visit(used);
    return reached;
  }
}

/** The extents that hold an offset. Those of data may lie in one another. */
function* spanning(sorted, offset) {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle].from <= offset) low = middle + 1;
    else high = middle;
  }
  for (let i = low - 1; i >= 0 && low - i <= 8; i--) if (offset < sorted[i].to) yield sorted[i];
}
