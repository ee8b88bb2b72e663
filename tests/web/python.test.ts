// Recipes as Python, and Python as recipes. What the scripts make in scikit-learn itself is held by
// `npm run golden -- python`; here every golden recipe goes there and back, and what people paste is read.
import { readFileSync } from "node:fs";
import { PositionEncoding, Workspace } from "@astral-sh/ruff-wasm-nodejs";
import { describe, expect, test } from "vitest";
import { float, KeepfitError, type AnyRecipe } from "../../web/lib/index.js";
import { isFloat } from "../../web/lib/float.js";
import { recipeFromPython, recipeToPython } from "../../web/lib/python/index.js";
import { catalogue } from "../../web/lib/generated/catalogue.js";
import { files, folder, parsed } from "./fixtures.js";
import { root } from "./helpers.js";

const readFixture = (file: string): { cases: { name: string; recipe?: AnyRecipe }[] } =>
  parsed(readFileSync(folder + file, "utf8"));

/** With every parameter, and floats said only where 1 and 1.0 differ. */
function whole(value: unknown, share = true): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (isFloat(value)) return share && Number.isInteger(value.$float) ? value : value.$float;
  if (Array.isArray(value)) return value.map((each) => whole(each, share));
  const own = value as Partial<AnyRecipe>;
  const entry = typeof own.class === "string" ? catalogue[own.class] : undefined;
  if (!entry) return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, whole(each, share)]));
  const params = Object.entries({ ...entry.params, ...own.params }).map(
    ([name, each]) => [name, whole(each, /^param_/.test(name) || (entry.shares?.includes(name) ?? false))] as const,
  );
  // Both are dense here; in scikit-learn only one is.
  const dense = params.map(([name, each]) => [name, name === "encode" && each === "onehot" ? "onehot-dense" : each]);
  return { class: own.class, params: Object.fromEntries(dense) };
}

const script = (lines: string): AnyRecipe => recipeFromPython(lines);
const refused = (text: string): KeepfitError => {
  try {
    recipeFromPython(text);
  } catch (error) {
    expect(error).toBeInstanceOf(KeepfitError);
    return error as KeepfitError;
  }
  throw new Error("It was read.");
};

describe("there and back", () => {
  const seen = new Set<string>();
  const recipes = files
    .flatMap((file) => readFixture(file).cases.map(({ name, recipe }) => ({ name: `${file}: ${name}`, recipe })))
    .filter((each): each is { name: string; recipe: AnyRecipe } => {
      const key = JSON.stringify(each.recipe);
      if (!each.recipe || typeof each.recipe.class !== "string" || seen.has(key)) return false;
      seen.add(key);
      return true;
    });

  test("every golden recipe", () => {
    expect(recipes.length).toBeGreaterThan(3000);
    for (const { name, recipe } of recipes) {
      const text = recipeToPython(recipe);
      expect(whole(recipeFromPython(text)), `${name}\n${text}`).toEqual(whole(recipe));
    }
  });

  // A second reader of Python: what is not imported or given a value, what is imported in vain, what is no Python.
  test("every script is Python without a loose end", () => {
    const linter = new Workspace({ "target-version": "py311", lint: { select: ["F", "E9"] } }, PositionEncoding.Utf16);
    for (const { name, recipe } of recipes) {
      const found = linter.check(recipeToPython(recipe)) as { message: string }[];
      const messages = found.map(({ message }) => message);
      expect(messages, name).toEqual(["Undefined name `X`", "Undefined name `y`"]);
    }
  });
});

test("parameters stand in scikit-learn's order, which the first two may be given by", () => {
  const { cases } = JSON.parse(readFileSync(`${root}tests/golden/fixtures/signatures.json`, "utf8")) as {
    cases: { name: string; module: string; options: { name: string }[] }[];
  };
  const signatures = new Map(cases.map((each) => [each.name, each]));
  for (const [name, { module, params }] of Object.entries(catalogue)) {
    const signature = signatures.get(name)!;
    const names = Object.keys(params);
    const theirs = signature.options.map((option) => option.name).filter((each) => names.includes(each));
    expect(module, name).toBe(signature.module);
    expect(names.slice(0, 1), name).toEqual(theirs.slice(0, 1));
  }
});

