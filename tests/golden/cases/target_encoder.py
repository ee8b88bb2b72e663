"""TargetEncoder. fit_transform differs from fit, then transform: both are recorded."""

import numpy as np
from common import EXACT, build, converged, estimator_case, matrix, select, split, table, target_array
from numpy.random import RandomState


def _case(name, data, params=None, y=None, train=None, folds=True, none=None, **more):
    """With fit_transform of the training rows beside what every transformer records."""
    recipe = {"class": "TargetEncoder", "params": {"random_state": 0, **(params or {})}}
    case = estimator_case(name, recipe, data, y=y, train=train, none=none, **more)
    if folds and "error" not in case["expect"]:
        rows = range(len(data)) if train is None else train
        X = data.rows(rows)
        made = build(recipe).fit_transform(
            X.frame(none) if more.get("frame") else X.array(none), target_array([y[i] for i in rows])
        )
        case["expect"]["fit_transform"] = made
    return case


def cases():
    penguins, species = select("penguins", "island", "sex")
    train, test = split("penguins", test_size=40)
    train, test = train[:90], test[:15]
    for params in (
        {},
        {"smooth": 0.0},
        {"smooth": 5.0},
        {"cv": 3},
        {"shuffle": False, "random_state": None},
        {"random_state": 7},
        {"cv": None},
    ):
        text = ", ".join(f"{k}={v}" for k, v in params.items())
        yield _case(f"penguins, three species, {text}", penguins, params, y=species, train=train, test=test)
    two = ["Adelie" if s == "Adelie" else "other" for s in species]
    for params in ({}, {"smooth": 2.5}, {"target_type": "binary"}):
        yield _case(
            f"penguins, two classes, {', '.join(f'{k}={v}' for k, v in params.items())}",
            penguins,
            params,
            y=two,
            train=train,
            test=test,
        )
    mass, _ = select("penguins", "body_mass_g")
    rows = [i for i in range(len(species)) if mass.columns[0][i] == mass.columns[0][i]]
    y = [mass.columns[0][i] + 0.25 for i in rows]
    some = penguins.rows(rows)
    for params in ({}, {"smooth": 0.0}, {"smooth": 30.0}, {"target_type": "continuous"}):
        yield _case(f"penguins, mass, {', '.join(f'{k}={v}' for k, v in params.items())}", some, params, y=y)

    rng = RandomState(5)
    n = 60
    numbers = matrix(np.column_stack([rng.randint(0, 4, n), rng.randint(0, 12, n), rng.standard_normal(n)]))
    real = rng.standard_normal(n)
    whole = rng.randint(0, 3, n)
    yield _case("numbers as categories, real target", numbers, y=list(real))
    yield _case("numbers as categories, whole numbers as classes", numbers, y=[int(v) for v in whole])
    yield _case("numbers as categories, 0 and 1", numbers, y=[int(v > 0) for v in whole])
    yield _case("-1 and 1", numbers, y=[2 * int(v > 0) - 1 for v in whole])
    yield _case(
        "whole numbers, said to be continuous", numbers, {"target_type": "continuous"}, y=[int(v) for v in whole]
    )
    yield _case("1 and 2 as floats", numbers, y=[float(1 + (v > 0)) for v in whole])
    yield _case("fractions, said to be classes", numbers, {"target_type": "multiclass"}, y=list(real))
    gaps = table(s=["a", None, "b", "a", "b", None, "c", "a", "b", "a"], v=[1, 2, None, 1, 2, None, 1, 1, 2, 2])
    target = [0.5, 1.5, 2.25, 0.75, 3.5, 4.5, 1.25, 0.125, 2.5, 0.25]
    yield _case("missing values are a category", gaps, {"cv": 2}, y=target)
    yield _case(
        "missing and unknown at the end",
        table(s=["a", "b", "a", "b", "c", None], v=[1, 2, 1, 2, 9, None]),
        {"cv": 2},
        y=target[:6],
        train=range(4),
        test=range(6),
    )
    yield _case("a constant target", gaps, {"cv": 2, "target_type": "continuous"}, y=[2.5] * 10)
    yield _case("one class", gaps, {"cv": 2}, y=["x"] * 10)
    yield _case(
        "categories given",
        gaps.rows([0, 2, 3, 4, 6, 7, 8, 9]),
        {"cv": 2, "categories": [["c", "a", "b", "z"], [1.0, 2.0, 3.0]]},
        y=[target[i] for i in (0, 2, 3, 4, 6, 7, 8, 9)],
        folds=False,
    )
    given = table(s=["a", "b", "a", "b", "c", "d"])
    yield _case("categories given, rows of others", given, {"cv": 2, "categories": [["b", "a"]]}, y=target[:6])
    yield _case(
        "smooth 0, a category without rows",
        given,
        {"cv": 2, "categories": [["a", "b", "c", "d", "z"]], "smooth": 0.0},
        y=target[:6],
    )
    yield _case("a table with names", penguins, y=species, frame=True)
    # What a pipeline's model sees are the values of fit_transform.
    ridge = {
        "class": "Pipeline",
        "params": {
            "steps": [
                ["encode", {"class": "TargetEncoder", "params": {"random_state": 1}}],
                ["model", {"class": "Ridge", "params": {}}],
            ]
        },
    }
    yield estimator_case(
        "in a pipeline", ridge, some, y=y, tolerance=converged(1e-9, 1e-9), keys={"encode__encodings_": EXACT}
    )
    inside = {
        "class": "ColumnTransformer",
        "params": {
            "transformers": [
                ["target", {"class": "TargetEncoder", "params": {"random_state": 1}}, ["island", "sex"]],
                ["hot", {"class": "OneHotEncoder", "params": {}}, ["island"]],
            ]
        },
    }
    tree = {
        "class": "Pipeline",
        "params": {
            "steps": [
                ["columns", inside],
                ["model", {"class": "DecisionTreeClassifier", "params": {"random_state": 0, "max_depth": 4}}],
            ]
        },
    }
    yield estimator_case("in a ColumnTransformer in a pipeline", tree, penguins, y=species, frame=True)
    yield _case("texts as a continuous target", gaps, {"target_type": "continuous"}, y=["x"] * 10)
    yield _case("smooth -1", gaps, {"smooth": -1.0}, y=target)
    yield estimator_case("no target", {"class": "TargetEncoder", "params": {}}, gaps)
