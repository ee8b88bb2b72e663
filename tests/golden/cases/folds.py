"""Cross-validation splitters: the rows of every split, in their order."""

import numpy as np
from cases.splits import _counts
from common import EXACT, dataset, target_array
from sklearn import model_selection


def _case(n, cv, labels="", y=None, groups=None, classifier=False):
    text = (
        cv if not isinstance(cv, dict) else f"{cv['class']}({', '.join(f'{k}={v}' for k, v in cv['params'].items())})"
    )
    name = f"n={n}, {text}" + (f", {labels}" if labels else "") + (", classifier" if classifier else "")
    options = {"cv": cv, **({"classifier": True} if classifier else {})}
    case = {"name": name, "n": n, "options": options}
    if y is not None:
        case["y"] = list(y)
    if groups is not None:
        case["groups"] = list(groups)
    try:
        splitter = cv
        if isinstance(cv, dict):
            splitter = getattr(model_selection, cv["class"])(**cv["params"])
        y_array = None if y is None else target_array(list(y))
        splitter = model_selection.check_cv(splitter, y_array, classifier=classifier)
        case["expect"] = {
            "splits": [
                {"train": train, "test": test}
                for train, test in splitter.split(
                    np.zeros((n, 1)), y_array, None if groups is None else target_array(list(groups))
                )
            ]
        }
    except (ValueError, TypeError) as error:
        case["expect"] = {"error": True, "scikit-learn says": str(error).split("\n")[0]}
    case["tolerance"] = EXACT
    return case


def S(name, **params):
    return {"class": name, "params": params}


