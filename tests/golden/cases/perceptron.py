"""Perceptron."""

from cases.sgd_classifier import classifier_cases


def cases():
    yield from classifier_cases(
        "Perceptron",
        (
            {},
            {"penalty": "l2"},
            {"penalty": "l1"},
            {"penalty": "elasticnet", "alpha": 0.01},
            {"fit_intercept": False},
            {"shuffle": False},
            {"eta0": 0.1},
            {"tol": None, "max_iter": 20},
            {"alpha": 0.0, "penalty": "l2"},
        ),
    )