describe("what is written", () => {
  test("a pipeline", () => {
    const recipe = {
      class: "Pipeline",
      params: {
        steps: [
          [
            "prepare",
            {
              class: "ColumnTransformer",
              params: {
                transformers: [
                  ["numbers", { class: "StandardScaler", params: {} }, ["age", "fare"]],
                  ["texts", { class: "OneHotEncoder", params: { handle_unknown: "ignore" } }, ["deck"]],
                  ["rest", "drop", { selector: { dtype_include: "text" } }],
                ],
              },
            },
          ],
          ["model", { class: "LogisticRegression", params: { C: 0.1, class_weight: { yes: 2, no: 1 } } }],
        ],
      },
    };
    expect(recipeToPython(recipe)).toBe(`import joblib
from sklearn.compose import ColumnTransformer, make_column_selector
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

pipeline = Pipeline([
    (
        "prepare",
        ColumnTransformer([
            ("numbers", StandardScaler(), ["age", "fare"]),
            (
                "texts",
                OneHotEncoder(sparse_output=False, handle_unknown="ignore"),
                ["deck"],
            ),
            ("rest", "drop", make_column_selector(dtype_include=object)),
        ]),
    ),
    ("model", LogisticRegression(C=0.1, class_weight={"yes": 2, "no": 1})),
])

pipeline.fit(X, y)
joblib.dump(pipeline, "model.joblib")
`);
  });

  test.each([
    [{ class: "Ridge", params: {} }, "model = Ridge()"],
    [{ class: "DecisionTreeClassifier", params: { min_samples_split: float(1) } }, "min_samples_split=1.0"],
    [{ class: "MinMaxScaler", params: { feature_range: [0, 2] } }, "MinMaxScaler(feature_range=(0, 2))"],
    [{ class: "FunctionTransformer", params: { func: "log1p" } }, "func=np.log1p"],
    [{ class: "SelectKBest", params: { score_func: "chi2", k: 3 } }, "SelectKBest(score_func=chi2, k=3)"],
    [{ class: "OrdinalEncoder", params: { encoded_missing_value: NaN } }, "OrdinalEncoder()"],
    [{ class: "OrdinalEncoder", params: { encoded_missing_value: -1 } }, "encoded_missing_value=-1"],
    [{ class: "KBinsDiscretizer", params: {} }, 'KBinsDiscretizer(encode="onehot-dense")'],
    [{ class: "RidgeClassifierX", params: {} }, /no estimator/],
  ])("%j", (recipe: AnyRecipe, text) => {
    if (typeof text === "string") expect(recipeToPython(recipe, { fit: false })).toContain(text);
    else expect(() => recipeToPython(recipe)).toThrow(text);
  });

  test("names of the caller's own", () => {
    const text = recipeToPython({ class: "Ridge", params: {} }, { name: "rain", file: 'a"b.joblib' });
    expect(text).toContain("rain = Ridge()\n\nrain.fit(X, y)\n");
    expect(text).toContain('joblib.dump(rain, "a\\"b.joblib")');
  });

  test("labels that look like numbers may be text", () => {
    const recipe = { class: "LogisticRegression", params: { class_weight: { 0: 1, 1: 3 } } };
    expect(recipeToPython(recipe)).toContain("class_weight={0: 1, 1: 3}");
    expect(recipeToPython(recipe, { labels: "text" })).toContain('class_weight={"0": 1, "1": 3}');
  });
});

