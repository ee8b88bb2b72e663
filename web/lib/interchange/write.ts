/** Models for other programs: `model.toOnnx`, `model.toPmml`, `model.toSkops`. */
import { onnxModule, pmmlModule, skopsModule } from "../backend.js";
import type { EngineOptions, Model, OnnxExport, OnnxOptions, PmmlExport, Schema, SkopsExport } from "../types.js";
import { withModule } from "./module.js";

interface Of {
  readonly options: EngineOptions;
  readonly schema: () => Promise<Schema>;
}

export async function onnx(
  { options: engine }: Of,
  model: Model,
  { profile = "exact", name, ...options }: OnnxOptions,
): Promise<OnnxExport> {
  const bytes = await model.dump({ proof: false });
  const fingerprint = await model.fingerprint();
  const { feature_names_out } = await model.describe();
  return withModule(engine, engine.onnxWasm ?? onnxModule(), (module) =>
    module.call(
      "to_onnx",
      {
        bytes,
        profile,
        fingerprint,
        ...(name !== undefined && { name }),
        ...(feature_names_out && { feature_names_out }),
      },
      options,
    ),
  );
}

export async function pmml({ options: engine }: Of, model: Model): Promise<PmmlExport> {
  const bytes = await model.dump();
  return withModule(engine, engine.pmmlWasm ?? pmmlModule(), (module) => module.call("to_pmml", { bytes }, undefined));
}

export async function skops({ options: engine, schema }: Of, model: Model): Promise<SkopsExport> {
  const bytes = await model.dump();
  const declared = await schema();
  return withModule(engine, engine.skopsWasm ?? skopsModule(), (module) =>
    module.call("to_skops", { bytes, schema: declared }, undefined),
  );
}
