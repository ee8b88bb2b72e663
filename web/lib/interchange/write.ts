/** Models for other programs: `model.toOnnx`, `model.toPmml`. */
import type { EngineOptions, OnnxExport, OnnxOptions, PmmlExport } from "../types.js";
import { withInterchange } from "./module.js";

export const writeOnnx = (
  engine: EngineOptions,
  bytes: Uint8Array,
  fingerprint: string,
  { profile = "exact", name, ...options }: OnnxOptions,
): Promise<OnnxExport> =>
  withInterchange(engine, (module) =>
    module.call("to_onnx", { bytes, profile, fingerprint, ...(name !== undefined && { name }) }, options),
  );

export const writePmml = (engine: EngineOptions, bytes: Uint8Array): Promise<PmmlExport> =>
  withInterchange(engine, (module) => module.call("to_pmml", { bytes }, undefined));
