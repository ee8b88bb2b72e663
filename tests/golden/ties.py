"""Tables of few values and many equal rows, and recipes of what chooses among equals. python ties.py FIRST COUNT [NAME ...] writes
build/golden/draws.json (of these estimators alone), which KEEPFIT_DRAWS makes the replays read; cases/ties.py keeps some."""

import json
import math
import sys
import warnings
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial

import numpy as np
from common import Table, build, matrix, plain, target_array, versions
from draw import ORDER, RELATIVE, SCHEMA, Draw, Layouts, bounds, outputs, parts, promised, undecided

# What compares distances, as often as all others together.
NEIGHBOURS = ("KNeighborsRegressor", "KNeighborsClassifier")
DISTANCES = (*NEIGHBOURS, "KNNImputer", "KMeans", "Bagging")
OTHERS = (
    "AdaBoostClassifier",
    "AdaBoostRegressor",
    "DecisionTreeClassifier",
    "DecisionTreeRegressor",
    "ExtraTreesClassifier",
    "GradientBoostingClassifier",
    "GradientBoostingRegressor",
    "HistGradientBoostingClassifier",
    "KBinsDiscretizer",
    "LinearDiscriminantAnalysis",
    "OrdinalEncoder",
    "OneHotEncoder",
    "QuantileTransformer",
    "RandomForestClassifier",
    "RandomForestRegressor",
    "RFE",
    "SelectFromModel",
    "SelectKBest",
    "SelectPercentile",
    "StackingClassifier",
    "TargetEncoder",
    "VotingClassifier",
    "VotingRegressor",
)
REGRESSION = {"KNeighborsRegressor", "AdaBoostRegressor", "DecisionTreeRegressor", "GradientBoostingRegressor"}
REGRESSION |= {"RandomForestRegressor", "VotingRegressor"}


def drawn_table(rng, wide):
    """Whole numbers, or halves and tenths of them; a row is often another one again."""
    n = int(rng.choice([8, 10, 12, 20, 40, 70, 150, 400], p=[0.1, 0.2, 0.2, 0.2, 0.15, 0.08, 0.05, 0.02]))
    p = int(rng.integers(16, 20)) if wide else int(rng.integers(1, 6))
    X = rng.integers(0, int(rng.integers(2, 6)), (n, p)).astype(float)
    if rng.random() < 0.5:
        again = rng.random(n) < 0.4
        X[again] = X[rng.integers(0, n, again.sum())]
    step = rng.choice([1.0, 0.5, 10.0, -2.0], p=[0.7, 0.1, 0.1, 0.1])
    return X * step


def recipe_of(draw, name, task):
    kind = "Classifier" if task == "classification" else "Regressor"
    neighbour = lambda: draw.estimator("KNeighbors" + kind)  # noqa: E731
    tree = lambda: draw.estimator("DecisionTree" + kind, {"max_depth": draw.one([1, 2, 3])})  # noqa: E731
    params = {}
    if name == "Bagging":
        name, params = "Bagging" + kind, {"estimator": neighbour()}
    elif name.startswith("AdaBoost"):
        params = {"estimator": draw.one([tree(), tree(), tree(), neighbour()] if kind == "Regressor" else [tree()])}
        params["n_estimators"] = draw.one([5, 10, 50])
    elif name.startswith(("Voting", "Stacking")):
        params = {"estimators": [["a", neighbour()], ["b", tree()]]}
        if name.startswith("Stacking"):
            params["final_estimator"] = tree()
    elif name == "TargetEncoder":
        params = {"target_type": "auto"}
    elif name in ("RFE", "SelectFromModel"):
        params = {"estimator": tree()}
    elif name.startswith("SelectK") or name.startswith("SelectP"):
        params = {"score_func": draw.one(["f_classif", "chi2"])}
    return draw.estimator(name, params)


