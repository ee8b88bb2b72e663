/** Models for other programs: `model.toOnnx`, `model.toPmml`. */
import { exportModule } from "../backend.js";
import type { EngineOptions, OnnxExport, OnnxOptions, PmmlExport } from "../types.js";
import { withModule } from "./module.js";

export const writeOnnx = (
  engine: EngineOptions,
  bytes: Uint8Array,
  fingerprint: string,
  { profile = "exact", name, ...options }: OnnxOptions,
): Promise<OnnxExport> =>
  withModule(engine, engine.exportWasm ?? exportModule(), (module) =>
    module.call("to_onnx", { bytes, profile, fingerprint, ...(name !== undefined && { name }) }, options),
  );

export const writePmml = (engine: EngineOptions, bytes: Uint8Array): Promise<PmmlExport> =>
  withModule(engine, engine.exportWasm ?? exportModule(), (module) => module.call("to_pmml", { bytes }, undefined));
