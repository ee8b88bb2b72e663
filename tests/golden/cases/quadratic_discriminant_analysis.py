"""QuadraticDiscriminantAnalysis (svd)."""

from cases.linear_discriminant_analysis import discriminant, discriminant_cases
from common import matrix, table
from numpy.random import RandomState


def cases():
    cls = "QuadraticDiscriminantAnalysis"
    yield from discriminant_cases(
        cls,
        {
            "iris": ({}, {"priors": [0.2, 0.3, 0.5]}, {"reg_param": 0.1}, {"reg_param": 1.0}),
            "breast_cancer": ({"reg_param": 0.01}, {"tol": 0.0, "reg_param": 0.5}),
        },
    )
    x = RandomState(17).standard_normal((12, 4)).round(3)
    yield discriminant(
        cls, "as many rows as columns in a class, regularised", matrix(x), {"reg_param": 0.2}, y=["x", "y", "z"] * 4
    )
    yield discriminant(
        cls, "fewer rows than columns in a class", matrix(x), {"reg_param": 0.2}, y=["x", "y", "z", "z"] * 3
    )
    yield discriminant(cls, "a column twice", table(a=[1, 2, 4, 3, 7, 9], b=[1, 2, 4, 3, 7, 9]), y=["x", "y"] * 3)
    level = table(a=[1, 2, 4, 3, 7, 9, 5, 8], b=[1, 5, 1, 2, 1, 7, 1, 3], c=[2, 0, 1, 4, 6, 1, 3, 3])
    yield discriminant(cls, "a column that is constant within a class", level, {"reg_param": 0.4}, y=["x", "y"] * 4)
    equal = table(a=[1, 2, 1, 3, 1, 9, 1, 8], b=[4, 5, 4, 2, 4, 7, 4, 3], c=[2, 0, 2, 4, 2, 1, 2, 3])
    yield discriminant(cls, "a class of equal rows", equal, {"reg_param": 0.4}, y=["x", "y"] * 4)
