"""KBinsDiscretizer, dense."""

from common import dataset, estimator_case, matrix, split, table, tight
from numpy.random import RandomState

METHODS = (
    "inverted_cdf",
    "averaged_inverted_cdf",
    "closest_observation",
    "interpolated_inverted_cdf",
    "hazen",
    "weibull",
    "linear",
    "median_unbiased",
    "normal_unbiased",
)


def _case(name, data, **more):
    params = more.pop("params", {})
    return estimator_case(name, {"class": "KBinsDiscretizer", "params": params}, data, **more)


def cases():
    rng = RandomState(7)
    small = matrix(rng.standard_normal((17, 3)) * [1, 100, 0.01] + [0, 5, 0])
    ties = matrix(rng.randint(0, 4, size=(23, 2)).astype(float))
    for encode in ("onehot", "onehot-dense", "ordinal"):
        for strategy in ("uniform", "quantile"):
            yield _case(
                f"small, {strategy}, {encode}",
                small,
                params={"encode": encode, "strategy": strategy},
                train=range(12),
                test=range(17),
            )
    for method in METHODS:
        for bins in (2, 4, 7):
            yield _case(
                f"{method}, {bins} bins", small, params={"quantile_method": method, "n_bins": bins, "encode": "ordinal"}
            )
        yield _case(f"{method}, ties", ties, params={"quantile_method": method, "encode": "ordinal"})
    yield _case("ties, uniform, one-hot", ties, params={"strategy": "uniform", "n_bins": 3})
    yield _case("a number of bins per column", small, params={"n_bins": [2, 3, 9], "encode": "ordinal"})
    yield _case("a number of bins too few", small, params={"n_bins": [2, 3]})
    yield _case("one bin", small, params={"n_bins": [2, 3, 1]})
    yield _case("constant columns", table(a=[3, 3, 3], b=[1, 2, 3]))
    for name in ("iris", "wine"):
        train, test = split(name, test_size=20)
        for strategy in ("uniform", "quantile"):
            yield _case(
                f"{name}, {strategy}", name, params={"strategy": strategy, "encode": "ordinal"}, train=train, test=test
            )
    for seed in (0, 3):
        yield _case(
            f"a subsample of 20, seed {seed}",
            "iris",
            params={"subsample": 20, "random_state": seed, "encode": "ordinal"},
            test=range(0, 150, 10),
        )
        yield _case(
            f"a subsample of 20, uniform, seed {seed}",
            "iris",
            params={"subsample": 20, "random_state": seed, "encode": "ordinal", "strategy": "uniform"},
            test=range(0, 150, 10),
        )
    yield _case("missing", table(a=[1, None, 2]))
    yield _case("texts", dataset("penguins")[0], train=range(5))
    for encode, bins in (("onehot", 3), ("ordinal", 5), ("ordinal", [2, 4, 9])):
        yield _case(
            f"small, kmeans, {encode}, {bins} bins",
            small,
            params={"encode": encode, "strategy": "kmeans", "n_bins": bins},
            train=range(12),
            test=range(17),
            tolerance=tight(1e-12, 1e-12),
        )
    for name in ("iris", "wine", "diabetes"):
        train, test = split(name, test_size=20)
        yield _case(
            f"{name}, kmeans",
            name,
            params={"strategy": "kmeans", "encode": "ordinal"},
            train=train,
            test=test,
            tolerance=tight(1e-12, 1e-12),
        )
    yield _case(
        "ties, kmeans",
        ties,
        params={"strategy": "kmeans", "n_bins": 3, "encode": "ordinal"},
        tolerance=tight(1e-12, 1e-12),
    )
    yield _case(
        "kmeans, more bins than values",
        table(a=[1, 1, 1, 2, 2, 3]),
        params={"strategy": "kmeans", "n_bins": 5, "encode": "ordinal"},
        tolerance=tight(1e-12, 1e-12),
    )
    yield _case("kmeans, more bins than rows", table(a=[1, 2, 4]), params={"strategy": "kmeans"})
    yield _case(
        "kmeans of a subsample",
        "iris",
        params={"strategy": "kmeans", "subsample": 30, "random_state": 2, "encode": "ordinal"},
        test=range(0, 150, 10),
        tolerance=tight(1e-12, 1e-12),
    )
