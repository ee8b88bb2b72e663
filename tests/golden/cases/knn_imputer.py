"""KNNImputer. No two donors are equally far away here: which of them scikit-learn takes depends on a partial sort."""

import numpy as np
from common import converged, dataset, estimator_case, matrix, table, tight
from numpy.random import RandomState


def _case(name, data, **more):
    params = more.pop("params", {})
    # scikit-learn's distances come from inner products, which cancel; weights show that.
    tolerance = converged(1e-9, 1e-12) if params.get("weights") == "distance" else tight(1e-10, 1e-12)
    return estimator_case(name, {"class": "KNNImputer", "params": params}, data, tolerance=tolerance, **more)


def cases():
    rng = RandomState(14)
    for rows, columns, share in ((30, 4, 0.15), (12, 3, 0.4), (60, 7, 0.1)):
        x = rng.standard_normal((rows, columns)) * [1, 10, 0.1, 5, 1, 2, 100][:columns]
        x[rng.random_sample(x.shape) < share] = np.nan
        for params in (
            {},
            {"n_neighbors": 1},
            {"n_neighbors": 3, "weights": "distance"},
            {"weights": "distance"},
            {"n_neighbors": 100},
            {"n_neighbors": 2, "add_indicator": True},
        ):
            text = ", ".join(f"{k}={v}" for k, v in params.items()) or "default"
            yield _case(
                f"random, {rows} x {columns}, {text}",
                matrix(x),
                params=params,
                train=range(rows * 2 // 3),
                test=range(rows),
            )
    empty = table(a=[None, None, None, 5], b=[1, None, 3.5, None], c=[None, 7, 7.5, 2])
    for params in (
        {},
        {"keep_empty_features": True},
        {"add_indicator": True},
        {"keep_empty_features": True, "add_indicator": True},
    ):
        text = ", ".join(params) or "default"
        # scikit-learn's names leave out the column that keep_empty_features keeps
        yield _case(
            f"a column all missing, {text}",
            empty,
            params={"n_neighbors": 1, **params},
            train=[0, 1, 2],
            test=[0, 1, 2, 3],
            outputs=("transform",) if "keep_empty_features" in params else None,
        )
    apart = table(a=[1, 2, None, None], b=[None, None, 3, 4.5])
    yield _case("rows that share no column: the mean", apart)
    yield _case("a row of nothing: the mean", table(a=[1, 2, 4, None], b=[3, 1, 2, None]), train=[0, 1, 2], test=[3])
    yield _case(
        "an equal row outweighs the others",
        table(a=[1, 2, 4, 1], b=[8, 16, 64, None], c=[2, 4, 1, 2]),
        params={"weights": "distance", "n_neighbors": 2},
    )
    penguins = dataset("penguins")[0]
    pick = [penguins.names.index(c) for c in ("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g")]
    x = np.array([penguins.columns[i] for i in pick]).T
    x = x[~np.isnan(x).any(axis=1)] + rng.random_sample((342, 4)) * 0.01
    x[::9, 1] = np.nan
    yield _case("penguins with gaps", matrix(x), train=range(100), test=range(90, 130))
    yield _case("texts", penguins, train=range(5))
