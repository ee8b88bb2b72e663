// Cuts the engine into parts that a page fetches as it needs them. Run by CMake once the engine is linked, in
// build/wasm:
//   node split.mjs <wasm-opt> <wasm-split> <features of WebAssembly ...>    |    node split.mjs --names
//
// Which function is in which part is found, not listed. The objects of the compiler say what every function calls and
// whose address it takes, and which addresses stand in every table (those of virtual functions among them). Some
// functions are doors. What cannot be reached from the exports but through a door of some kind is behind that kind of
// door, and what is behind the same kinds is one part: a call that passes no such door never lacks anything of it.
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Graph, importsOf, leb128, Reader, sectionsOf, utf8 } from "./objects.mjs";
import { main, Stop } from "./setup.mjs";
import { moveTexts } from "./texts.mjs";

/** The part that is there from the start. */
export const firstPart = "predict";

/** Estimators that are not behind doors: those that the page proposes and that most saved models are made of. */
const usual = [
  ...["Pipeline", "ColumnTransformer", "GridSearchCV", "RandomizedSearchCV"],
  ...["SimpleImputer", "StandardScaler", "MinMaxScaler", "OneHotEncoder", "OrdinalEncoder"],
  ...["LinearRegression", "Ridge", "Lasso", "LogisticRegression", "KNeighborsClassifier", "KNeighborsRegressor"],
  ...["DecisionTreeClassifier", "DecisionTreeRegressor", "RandomForestClassifier", "RandomForestRegressor"],
  ...["HistGradientBoostingClassifier", "HistGradientBoostingRegressor", "DummyClassifier", "DummyRegressor"],
];

/** Kinds of doors: a table of operations on the border, functions by their own name, and what an estimator declares. */
const doorKinds = {
  fit: {
    operations: "kFitOperations",
    functions: ["do_fit", "do_fit_transform", "examples", "innermost", "keep_rounds", "near_to", "near_scorer"],
  },
  rare: { but: usual },
};

/** The other parts, and which kinds of doors lead there. `without`: what goes on where it cannot be had. */
export const parts = [
  { name: "fit", behind: ["fit"], does: "fits", without: "Saved models still open and predict." },
  {
    name: "predict-more",
    behind: ["rare"],
    does: "opens and asks models of the less usual estimators",
    without: "Models of the usual ones still open and predict.",
  },
  {
    name: "fit-more",
    behind: ["fit", "rare"],
    does: "fits the less usual estimators",
    without: "The usual ones can still be fitted.",
  },
];

export const fileOf = (part) => `keepfit-${part}.wasm`;

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

