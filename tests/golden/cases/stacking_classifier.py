"""StackingClassifier: what is stacked, by which method and with which splits; who combines it."""

from cases.column_transformer import R, _steps
from cases.folds import S
from cases.voting_classifier import SLIM, trees
from common import EXACT, converged, estimator_case, matrix, split, table, tight
from numpy.random import RandomState

TREE = R("DecisionTreeClassifier", random_state=0, max_depth=3)


def _case(name, data, estimators, final=TREE, tolerance=EXACT, **more):
    params = {k: more.pop(k) for k in ("cv", "stack_method", "passthrough") if k in more}
    if final is not None:
        params["final_estimator"] = final
    return estimator_case(
        name,
        R("StackingClassifier", estimators=estimators, **params),
        data,
        tolerance=tolerance,
        skip=SLIM + more.pop("skip", ()),
        stacked=True,
        keys={"transform": tight(1e-13, 1e-9)}
        if tolerance is EXACT and any(n == "line" for n, _ in estimators)
        else None,
        **more,
    )


def cases():
    near = ["near", R("KNeighborsClassifier", n_neighbors=3)]
    perceptron = ["line", R("Perceptron", random_state=0)]
    for data in ("iris", "breast_cancer"):
        train, test = split(data)
        rows = {"train": train, "test": test[:30]}
        yield _case(f"{data}", data, [*trees(2), near], **rows)
        yield _case(f"{data}, without probabilities", data, [perceptron, *trees(1)], decisions=False, **rows)
        yield _case(f"{data}, predict", data, [perceptron, ["out", "drop"], *trees(2)], stack_method="predict", **rows)
        yield _case(f"{data}, decision_function", data, [perceptron], stack_method="decision_function", cv=3, **rows)
        yield _case(f"{data}, passthrough", data, [*trees(1), near], passthrough=True, cv=3, **rows)
        yield _case(
            f"{data}, shuffled folds", data, trees(2), cv=S("KFold", n_splits=4, shuffle=True, random_state=2), **rows
        )
    train, test = split("iris", seed=2)
    rows = {"train": train, "test": test}
    # Depth 1 keeps probabilities coarse, far from where the last bits of the final estimator matter.
    yield _case(
        "iris, default final estimator",
        "iris",
        trees(3),
        None,
        EXACT,
        outputs=("predict", "transform", "feature_names_out", "score"),
        **rows,
    )
    yield _case(
        "iris, logistic regression at its optimum",
        "iris",
        [*trees(2), near],
        R("LogisticRegression", tol=1e-12, max_iter=100000),
        converged(1e-6, 1e-6),
        skip=("n_iter_",),
        decisions=True,
        **rows,
    )
    yield _case(
        "iris, a pipeline as final estimator",
        "iris",
        [*trees(2), near],
        _steps(scale=R("StandardScaler"), model=R("GaussianNB")),
        tight(1e-10, 1e-10),
        **rows,
    )
    yield _case(
        "iris, a regressor among the estimators",
        "iris",
        [["r", R("DecisionTreeRegressor", random_state=0, max_depth=2)], *trees(1)],
        **rows,
    )
    yield _case(
        "iris, boosted final estimator",
        "iris",
        [*trees(1), near],
        R("GradientBoostingClassifier", random_state=0, n_estimators=3),
        tight(1e-10, 1e-10),
        decisions=True,
        **rows,
    )
    # Folds in the order of the classes: each lacks one in training.
    order = list(range(150))
    yield _case(
        "iris in order, folds that lack a class",
        "iris",
        [*trees(1), near],
        cv=S("KFold", n_splits=3),
        train=order,
        test=order[::7],
    )
    yield _case(
        "iris in order, scores for a class that a fold lacks",
        "iris",
        [perceptron],
        cv=S("KFold", n_splits=3),
        train=order,
        test=order[::7],
    )
    yield _case(
        "numbers as labels",
        matrix(RandomState(4).standard_normal((40, 3)).round(2)),
        [*trees(2), near],
        y=[int(v) * 3 - 3 for v in RandomState(5).randint(0, 3, 40)],
    )
    small = table(a=[1, 2, 3, 4, 5, 6], b=[4, 1, 3, 1, 2, 2])
    y = ["x", "y", "x", "y", "x", "y"]
    for name, estimators, params in (
        ("no estimators", [], {}),
        ("a regressor as final estimator", trees(1), {"final": R("Ridge")}),
        ("too many folds", trees(1), {}),
        ("splits that are no partition", trees(1), {"cv": S("ShuffleSplit", n_splits=2, random_state=0)}),
        ("no such method", trees(1), {"stack_method": "decision_function", "cv": 2}),
    ):
        yield _case(name, small, estimators, y=y, **params)
