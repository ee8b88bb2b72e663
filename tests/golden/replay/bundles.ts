// What people dump together with a model (../sklearn_files/bundles.py), read on whichever host: the model that stands
// in it, and what may stand beside it.
import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Engine, ReadSklearnOptions } from "../../../web/lib/types.js";
import { root } from "../../web/helpers.js";

const folder = `${root}tests/golden/sklearn_files/bundles/`;
const bytesOf = (name: string) => new Uint8Array(readFileSync(folder + name));
const answers = JSON.parse(readFileSync(`${folder}answers.json`, "utf8")) as {
  X: Record<string, number[]>;
  model: number[];
  drawn: number[];
  other: number[];
  scaler: number[][];
};

/** `host`: what it is called; `start`: starts the library's engine on it. */
export function replayBundles(host: string, start: () => Promise<Engine>): void {
  let engine: Engine;
  beforeAll(async () => void (engine = await start()));
  afterAll(() => engine.close());
  const X = { columns: answers.X };

  const everything =
    /^The file holds a dict: the estimator at \['model'\] was taken, and nothing else, which is \['(columns'\], \['X|range'\], \['complex)'\], .*more\.$/;
  const ofObjects =
    /^The file holds an array of objects: the estimator at \[1\] was taken, and nothing else, which is \[0\] and \[2\]\.$/;
  test.each<[name: string, note: RegExp, options?: ReadSklearnOptions]>([
    ["everything_protocol_2.pkl", everything],
    ["everything_protocol_4.pkl", everything],
    ["everything_protocol_5.pkl", everything],
    ["everything.joblib", everything],
    [
      "tuple.pkl",
      /^The file holds a tuple: the estimator at \[0\] was taken, and nothing else, which is \[1\] and \[2\]\.$/,
    ],
    ["deep.pkl", /^The file holds a dict: the estimator at \['a'\]\['b'\]\[0\] was taken/],
    ["dict.skops", /^The file holds a dict: the estimator at \['model'\] .* which is \['rows'\] and \['names'\]\.$/],
    ["two.pkl", /at \['model'\] was taken, and nothing else, which is \['scaler'\] and \[3\]\.$/, { part: "model" }],
    ["two.pkl", /at \['model'\] was taken/, { part: "['model']" }],
    ["list_of_two.joblib", /^The file holds a list: the estimator at \[1\] was taken/, { part: "1" }],
    ["two.skops", /at \['model'\] was taken/, { part: "model" }],
    ["other_data_protocol_2.pkl", everything],
    ["other_data_protocol_5.pkl", everything],
    ["other_data_protocol_2.joblib", everything],
    ["other_data_protocol_5.joblib", everything],
    ["array_of_objects.pkl", ofObjects],
    ["array_of_objects.joblib", ofObjects],
    ["array_of_models.joblib", /the estimator at \['models'\]\[1\] was taken/, { part: "['models'][1]" }],
  ])(`${host}: the model in %s is taken, with a word of the rest`, async (name, note, options) => {
    const model = await engine.readSklearn(bytesOf(name), options);
    const notes = model.card?.source?.notes;
    expect(notes?.filter((each) => note.test(each))).toHaveLength(1);
    expect(model.proof?.identical).toBe(true);
    expect(Array.from((await model.predict(X)) as Float64Array)).toEqual(answers.model);
    await model.release();
    const told = await engine.examineSklearn(bytesOf(name));
    expect(told).toMatchObject({ harmless: true, calls_met: 0, findings: [] });
    const [taken] = (notes ?? []).flatMap((each) => /the estimator at (.+) was taken/.exec(each)?.slice(1) ?? []);
    expect(told.contents?.estimators).toContain(taken);
  });

  test(`${host}: what stands beside a model, and what somebody put into it, is told of as data`, async () => {
    const told = await engine.examineSklearn(bytesOf("other_data_protocol_5.joblib"));
    expect(told.globals.filter(({ role }) => role === "foreign")).toEqual([]);
    const inert = told.globals.filter(({ role }) => role === "inert").map(({ name }) => name);
    expect(inert).toEqual(expect.arrayContaining(["date", "csr_matrix", "PeriodIndex", "SimpleNamespace", "ZoneInfo"]));
    const others = ["['line\\nbreak']", "['tur\\u202ened']", "['\\'] and all [\\'']"];
    expect(told.contents).toMatchObject({ kind: "a dict", estimators: ["['model']"] });
    expect(told.contents?.others.slice(-3)).toEqual(others);
    expect(told.contents?.others_met).toBe(told.contents?.others.length);
    for (const name of ["own_attributes.pkl", "own_attributes.joblib"]) {
      const model = await engine.readSklearn(bytesOf(name));
      expect(model.card?.source?.left).toEqual({
        LogisticRegression: expect.arrayContaining(["dtype", "frame", "trained_at"]) as string[],
      });
      expect(await engine.examineSklearn(bytesOf(name))).toMatchObject({ harmless: true, contents: null });
    }
  });

  test(`${host}: what is refused for what it would do is told of so, and nothing else is`, async () => {
    for (const name of readdirSync(folder).filter((each) => !each.endsWith(".json"))) {
      const read = await engine.readSklearn(bytesOf(name), { part: "model" }).then(
        () => "",
        ({ code, message }: { code: string; message: string }) => `${code}: ${message}`,
      );
      const told = await engine.examineSklearn(bytesOf(name));
      const refused = /^harmful|which Keepfit has not/.test(read);
      expect([name, told.harmless, read]).toEqual([name, !refused, read]);
    }
  });

  test(`${host}: the other one of two is taken where that is meant`, async () => {
    for (const [name, part] of [
      ["two.pkl", "scaler"],
      ["two.skops", "['scaler']"],
      ["list_of_two.joblib", "[0]"],
    ] as const) {
      const { columns } = await (await engine.readSklearn(bytesOf(name), { part })).transform(X);
      const rows = answers.scaler.map((_, i) => [...columns].map(([, cells]) => (cells as ArrayLike<number>)[i]));
      expect(rows).toEqual(answers.scaler);
    }
  });

  test(`${host}: what a search drew from is taken, too`, async () => {
    for (const name of ["drawn_search.pkl", "drawn_search.joblib"]) {
      const model = await engine.readSklearn(bytesOf(name));
      expect(Array.from((await model.predict(X)) as Float64Array)).toEqual(answers.drawn);
      expect(model.card?.source?.notes).toBeUndefined();
      expect((await engine.examineSklearn(bytesOf(name))).harmless).toBe(true);
    }
    const other = await engine.readSklearn(bytesOf("drawn_by_another.pkl"));
    expect(Array.from((await other.predict(X)) as Float64Array)).toEqual(answers.other);
    expect(other.card?.source?.notes).toEqual([
      "RandomizedSearchCV was fitted with a param_distributions that no recipe can hold; the default stands there, and predictions do not depend on it.",
    ]);
  });

  test.each<[name: string, code: string, message: RegExp, options?: ReadSklearnOptions]>([
    ["two.pkl", "not_taken", /^The file holds a dict with 2 estimators: \['model'\] and \['scaler'\]\.$/],
    ["list_of_two.joblib", "not_taken", /^The file holds a list with 2 estimators: \[0\] and \[1\]\.$/],
    ["two.skops", "not_taken", /2 estimators: \['model'\] and \['scaler'\]\.$/],
    ["two.pkl", "not_taken", /^The file has no estimator at other\.$/, { part: "other" }],
    ["tuple.pkl", "not_taken", /^The file has no estimator at \[1\]\.$/, { part: "[1]" }],
    ["no_model.pkl", "not_taken", /^The file holds a dict and no estimator\.$/],
    [
      "array_of_models.joblib",
      "not_taken",
      /^The file holds a dict with 2 estimators: \['models'\]\[0\] and \['models'\]\[1\]\.$/,
    ],
    ["in_a_series.pkl", "not_taken", /^The file holds Series of pandas, and no estimator outside of it/],
    ["other_estimator.pkl", "not_taken", /^The file holds SVC of sklearn\.svm\._classes, which Keepfit has not\.$/],
    ["other_estimator.skops", "not_taken", /^The file holds SVC of sklearn\.svm\._classes, which Keepfit has not\.$/],
    ["function.pkl", "not_taken", /^The file holds assert_equal of numpy\./],
    ["calls.pkl", "harmful", /^The file names builtins\.eval /],
    ["other_method.pkl", "harmful", /^The file names builtins\.getattr /],
    ["method_of_another.pkl", "harmful", /^The file names builtins\.getattr /],
    ["vectorized.pkl", "harmful", /numpy\.vectorize/],
  ])(`${host}: %s is refused as %s`, async (name, code, message, options) => {
    await expect(engine.readSklearn(bytesOf(name), options)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });

  test(`${host}: a file of skops is looked into like a pickle`, async () => {
    const honest = await engine.examineSklearn(bytesOf("dict.skops"), { count: 3 });
    expect(honest).toMatchObject({ format: "skops", protocol: 2, harmless: true, calls: [], findings: [] });
    expect(honest.versions).toEqual(["1.9.1"]);
    expect(honest.lines[0]).toEqual([0, "DictNode", "builtins.dict"]);
    expect(honest.opcodes.map(([, times]) => times).reduce((a, b) => a + b)).toBe(honest.instructions);
    const other = await engine.examineSklearn(bytesOf("other_estimator.skops"));
    expect(other).toMatchObject({
      harmless: false,
      result: { module: "sklearn.svm._classes", name: "SVC" },
      calls: [{ at: 0, opcode: "ObjectNode", callee: "sklearn.svm._classes.SVC" }],
    });
    expect((await engine.examineSklearn(bytesOf("tuple.pkl"))).format).toBe("pickle");
  });
}
