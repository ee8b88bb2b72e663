"""SimpleImputer. Missing texts are NaN for scikit-learn here: it does not impute None."""

import math

import numpy as np
from common import dataset, estimator_case, matrix, table
from numpy.random import RandomState

STRATEGIES = ("mean", "median", "most_frequent", "constant")


def _case(name, data, params=None, **more):
    return estimator_case(name, {"class": "SimpleImputer", "params": params or {}}, data, none=math.nan, **more)


def cases():
    small = table(a=[1, None, 4, 4, 9], b=[None, 2.5, -7, None, 0.125], c=[1, 2, 3, 4, 5])
    penguins = dataset("penguins")[0]
    pick = [penguins.names.index(c) for c in ("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g")]
    numbers = matrix(np.array([penguins.columns[i] for i in pick]).T, [penguins.names[i] for i in pick])
    for strategy in STRATEGIES:
        yield _case(f"small, {strategy}", small, {"strategy": strategy})
        yield _case(f"small, {strategy}, add_indicator", small, {"strategy": strategy, "add_indicator": True})
        yield _case(f"penguins, {strategy}", numbers, {"strategy": strategy})
        yield _case(
            f"nothing missing in training rows, {strategy}",
            table(a=[1, 2, 4, None], b=[5, 5, 6, None]),
            {"strategy": strategy},
            train=[0, 1, 2],
            test=[3, 0],
        )
        empty = table(a=[None, None, None], b=[1, None, 3], c=[None, 7, 7])
        yield _case(f"a column all missing, {strategy}", empty, {"strategy": strategy})
        yield _case(
            f"a column all missing, {strategy}, keep_empty_features",
            empty,
            {"strategy": strategy, "keep_empty_features": True},
        )
        yield _case(
            f"a column all missing, {strategy}, add_indicator", empty, {"strategy": strategy, "add_indicator": True}
        )
        yield _case(
            f"a column all missing, {strategy}, keep_empty_features and add_indicator",
            empty,
            {"strategy": strategy, "keep_empty_features": True, "add_indicator": True},
        )
    yield _case("default", small)
    yield _case("constant 99.5", small, {"strategy": "constant", "fill_value": 99.5})
    yield _case("constant -1", small, {"strategy": "constant", "fill_value": -1})
    yield _case(
        "indicator only for columns missing in training rows",
        table(a=[1, None, 2, None], b=[1, 2, 3, None], c=[None, 1, 1, 1]),
        {"add_indicator": True},
        train=[0, 1, 2],
    )
    yield _case(
        "missing in a held-out row that the indicator does not know",
        table(a=[1, None, 2, None], b=[1, 2, 3, None], c=[None, 1, 1, 1]),
        {"add_indicator": True},
        train=[0, 1, 2],
        test=[3],
    )
    yield _case(
        "most frequent: ties take the smallest",
        table(a=[3, 1, 3, 1, None], b=[5, 4, 3, 2, None]),
        {"strategy": "most_frequent"},
    )
    yield _case(
        "median of an even count", table(a=[1, 2, 10, 4, None], b=[0.1, 0.2, None, None, None]), {"strategy": "median"}
    )
    yield _case("median with infinity", table(a=[1, float("inf"), 3, None], b=[1, 2, 3, 4]), {"strategy": "median"})
    yield _case("one column", table(a=[None, 0.1, 0.2, 0.3]), {"strategy": "mean"})
    yield _case("one row", table(a=[2], b=[None]), {"strategy": "mean", "keep_empty_features": True})

    text = table(s=["x", None, "y", "x", None], t=[None, "b", "b", "a", "a"])
    yield _case("texts, most_frequent", text, {"strategy": "most_frequent"})
    yield _case(
        "texts, most_frequent, add_indicator",
        text,
        {"strategy": "most_frequent", "add_indicator": True},
        outputs=("fitted", "feature_names_out", "transform"),
    )
    yield _case("texts, constant", text, {"strategy": "constant"})
    yield _case("texts, constant 'none given'", text, {"strategy": "constant", "fill_value": "none given"})
    yield _case("texts, mean", text, {"strategy": "mean"})
    yield _case("texts, median", text, {"strategy": "median"})
    yield _case("texts, ties take the smallest", table(s=["b", "a", "B", "é", None]), {"strategy": "most_frequent"})
    yield _case(
        "texts, held-out rows",
        table(s=["b", "a", "b", None, "new"]),
        {"strategy": "most_frequent"},
        train=[0, 1, 2],
        test=[3, 4, 0],
    )
    yield _case(
        "penguins, sex", table(sex=penguins.columns[penguins.names.index("sex")]), {"strategy": "most_frequent"}
    )

    rng = RandomState(3)
    for rows, columns in ((9, 1), (140, 1), (140, 3), (300, 2)):
        x = rng.standard_normal((rows, columns)) * 100
        x[rng.random_sample(x.shape) < 0.2] = np.nan
        for strategy in ("mean", "median"):
            yield _case(f"random {rows} x {columns}, {strategy}", matrix(x), {"strategy": strategy})
    x = rng.randint(0, 6, size=(80, 3)).astype(float)
    x[rng.random_sample(x.shape) < 0.2] = np.nan
    yield _case("random counts, most_frequent", matrix(x), {"strategy": "most_frequent"})
