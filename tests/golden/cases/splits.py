"""train_test_split: the rows of both parts, in their order."""

import numpy as np
from common import EXACT, dataset, target_array
from sklearn.model_selection import train_test_split


def _case(n, stratify=None, labels=None, **options):
    options = {k: v for k, v in options.items() if v is not None}
    text = ", ".join(f"{k}={v}" for k, v in options.items())
    name = f"n={n}, {text}" if text else f"n={n}"
    if labels:
        name += f", stratify {labels}"
    case = {"name": name, "n": n, "options": options}
    if stratify is not None:
        case["stratify"] = list(stratify)
    try:
        y = None if stratify is None else target_array(list(stratify))
        train, test = train_test_split(np.arange(n), stratify=y, **options)
        case["expect"] = {"train": train, "test": test}
    except (ValueError, TypeError) as error:
        case["expect"] = {"error": True, "scikit-learn says": str(error).split("\n")[0]}
    case["tolerance"] = EXACT
    return case


def _counts(**sizes):
    """Labels in an order that mixes the classes: round robin until each is used up."""
    left, out = dict(sizes), []
    while left:
        for label in list(left):
            out.append(label)
            left[label] -= 1
            if not left[label]:
                del left[label]
    return out


def cases():
    for n in (2, 3, 5, 10, 101, 150):
        yield _case(n, random_state=0)
    for seed in (0, 1, 42, 2**32 - 1):
        yield _case(37, random_state=seed)
    for test_size in (0.55, 0.07, 0.1, 0.29, 0.5, 0.99, 1, 33, 99):
        yield _case(100, test_size=test_size, random_state=1)
    for train_size in (0.29, 0.57, 0.58, 0.01, 0.999, 1, 70):
        yield _case(100, train_size=train_size, random_state=1)
    for test_size, train_size in ((0.2, 0.3), (10, 20), (0.25, 40), (30, 0.5), (0.1, 0.9), (0.3, 0.7), (1, 1)):
        yield _case(100, test_size=test_size, train_size=train_size, random_state=2)
    for options in ({}, {"test_size": 0.3}, {"test_size": 4}, {"train_size": 0.5, "test_size": 0.2}):
        yield _case(11, shuffle=False, **options)
    # errors: sizes that do not fit
    for options in (
        {"test_size": 0.0},
        {"test_size": 1.0},
        {"test_size": -0.1},
        {"test_size": 10},
        {"test_size": 0},
        {"test_size": 11},
        {"train_size": 10},
        {"train_size": 1.5},
        {"train_size": 0.05},
        {"test_size": 0.6, "train_size": 0.5},
        {"test_size": 6, "train_size": 5},
    ):
        yield _case(10, random_state=0, **options)
    yield _case(1, random_state=0)
    yield _case(0, random_state=0)
    yield _case(10, random_state=-1)
    yield _case(10, random_state=2**32)

    for name in ("iris", "wine", "breast_cancer", "penguins"):
        y = dataset(name)[1]
        for seed, test_size in ((0, None), (1, 0.2), (42, 0.33), (7, 17)):
            yield _case(len(y), y, f"{name}", test_size=test_size, random_state=seed)
    made = {
        "10 a, 10 b": _counts(a=10, b=10),
        "50 a, 30 b, 20 c": _counts(a=50, b=30, c=20),
        "7 a, 7 b, 7 c (ties)": _counts(a=7, b=7, c=7),
        "5 a, 5 b, 5 c, 5 d, 5 e (ties)": _counts(a=5, b=5, c=5, d=5, e=5),
        "13 a, 8 b, 2 c": _counts(a=13, b=8, c=2),
        "90 a, 5 b, 3 c, 2 d": _counts(a=90, b=5, c=3, d=2),
        "17 a, 11 b, 29 c, 4 d": _counts(a=17, b=11, c=29, d=4),
        "b before a": ["b"] * 9 + ["a"] * 6 + ["B"] * 7,
        "numbers": [2.0, 0.5, 2.0, -1.0, 0.5, -1.0, 2.0, 0.5, -1.0, 2.0, 2.0, 0.5],
        "words beyond ASCII": ["é", "z", "a", "é", "z", "a", "é", "z", "a", "日", "日", "日"],
    }
    for labels, y in made.items():
        for seed, test_size in ((0, None), (3, 0.3), (5, 0.5), (8, len(y) // 3 + 1)):
            yield _case(len(y), y, labels, test_size=test_size, random_state=seed)
        yield _case(len(y), y, labels, test_size=0.21, train_size=0.43, random_state=4)
    # errors: stratification that cannot be had
    yield _case(10, _counts(a=9, b=1), "9 a, 1 b", random_state=0)
    yield _case(10, _counts(a=5, b=3, c=2), "5 a, 3 b, 2 c", test_size=2, random_state=0)
    yield _case(10, _counts(a=5, b=3, c=2), "5 a, 3 b, 2 c", train_size=2, random_state=0)
    yield _case(10, _counts(a=5, b=5), "5 a, 5 b", shuffle=False)
    yield _case(10, _counts(a=10), "one class", random_state=0)
