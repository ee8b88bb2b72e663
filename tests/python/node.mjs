// The engine in Node, asked over stdin and stdout as tests/native/host.cpp is: node tests/python/node.mjs [module].
// In: [u32 length][operation][u32 length][request], little-endian. Out: [u32 status][u32 length][answer].
import { readFileSync, readSync, writeSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../cpp/toolchain/setup.mjs";

const name = process.argv[2] ?? "keepfit";
const module = new WebAssembly.Module(readFileSync(join(root, "build", "wasm", `${name}.wasm`)));
const { exports: engine } = new WebAssembly.Instance(module, { keepfit: { progress: () => 0 } });
engine._initialize?.();

/** Undefined where the input ends. */
function read(length) {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length;) {
    const some = readSync(0, bytes, at, length - at, null);
    if (some === 0) return undefined;
    at += some;
  }
  return bytes;
}

function write(bytes) {
  for (let at = 0; at < bytes.length;) at += writeSync(1, bytes, at);
}

/** A field in the engine's memory: where, and how long. */
function field() {
  const length = read(4)?.readUInt32LE();
  if (length === undefined) return undefined;
  const at = engine.keepfit_allocate(length) >>> 0;
  new Uint8Array(engine.memory.buffer).set(read(length), at);
  return [at, length];
}

for (let op = field(); op; op = field()) {
  const request = field();
  const answer = engine.keepfit_call(...op, ...request) >>> 0;
  const [status, at, length] = new Uint32Array(engine.memory.buffer.slice(answer, answer + 12));
  const head = Buffer.alloc(8);
  head.writeUInt32LE(status);
  head.writeUInt32LE(length, 4);
  write(head);
  write(new Uint8Array(engine.memory.buffer, at, length));
  engine.keepfit_release(answer);
  for (const each of [op, request]) engine.keepfit_free(...each);
}