describe("what is read", () => {
  const imports = `
import numpy as np
import joblib
from sklearn import linear_model, preprocessing as pre
from sklearn.compose import make_column_transformer, make_column_selector as cols, ColumnTransformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import (
    LogisticRegression,
    Ridge,
)
from sklearn.model_selection import GridSearchCV, RandomizedSearchCV, StratifiedKFold
from sklearn.pipeline import Pipeline, make_pipeline, make_union
from sklearn.preprocessing import *
from scipy.stats import loguniform
`;
  const read = (text: string): unknown => script(imports + text);

  test.each<[string, unknown]>([
    ["Ridge(0.5)", { class: "Ridge", params: { alpha: 0.5 } }],
    [
      "r = linear_model.Ridge(alpha=1_0, fit_intercept=False)\nr.fit(X, y)",
      { class: "Ridge", params: { alpha: 10, fit_intercept: false } },
    ],
    ["m = Ridge(alpha=-+-1e-3).fit(X, y)", { class: "Ridge", params: { alpha: 0.001 } }],
    ["a = b = 2 * 0.25\nRidge(alpha=b)", { class: "Ridge", params: { alpha: 0.5 } }],
    ["Ridge(alpha=10**-2)", { class: "Ridge", params: { alpha: 0.01 } }],
    ["x: float = 1/4; Ridge(alpha=x)", { class: "Ridge", params: { alpha: 0.25 } }],
    ["FunctionTransformer(np.log1p, validate=False)", { class: "FunctionTransformer", params: { func: "log1p" } }],
    ["pre.MinMaxScaler(feature_range=(0, 2))", { class: "MinMaxScaler", params: { feature_range: [0, 2] } }],
    [
      "RandomForestClassifier(max_features=1.0, n_jobs=-1, verbose=1)",
      { class: "RandomForestClassifier", params: { max_features: float(1) } },
    ],
    ["RandomForestClassifier(max_features=1)", { class: "RandomForestClassifier", params: { max_features: 1 } }],
    [
      "LogisticRegression(class_weight={0: 1, 1.5: 2.0, 'b': .5})",
      { class: "LogisticRegression", params: { class_weight: { 0: 1, 1.5: 2, b: 0.5 } } },
    ],
    [
      "make_pipeline(StandardScaler(), StandardScaler(), 'passthrough', LogisticRegression(), memory=None)",
      {
        class: "Pipeline",
        params: {
          steps: [
            ["standardscaler-1", { class: "StandardScaler", params: {} }],
            ["standardscaler-2", { class: "StandardScaler", params: {} }],
            ["passthrough", "passthrough"],
            ["logisticregression", { class: "LogisticRegression", params: {} }],
          ],
        },
      },
    ],
    [
      "num = ['a', 'b']\ncat = ['c']\nmake_column_transformer((StandardScaler(), num + cat), ('drop', slice(0, 2)), (OneHotEncoder(), cols(dtype_include=object, pattern=r'^\\w')), remainder='passthrough')",
      {
        class: "ColumnTransformer",
        params: {
          transformers: [
            ["standardscaler", { class: "StandardScaler", params: {} }, ["a", "b", "c"]],
            ["drop", "drop", { slice: [0, 2] }],
            [
              "onehotencoder",
              { class: "OneHotEncoder", params: {} },
              { selector: { dtype_include: "text", pattern: "^\\w" } },
            ],
          ],
          remainder: "passthrough",
        },
      },
    ],
    [
      "make_union(MinMaxScaler(), StandardScaler())",
      {
        class: "FeatureUnion",
        params: {
          transformer_list: [
            ["minmaxscaler", { class: "MinMaxScaler", params: {} }],
            ["standardscaler", { class: "StandardScaler", params: {} }],
          ],
        },
      },
    ],
    [
      "GridSearchCV(Ridge(), {'alpha': np.logspace(-2, 1, 4), 'fit_intercept': [True, False]}, cv=StratifiedKFold(3, shuffle=True), scoring='r2')",
      {
        class: "GridSearchCV",
        params: {
          estimator: { class: "Ridge", params: {} },
          param_grid: { alpha: [0.01, 0.1, float(1), float(10)], fit_intercept: [true, false] },
          cv: { class: "StratifiedKFold", params: { n_splits: 3, shuffle: true } },
          scoring: "r2",
        },
      },
    ],
    [
      "s = RandomizedSearchCV(Ridge(), dict(alpha=loguniform(1e-3, 10)), n_iter=5)\nprint(s)\njoblib.dump(s, 'x')",
      {
        class: "RandomizedSearchCV",
        params: {
          estimator: { class: "Ridge", params: {} },
          param_distributions: { alpha: { distribution: "loguniform", a: 0.001, b: 10 } },
          n_iter: 5,
        },
      },
    ],
    [
      "'''doc'''\n# a comment\none = Ridge()\ntwo = LogisticRegression()\none.fit(X, y)",
      { class: "Ridge", params: {} },
    ],
    ["one = Ridge()\ntwo = LogisticRegression()", { class: "LogisticRegression", params: {} }],
    ["Ridge(alpha=1.)", { class: "Ridge", params: { alpha: 1 } }],
    ["a = 1.e-3 # 2.\nRidge(alpha=a, solver='2.')", { class: "Ridge", params: { alpha: 0.001, solver: "2." } }],
    ["linear_model.RidgeCV(alphas=[1., 10., .5])", { class: "RidgeCV", params: { alphas: [1, 10, 0.5] } }],
    ["Ridge(alpha=np.pi)", { class: "Ridge", params: { alpha: Math.PI } }],
    [
      "from sklearn.feature_selection import *\nSelectKBest(f_classif, k=2)",
      { class: "SelectKBest", params: { score_func: "f_classif", k: 2 } },
    ],
    ["Ridge(alpha=0x10)\r\n", { class: "Ridge", params: { alpha: 16 } }],
    [
      "Pipeline([('a' 'b', StandardScaler()), ('\\u00fc\\x41\\n', Ridge())])",
      {
        class: "Pipeline",
        params: {
          steps: [
            ["ab", { class: "StandardScaler", params: {} }],
            ["üA\n", { class: "Ridge", params: {} }],
          ],
        },
      },
    ],
  ])("%s", (text, recipe) => expect(read(text)).toEqual(recipe));

  test.each<[string, number, RegExp]>([
    ["import os", 1, /'os' is not read here/],
    ["from os import system\n", 1, /'os'/],
    ["__import__('os').system('x')", 1, /has no value|not read/],
    ["from sklearn.svm import SVC\nmodel = SVC()", 2, /SVC of scikit-learn is not here/],
    ["from sklearn.linear_model import Ridge\n\nm = Ridge(alpa=1)", 3, /no parameter 'alpa'\. Did you mean 'alpha'/],
    ["from sklearn.linear_model import Ridge\nm = Ridge(positive=True)", 2, /positive of Ridge is not here/],
    ["from sklearn.linear_model import Ridge\nm = Ridge(alpha=lambda: 1)", 2, /function of one's own/],
    ["from sklearn.linear_model import Ridge\nm = Ridge(**{'alpha': 1})", 2, /written out/],
    ["from sklearn.linear_model import Ridge\nm = Ridge(alpha=f'{1}')", 2, /not filled in/],
    ["from sklearn.linear_model import Ridge\nm = Ridge(alpha=[x for x in range(3)])", 2, /comprehension/],
    ["from sklearn.linear_model import Ridge\nm = Ridge(1, alpha=2)", 2, /twice/],
    ["from sklearn.linear_model import Ridge\nm = ridge()", 2, /'ridge' has no value yet\. Did you mean 'Ridge'/],
    ["from sklearn.svm import Ridge\nm = Ridge()", 2, /in sklearn\.linear_model, not in sklearn\.svm/],
    ["from sklearn.linear_model import Ridge\nfor i in [1]:\n    m = Ridge()", 2, /nothing is run/],
    ["def f():\n  return 1", 1, /nothing is run/],
    ["X, y = 1, 2", 1, /one name at a time/],
    ["import pandas as pd\ndf = pd.read_csv('x')", 2, /would have to be run/],
    ["from sklearn.linear_model import Ridge\nm = Ridge(alpha=)", 2, /cannot be read|not complete/],
    ["from sklearn.linear_model import Ridge\nm = Ridge(", 2, /cannot be read|not complete/],
    [
      "from sklearn.preprocessing import StandardScaler\nfrom sklearn.compose import ColumnTransformer\nc = ColumnTransformer([('a', StandardScaler(), 'age')])",
      3,
      /\["age"\]/,
    ],
    [
      "from sklearn.pipeline import make_pipeline\nfrom sklearn.preprocessing import StandardScaler\nm = make_pipeline(StandardScaler)",
      3,
      /must be an estimator/,
    ],
    ["from sklearn.preprocessing import StandardScaler\nm = StandardScaler(False)", 2, /takes its parameters by name/],
    ["from sklearn.decomposition import PCA\nm = PCA(2, True)", 2, /what comes after 1 parameter by name/],
    ["from sklearn.linear_model import Ridge\nm = Ridge(alpha=1, alpha=2)", 2, /alpha is given twice/],
    ["from sklearn.linear_model import Ridge\nm = Ridge(alpha=1, True)", 2, /comes after one with a name/],
    ["from sklearn.tree import DecisionTreeClassifier\nm = DecisionTreeClassifier(max_depth=3.0)", 2, /whole numbers/],
    [
      "from sklearn.tree import DecisionTreeClassifier\nm = DecisionTreeClassifier(max_depth=010)",
      2,
      /010 is no number/,
    ],
    ["import numpy as np\nfrom sklearn.linear_model import Ridge\nm = Ridge(alpha=np.log1p)", 3, /'log1p' is no value/],
    ["%matplotlib inline\nx = 1", 1, /command of the notebook/],
    ["x = 1\n!pip install x", 2, /command of the notebook/],
    ["eval('1')", 1, /has no value/],
    ["open('/etc/passwd').read()", 1, /has no value|not read/],
    ["from sklearn.linear_model import Ridge\nm = Ridge().predict(X)", 2, /depends on data/],
    ["from sklearn.linear_model import Ridge\nm = Ridge().coef_", 2, /not looked up/],
    [
      "import numpy as np\nfrom sklearn.linear_model import Ridge\nm = Ridge(alpha=np.random.rand())",
      3,
      /would have to be run/,
    ],
  ])("refused: %s", (text, line, message) => {
    const error = refused(text);
    expect(error.code).toBe("bad_python");
    expect(error.message).toMatch(message);
    expect(error.where).toBe(`line ${line}`);
    expect(error.message).toMatch(/[.?!]$/);
  });

  test("a session with its prompts and answers", () => {
    const text =
      ">>> from sklearn.linear_model import Ridge\n>>> m = Ridge(\n...     alpha=2)\n>>> m\nRidge(alpha=2)\n";
    expect(script(text)).toEqual({ class: "Ridge", params: { alpha: 2 } });
  });

  test("nothing to be read", () => {
    for (const text of ["", "\n# only words\n", "x = 1", "import numpy as np"])
      expect(refused(text).message).toBe("There is no estimator in this Python.");
  });
});
