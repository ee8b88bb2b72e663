"""OrdinalEncoder. Missing texts are NaN for scikit-learn here, as pandas gives them: missing, not a category None."""

import math

from common import dataset, estimator_case, table
from numpy.random import RandomState


def _case(name, data, params=None, **more):
    return estimator_case(name, {"class": "OrdinalEncoder", "params": params or {}}, data, none=math.nan, **more)


def cases():
    texts = table(s=["x", "y", "x", "z"], t=["b", "b", "a", "a"])
    missing = table(s=["x", None, "x", "z", "a"], a=[3, 1, None, 2, 3])
    yield _case("texts", texts)
    yield _case("numbers", table(a=[3, 1, 2, 3], b=[0.5, -1, 0.5, 1e20]))
    yield _case("missing values", missing)
    yield _case("missing values, encoded as -1", missing, {"encoded_missing_value": -1})
    yield _case("missing values, encoded as a category's number", missing, {"encoded_missing_value": 1})
    yield _case("order by code point", table(s=["é", "z", "Z", "a", "", "10", "9", "日", "~", "a b"]))
    yield _case(
        "penguins, texts",
        table(**{c: dataset("penguins")[0].columns[dataset("penguins")[0].names.index(c)] for c in ("island", "sex")}),
        test=range(0, 344, 10),
    )
    unknown = table(s=["x", "y", "x", "new", None], a=[1, 2, 1, 3, None])
    yield _case("unknown text is an error", unknown, {}, train=[0, 1, 2], test=[3])
    yield _case("missing text is unknown, an error", unknown, {}, train=[0, 1, 2], test=[4])
    use = {"handle_unknown": "use_encoded_value", "unknown_value": -1}
    yield _case("unknown values as -1", unknown, use, train=[0, 1, 2], test=[3, 4, 0, 1])
    yield _case("unknown values as -1, missing known", unknown, use, train=[0, 1, 4], test=[3, 4, 0, 2])
    yield _case("unknown_value is a category's number", unknown, {**use, "unknown_value": 1}, train=[0, 1, 2])
    yield _case("unknown_value missing", unknown, {"handle_unknown": "use_encoded_value"})
    yield _case("unknown_value without handle_unknown", texts, {"unknown_value": -1})
    yield _case("unknown_value of a fraction", texts, {**use, "unknown_value": 2.5})
    yield _case("given categories", texts, {"categories": [["z", "y", "x"], ["a", "b", "c"]]})
    yield _case("given categories, an unknown one at fit", texts, {"categories": [["x", "y"], ["a", "b"]]})
    yield _case("given categories, unknown as -1", texts, {"categories": [["x", "y"], ["a", "b"]], **use})
    yield _case("given numbers", table(a=[1, 2, 1]), {"categories": [[1, 2, 5]]})
    yield _case("given numbers out of order", table(a=[1, 2, 1]), {"categories": [[2, 1]]})
    yield _case("infinity", table(a=[1, math.inf]))
    rng = RandomState(5)
    many = table(
        s=[str(v) if v < 9 else None for v in (rng.random_sample(60) ** 2 * 10).astype(int)],
        a=[float(v) if v < 9 else None for v in (rng.random_sample(60) ** 2 * 10).astype(int)],
    )
    for params in (
        {"min_frequency": 5},
        {"min_frequency": 0.1},
        {"max_categories": 3},
        {"max_categories": 1},
        {"min_frequency": 3, "max_categories": 4},
        {"min_frequency": 100},
        {"max_categories": 50},
        {"max_categories": 3, "encoded_missing_value": -2},
        {"max_categories": 3, **use},
    ):
        text = ", ".join(f"{k}={v}" for k, v in params.items())
        yield _case(f"infrequent, {text}", many, params)
    yield _case(
        "infrequent, unknown values", many, {"max_categories": 2, **use}, train=range(0, 12), test=range(12, 60)
    )
