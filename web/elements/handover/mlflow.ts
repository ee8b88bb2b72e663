// The folder of MLflow as the Python package keepfit writes and opens it: the flavour python_function, whose loader is
// in the package, so that the folder holds data and no code.
import type { Description, InputColumn } from "../../lib/index.js";
import type { Given } from "./form.js";
import { answerable, type Asked, type Values } from "./rows.js";
import { ascii, cell, quoted, single } from "./text.js";

/** The Python and the MLflow that the folder was tried with. */
const python = "3.11.7";
const mlflow = "3.17.2";

const methods = ["predict", "predict_proba", "decision_function", "transform"] as const;
const firstMethod = (description: Description): string =>
  methods.find((each) => description.methods.includes(each)) ?? "predict";

/** Whether the columns had names when it was fitted. */
export const isNamed = ({ rows }: Description): boolean =>
  rows.some(({ path, shape }) => path === "feature_names_in_" && shape[0] !== 0);

function signature(description: Description): { inputs: unknown; outputs: unknown; params: unknown } {
  const { input, classes, kind, feature_names_out: out = [] } = description;
  const method = firstMethod(description);
  const column = (type: string, name: string) => ({ type, name, required: true });
  const label = classes && !(classes instanceof Float64Array) ? "string" : kind === "regressor" ? "double" : "long";
  return {
    inputs: isNamed(description)
      ? input.map(({ name, kind: each }) => column(each === "text" ? "string" : "double", name))
      : [{ type: "tensor", "tensor-spec": { dtype: "float64", shape: [-1, description.n_features_in] } }],
    outputs: method === "transform" ? out.map((name) => column("double", name)) : [column(label, "prediction")],
    params: [{ name: "method", default: method, shape: null, type: "string" }],
  };
}

/** The usual value of a column, as the form of step 6 begins with it. */
function usual({ kind, median, most_frequent, categories }: InputColumn): string | number | null {
  if (kind === "text") return most_frequent ?? categories?.[0] ?? null;
  // The middle of two values has digits that nobody wrote: 10.350000000000001.
  return median === undefined ? null : Number(median.toPrecision(15));
}

/**
 * One row, as JSON, that the model answers: the usual values, which stand in the file's card, or else one of those it
 * is checked by; none where there are none of these.
 */
async function example({ model, description: { input } }: Given, asked: Asked): Promise<string | undefined> {
  const columns = input.map((column): [string, Values] => {
    const value = usual(column);
    return [column.name, column.kind === "text" ? [value as string | null] : Float64Array.of((value as number) ?? NaN)];
  });
  const { rows } = await answerable(model, { columns, rows: 1, proof: 0 });
  if (rows + asked.rows === 0) return undefined;
  return `[${(rows ? columns : asked.columns).map(([, values]) => cell(values[0]!)).join(", ")}]`;
}

export async function mlflowFiles(given: Given, asked: Asked): Promise<Record<string, string>> {
  const { card, bytes, description, model, engine } = given;
  const fingerprint = await model.fingerprint();
  const { inputs, outputs, params } = signature(description);
  const columns = ascii(description.input.map(({ name }) => name));
  const row = isNamed(description) ? await example(given, asked) : undefined;
  const version = engine.version.engine;
  const created = (card.created ?? "1980-01-01T00:00:00Z").replace("T", " ").replace("Z", ".000000");
  return {
    MLmodel: `flavors:
  keepfit:
    data: model.keepfit
    fingerprint: "${fingerprint}"
    keepfit_version: ${quoted(version)}
  python_function:
    data: model.keepfit
    env:
      virtualenv: python_env.yaml
    loader_module: keepfit.mlflow
    python_version: "${python}"
mlflow_version: "${mlflow}"
model_size_bytes: ${bytes.length}
model_uuid: "${fingerprint.slice(0, 32)}"
${
  row
    ? `saved_input_example_info:
  artifact_path: input_example.json
  pandas_orient: split
  serving_input_path: serving_input_example.json
  type: dataframe
`
    : ""
}signature:
  inputs: ${single(ascii(inputs))}
  outputs: ${single(ascii(outputs))}
  params: ${single(ascii(params))}
utc_time_created: ${quoted(created)}
`,
    "python_env.yaml": `python: "${python}"
build_dependencies:
- pip
- setuptools
- wheel
dependencies:
- -r requirements.txt
`,
    // Later versions open the file, too, and answer the same bytes.
    "requirements.txt": `keepfit>=${version}\nmlflow-skinny\npandas\n`,
    ...(row && {
      "input_example.json": `{"columns": ${columns}, "data": [${row}]}\n`,
      "serving_input_example.json": `{"dataframe_split": {"columns": ${columns}, "data": [${row}]}}\n`,
    }),
  };
}
