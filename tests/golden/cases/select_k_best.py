"""SelectKBest. P-values come from incomplete beta and gamma functions: close, not equal."""

from common import dataset, estimator_case, matrix, split, table, tight
from numpy.random import RandomState

NEAR = tight(1e-10, 1e-12)
KEYS = {"pvalues_": tight(1e-10, 1e-300)}


def _case(name, data, **more):
    params = more.pop("params", {})
    func = params.get("score_func", "f_classif")
    return estimator_case(
        name,
        {"class": "SelectKBest", "params": params},
        data,
        keys={**KEYS, **({} if func == "f_classif" else {"scores_": NEAR})},
        **more,
    )


def cases():
    for name, task in (("iris", "c"), ("wine", "c"), ("breast_cancer", "c"), ("diabetes", "r")):
        train, test = split(name, test_size=12)
        for func in ("f_regression",) if task == "r" else ("f_classif", "chi2"):
            for k in (1, 3, "all"):
                yield _case(
                    f"{name}, {func}, k={k}", name, params={"score_func": func, "k": k}, train=train, test=test[:6]
                )
    yield _case("default", "breast_cancer", test=range(3))
    yield _case("more than there are", "iris", params={"k": 9}, test=range(3))
    yield _case("none", "iris", params={"k": 0}, outputs=("fitted", "feature_names_out"))
    ties = table(
        a=[1, 2, 3, 4, 5, 6], b=[1, 2, 3, 4, 5, 6], c=[2, 1, 2, 1, 2, 1], d=[6, 5, 4, 3, 2, 1], e=[4, 4, 4, 4, 4, 4]
    )
    two, three = ["u", "u", "u", "v", "v", "v"], [0, 0, 1, 1, 2, 2]
    for k in (1, 2, 3, 4):
        yield _case(f"equal scores and a constant column, k={k}", ties, y=two, params={"k": k})
        yield _case(f"equal scores, chi2, k={k}", ties, y=three, params={"k": k, "score_func": "chi2"})
    yield _case("a perfect split", table(a=[0, 0, 1, 1], b=[1, 2, 3, 4]), y=["u", "u", "v", "v"], params={"k": 1})
    yield _case(
        "chi2 with negative numbers", table(a=[-1, 2], b=[1, 2]), y=["u", "v"], params={"k": 1, "score_func": "chi2"}
    )
    yield _case(
        "chi2, counts with zeros",
        table(a=[0, 3, 1, 0, 2], b=[0, 0, 0, 0, 0], c=[5, 0, 0, 1, 1]),
        y=["u", "v", "u", "v", "w"],
        params={"k": 1, "score_func": "chi2"},
    )
    rng = RandomState(11)
    for n in (6, 30, 300):
        x = rng.standard_normal((n, 1 if n == 30 else 4)) + 3
        y = [str(v) for v in rng.randint(0, 3, size=n)]
        yield _case(f"random, {n} rows, {x.shape[1]} columns", matrix(x), y=y, params={"k": 1}, test=range(2))
        yield _case(
            f"random, {n} rows, {x.shape[1]} columns, f_regression",
            matrix(x),
            y=[float(v) for v in x[:, 0] + rng.standard_normal(n)],
            params={"k": 1, "score_func": "f_regression"},
            test=range(2),
        )
    yield _case("missing", table(a=[1, None], b=[1, 2]), y=["u", "v"], params={"k": 1})
    yield _case("texts", dataset("penguins")[0], y=["u", "v"] * 172, train=range(6))
