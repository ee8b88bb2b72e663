"""VotingClassifier: counted labels and averaged probabilities, weights, estimators left out."""

from cases.column_transformer import R, _steps
from common import EXACT, converged, estimator_case, matrix, split, table
from numpy.random import RandomState

# Of a tree inside an ensemble the splits say enough; trees have fixtures of their own.
SLIM = (
    "tree_.children_left",
    "tree_.children_right",
    "tree_.impurity",
    "tree_.n_node_samples",
    "tree_.weighted_n_node_samples",
    "tree_.value",
    "tree_.missing_go_to_left",
)


def _case(name, data, estimators, tolerance=EXACT, stacked=True, **more):
    params = {k: more.pop(k) for k in ("voting", "weights") if k in more}
    return estimator_case(
        name,
        R("VotingClassifier", estimators=estimators, **params),
        data,
        tolerance=tolerance,
        skip=SLIM,
        stacked=stacked,
        **more,
    )


def trees(n, **params):
    return [[f"t{i}", R("DecisionTreeClassifier", random_state=i, max_depth=i % 3 + 1, **params)] for i in range(n)]


def cases():
    forest = ["forest", R("RandomForestClassifier", random_state=3, n_estimators=3, max_depth=3)]
    neighbours = ["near", R("KNeighborsClassifier", n_neighbors=3)]
    for data in ("iris", "breast_cancer"):
        train, test = split(data)
        rows = {"train": train, "test": test[:30]}
        for voting in ("hard", "soft"):
            yield _case(f"{data}, {voting}", data, [*trees(3), neighbours], voting=voting, **rows)
            yield _case(
                f"{data}, {voting}, weights",
                data,
                [*trees(2), ["none", "drop"], forest, neighbours],
                voting=voting,
                weights=[1, 0.5, 7, 2.25, 0.3],
                **rows,
            )
            yield _case(
                f"{data}, {voting}, ten",
                data,
                trees(10),
                voting=voting,
                weights=[0.1 * i + 0.1 for i in range(10)],
                **rows,
            )
    train, test = split("iris", seed=1)
    rows = {"train": train, "test": test}
    yield _case("iris, negative weights", "iris", trees(3), weights=[-1, -2.5, 0.5], **rows)
    yield _case(
        "iris, ties",
        "iris",
        [
            ["a", R("DummyClassifier", strategy="constant", constant=2)],
            ["b", R("DummyClassifier", strategy="constant", constant=1)],
        ],
        train=train,
        test=test,
    )
    yield _case(
        "iris, with a classifier without probabilities",
        "iris",
        [["svc", R("Perceptron", random_state=0)], *trees(2)],
        **rows,
    )
    yield _case(
        "iris, pipelines and linear models",
        "iris",
        [
            ["logistic", _steps(scale=R("StandardScaler"), model=R("LogisticRegression", tol=1e-10, max_iter=10000))],
            ["bayes", R("GaussianNB")],
            *trees(1),
        ],
        converged(1e-6, 1e-7),
        voting="soft",
        **rows,
    )
    inner = R("VotingClassifier", estimators=trees(2), voting="soft")
    yield _case("iris, nested", "iris", [["inner", inner], neighbours], voting="soft", weights=[2, 1], **rows)
    yield _case(
        "numbers as labels",
        matrix(RandomState(4).standard_normal((40, 3)).round(2)),
        [*trees(2), neighbours],
        y=[int(v) * 3 - 3 for v in RandomState(5).randint(0, 3, 40)],
    )
    small = table(a=[1, 2, 3, 4], b=[4, 1, 3, 1])
    y = ["x", "y", "x", "y"]
    for name, estimators, params in (
        ("no estimators", [], {}),
        ("all dropped", [["a", "drop"]], {}),
        ("a regressor", [["a", R("Ridge")]], {}),
        ("two of a name", [*trees(1), *trees(1)], {}),
        ("a name with underscores", [["a__b", R("GaussianNB")]], {}),
        ("a name that is a parameter", [["voting", R("GaussianNB")]], {}),
        ("too few weights", trees(2), {"weights": [1]}),
        ("soft without probabilities", [["a", R("Perceptron")]], {"voting": "soft"}),
        ("soft, weights of sum 0", trees(2), {"voting": "soft", "weights": [1, -1]}),
    ):
        yield _case(name, small, estimators, y=y, **params)
