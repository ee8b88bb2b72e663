"""PowerTransformer: yeo-johnson (scipy's bounded search) and box-cox (scipy's brent).

The likelihood is level within rounding around its maximum: the same rows in another order move scikit-learn's own exponents by up to
8e-7 (wine). Exponents and output can agree no closer than that.
"""

import numpy as np
from common import converged, dataset, estimator_case, matrix, split, table
from numpy.random import RandomState

CLOSE = converged(1e-6, 1e-6)


def _case(name, data, params=None, **more):
    return estimator_case(name, {"class": "PowerTransformer", "params": params or {}}, data, tolerance=CLOSE, **more)


def cases():
    rng = RandomState(3)
    both = matrix(
        np.column_stack(
            [
                rng.standard_normal(40),
                rng.standard_exponential(40) - 0.3,
                -rng.standard_exponential(40),
                rng.lognormal(0, 2, 40) * 1000,
            ]
        )
    )
    above = matrix(
        np.column_stack(
            [rng.standard_exponential(40), rng.lognormal(3, 1.5, 40), rng.uniform(1, 2, 40), rng.uniform(0, 1, 40) ** 4]
        )
    )
    for standardize in (True, False):
        yield _case(
            f"yeo-johnson, standardize={standardize}",
            both,
            {"standardize": standardize},
            train=range(30),
            test=range(40),
        )
        yield _case(
            f"box-cox, standardize={standardize}",
            above,
            {"method": "box-cox", "standardize": standardize},
            train=range(30),
            test=range(40),
        )
        yield _case(f"yeo-johnson of numbers above 0, standardize={standardize}", above, {"standardize": standardize})
    # No exponent keeps both ends finite.
    yield _case("yeo-johnson, numbers of any size", table(a=[-3e149, 2.0, 5e148, 1e147, -4.0]))
    yield _case("yeo-johnson, large numbers above 0", table(a=[3e149, 2.0, 5e148, 1e147, 4.0]), {"standardize": False})
    for name in ("iris", "wine", "breast_cancer", "diabetes"):
        train, test = split(name, test_size=20)
        yield _case(f"{name}, yeo-johnson", name, train=train, test=test)
        if name in ("iris", "wine"):
            yield _case(f"{name}, box-cox", name, {"method": "box-cox"}, train=train, test=test)
    gaps = table(a=[1, None, 3, 4, 9, 2], b=[None, 5, 5, 5, 6, None], c=[-1, 2, -3, None, 0.5, 8])
    yield _case("missing values", gaps)
    yield _case(
        "missing values to transform alone",
        table(a=[1, 2, 3, 7, None], b=[4, 1, 0, -1, None]),
        train=range(4),
        test=range(5),
    )
    yield _case(
        "box-cox, missing values", table(a=[1, None, 3, 4, 9, 2], b=[None, 5, 7, 4, 6, None]), {"method": "box-cox"}
    )
    yield _case("constant columns", table(a=[3, 3, 3], b=[1, 2, 4], c=[0, 0, 0]))
    yield _case("a constant with a missing value", table(a=[3, 3, None, 3], b=[1, 2, 4, 5]))
    yield _case("one row", table(a=[3], b=[0]))
    yield _case("two rows", table(a=[3, 4], b=[0, -1]))
    yield _case("large numbers", table(a=[1e8, 2e8, 9e8, 3e8], b=[-1e6, 2, 5e6, 7]))
    yield _case("small numbers", table(a=[1e-8, 2e-8, 9e-8, 3e-8], b=[-1e-6, 2e-7, 5e-6, 7e-7]))
    yield _case("skewed", table(a=[0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 50, 100], b=[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2]))
    yield _case("an empty column", table(a=[None, None, None], b=[1, 2, 4]))
    yield _case("box-cox of 0", table(a=[0, 1, 2]), {"method": "box-cox"})
    yield _case("box-cox of a negative number", table(a=[-1, 1, 2]), {"method": "box-cox"})
    yield _case(
        "box-cox of a negative number to transform",
        table(a=[1, 2, 5, -1]),
        {"method": "box-cox"},
        train=range(3),
        test=range(4),
    )
    yield _case("box-cox of a constant", table(a=[2, 2, 2]), {"method": "box-cox"})
    yield _case("box-cox of an empty column", table(a=[None, None], b=[1, 2]), {"method": "box-cox"})
    yield _case("texts", dataset("penguins")[0], train=range(5))
