"""Pipeline: steps of every kind, nested and with ColumnTransformer."""

import math

from cases.column_transformer import NUMBERS, R, _steps
from cases.logistic_regression import CLOSE, OPTIMUM, _Solved
from common import EXACT, converged, estimator_case, matrix, split, table
from numpy.random import RandomState


def _case(name, data, recipe, tolerance=EXACT, **more):
    return estimator_case(name, recipe, data, none=math.nan, tolerance=tolerance, **more)


def cases():
    tree = R("DecisionTreeClassifier", random_state=0)
    for name in ("iris", "wine", "breast_cancer"):
        train, test = split(name)
        yield _case(
            f"{name}, StandardScaler, tree", name, _steps(scale=R("StandardScaler"), model=tree), train=train, test=test
        )
        yield _case(
            f"{name}, MinMaxScaler, tree by best gain",
            name,
            _steps(scale=R("MinMaxScaler"), model=R("DecisionTreeClassifier", random_state=1, max_leaf_nodes=5)),
            train=train,
            test=test,
        )
        yield _case(
            f"{name}, StandardScaler, dummy",
            name,
            _steps(scale=R("StandardScaler"), model=R("DummyClassifier")),
            train=train,
            test=test,
        )
        with _Solved(solver="newton-cholesky", tol=1e-14):
            yield _case(
                f"{name}, MinMaxScaler, logistic regression",
                name,
                _steps(scale=R("MinMaxScaler"), model=R("LogisticRegression", **OPTIMUM)),
                CLOSE,
                train=train,
                test=test,
                skip=("n_iter_",),
            )
    train, test = split("diabetes")
    for step, recipe in (("StandardScaler", R("StandardScaler")), ("MinMaxScaler", R("MinMaxScaler"))):
        yield _case(
            f"diabetes, {step}, linear regression",
            "diabetes",
            _steps(scale=recipe, model=R("LinearRegression")),
            converged(1e-8, 1e-8),
            train=train,
            test=test,
        )
        yield _case(
            f"diabetes, {step}, ridge",
            "diabetes",
            _steps(scale=recipe, model=R("Ridge", alpha=3.0)),
            converged(1e-9, 1e-9),
            train=train,
            test=test,
        )
        yield _case(
            f"diabetes, {step}, tree",
            "diabetes",
            _steps(scale=recipe, model=R("DecisionTreeRegressor", random_state=0, max_depth=6)),
            train=train,
            test=test,
        )
    yield _case(
        "diabetes, StandardScaler, dummy",
        "diabetes",
        _steps(scale=R("StandardScaler"), model=R("DummyRegressor", strategy="median")),
        train=train,
        test=test,
    )

    holes = table(a=[1, None, 3, 4, 9, None], b=[None, 2.5, -7, None, 0.125, 4], c=[1, 2, 3, 4, 5, 6])
    y = [1, 2, 1.5, 4, 8, 3]
    labels = ["x", "y", "x", "y", "y", "x"]
    yield _case("imputer, scaler", holes, _steps(fill=R("SimpleImputer"), scale=R("StandardScaler")))
    yield _case("scaler, imputer", holes, _steps(scale=R("StandardScaler"), fill=R("SimpleImputer", strategy="median")))
    yield _case(
        "imputer with indicator, scaler",
        holes,
        _steps(fill=R("SimpleImputer", add_indicator=True), scale=R("MinMaxScaler")),
    )
    yield _case("scaler alone", holes, _steps(scale=R("MinMaxScaler")))
    yield _case(
        "nested",
        holes,
        _steps(
            outer=_steps(fill=R("SimpleImputer"), inner=_steps(scale=R("MinMaxScaler"))),
            again=R("MinMaxScaler", feature_range=[-1, 1]),
        ),
    )
    yield _case("imputer, tree", holes, _steps(fill=R("SimpleImputer"), model=tree), y=labels)
    yield _case("scaler, tree with missing values", holes, _steps(scale=R("MinMaxScaler"), model=tree), y=labels)
    yield _case(
        "imputer, linear regression",
        holes,
        _steps(fill=R("SimpleImputer"), model=R("LinearRegression")),
        converged(1e-9, 1e-9),
        y=y,
    )
    yield _case(
        "imputer, nested scaler and ridge",
        holes,
        _steps(fill=R("SimpleImputer"), rest=_steps(scale=R("StandardScaler"), model=R("Ridge"))),
        converged(1e-9, 1e-9),
        y=y,
    )
    yield _case(
        "scaler, linear regression: missing values reach the model",
        holes,
        _steps(scale=R("StandardScaler"), model=R("LinearRegression")),
        y=y,
    )
    texts = table(s=["x", None, "y", "x", "y", "x"], t=["b", "b", None, "a", "a", "b"])
    yield _case(
        "texts: imputer, encoder",
        texts,
        _steps(fill=R("SimpleImputer", strategy="most_frequent"), encode=R("OneHotEncoder")),
    )
    yield _case(
        "texts: imputer, encoder, tree",
        texts,
        _steps(fill=R("SimpleImputer", strategy="constant"), encode=R("OneHotEncoder", drop="first"), model=tree),
        y=labels,
    )
    yield _case("a step's name with __", holes, _steps(fi__ll=R("SimpleImputer"), scale=R("StandardScaler")))
    yield _case(
        "a model before the end",
        holes,
        _steps(fill=R("SimpleImputer"), model=tree, scale=R("StandardScaler")),
        y=labels,
    )

    # penguins: mixed columns with missing values
    train, test = split("penguins", test_size=60)

    def prepared(scale, **encoder):
        num = (
            _steps(fill=R("SimpleImputer", strategy="median"), scale=R("StandardScaler"))
            if scale
            else R("SimpleImputer", strategy="median")
        )
        return R(
            "ColumnTransformer",
            transformers=[
                ["num", num, NUMBERS],
                [
                    "cat",
                    _steps(
                        fill=R("SimpleImputer", strategy="most_frequent"),
                        encode=R("OneHotEncoder", handle_unknown="ignore", **encoder),
                    ),
                    ["island", "sex"],
                ],
            ],
        )

    for c in (0.1, 1.0):
        with _Solved(solver="newton-cholesky", tol=1e-14):
            yield _case(
                f"penguins, ColumnTransformer, logistic regression, C={c}",
                "penguins",
                _steps(prepare=prepared(True), model=R("LogisticRegression", C=c, **OPTIMUM)),
                CLOSE,
                frame=True,
                train=train,
                test=test,
                skip=("n_iter_", "model__n_iter_"),
            )
    for params in ({}, {"max_depth": 3}, {"max_leaf_nodes": 6, "class_weight": "balanced"}):
        text = ", ".join(f"{k}={v}" for k, v in params.items()) or "default"
        yield _case(
            f"penguins, ColumnTransformer, tree, {text}",
            "penguins",
            _steps(
                prepare=prepared(False, drop="if_binary"), model=R("DecisionTreeClassifier", random_state=3, **params)
            ),
            frame=True,
            train=train,
            test=test,
        )
    rng = RandomState(5)
    x = rng.standard_normal((70, 3)) * [1, 50, 0.01] + [3, 0, 7]
    x[rng.random_sample(x.shape) < 0.15] = float("nan")
    y = rng.standard_normal(70).tolist()
    yield _case(
        "random with missing values, imputer, scaler, ridge",
        matrix(x),
        _steps(fill=R("SimpleImputer"), scale=R("StandardScaler"), model=R("Ridge", alpha=0.3)),
        converged(1e-9, 1e-9),
        y=y,
        train=range(50),
        test=range(50, 70),
    )
