"""RidgeClassifierCV: one penalty for all classes, chosen by leaving one row out."""

from cases.ridge_classifier import classifier_case, classifier_cases
from common import matrix, table
from numpy.random import RandomState


def cases():
    yield from classifier_cases(
        "RidgeClassifierCV",
        (
            {},
            {"alphas": [0.001, 0.01, 0.1, 1.0, 10.0, 100.0]},
            {"alphas": [100.0, 1e-6, 1.0], "fit_intercept": False},
            {"alphas": 0.5},
        ),
    )
    rng = RandomState(17)
    for rows, columns in ((12, 12), (13, 12), (4, 1), (30, 2)):
        x = matrix(rng.standard_normal((rows, columns)).round(2))
        for params in ({}, {"fit_intercept": False, "alphas": [0.01, 1.0, 30.0]}):
            for classes in (2, 3):
                name = f"{rows} rows, {columns} columns, {classes} classes, {params}"
                y = [f"k{i % classes}" for i in range(rows)]
                yield classifier_case("RidgeClassifierCV", name, x, params, y=y)
    small = table(a=[1, 2, 3, 4])
    for alphas in ([1.0, 0.0], [1.0, -2.0], []):
        yield classifier_case("RidgeClassifierCV", f"refused, {alphas}", small, {"alphas": alphas}, y=[0, 1, 1, 0])
