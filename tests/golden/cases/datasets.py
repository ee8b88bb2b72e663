"""Data drawn by sklearn.datasets, number by number."""

import sklearn.datasets
from common import EXACT, tight
from fixture import plain

SMALL = {"n_samples": 13}
# Products of matrices are added up in BLAS's order; sin and cos are libm's, which may miss the nearest number.
CLOSE = tight(rtol=1e-13, atol=1e-13)

CASES = {
    "make_moons": [
        ({}, CLOSE),
        ({**SMALL, "random_state": 0}, CLOSE),
        ({"n_samples": 1, "random_state": 0}, CLOSE),
        ({"n_samples": 2, "random_state": 3}, CLOSE),
        ({**SMALL, "shuffle": False}, CLOSE),
        ({"n_samples": 40, "noise": 0.25, "random_state": 7}, CLOSE),
        ({**SMALL, "noise": 0.0, "random_state": 7}, CLOSE),
    ],
    "make_circles": [
        ({}, CLOSE),
        ({**SMALL, "shuffle": False}, CLOSE),
        ({"n_samples": 1, "random_state": 1}, CLOSE),
        ({"n_samples": 31, "factor": 0.3, "noise": 0.1, "random_state": 5}, CLOSE),
        ({"n_samples": 10, "factor": 0.0, "random_state": 5}, CLOSE),
    ],
    "make_blobs": [
        ({}, EXACT),
        ({**SMALL, "centers": 5, "n_features": 3, "cluster_std": [0.1, 1.0, 2.0, 0.0, 3.5], "random_state": 2}, EXACT),
        ({**SMALL, "centers": [[0.0, 0.5, 1.0], [5.0, 5.0, -5.0]], "cluster_std": 0.5, "random_state": 4}, EXACT),
        ({"n_samples": 4, "centers": 7, "random_state": 9, "shuffle": False}, EXACT),
        ({"n_samples": 20, "center_box": [0.0, 1.0], "centers": 2, "random_state": 11}, EXACT),
    ],
    "make_classification": [
        ({}, CLOSE),
        ({"n_samples": 30, "n_features": 2, "n_redundant": 0, "random_state": 1}, CLOSE),
        (
            {
                "n_samples": 41,
                "n_features": 9,
                "n_informative": 4,
                "n_redundant": 2,
                "n_repeated": 2,
                "n_classes": 3,
                "n_clusters_per_class": 3,
                "weights": [0.5, 0.25],
                "flip_y": 0.2,
                "class_sep": 1.5,
                "hypercube": False,
                "shift": None,
                "scale": None,
                "random_state": 21,
            },
            CLOSE,
        ),
        ({"n_samples": 25, "n_features": 4, "weights": [0.9, 0.1], "shuffle": False, "random_state": 3}, CLOSE),
        ({"n_samples": 12, "n_features": 35, "n_informative": 33, "n_redundant": 0, "random_state": 8}, CLOSE),
        ({"n_samples": 9, "n_classes": 1, "n_clusters_per_class": 1, "n_informative": 3, "random_state": 8}, CLOSE),
        ({"n_samples": 20, "n_features": 5, "flip_y": 0.0, "shift": 2.5, "scale": 0.5, "random_state": 6}, CLOSE),
        ({"n_samples": 20, "n_features": 3}, {"error": True}),
        ({"n_samples": 20, "n_features": 2, "n_redundant": 0, "n_classes": 3}, {"error": True}),
    ],
    "make_regression": [
        ({"n_samples": 12}, CLOSE),
        ({"n_samples": 30, "n_features": 3, "n_informative": 2, "noise": 1.5, "bias": 4.0, "random_state": 1}, CLOSE),
        ({"n_samples": 15, "n_features": 2, "n_informative": 9, "shuffle": False, "random_state": 2}, CLOSE),
        ({"n_samples": 15, "n_features": 2, "n_informative": 0, "random_state": 2}, CLOSE),
    ],
    "make_friedman1": [
        ({}, CLOSE),
        ({"n_samples": 20, "n_features": 5, "noise": 0.5, "random_state": 13}, CLOSE),
    ],
}


def cases():
    for name, drawn in CASES.items():
        for params, tolerance in drawn:
            # None would draw from the clock; here it is the seed 0.
            given = {"random_state": 0, **params}
            if "center_box" in given:
                given["center_box"] = tuple(given["center_box"])
            case = {"name": f"{name} {params}", "dataset": name, "params": params}
            if "error" in tolerance:
                try:
                    getattr(sklearn.datasets, name)(**given)
                except ValueError as error:
                    yield {**case, "expect": {"error": True, "says": str(error)}, "tolerance": EXACT}
                    continue
                raise AssertionError(f"scikit-learn makes {name} of {params}.")
            X, y = getattr(sklearn.datasets, name)(**given)
            yield {**case, "expect": {"X": plain(X), "y": plain(y)}, "tolerance": tolerance}
