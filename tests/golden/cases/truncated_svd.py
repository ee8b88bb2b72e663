"""TruncatedSVD. arpack converges; randomized samples every direction here, since it takes ten more than it is asked for."""

from common import dataset, estimator_case, matrix, split, table, tight
from numpy.random import RandomState

NEAR = {"class": "converged", "rtol": 1e-8, "atol": 1e-8}
KEYS = {k: tight(1e-10, 1e-10) for k in ("explained_variance_", "explained_variance_ratio_", "singular_values_")}


def _case(name, data, **more):
    params = {"random_state": 0, **more.pop("params", {})}
    return estimator_case(name, {"class": "TruncatedSVD", "params": params}, data, tolerance=NEAR, keys=KEYS, **more)


def cases():
    for name in ("iris", "diabetes", "wine"):
        train, test = split(name, test_size=10)
        for algorithm in ("arpack", "randomized"):
            for k in (1, 2, 3):
                yield _case(
                    f"{name}, {algorithm}, {k}",
                    name,
                    params={"algorithm": algorithm, "n_components": k},
                    train=train,
                    test=test,
                )
    x = RandomState(16).standard_normal((20, 8)) * [9, 8, 6, 5, 3, 2, 1, 0.5]
    for algorithm in ("arpack", "randomized"):
        yield _case(
            f"random, {algorithm}", matrix(x), params={"algorithm": algorithm, "n_components": 5}, test=range(6)
        )
    yield _case("all of them", matrix(x), params={"n_components": 8}, test=range(6))
    yield _case("too many", matrix(x), params={"n_components": 9})
    yield _case("one column", table(a=[1, 2, 3]), params={"n_components": 1})
    yield _case("missing", table(a=[1, None], b=[1, 2]))
    yield _case("texts", dataset("penguins")[0], train=range(5))