def cases():
    iris, penguins = dataset("iris")[1], dataset("penguins")[1]
    for n in (2, 5, 10, 23):
        yield _case(n, S("KFold", n_splits=min(n, 5)))
        yield _case(n, S("KFold", n_splits=2, shuffle=True, random_state=n))
        yield _case(n, S("LeaveOneOut"))
    for seed in (0, 1, 42, 2**32 - 1):
        yield _case(31, S("KFold", n_splits=4, shuffle=True, random_state=seed))
    made = {
        "10 a, 10 b": _counts(a=10, b=10),
        "17 a, 11 b, 5 c": _counts(a=17, b=11, c=5),
        "b before a, sorted": ["b"] * 9 + ["a"] * 6 + ["B"] * 7,
        "c appears last": ["z"] * 4 + _counts(m=6, z=5, c=8),
        "rare d": _counts(a=9, b=7, d=2),
        "numbers": [2, 0, 2, -1, 0, -1, 2, 0, -1, 2, 2, 0, 0, 0, -1],
    }
    for labels, y in made.items():
        n = len(y)
        yield _case(n, S("StratifiedKFold", n_splits=3), labels, y)
        yield _case(n, S("StratifiedKFold"), labels, y)
        for seed in (0, 7):
            yield _case(n, S("StratifiedKFold", n_splits=4, shuffle=True, random_state=seed), labels, y)
        yield _case(n, S("RepeatedStratifiedKFold", n_splits=3, n_repeats=2, random_state=3), labels, y)
        yield _case(n, S("StratifiedShuffleSplit", n_splits=3, random_state=5, test_size=0.3), labels, y)
        yield _case(n, 3, labels, y, classifier=True)
        yield _case(n, 3, labels, y)
    for labels, y in (("iris", iris), ("penguins", penguins)):
        n = len(y)
        yield _case(n, S("StratifiedKFold"), labels, y)
        yield _case(n, S("StratifiedKFold", shuffle=True, random_state=1), labels, y)
        yield _case(n, S("StratifiedShuffleSplit", n_splits=2, random_state=0), labels, y)
        yield _case(n, S("StratifiedShuffleSplit", n_splits=2, train_size=0.5, test_size=20, random_state=9), labels, y)
        yield _case(n, S("KFold", shuffle=True, random_state=3), labels, y)
    # the rule of check_cv
    yield _case(11, 4)
    yield _case(11, None)
    yield _case(12, 4, "continuous", [x + 0.5 for x in range(12)], classifier=True)
    yield _case(12, 3, "whole numbers", [0, 1, 2] * 4, classifier=True)
    yield _case(12, 3, "whole numbers", [0, 1, 2] * 4)
    yield _case(20, None, "10 a, 10 b", _counts(a=10, b=10), classifier=True)
    # groups
    group_sets = {
        "equal groups": [g for g in range(6) for _ in range(4)],
        "sizes 1 to 7": [g for g in range(1, 8) for _ in range(g)],
        "texts": _counts(north=5, south=3, east=8, west=2, up=5),
        "mixed sizes": [3, 1, 3, 2, 2, 3, 9, 9, 1, 4, 4, 4, 4, 5, 6, 6, 7],
    }
    for labels, groups in group_sets.items():
        n = len(groups)
        for folds in (2, 3, 5):
            yield _case(n, S("GroupKFold", n_splits=folds), labels, groups=groups)
        for seed in (0, 4):
            yield _case(n, S("GroupKFold", n_splits=3, shuffle=True, random_state=seed), labels, groups=groups)
    for n, params in (
        (10, {}),
        (37, {"n_splits": 4, "test_size": 0.25}),
        (37, {"n_splits": 2, "train_size": 0.3}),
        (50, {"n_splits": 3, "test_size": 7, "train_size": 20}),
        (100, {"n_splits": 2, "test_size": 0.55}),
    ):
        for seed in (0, 6):
            yield _case(n, S("ShuffleSplit", **params, random_state=seed))
    yield _case(13, S("RepeatedKFold", n_splits=3, n_repeats=3, random_state=2))
    yield _case(8, S("RepeatedKFold", random_state=0))
    for n, params in (
        (12, {}),
        (12, {"n_splits": 3}),
        (13, {"n_splits": 3, "gap": 2}),
        (20, {"n_splits": 4, "test_size": 2}),
        (20, {"n_splits": 3, "max_train_size": 4}),
        (30, {"n_splits": 3, "test_size": 3, "gap": 1, "max_train_size": 7}),
    ):
        yield _case(n, S("TimeSeriesSplit", **params))
    # what is refused
    yield _case(4, S("KFold", n_splits=5))
    yield _case(4, S("KFold", n_splits=1))
    yield _case(4, S("KFold", n_splits=2.0))
    yield _case(4, S("KFold", n_splits=2, random_state=0))
    yield _case(4, S("KFold", n_splits=2, shuffle=1))
    yield _case(4, 1)
    yield _case(4, "five")
    yield _case(1, S("LeaveOneOut"))
    yield _case(12, S("StratifiedKFold", n_splits=5), "4 of each", _counts(a=4, b=4, c=4))
    yield _case(12, S("StratifiedKFold", n_splits=3), "continuous", [x + 0.5 for x in range(12)])
    yield _case(8, S("StratifiedKFold", n_splits=3), "no y")
    yield _case(8, S("GroupKFold", n_splits=3), "no groups")
    yield _case(8, S("GroupKFold", n_splits=5), "4 groups", groups=[0, 0, 1, 1, 2, 2, 3, 3])
    yield _case(10, S("ShuffleSplit", test_size=10))
    yield _case(10, S("ShuffleSplit", test_size=0.6, train_size=0.6))
    yield _case(10, S("ShuffleSplit", n_splits=2, random_state=-1))
    yield _case(10, S("StratifiedShuffleSplit", random_state=0), "9 a, 1 b", _counts(a=9, b=1))
    yield _case(20, S("StratifiedShuffleSplit", test_size=2, random_state=0), "3 classes", _counts(a=8, b=6, c=6))
    yield _case(5, S("TimeSeriesSplit"))
    yield _case(12, S("TimeSeriesSplit", n_splits=3, test_size=4))
    yield _case(12, S("TimeSeriesSplit", n_splits=3, gap=5))
    yield _case(12, S("RepeatedKFold", n_splits=3, n_repeats=0))
