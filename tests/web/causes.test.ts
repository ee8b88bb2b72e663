// A refusal names what was the cause, and brings what was warned of before it.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  createEngine,
  GaussianNB,
  GridSearchCV,
  KeepfitError,
  Lasso,
  LinearDiscriminantAnalysis,
  LogisticRegression,
  OneHotEncoder,
  Pipeline,
  PowerTransformer,
  Ridge,
  SelectFromModel,
  SimpleImputer,
  type Engine,
  type Warning,
} from "../../web/lib/index.js";

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine();
});
afterAll(() => engine.close());

const x = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const X = { columns: { x, z: x.map((v) => (v * 7) % 10) } };
const y = x.map((v) => v / 2);

async function refused(work: (onWarning: (warning: Warning) => void) => Promise<unknown>) {
  const said: Warning[] = [];
  try {
    await work((warning) => said.push(warning));
  } catch (error) {
    if (!(error instanceof KeepfitError)) throw error;
    return { error, said };
  }
  throw new Error("It was not refused.");
}

describe("a step that leaves nothing", () => {
  it("is the one that is refused, not the next", async () => {
    const recipe = Pipeline([
      ["select", SelectFromModel({ estimator: Lasso({ alpha: 100 }) })],
      ["model", Ridge()],
    ]);
    const { error, said } = await refused((onWarning) => engine.fit(recipe, X, y, { onWarning }));
    expect(error.where).toBe("step 'select'");
    expect(error.message).toBe("SelectFromModel leaves no column, so that step 'model' has nothing to be fitted to.");
    expect(said.map(({ code, where }) => [code, where])).toEqual([["UserWarning", "step 'select'"]]);
    expect(error.warnings).toEqual(said);
    expect(new KeepfitError(error.toJSON()).warnings).toEqual(said);
  });

  it("whatever it is, in the middle too", async () => {
    const recipe = Pipeline([
      ["fill", SimpleImputer()],
      ["power", PowerTransformer()],
      ["model", Ridge()],
    ]);
    const empty = { columns: { x: x.map(() => NaN) } };
    const { error } = await refused((onWarning) => engine.fit(recipe, empty, y, { onWarning }));
    expect(error.where).toBe("step 'fill'");
    expect(error.message).toContain("step 'power' has nothing");
  });
});

describe("a study in which nothing holds", () => {
  const rare = x.map((_, i) => (i === 3 ? 1 : 0));

  it("names the first cause where a search has no winner", async () => {
    const search = GridSearchCV({ estimator: LogisticRegression(), param_grid: { C: [0.1, 1] }, cv: 5 });
    const { error, said } = await refused((onWarning) => engine.fit(search, X, rare, { onWarning }));
    expect(error.code).toBe("no_winner");
    expect(error.message).toMatch(
      /The first fit that failed, of candidate 1 to fold \d: LogisticRegression needs at least 2 classes/,
    );
    expect(said.map(({ code }) => code)).toContain("FitFailedWarning");
  });

  it("says what was warned of where every fit failed", async () => {
    const { error, said } = await refused((onWarning) =>
      engine.crossValidate(LogisticRegression({ solver: "liblinear", penalty: null }), X, rare, {
        cv: 3,
        error_score: NaN,
        onWarning,
      }),
    );
    expect(error.message).toMatch(/^All 3 fits failed/);
    expect(said.map(({ code }) => code)).toContain("UserWarning");
    expect(error.warnings).toEqual(said);
  });
});

describe("columns and classes by their names", () => {
  it("in PowerTransformer", async () => {
    const table = { columns: { length: [0, 1, 2, 3], width: [1, 2, 3, 4] } };
    const { error } = await refused(() => engine.fit(PowerTransformer({ method: "box-cox" }), table));
    expect(error.message).toContain("column 'length' holds 0");
    expect(error.column).toBe("length");
    const model = await engine.fit(PowerTransformer({ method: "box-cox" }), { columns: { length: [1, 2, 3] } });
    const later = await refused(() => model.transform({ columns: { length: [1, -2, 3] } }));
    expect(later.error.message).toContain("column 'length' holds -2");
  });

  it("in GaussianNB", async () => {
    const table = { columns: { a: [1, 1, 1, 1], b: [2, 2, 2, 2] } };
    const { error } = await refused(() => engine.fit(GaussianNB(), table, [0, 1, 0, 1]));
    expect(error.message).toContain("column 'a' does not vary within the class 0");
    expect(error.hint).not.toContain("var_smoothing");
  });

  it("of a fit, where another looks like one", async () => {
    const model = await engine.fit(Ridge(), { columns: { größe: x, Gewicht: y } }, y);
    const composed = await refused(() => model.predict({ columns: { "gro\u0308ße": x, Gewicht: y } }));
    expect(composed.error.message).toContain("lacks columns that Ridge was fitted with: 'größe'.");
    expect(composed.error.message).toMatch(/In X .*looks the same, but is .*U\+0308/);
    const lower = await refused(() => model.predict({ columns: { größe: x, gewicht: y } }));
    expect(lower.error.message).toContain("It has 'gewicht', which is written otherwise than 'Gewicht'.");
  });

  it("in the refusal of one class", async () => {
    const { error } = await refused(() =>
      engine.fit(
        LogisticRegression(),
        X,
        x.map(() => 3),
      ),
    );
    expect(error.message).toContain("only one class: 3.");
  });
});

describe("as scikit-learn has it", () => {
  const labels = x.map((v) => (v > 5 ? "b" : "a"));

  it("penalty=None leaves C without effect", async () => {
    const codes = async (params: object) =>
      (await engine.fit(LogisticRegression({ max_iter: 5000, ...params }), X, labels)).warnings
        .map(({ message }) => message)
        .filter((message) => message.includes("leaves C"));
    expect(await codes({ penalty: null, C: 0.5 })).toHaveLength(1);
    expect(await codes({ penalty: null })).toHaveLength(0);
  });

  it("LinearDiscriminantAnalysis fits one class", async () => {
    const model = await engine.fit(
      LinearDiscriminantAnalysis(),
      X,
      x.map(() => "only"),
    );
    expect(await model.predict(X)).toEqual(x.map(() => "only"));
    const proba = await model.predictProba(X);
    expect(Array.from(proba.data)).toEqual(x.map(() => 1));
    const again = await engine.load(await model.dump());
    expect(await again.predict(X)).toEqual(x.map(() => "only"));
  });

  it("an unknown category of OneHotEncoder is not told to do what was done", async () => {
    const model = await engine.fit(OneHotEncoder({ handle_unknown: "warn" }), { columns: { c: ["a", "b"] } });
    const said: Warning[] = [];
    await model.transform({ columns: { c: ["a", "z"] } }, { onWarning: (warning) => said.push(warning) });
    expect(said.map(({ hint }) => hint)).toEqual(["Fit with these categories too."]);
  });
});
