"""Normalizer."""

from common import dataset, estimator_case, matrix, table
from numpy.random import RandomState


def _case(name, data, norm, **more):
    return estimator_case(name, {"class": "Normalizer", "params": {"norm": norm} if norm else {}}, data, **more)


def cases():
    rng = RandomState(2)
    yield _case("iris, default", "iris", None, test=range(0, 150, 5))
    for norm in ("l1", "l2", "max"):
        yield _case(f"small, {norm}", table(a=[1, -4, 0, 1e-20], b=[3, 2.5, 0, 0], c=[-2, 0, -0.0, -1e-18]), norm)
        yield _case(f"breast_cancer, {norm}", "breast_cancer", norm, train=range(9))
        # the kernels of NumPy add in lanes and blocks: every width up to a few blocks, and past NumPy's 128
        for p in (1, 2, 3, 5, 7, 8, 9, 10, 15, 16, 17, 24, 31, 129):
            yield _case(f"{p} columns, {norm}", matrix(rng.standard_normal((2 if p > 20 else 5, p)) * 10), norm)
        yield _case(f"one row, {norm}", table(a=[3], b=[-4]), norm)
        yield _case(f"huge, {norm}", table(a=[1e300, 1e154], b=[1e300, 1]), norm)
    yield _case("missing", table(a=[1, None], b=[1, 2]), "l2")
    yield _case("texts", dataset("penguins")[0], "l2", train=range(5))
