"""PCA: full and covariance_eigh. Directions agree to the gap between variances; what is about 0 has no direction to compare."""

from common import dataset, estimator_case, matrix, split, table, tight
from numpy.random import RandomState

NEAR = {"class": "converged", "rtol": 1e-8, "atol": 1e-8}
VARIANCES = {
    k: tight(1e-10, 1e-10)
    for k in ("explained_variance_", "explained_variance_ratio_", "singular_values_", "mean_", "noise_variance_")
}


def _case(name, data, **more):
    params = more.pop("params", {})
    return estimator_case(name, {"class": "PCA", "params": params}, data, tolerance=NEAR, keys=VARIANCES, **more)


def cases():
    for name in ("iris", "diabetes", "wine", "breast_cancer"):
        train, test = split(name, test_size=6)
        for solver in ("auto", "full", "covariance_eigh"):
            for params in (
                {"n_components": 2},
                {"n_components": 2, "whiten": True},
                {"n_components": 0.9},
                {"n_components": 0.99},
            ):
                if name == "breast_cancer" and (solver == "covariance_eigh" or params.get("n_components") == 0.99):
                    continue
                text = ", ".join(f"{k}={v}" for k, v in params.items())
                yield _case(
                    f"{name}, {solver}, {text}", name, params={"svd_solver": solver, **params}, train=train, test=test
                )
    yield _case("iris, default", "iris", test=range(0, 150, 15))
    rng = RandomState(15)
    spread = rng.standard_normal((18, 5)) * [5, 3, 2, 1, 0.5]
    wide = rng.standard_normal((6, 9)) * [9, 8, 7, 6, 5, 4, 3, 2, 1]
    for solver in ("full", "covariance_eigh"):
        for params in (
            {},
            {"whiten": True},
            {"n_components": 5},
            {"n_components": 0},
            {"n_components": 0.5},
            {"n_components": 0.999999},
        ):
            text = ", ".join(f"{k}={v}" for k, v in params.items()) or "default"
            more = {"outputs": ("fitted", "feature_names_out")} if params.get("n_components") == 0 else {}
            yield _case(
                f"random, {solver}, {text}",
                matrix(spread),
                params={"svd_solver": solver, **params},
                test=range(5),
                **more,
            )
        yield _case(
            f"fewer rows than columns, {solver}", matrix(wide), params={"svd_solver": solver, "n_components": 4}
        )
    yield _case("one column", table(a=[1, 2, 4, 8]))
    yield _case("too many components", matrix(wide), params={"n_components": 7})
    yield _case("missing", table(a=[1, None], b=[1, 2]))
    yield _case("texts", dataset("penguins")[0], train=range(5))
