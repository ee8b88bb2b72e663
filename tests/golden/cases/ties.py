"""Two tables of equal rows that have a story, and more draws than ../cases/random_pipelines.py keeps of what compares distances."""

from multiprocessing import Pool

from common import estimator_case, table, tight
from draws.case import draw_case
from draws.replayed import replayed_cases

# Bagging, too, which fits neighbours to repeated rows.
DISTANCES = "BaggingClassifier BaggingRegressor KMeans KNNImputer KNeighborsClassifier KNeighborsRegressor".split()
FIRST, COUNT, REFUSED = 100, 30, 2


def stories():
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


def cases():
    yield from stories()
    with Pool(2) as pool:  # drawn side by side, taken in order
        for kept in pool.imap(_of, DISTANCES):
            yield from kept


def _of(subject):
    kept, refused = [], 0
    number = FIRST
    while len(kept) < COUNT and number < FIRST + 10 * COUNT:
        case, _ = draw_case(subject, number, tied=True)
        number += 2  # alone, without scalers that make equal numbers odd ones
        if case is None:
            continue
        refused += case["tolerance"]["class"] == "refused"
        if case["tolerance"]["class"] != "refused" or refused <= REFUSED:
            kept.append(case)
    return kept


def replayed():
    """The kept ones, fitted again for what scikit-learn warns of."""
    yield from stories()
    yield from replayed_cases("ties")
