// The WebAssembly modules that are fetched: how large each may be, and what it may import.
import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { root, Stop } from "./setup.mjs";
import { inBuild } from "./steps.mjs";

const inWasm = (file) => inBuild("wasm", file);
const part = (title, name, limit) => ({ title, file: inWasm(`keepfit-${name}.wasm`), limit, parts: true });
/**
 * What may be fetched, in bytes after brotli -q 11. A page that opens a saved model of the usual estimators waits for
 * the first one alone.
 */
export const modules = [
  part("Engine, what opens, proves and predicts", "predict", 237_568),
  part("Engine, what fits", "fit", 230_400),
  part("Engine, less usual estimators", "predict-more", 98_304),
  part("Engine, what fits those", "fit-more", 106_496),
  { title: "Engine, whole", file: inWasm("keepfit.wasm"), limit: 614_400 },
  // Most of it tells kinds of mess apart and says what mends them. It is fetched when a file is met.
  { title: "Reader of tables", file: inWasm("keepfit-tables.wasm"), limit: 184_320 },
  // Files of scikit-learn's are read and written by the same tables.
  { title: "What reads other programs' files", file: inWasm("keepfit-interchange.wasm"), limit: 153_600 },
  { title: "What writes ONNX", file: inWasm("keepfit-onnx.wasm"), limit: 153_600 },
  { title: "What writes PMML", file: inWasm("keepfit-pmml.wasm"), limit: 153_600 },
  { title: "What writes files of skops", file: inWasm("keepfit-skops.wasm"), limit: 131_072 },
];

/** Refuses a module that is too large or imports what a host need not have; else says its size. */
export function checkModule({ title, file, limit, parts }) {
  if (!existsSync(file)) throw new Stop(`${relative(root, file)} was not built.`);
  const bytes = readFileSync(file);
  const foreign = WebAssembly.Module.imports(new WebAssembly.Module(bytes))
    .map((each) => `${each.module}.${each.name}`)
    .filter((name) => name !== "keepfit.progress" && !(parts && name.startsWith("keepfit:")));
  if (foreign.length)
    throw new Stop(`${title}: it must import nothing but keepfit.progress. It also imports ${foreign.join(", ")}.`);
  const packed = brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  }).length;
  const [raw, small, most] = [bytes.length, packed, limit].map((n) => n.toLocaleString("en"));
  if (packed > limit) throw new Stop(`${title}: ${small} bytes after brotli -q 11; the limit is ${most} bytes.`);
  return `${title}: ${raw} bytes, ${small} after brotli -q 11 (limit ${most}).`;
}
