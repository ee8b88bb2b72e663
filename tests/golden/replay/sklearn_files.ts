// Models that four versions of scikit-learn saved, read by the library on whichever host its calls go to, and asked
// what scikit-learn was asked: ../README.md has the form of the files.
import { readdirSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { KeepfitError } from "../../../web/lib/errors.js";
import type { Engine, Model, TableLike } from "../../../web/lib/types.js";
import { column, infinities, type Plain } from "../../web/fixtures.js";
import { root } from "../../web/helpers.js";

const versions = ["1.2.2", "1.4.2", "1.6.1", "1.9.1", "1.9.1-skops"];
const methods = ["predict", "predict_proba", "decision_function", "transform"] as const;

interface SavedModel {
  readonly name: string;
  readonly class: string;
  readonly format: string;
  readonly file: readonly [offset: number, length: number];
  readonly may_refuse?: boolean;
  /** Computed in single precision. */
  readonly single?: boolean;
  readonly X: { readonly columns: readonly [string, Plain[]][]; readonly dtypes?: readonly string[] };
  readonly expect: { readonly [method in (typeof methods)[number]]?: Plain[] } & { readonly refused?: boolean };
}

/** What is refused by name though scikit-learn reads it: why, and how many cases of each version that is. */
const refusals: readonly [reason: RegExp, counts: readonly number[]][] = [
  [/^Keepfit's BernoulliNB has no binarize = None\.$/, [1, 1, 1, 1]],
  [/^LinearDiscriminantAnalysis was fitted with solver='lsqr'/, [2, 2, 2, 2]],
  [/^Dummy\w+ does not keep how many columns it takes\.$/, [12, 12, 0, 0]],
  [/^AdaBoostClassifier of scikit-learn 1\.2\.2 has other probabilities/, [4, 0, 0, 0]],
];

// A note beside the one estimator of a file is left.
const takenAllTheSame = ["a tuple"];
// Two training rows that are equally near, but for the rounding of a product by BLAS, which decides.
const nearTies = ["KNNImputer, distance"];
// What is weighed by one over a distance that is a difference of large sums.
const byDistances = /KNNImputer, distance|^drawn 59$/;

const flat = (value: unknown): Plain[] => (value as { flat(depth: number): Plain[] }).flat(Infinity);

const numberOf = (value: Plain): number =>
  value === null ? NaN : typeof value === "string" ? infinities[value]! : Number(value);

function tableOf({ X }: SavedModel): TableLike {
  const columns = X.columns.map(([name, cells], j): [string, ReturnType<typeof column>] => {
    const flags = X.dtypes?.[j] === "bool";
    return [name, column(flags ? cells.map((cell) => Number(Boolean(cell))) : cells)];
  });
  return { columns: new Map(columns) };
}

/** What a model answers, row by row. */
async function answerOf(model: Model, method: (typeof methods)[number], X: TableLike): Promise<Plain[]> {
  const rowsOf = (columns: readonly ArrayLike<unknown>[]) =>
    Array.from({ length: columns[0]?.length ?? 0 }, (_, i) => columns.map((values) => values[i] as Plain));
  if (method === "predict") return Array.from((await model.predict(X)) as ArrayLike<Plain>);
  if (method === "transform") {
    const { columns } = await model.transform(X);
    return flat(rowsOf([...columns].map(([, values]) => values as ArrayLike<unknown>)));
  }
  const { data } = method === "predict_proba" ? await model.predictProba(X) : await model.decisionFunction(X);
  return Array.from(data as ArrayLike<number>);
}

function compare(got: readonly Plain[], expected: readonly Plain[], tolerance: number): void {
  expect(got.length).toBe(expected.length);
  got.forEach((value, i) => {
    const wanted = expected[i]!;
    if (typeof value === "string" || (typeof wanted === "string" && !(wanted in infinities)))
      return expect(value, `place ${i}`).toBe(wanted);
    const [a, b] = [value === null ? NaN : Number(value), numberOf(wanted)];
    if (Object.is(a, b) || a === b) return;
    expect(Math.abs(a - b) / Math.max(1, Math.abs(b)), `place ${i}: ${a}, not ${b}`).toBeLessThanOrEqual(tolerance);
  });
}

/** `host`: what it is called; `start`: starts the library's engine on it; `every`: of so many cases one. */
export function replaySklearnFiles(host: string, start: () => Promise<Engine>, every = 1): void {
  let engine: Engine;
  beforeAll(async () => void (engine = await start()));
  afterAll(() => engine.close());

  const broken = `${root}tests/golden/sklearn_files/broken/`;
  test.each(readdirSync(broken))(`${host}: %s is refused`, async (file) => {
    const error = await engine.readSklearn(readFileSync(broken + file)).then(
      () => undefined,
      (thrown: unknown) => thrown as KeepfitError,
    );
    expect(["bad_source", "not_taken", "too_large"]).toContain(error?.code);
    expect(error!.hint).not.toMatch(/written by Keepfit/);
  });

  describe.each(versions)(`files of scikit-learn %s on ${host}`, (version) => {
    const raw = gunzipSync(readFileSync(`${root}tests/golden/sklearn_files/${version}.bin.gz`));
    const length = raw.readUInt32LE(0);
    const { cases } = JSON.parse(raw.toString("utf8", 4, 4 + length)) as { cases: SavedModel[] };
    const bytesOf = ({ file }: SavedModel) =>
      new Uint8Array(raw.subarray(4 + length + file[0], 4 + length + file[0] + file[1]));
    const refused = new Map<RegExp, number>();

    test("holds models", () => expect(cases.length).toBeGreaterThan(version.endsWith("skops") ? 140 : 500));

    const chosen = cases.filter((_, i) => i % every === 0);
    test.each(chosen.map((each) => [each.name, each] as const))("%s", async (_, each) => {
      let model: Model;
      try {
        model = await engine.readSklearn(bytesOf(each));
      } catch (error) {
        const { code, message } = error as KeepfitError;
        expect(code, String(error)).toBeTypeOf("string");
        if (each.expect.refused || each.may_refuse)
          return expect(["not_taken", "harmful", "compressed"], message).toContain(code);
        const known = refusals.find(([reason]) => reason.test(message));
        if (!known) throw error;
        refused.set(known[0], (refused.get(known[0]) ?? 0) + 1);
        return;
      }
      if (takenAllTheSame.includes(each.name)) return;
      expect(each.expect.refused, "scikit-learn's file is none of the catalogue").toBeUndefined();
      const { format, "scikit-learn": by } = model.card!.source!;
      expect(by).toBe(version.slice(0, 5));
      // Without an array joblib writes what pickle does.
      const forms = { p: ["pickle"], j: ["joblib", "pickle"], s: ["skops"] }[each.format[0]!];
      expect(forms).toContain(format);
      expect(model.proof?.identical).toBe(true);
      const X = tableOf(each);
      const tolerance = each.single ? 1e-5 : byDistances.test(each.name) ? 1e-6 : 1e-13;
      for (const method of methods) {
        const expected = each.expect[method];
        if (expected && !nearTies.includes(each.name))
          compare(await answerOf(model, method, X), flat(expected), tolerance);
      }
      await model.release();
    });

    if (every > 1) return;
    test("what is refused though scikit-learn reads it is known", () => {
      for (const [reason, counts] of refusals)
        expect(refused.get(reason) ?? 0, String(reason)).toBe(counts[versions.indexOf(version)] ?? 0);
    });
  });
}
