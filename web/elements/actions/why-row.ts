// What it takes to say why a row is answered as it is.
import type { CodedText, Column, ColumnTable, Description, LastStep, Model } from "../../lib/index.js";
import type { Probes, RowAsked } from "../state/row-asked.js";
import type { Current } from "../store/current.js";
import { tableOf, type TypedRow } from "../state/row.js";

/** Of columns with more categories those beyond are not tried. */
const mostProbes = 200;
const fewestProbes = 8;

interface Learned {
  readonly learned: LastStep;
  readonly probes: Probes | undefined;
}

/** What a model learned is asked once; it can be megabytes. */
const known = new WeakMap<Model, Promise<Learned>>();

export async function askWhy({ model, reading }: Current, description: Description, row: TypedRow): Promise<RowAsked> {
  let asked = known.get(model);
  if (!asked) {
    known.set(model, (asked = learn(model, description)));
    asked.catch(() => known.delete(model));
  }
  const X = tableOf(description, row, reading);
  const has = (method: Description["methods"][number]) => description.methods.includes(method);
  const [{ learned, probes }, { X: arriving }, labels, scores, shares] = await Promise.all([
    asked,
    model.lastStep({ X }),
    model.predict(X),
    has("decision_function") ? model.decisionFunction(X) : undefined,
    has("predict_proba") ? model.predictProba(X) : undefined,
  ]);
  const columns = X.columns as ReadonlyMap<string, ArrayLike<number | string | null>>;
  return {
    description,
    learned,
    arriving: arriving!,
    given: new Map([...columns].map(([name, values]) => [name, values[0]!])),
    probes,
    label: labels[0]!,
    scores: scores?.data,
    shares: shares?.data,
  };
}

async function learn(model: Model, description: Description): Promise<Learned> {
  const given = probesFor(description);
  const [learned, arriving] = await Promise.all([
    model.lastStep({ fitted: true }),
    // Rows that nobody has may be refused; then columns go by the names that reach the model.
    model.lastStep({ X: given }).then(
      ({ X }) => X,
      () => undefined,
    ),
  ]);
  return { learned, probes: arriving && { given, arriving } };
}

/** Rows over the ranges that were seen, and every category. */
function probesFor({ input }: Description): ColumnTable {
  const most = Math.max(fewestProbes, ...input.map(({ categories }) => categories?.length ?? 0));
  const rows = Math.min(mostProbes, most);
  return {
    columns: new Map(
      input.map(({ name, kind, min = 0, max = min, categories = [], most_frequent: usual }): [string, Column] => {
        if (kind !== "text")
          return [name, Float64Array.from({ length: rows }, (_, row) => min + ((max - min) * row) / (rows - 1))];
        const texts = categories.length ? categories : [usual ?? ""];
        const codes = Int32Array.from({ length: rows }, (_, row) => row % texts.length);
        return [name, { codes, categories: texts } satisfies CodedText];
      }),
    ),
  };
}