def draw_tie(seed, names=()):
    """(case, None), or (None, why it says nothing)."""
    draw = Draw([seed, 77])
    rng = draw.rng
    name = draw.one(names or (DISTANCES if draw.chance(0.6) else OTHERS))
    task = "regression" if name in REGRESSION or name == "Bagging" and draw.chance(0.5) else "classification"
    X = drawn_table(rng, name in (*NEIGHBOURS, "KNNImputer") and draw.chance(0.15))
    n, p = X.shape
    y = rng.integers(0, int(rng.integers(2, 4)), n).tolist() if task == "classification" else None
    y = y or (np.arange(n) if draw.chance(0.3) else rng.integers(0, 10, n)).tolist()
    draw.width = p
    if name == "KNNImputer":
        X[rng.random(X.shape) < draw.one([0.1, 0.25, 0.5])] = math.nan
    table = matrix(X)
    if name in ("OrdinalEncoder", "OneHotEncoder", "TargetEncoder"):
        table = Table(
            [(c, ["abcdef"[int(abs(v)) % 6] for v in values]) for c, values in zip(table.names, table.columns)]
        )
    if name.startswith("Select") and X.min() < 0:
        table = matrix(-X)
    recipe = recipe_of(draw, name, task)
    case = {
        "name": f"{seed}: {n} x {p}, " + " + ".join(c for _, c, _ in parts(recipe)),
        "recipe": recipe,
        "data": {"X": {"columns": [[c, v] for c, v in zip(table.names, table.columns)]}, "y": y},
        "train": sorted(rng.permutation(n)[: n if n < 20 or draw.chance(0.5) else 3 * n // 4].tolist()),
        "test": rng.permutation(n)[:12].tolist(),
    }
    train, test = table.rows(case["train"]).array(math.nan), table.rows(case["test"]).array(math.nan)
    target = target_array([y[i] for i in case["train"]])
    with warnings.catch_warnings(), Layouts() as layouts:
        warnings.simplefilter("ignore")
        at = []
        estimator = build(recipe, y)
        try:
            got = outputs(estimator, train, target, test, at)
            if name == "KMeans":
                got["predict"] = estimator.predict(test)
        except (ValueError, TypeError, AttributeError, NotImplementedError) as error:
            case["expect"] = {"error": True, "at": at[-1] if at else "fit", "scikit-learn says": str(error)[:160]}
            case["tolerance"] = {"class": "refused"}
            return case, None
        except (IndexError, KeyError, RuntimeError, ZeroDivisionError, np.linalg.LinAlgError) as error:
            return None, f"scikit-learn breaks ({type(error).__name__})"
    got.pop("inverse_transform", None)
    keys = {key: "exact" for key in got}
    for _, cls, params in parts(recipe):
        for key in keys:
            keys[key] = max(keys[key], promised(cls, params, key, cls in layouts.seen), key=ORDER.index)
    if layouts.short:
        return None, "more neighbours than rows, of which scikit-learn counts the first again and again"
    level = max(keys.values(), key=ORDER.index)
    if name.startswith("AdaBoost") and task == "classification" and undecided(got, RELATIVE[level]):
        return None, "two classes as likely but for the last bits"
    case["expect"] = {key: list(map(list, v)) if v.ndim == 2 else list(v) for key, v in got.items()}
    per = {key: {"class": keys[key]} | bounds(keys[key], value) for key, value in got.items()}
    case["tolerance"] = {"class": level, "keys": per}
    return case, None


def _one(seed, names):
    case, why = draw_tie(seed, names)
    return case and json.dumps(
        {k: v if k == "recipe" else plain(v) for k, v in case.items()},
        ensure_ascii=False,
        allow_nan=False,
        separators=(",", ":"),
    ), why


def main(first, count, *names):
    left_out, lines = Counter(), []
    with ProcessPoolExecutor(2) as pool:
        for line, why in pool.map(partial(_one, names=names), range(first, first + count), chunksize=20):
            lines += [line] if line else []
            left_out.update([] if line else [why])
    path = SCHEMA.parent / "draws.json"
    drawn = {"tried": count, "left_out": dict(sorted(left_out.items()))}
    head = f'{{"made_by":{json.dumps(versions())},\n"drawn":{json.dumps(drawn)},\n"cases":[\n'
    path.write_text(head + ",\n".join(lines) + "\n]}\n", encoding="utf-8")
    print(f"{path}: {len(lines)} of {count} tie-rich tables have an answer to compare with")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:])