/** Has a part take a table of any length: whatever is cut off after it makes the table longer. */
function takeAnyTable(file) {
  const bytes = readFileSync(file);
  const imports = [...sectionsOf(bytes)].find(({ id }) => id === 2);
  importsOf(bytes, imports, (from, to) => {
    const reader = new Reader(bytes, from);
    reader.byte();
    const least = Buffer.concat([Buffer.from([0]), leb128(reader.number())]);
    const section = Buffer.concat([bytes.subarray(imports.start, from), least, bytes.subarray(to, imports.end)]);
    const [before, after] = [bytes.subarray(0, imports.size), bytes.subarray(imports.end)];
    writeFileSync(file, Buffer.concat([before, leb128(section.length), section, after]));
  });
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

/** The class that a function `declared` is of, by its mangled name; undefined for any other function. */
function declaringClass({ code, name = "" }) {
  let rest = code && /^_ZN7keepfit(.*)8declaredEv$/.exec(name)?.[1];
  let last;
  while (rest) {
    const length = /^\d+/.exec(rest)?.[0] ?? "";
    last = rest.slice(length.length, length.length + Number(length));
    rest = rest.slice(length.length + last.length);
  }
  return last;
}

/** The doors of a kind, by key, and the names of its operations. */
function doorsOf(graph, kind, { operations: table, functions = [], but }) {
  const doors = new Set();
  const operations = [];
  const nodes = [...graph.nodes.values()];
  if (table) {
    const ending = `${table.length}${table}E`;
    const found = nodes.find(({ name, code, defined }) => defined && !code && name.endsWith(ending));
    if (!found)
      throw new Stop(
        `The table ${table} of the doors "${kind}" is not in the engine. Its name stands in cpp/toolchain/split.mjs.`,
      );
    for (const [, used] of [...found.uses].sort(([a], [b]) => a - b)) {
      if (used.code) doors.add(used.key);
      else operations.push(utf8.decode(used.bytes.subarray(0, used.bytes.indexOf(0))));
    }
  }
  for (const own of functions) {
    const found = nodes.filter((node) => isNamed(node, own));
    if (!found.length)
      throw new Stop(
        `The engine has no function ${own}, one of the doors "${kind}". Its name stands in cpp/toolchain/split.mjs.`,
      );
    for (const { key } of found) doors.add(key);
  }
  if (but) {
    const declaring = new Map(nodes.map((node) => [declaringClass(node), node.key]));
    declaring.delete(undefined);
    const unknown = but.filter((name) => !declaring.has(name));
    if (unknown.length)
      throw new Stop(
        `The engine has no estimator ${unknown.join(", ")}, which cpp/toolchain/split.mjs has among the usual ones.`,
      );
    for (const [name, key] of declaring) if (!but.includes(name)) doors.add(key);
  }
  return { kind, doors, operations };
}

function split(wasmOpt, wasmSplit, features) {
  const graph = new Graph();
  const objects = readFileSync("objects.txt", "utf8").trim().split("\n");
  for (const file of objects) graph.add(readFileSync(file), file);
  const doors = Object.entries(doorKinds).map(([kind, of]) => doorsOf(graph, kind, of));
  const exports = ["keepfit_call", "keepfit_allocate", "keepfit_free", "keepfit_release", "keepfit_version"];

  // Which kinds of doors every name of a function and every datum is behind, a bit for each.
  const from = [...graph.starters, ...exports];
  const behind = new Map();
  const data = new Map();
  const known = (keys, bits) => {
    for (const key of keys) {
      const node = graph.nodes.get(key);
      const [place, of] = node.code ? [behind, node.name] : [data, node];
      place.set(of, (place.get(of) ?? bits) & bits);
    }
  };
  known(
    graph.reach(from, () => false),
    2 ** doors.length - 1,
  );
  doors.forEach((each, i) =>
    known(
      graph.reach(from, ({ key }) => each.doors.has(key)),
      ~(1 << i),
    ),
  );

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
  const behindOfSlot = (slot) => {
    const name = named.names.get(named.slots[slot]);
    return own.has(name) ? (behind.get(name) ?? 0) : 0;
  };

  // What is called directly is where all that call it can be.
  const calls = callsOf("keepfit.wasm", wasmOpt, features);
  const nameOf = (index) => (index < whole.imported ? `fimport$${index}` : String(index - whole.imported));
  const bitsOf = new Map();
  const callable = (index, bits) => {
    const waiting = [nameOf(index)];
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      const before = bitsOf.get(name);
      if (before !== undefined && (before & bits) === before) continue;
      bitsOf.set(name, (before ?? bits) & bits);
      waiting.push(...(calls.get(name) ?? []));
    }
  };
  whole.exports.forEach((index) => callable(index, 0));
  whole.slots.forEach((index, slot) => callable(index, behindOfSlot(slot)));
  const bitsOfPart = ({ behind }) =>
    behind.reduce((bits, kind) => bits | (1 << doors.findIndex((d) => d.kind === kind)), 0);
  const order = [0, ...parts.map(bitsOfPart)];
  const files = [firstPart, ...parts.map(({ name }) => name)].map(fileOf);
  const upTo = order.map((_, part) =>
    [...bitsOf]
      .filter(([name, bits]) => !name.startsWith("fimport") && order.indexOf(bits) <= part)
      .map(([name]) => name),
  );

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
    takeAnyTable(fileOf(name));
    if (rest !== "keepfit.wasm") rmSync(rest);
    rest = left;
  }
  smaller(rest, fileOf(firstPart));
  moveTexts(
    [...data].filter(([{ bytes }]) => bytes).map(([{ bytes }, bits]) => ({ bytes, bits })),
    order.map((bits, i) => ({
      bits,
      file: files[i],
      printed: tool(wasmOpt, [...features, "--print", files[i], "-o", "/dev/null"]),
    })),
  );
  // An operation begins in the part that its own kind of door leads to.
  const operationsOf = ({ behind }) =>
    behind.length === 1 ? doors.find(({ kind }) => kind === behind[0]).operations : [];
  const about = parts.map((part) => ({ ...part, operations: operationsOf(part) }));
  writeFileSync("parts.json", `${JSON.stringify({ first: firstPart, usual, parts: about }, null, 2)}\n`);

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
