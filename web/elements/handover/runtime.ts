// onnxruntime as it is: its script and its wasm are files beside the page's own, fetched when somebody asks for the
// check. In one thread, which needs no headers and adds trees in their order.
import script from "onnxruntime-web/wasm?url&no-inline";
import wasm from "onnxruntime-web/ort-wasm-simd-threaded.wasm?url&no-inline";
import type { Runtime } from "./run-onnx.js";

let loaded: Promise<typeof Runtime> | undefined;

const addressOf = (file: string): string => new URL(file, import.meta.url).href;

export function loadRuntime(): Promise<typeof Runtime> {
  loaded ??= load().catch((error: unknown) => {
    loaded = undefined;
    throw error;
  });
  return loaded;
}

async function load(): Promise<typeof Runtime> {
  const runtime = (await import(/* @vite-ignore */ addressOf(script))) as typeof Runtime;
  Object.assign(runtime.env.wasm, { numThreads: 1, proxy: false, wasmPaths: { wasm: addressOf(wasm) } });
  return runtime;
}
