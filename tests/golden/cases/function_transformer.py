"""FunctionTransformer with NumPy's functions of one number; names of columns pass."""

from common import estimator_case, table, tight
from numpy.random import RandomState

EXACT_NAMES = ("abs", "ceil", "floor", "negative", "reciprocal", "rint", "sign", "sqrt", "square")
OTHERS = ("exp", "expm1", "log", "log1p", "tanh")


def cases():
    values = [
        0.0,
        -0.0,
        1,
        -1,
        0.5,
        1.5,
        2.5,
        -0.5,
        -1.5,
        -2.5,
        1e-300,
        1e300,
        5e-324,
        -1e-20,
        2**52 + 1,
        None,
        float("inf"),
        float("-inf"),
    ]
    rng = RandomState(8)
    values += [float(v) for v in rng.standard_normal(40) * 5]
    data = table(a=values, b=values[::-1])
    for name in (None, *EXACT_NAMES):
        yield estimator_case(
            str(name), {"class": "FunctionTransformer", "params": {"func": name} if name else {}}, data
        )
    for name in OTHERS:
        yield estimator_case(
            name, {"class": "FunctionTransformer", "params": {"func": name}}, data, tolerance=tight(1e-14, 0)
        )
    yield estimator_case(
        "iris, log1p",
        {"class": "FunctionTransformer", "params": {"func": "log1p"}},
        "iris",
        test=range(0, 150, 5),
        tolerance=tight(1e-14, 0),
    )
