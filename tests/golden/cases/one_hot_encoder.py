"""OneHotEncoder, dense. A missing text is None for scikit-learn here: a category of its own, after the others."""

import math

from common import dataset, estimator_case, table
from numpy.random import RandomState

TEXT = {"s": ["x", "y", "x", "z"], "t": ["b", "b", "a", "a"]}


def _case(name, data, params=None, **more):
    return estimator_case(name, {"class": "OneHotEncoder", "params": params or {}}, data, **more)


def cases():
    penguins = dataset("penguins")[0]
    islands = {c: penguins.columns[penguins.names.index(c)] for c in ("island", "sex")}
    data = {
        "texts": table(**TEXT),
        "texts with missing": table(s=["x", None, "x", "z"], t=["b", "b", None, "a"]),
        "numbers": table(a=[3, 1, 2, 3], b=[0.5, -1, 0.5, 1e20]),
        "numbers with missing": table(a=[3, None, 2, 3], b=[0.5, -1, 0.5, None]),
        "two categories": table(s=["no", "yes", "no"], b=[0, 1, 1], c=["u", "v", "w"]),
        "one category": table(s=["only", "only"], a=[7, 7]),
        "binary with missing": table(s=["no", "yes", None], a=[0, None, 0]),
        "order by code point": table(s=["é", "z", "Z", "a", "", "10", "9", "日", "~", "a b"]),
        "penguins, island and sex": table(**islands),
    }
    for title, t in data.items():
        for handle in ("error", "ignore"):
            for drop in (None, "first", "if_binary"):
                if title.startswith("penguins") and (handle, drop) not in (("error", None), ("ignore", "first")):
                    continue
                yield _case(
                    f"{title}, handle_unknown={handle}, drop={drop}", t, {"handle_unknown": handle, "drop": drop}
                )
    unknown = table(s=["x", "y", "x", "new", None], a=[1, 2, 1, 3, None])
    known_missing = table(s=["x", None, "x", "new", "y"], a=[1, None, 1, 3, 2])
    for drop in (None, "first", "if_binary"):
        yield _case(
            f"unknown categories ignored, drop={drop}",
            unknown,
            {"handle_unknown": "ignore", "drop": drop},
            train=[0, 1, 2],
            test=[3, 4, 0, 1],
        )
        yield _case(
            f"unknown categories ignored beside a missing one, drop={drop}",
            known_missing,
            {"handle_unknown": "ignore", "drop": drop},
            train=[0, 1, 2],
            test=[3, 4, 0, 1],
        )
    yield _case("unknown text is an error", unknown, {"handle_unknown": "error"}, train=[0, 1, 2], test=[3])
    yield _case("missing text is unknown, an error", table(s=["x", "y", None]), {}, train=[0, 1], test=[2])
    yield _case("unknown number is an error", table(a=[1, 2, 3]), {}, train=[0, 1], test=[2])
    yield _case("missing number is unknown, an error", table(a=[1, 2, None]), {}, train=[0, 1], test=[2])
    yield _case("default", table(**TEXT))
    yield _case("numbers: negative zero and zero are one category", table(a=[0.0, -0.0, 1.0]))
    yield _case(
        "numbers: names of large, small and whole values", table(a=[1e16, 1e15, 1e-5, 0.0001, 100, -2.5, 1 / 3])
    )
    yield _case("infinity", table(a=[1, math.inf]))
    yield _case("one row", table(s=["x"], a=[2]))
    yield _case("given categories", table(**TEXT), {"categories": [["z", "y", "x"], ["a", "b", "c"]]})
    yield _case("given categories, an unknown one at fit", table(**TEXT), {"categories": [["x", "y"], ["a", "b"]]})
    yield _case(
        "given categories, unknown ignored",
        table(**TEXT),
        {"categories": [["x", "y"], ["a", "b"]], "handle_unknown": "ignore"},
    )
    yield _case("given numbers", table(a=[1, 2, 1]), {"categories": [[1, 2, 5]]})
    yield _case("given numbers out of order", table(a=[1, 2, 1]), {"categories": [[2, 1]]})

    rng = RandomState(6)
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
        {"max_categories": 2},
    ):
        for drop in (None, "first", "if_binary"):
            text = ", ".join(f"{k}={v}" for k, v in {**params, "drop": drop}.items())
            yield _case(f"infrequent, {text}", many, {**params, "drop": drop})
    for handle in ("error", "ignore", "infrequent_if_exist", "warn"):
        for params in ({"max_categories": 2}, {"min_frequency": 2, "drop": "first"}, {}):
            text = ", ".join(f"{k}={v}" for k, v in {**params, "handle_unknown": handle}.items())
            yield _case(
                f"unknown and infrequent, {text}",
                many,
                {**params, "handle_unknown": handle},
                train=range(0, 12),
                test=range(12, 60, 2),
            )
    yield _case("drop given", table(**TEXT), {"drop": ["y", "b"]})
    yield _case(
        "drop given, unknown ignored",
        unknown,
        {"drop": ["y", 1], "handle_unknown": "ignore"},
        train=[0, 1, 2],
        test=[3, 4, 0, 1],
    )
    yield _case("drop given, not a category", table(**TEXT), {"drop": ["y", "c"]})
    yield _case("drop given, too few", table(**TEXT), {"drop": ["y"]})
    rare = table(s=["a", "a", "b", "c", "c", "d"])
    yield _case("drop given, frequent", rare, {"drop": ["c"], "min_frequency": 2})
    yield _case("drop given, infrequent", table(a=[1, 1, 2, 3, 3]), {"drop": [2], "min_frequency": 2})
    yield _case("given categories, infrequent", rare, {"categories": [["e", "d", "c", "b", "a"]], "min_frequency": 2})
