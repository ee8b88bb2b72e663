// What Node answers, with the engine as the page and the npm library have it, to a list of calls about every frozen
// file: node tests/python/expected.mjs <to>. Each call is its name, the bytes that were asked, whether it was refused,
// and the bytes that came back; tests/python/test_bytes.py makes the same calls.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { decode, encode, ExtensionCodec, ExtData } from "@msgpack/msgpack";
import { root } from "../../cpp/toolchain/setup.mjs";

// Arrays stay as they are, or are made of numbers: float64 is type 1, int32 type 3, with one axis each.
const extensions = new ExtensionCodec();
const packed = (array) => {
  const out = new Uint8Array(8 + array.byteLength);
  out[0] = 1;
  new DataView(out.buffer).setUint32(4, array.length, true);
  out.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), 8);
  return out;
};
extensions.register({ type: 1, encode: (v) => (v instanceof Float64Array ? packed(v) : null), decode: raw(1) });
extensions.register({ type: 3, encode: (v) => (v instanceof Int32Array ? packed(v) : null), decode: raw(3) });
for (const type of [2, 4, 5]) extensions.register({ type, encode: () => null, decode: raw(type) });
function raw(type) {
  return (data) => new ExtData(type, data.slice());
}
const pack = (value) => encode(value, { extensionCodec: extensions });
const unpack = (bytes) => decode(bytes, { extensionCodec: extensions });

const module = new WebAssembly.Module(readFileSync(join(root, "build", "wasm", "keepfit.wasm")));
const { exports: engine } = new WebAssembly.Instance(module, { keepfit: { progress: () => 0 } });
engine._initialize?.();

function put(bytes) {
  const at = engine.keepfit_allocate(bytes.length) >>> 0;
  new Uint8Array(engine.memory.buffer).set(bytes, at);
  return at;
}

const calls = [];
function call(file, op, request) {
  const bytes = pack(request);
  const name = new TextEncoder().encode(op);
  const answer = engine.keepfit_call(put(name), name.length, put(bytes), bytes.length) >>> 0;
  const [status, at, length] = new Uint32Array(engine.memory.buffer.slice(answer, answer + 12));
  const reply = new Uint8Array(engine.memory.buffer.slice(at, at + length));
  engine.keepfit_release(answer);
  calls.push({ file, op, request: bytes, status, reply });
  return status ? undefined : unpack(reply);
}

let state = 1;
/** At least 0, less than 1: the same ones every time. */
const draw = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;

/** Rows between the ends of what was fitted; `beyond` them, with what was never seen, where that is asked for. */
function drawn(input, rows, beyond) {
  const columns = input.map(({ name, kind, missing, min, max, categories = [] }) => {
    const gap = () => (beyond ? draw() < 0.1 : missing > 0 && draw() < 0.1);
    if (kind === "text") {
      const all = beyond ? [...categories, "never seen"] : categories;
      const distinct = [...new Set(all)].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      return [
        name,
        {
          codes: Int32Array.from({ length: rows }, () => (gap() ? -1 : Math.floor(draw() * distinct.length))),
          categories: distinct,
        },
      ];
    }
    const wide = beyond ? 0.3 * (max - min || 1) : 0;
    const value = () => min - wide + draw() * (max - min + 2 * wide);
    return [
      name,
      Float64Array.from({ length: rows }, () => (gap() ? NaN : draw() < 0.3 ? Math.round(value()) : value())),
    ];
  });
  return { columns, rows };
}

const methods = ["predict", "predict_proba", "decision_function", "transform"];
const models = join(root, "tests", "golden", "models");
for (const folder of readdirSync(models).sort())
  for (const name of readdirSync(join(models, folder)).sort()) {
    if (!name.endsWith(".keepfit")) continue;
    const file = `${folder}/${name}`;
    const bytes = new Uint8Array(readFileSync(join(models, folder, name)));
    const loaded = call(file, "load", { bytes, report: false });
    const { model, card } = loaded;
    call(file, "verify", { bytes });
    call(file, "inspect", { bytes });
    call(file, "describe", { model });
    call(file, "params", { model });
    const { proof } = unpack(bytes);
    const tables = [proof?.X, proof?.refused?.X].filter((X) => X?.rows > 0);
    if (card.input?.length) tables.push(drawn(card.input, 200, false), drawn(card.input, 200, true));
    for (const X of tables) for (const method of methods) call(file, method, { model, X });
    // Again as it was, and a copy that is damaged.
    call(file, "dump", { model, card: {} });
    call(file, "release", { model });
    const broken = bytes.slice();
    broken[broken.length >> 1] ^= 1;
    call(file, "load", { bytes: broken });
  }

writeFileSync(process.argv[2], encode(calls));
const refused = calls.filter(({ status }) => status).length;
console.log(
  `Node answered ${calls.length} calls about ${new Set(calls.map(({ file }) => file)).size} files, ${refused} of them by a refusal.`,
);
