"""TransformedTargetRegressor: targets through functions and transformers, and predictions back."""

from cases.column_transformer import R, _steps
from cases.random_forest_classifier import text_of
from cases.voting_classifier import SLIM
from common import EXACT, converged, estimator_case, split, table, tight
from numpy.random import RandomState

TREE = R("DecisionTreeRegressor", max_depth=4, random_state=0)
FOREST = R("RandomForestRegressor", n_estimators=2, max_depth=3, random_state=0)
RIDGE = R("Ridge", alpha=0.5)
LOOSE = converged(1e-8, 1e-8)


def _case(name, data, params, tolerance=EXACT, **more):
    return estimator_case(name, R("TransformedTargetRegressor", **params), data, tolerance=tolerance, skip=SLIM, **more)


def cases():
    train, test = split("diabetes")
    rows = {"train": train, "test": test[:20]}
    normal = R("QuantileTransformer", n_quantiles=30, output_distribution="normal")
    # Trees split alike unless targets that differ in their last bits tie.
    for regressor, exact, loose in ((None, LOOSE, LOOSE), (RIDGE, LOOSE, LOOSE), (FOREST, EXACT, tight(1e-12, 1e-12))):
        what = regressor["class"] if regressor else "default"
        both = {"regressor": regressor} if regressor else {}
        yield _case(f"diabetes, {what}", "diabetes", both, exact, **rows)
        for functions in (("log1p", "expm1"), ("sqrt", "square"), ("log", "exp"), ("negative", "negative")):
            func = {"func": functions[0], "inverse_func": functions[1]}
            yield _case(
                f"diabetes, {what}, {text_of(func)}",
                "diabetes",
                {**both, **func},
                exact if functions[0] in ("sqrt", "negative") else loose,
                **rows,
            )
        for transformer in ("StandardScaler", "MinMaxScaler", "MaxAbsScaler", "RobustScaler"):
            yield _case(
                f"diabetes, {what}, {transformer}", "diabetes", {**both, "transformer": R(transformer)}, exact, **rows
            )
        for transformer in (
            normal,
            R("QuantileTransformer", n_quantiles=20),
            R("PowerTransformer"),
            R("PowerTransformer", method="box-cox", standardize=False),
            _steps(bend=R("FunctionTransformer", func="log", inverse_func="exp"), scale=R("StandardScaler")),
            R("PCA", whiten=True),
        ):
            uniform = transformer["class"] == "QuantileTransformer" and transformer is not normal
            bent = transformer["class"] in ("PowerTransformer", "PCA")
            yield _case(
                f"diabetes, {what}, {transformer['class']} {text_of(transformer['params'])}"[:80],
                "diabetes",
                {**both, "transformer": transformer},
                converged(1e-6, 1e-6) if bent else exact if uniform else loose,
                **rows,
            )
    boosted = R("GradientBoostingRegressor", n_estimators=5, max_depth=2, random_state=0)
    yield _case(
        "diabetes, the inverse is none",
        "diabetes",
        {"regressor": TREE, "func": "floor", "inverse_func": "square", "check_inverse": False},
        **rows,
    )
    yield _case(
        "diabetes, transformed twice",
        "diabetes",
        {
            "regressor": R("TransformedTargetRegressor", regressor=boosted, transformer=R("StandardScaler")),
            "func": "sqrt",
            "inverse_func": "square",
        },
        **rows,
    )
    yield _case(
        "diabetes, pipeline",
        "diabetes",
        {
            "regressor": _steps(pick=R("SelectKBest", k=4, score_func="f_regression"), model=TREE),
            "func": "sqrt",
            "inverse_func": "square",
        },
        **rows,
        keys={"scores_": tight(), "pvalues_": tight(1e-10, 0)},
    )
    weights = [float(w) for w in RandomState(3).randint(0, 4, 442)]
    yield _case(
        "diabetes, weights go to the regressor",
        "diabetes",
        {"regressor": RIDGE, "transformer": R("StandardScaler")},
        LOOSE,
        sample_weight=weights,
        **rows,
    )
    holes = table(a=[1, None, 3, 4, 9, None, 2, 5], b=[None, 2.5, -7, None, 0.125, 4, 1, 1])
    yield _case(
        "missing values",
        holes,
        {"regressor": TREE, "func": "reciprocal", "inverse_func": "reciprocal"},
        y=[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0],
    )
    small = table(a=[1, 2, 3, 4], b=[4, 1, 3, 1])
    y = [1.0, 2.0, 4.0, 0.0]
    for params in (
        {"func": "exp"},
        {"inverse_func": "exp"},
        {"func": "exp", "inverse_func": "log", "transformer": R("StandardScaler")},
        {"inverse_func": "log", "transformer": R("StandardScaler")},
        {"func": "log", "inverse_func": "exp"},
        {"transformer": R("Normalizer")},
        {"transformer": R("PowerTransformer", method="box-cox")},
        {"transformer": R("Ridge")},
        {"regressor": R("StandardScaler")},
    ):
        yield _case(f"refused, {text_of(params)}", small, params, y=y)
