// Cuts the engine into parts that a page fetches as it needs them. Run by CMake once the engine is linked, in
// build/wasm:
//   node split.mjs <wasm-opt> <wasm-split> <features of WebAssembly ...>    |    node split.mjs --names
//
// Which function is in which part is found, not listed. The objects of the compiler say what every function calls and
// whose address it takes, and which addresses stand in every table (those of virtual functions among them). What can be
// reached from the exports without passing a door of another part is the first part: no call that stays before the
// doors ever lacks anything. What a door leads to besides is the part behind it.
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { main, Stop } from "./setup.mjs";

/** The part that is there from the start. */
export const firstPart = "predict";

/**
 * The others. Their doors: a table of operations on the border, and functions by their own name, whatever class they
 * are of. What two of them need is in the one that comes first here.
 */
export const parts = [
  {
    name: "fit",
    does: "fits",
    operations: "kFitOperations",
    functions: ["do_fit", "do_fit_transform", "examples", "innermost", "keep_rounds", "near_to", "near_scorer"],
  },
];

export const fileOf = (part) => `keepfit-${part}.wasm`;

// ---- objects of the compiler: "Object file linking" of WebAssembly's tool conventions
// ----------------------------------

const utf8 = new TextDecoder();

class Reader {
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

const custom = 0;
const kinds = { function: 0, data: 1, section: 3 };

function* sectionsOf(bytes) {
  const reader = new Reader(bytes, 8);
  while (reader.at < bytes.length) {
    const id = reader.byte();
    const end = reader.number() + reader.at;
    const name = id === custom ? reader.text() : "";
    yield { id, name, start: reader.at, end };
    reader.at = end;
  }
}

/** Names of imported functions and, by their index as kinds, of other imports. */
function importsOf(bytes, section) {
  const reader = new Reader(bytes, section.start);
  const names = [[], [], [], [], []];
  reader.list(() => {
    reader.text();
    const name = reader.text();
    const kind = reader.byte();
    names[kind].push(name);
    if (kind === 1) reader.byte();
    if (kind === 1 || kind === 2) reader.limits();
    else if (kind === 3) reader.skip(2);
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
class Graph {
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

// ---- linked programs
// ------------------------------------------------------------------------------------------------------

/** Signatures and names of functions, and which one stands in which slot of the table. */
function readProgram(file) {
  const bytes = readFileSync(file);
  const types = [];
  const program = { signatures: [], imported: 0, slots: [], names: new Map(), exports: [] };
  for (const { id, name, start, end } of sectionsOf(bytes)) {
    const reader = new Reader(bytes, start);
    if (id === 1)
      reader.list(() => {
        const from = reader.at;
        reader.byte();
        for (let i = 0; i < 2; i++) reader.skip(reader.number());
        types.push(Buffer.from(bytes.subarray(from, reader.at)).toString("hex"));
      });
    else if (id === 2)
      reader.list(() => {
        const what = `${reader.text()}.${reader.text()}`;
        if (reader.byte() !== 0) throw new Stop(`${file} imports ${what}, which is no function.`);
        program.signatures.push(types[reader.number()]);
        program.imported++;
      });
    else if (id === 3) reader.list(() => program.signatures.push(types[reader.number()]));
    else if (id === 7)
      reader.list(() => {
        reader.text();
        const [kind, index] = [reader.byte(), reader.number()];
        if (kind === 0) program.exports.push(index);
      });
    else if (id === 9)
      reader.list(() => {
        if (reader.number() !== 0 || reader.byte() !== 0x41)
          throw new Stop(`${file} has a table of a kind that is not known here.`);
        let slot = reader.number();
        reader.byte();
        reader.list(() => (program.slots[slot++] = reader.number()));
      });
    else if (name === "name")
      while (reader.at < end) {
        const kind = reader.byte();
        const next = reader.number() + reader.at;
        if (kind === 1) reader.list(() => program.names.set(reader.number(), reader.text()));
        reader.at = next;
      }
  }
  return program;
}

function tool(command, args) {
  const result = spawnSync(command, args, { encoding: "utf8", maxBuffer: 2 ** 30 });
  if (result.error || result.status !== 0)
    throw new Stop(`${command} failed: ${result.error?.message ?? result.stderr.trim()}.`);
  return result.stdout;
}

/** Who calls whom, by the names that Binaryen gives to functions without one. */
function callsOf(file, wasmOpt, features) {
  const calls = new Map();
  const graph = tool(wasmOpt, [...features, "--print-call-graph", file, "-o", "/dev/null"]);
  for (const [, from, to] of graph.matchAll(/^ *"(.+?)" -> "(.+?)"; \/\/ call/gm)) {
    if (!calls.has(from)) calls.set(from, []);
    calls.get(from).push(to);
  }
  return calls;
}

// ---- the cut
// --------------------------------------------------------------------------------------------------------------

/** As a mangled name has it: its length, then itself, then the end of its scope. */
const isNamed = (node, own) => node.code && node.name?.includes(`${own.length}${own}E`);

/** The doors of a part, by key, and the names of its operations. */
function doorsOf(graph, part) {
  const doors = new Set();
  const operations = [];
  const ending = `${part.operations.length}${part.operations}E`;
  const table = [...graph.nodes.values()].find(({ name, code, defined }) => defined && !code && name.endsWith(ending));
  if (!table)
    throw new Stop(
      `The table ${part.operations} of the part "${part.name}" is not in the engine. Its name stands in cpp/toolchain/split.mjs.`,
    );
  for (const [, used] of [...table.uses].sort(([a], [b]) => a - b)) {
    if (used.code) doors.add(used.key);
    else operations.push(utf8.decode(used.bytes.subarray(0, used.bytes.indexOf(0))));
  }
  for (const own of part.functions) {
    const found = [...graph.nodes.values()].filter((node) => isNamed(node, own));
    if (!found.length)
      throw new Stop(
        `The engine has no function ${own}, at which the part "${part.name}" is to begin. Its name stands in cpp/toolchain/split.mjs.`,
      );
    for (const { key } of found) doors.add(key);
  }
  return { doors, operations };
}

function split(wasmOpt, wasmSplit, features) {
  const graph = new Graph();
  const objects = readFileSync("objects.txt", "utf8").trim().split("\n");
  for (const file of objects) graph.add(readFileSync(file), file);
  const doors = parts.map((part) => doorsOf(graph, part));
  const exports = ["keepfit_call", "keepfit_allocate", "keepfit_free", "keepfit_release", "keepfit_version"];

  // Which part every name is first needed in: 0 is the first one.
  const partOf = new Map();
  const claim = (keys, part) => {
    for (const key of keys) {
      const { name, code } = graph.nodes.get(key);
      if (code && !(partOf.get(name) <= part)) partOf.set(name, part);
    }
  };
  const isDoor = ({ key }) => doors.some((each) => each.doors.has(key));
  claim(graph.reach([...graph.starters, ...exports], isDoor), 0);
  doors.forEach((each, i) => {
    const others = doors.filter((other) => other !== each);
    claim(
      graph.reach(each.doors, ({ key }) => others.some((other) => other.doors.has(key))),
      i + 1,
    );
  });

  // The linker fills the table in one way; what was made smaller afterwards has other functions in it, some of them in
  // several slots.
  const named = readProgram("keepfit_named.wasm");
  const whole = readProgram("keepfit.wasm");
  const differs = (_, slot) => named.signatures[named.slots[slot]] !== whole.signatures[whole.slots[slot]];
  if (named.slots.length !== whole.slots.length || whole.slots.some(differs))
    throw new Stop(
      "keepfit_named.wasm and keepfit.wasm do not have the same table, so the engine cannot be cut into parts.",
    );
  const own = new Set([...graph.nodes.values()].filter(({ code, defined }) => code && defined).map(({ name }) => name));
  // What comes from libraries is in the first part, unless nothing there calls it.
  const partOfSlot = (slot) => {
    const name = named.names.get(named.slots[slot]);
    return own.has(name) ? (partOf.get(name) ?? 0) : 0;
  };

  const calls = callsOf("keepfit.wasm", wasmOpt, features);
  const nameOf = (index) => (index < whole.imported ? `fimport$${index}` : String(index - whole.imported));
  const kept = new Set();
  const keep = (index) => {
    const waiting = [nameOf(index)];
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      if (kept.has(name)) continue;
      kept.add(name);
      waiting.push(...(calls.get(name) ?? []));
    }
  };
  whole.exports.forEach(keep);
  const upTo = [firstPart, ...parts.map(({ name }) => name)].map((_, part) => {
    whole.slots.forEach((index, slot) => partOfSlot(slot) === part && keep(index));
    return [...kept].filter((name) => !name.startsWith("fimport"));
  });

  // The last part is cut off first; what is left goes on under its functions' names.
  let rest = "keepfit.wasm";
  for (let i = parts.length; i > 0; i--) {
    const { name } = parts[i - 1];
    writeFileSync("kept.txt", upTo[i - 1].join("\n"));
    const [left, cut] = [`rest-${name}.wasm`, `cut-${name}.wasm`];
    const names = i > 1 ? ["-g"] : [];
    tool(wasmSplit, [
      ...[...features, ...names, rest, "--keep-funcs=@kept.txt", "-o1", left, "-o2", cut],
      ...["--import-namespace=keepfit:first", `--placeholder-namespace=keepfit:${name}`, `--export-prefix=${name}:`],
    ]);
    smaller(cut, fileOf(name));
    if (rest !== "keepfit.wasm") rmSync(rest);
    rest = left;
  }
  smaller(rest, fileOf(firstPart));
  writeFileSync(
    "parts.json",
    `${JSON.stringify({ first: firstPart, parts: parts.map(({ name, does }, i) => ({ name, does, operations: doors[i].operations })) }, null, 2)}\n`,
  );

  /** What was cut has calls that are no more, and code that nobody enters. */
  function smaller(from, to) {
    tool(wasmOpt, [...features, "-Os", "--low-memory-unused", from, "-o", to]);
    rmSync(from);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await main(async () => {
    const [wasmOpt, wasmSplit, ...features] = process.argv.slice(2);
    if (wasmOpt === "--names")
      console.log([...[firstPart, ...parts.map(({ name }) => name)].map(fileOf), "parts.json"].join(";"));
    else split(wasmOpt, wasmSplit, features);
  });
