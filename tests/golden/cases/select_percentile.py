"""SelectPercentile. P-values come from incomplete beta and gamma functions: close, not equal."""

from common import estimator_case, split, table, tight

NEAR = tight(1e-10, 1e-12)
KEYS = {"pvalues_": tight(1e-10, 1e-300)}


def _case(name, data, **more):
    params = more.pop("params", {})
    func = params.get("score_func", "f_classif")
    return estimator_case(
        name,
        {"class": "SelectPercentile", "params": params},
        data,
        keys={**KEYS, **({} if func == "f_classif" else {"scores_": NEAR})},
        **more,
    )


def cases():
    for name, task in (("iris", "c"), ("wine", "c"), ("breast_cancer", "c"), ("diabetes", "r")):
        train, test = split(name, test_size=12)
        for func in ("f_regression",) if task == "r" else ("f_classif", "chi2"):
            for share in (25, 50, 100):
                yield _case(
                    f"{name}, {func}, percentile={share}",
                    name,
                    params={"score_func": func, "percentile": share},
                    train=train,
                    test=test[:5],
                )
    yield _case("default", "breast_cancer", test=range(3))
    ties = table(
        a=[1, 2, 3, 4, 5, 6], b=[1, 2, 3, 4, 5, 6], c=[2, 1, 2, 1, 2, 1], d=[6, 5, 4, 3, 2, 1], e=[4, 4, 4, 4, 4, 4]
    )
    for share in (1, 20, 33.3, 40, 60, 80, 99.5):
        yield _case(
            f"equal scores and a constant column, percentile={share}",
            ties,
            y=["u", "u", "u", "v", "v", "v"],
            params={"percentile": share},
            outputs=("fitted", "feature_names_out"),
        )
