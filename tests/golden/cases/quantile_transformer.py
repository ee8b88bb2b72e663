"""QuantileTransformer."""

from common import EXACT, dataset, estimator_case, matrix, split, table, tight
from numpy.random import RandomState


def _case(name, data, **more):
    params = more.pop("params", {})
    tolerance = tight(1e-12, 1e-12) if params.get("output_distribution") == "normal" else EXACT
    return estimator_case(name, {"class": "QuantileTransformer", "params": params}, data, tolerance=tolerance, **more)


def cases():
    rng = RandomState(17)
    x = rng.standard_normal((25, 3)) * [1, 100, 0.01]
    x[rng.random_sample(x.shape) < 0.1] = float("nan")
    ties = rng.randint(0, 4, size=(21, 2)).astype(float)
    for output in ("uniform", "normal"):
        for n in (1000, 10, 7, 2, 1):
            params = {"output_distribution": output, "n_quantiles": n}
            yield _case(f"missing values, {output}, {n}", matrix(x), params=params, train=range(18), test=range(25))
            yield _case(f"ties, {output}, {n}", matrix(ties), params=params)
        for name in ("iris", "wine"):
            train, test = split(name, test_size=12)
            yield _case(
                f"{name}, {output}",
                name,
                params={"output_distribution": output, "n_quantiles": 20},
                train=train,
                test=test,
            )
        yield _case(
            f"a subsample, {output}",
            "iris",
            params={"output_distribution": output, "n_quantiles": 9, "subsample": 30, "random_state": 4},
            test=range(0, 150, 10),
        )
        yield _case(
            f"constant and all missing, {output}",
            table(a=[2, 2, 2], b=[None, None, None], c=[1, 2, 3]),
            params={"output_distribution": output},
        )
        yield _case(
            f"beyond the ends, {output}",
            table(a=[1, 2, 4, 0, 9, 1 + 1e-9, 4 - 1e-9]),
            params={"output_distribution": output},
            train=[0, 1, 2],
            test=range(7),
        )
        yield _case(f"one row, {output}", table(a=[1], b=[-0.0]), params={"output_distribution": output})
    yield _case("default", "iris", train=range(0, 150, 7))
    yield _case("more quantiles than the subsample", "iris", params={"n_quantiles": 50, "subsample": 30})
    yield _case("texts", dataset("penguins")[0], train=range(5))
