"""Tables of few values and many equal rows: ../ties.py draws them; here is which are kept, after two that have a story."""

import contextlib
import json
import math
from collections import Counter
from multiprocessing import Pool

from cases.random_pipelines import Phases
from common import FIXTURES, Table, build, estimator_case, table, target_array, tight
from draw import outputs, parts
from ties import DISTANCES, NEIGHBOURS, draw_tie

EACH, OFTEN, REFUSED = 5, 24, 10
COMMON = {*DISTANCES, *NEIGHBOURS, "BaggingClassifier", "BaggingRegressor"}


def cases():
    yield estimator_case(
        "neighbours of 0 are the rows 3, 5, 6, 9, of 3 the rows 0, 1, 2, 8",
        {"class": "KNeighborsRegressor", "params": {"n_neighbors": 4}},
        table(x=[2, 3, 2, 0, 1, 1, 0, 2, 3, 0]),
        y=range(10),
        tolerance=tight(1e-12, 1e-12),
        skip=("fit_X_", "fit_y_"),
    )
    rows = "1 0 0 - | 0 1 1 1 | 0 0 1 0 | 1 1 0 0 | 1 1 1 1 | 1 - 1 1 | - 0 - 1 | 0 - - - | 0 0 0 0 | - 0 - - | 1 1 0 0 | 1 1 - -"
    cells = [[None if c == "-" else float(c) for c in row.split()] for row in rows.split(" | ")]
    asked = [[None, 1, 0, 1], [0, 0, 1, None], [None, None, None, 1]]
    yield estimator_case(
        "donors at equal distances",
        {"class": "KNNImputer", "params": {}},
        table(**{f"c{j}": [row[j] for row in cells] for j in range(4)}),
        tolerance=tight(1e-12, 1e-12),
        use=table(**{f"c{j}": [row[j] for row in asked] for j in range(4)}),
    )
    with Pool(2) as pool:  # drawn side by side, taken in order
        yield from _kept(pool.imap(draw_tie, range(1200), chunksize=10))


def _kept(drawn):
    seen = Counter()
    for case, _ in drawn:
        if case is None or len(case["train"]) > 40:
            continue
        counts = Counter(case["data"]["y"][i] for i in case["train"])
        if case["recipe"]["class"] == "StackingClassifier" and min(counts.values()) < 5:
            continue  # folds warn of it, and each of the engines calls another step
        refused = case["tolerance"]["class"] == "refused"
        names = ["refused"] if refused else [name for _, name, _ in parts(case["recipe"])]
        wanted = {"refused": REFUSED, **dict.fromkeys(COMMON, OFTEN)}
        if seen[names[0]] < wanted.get(names[0], EACH):
            seen[names[0]] += 1
            yield case


def replayed():
    """The kept ones, fitted again for what scikit-learn warns of."""
    for case in json.loads((FIXTURES / "ties.json").read_text(encoding="utf-8"))["cases"]:
        columns = case["data"]["X"]["columns"]
        kept = Table([(n, [math.nan if v is None else v for v in c]) for n, c in columns])
        y = case["data"].get("y")
        train = case.get("train", range(len(kept)))
        use = case.get("use", {"columns": columns})["columns"]
        asked = Table([(n, [math.nan if v is None else v for v in c]) for n, c in use])
        asked = asked if "use" in case else asked.rows(case.get("test", train))
        estimator = build(case["recipe"], y)
        with contextlib.suppress(ValueError, TypeError, AttributeError, NotImplementedError):
            target = y and target_array([y[i] for i in train])
            outputs(estimator, kept.rows(train).array(math.nan), target, asked.array(math.nan), Phases())
            if "predict" in case["expect"] and hasattr(estimator, "cluster_centers_"):
                estimator.predict(asked.array(math.nan))
        yield case
