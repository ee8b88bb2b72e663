"""
inverse_transform of what transform makes: with what cannot be undone (clips, constant columns, components and columns left out, unknown
categories).

Left out, since scikit-learn mistakes one category for another there: OneHotEncoder with handle_unknown='ignore', drop and infrequent
categories (the number of the dropped one is taken among all categories); OrdinalEncoder with a missing value beside infrequent categories
(the two change places); SimpleImputer where a batch has no value in a column (the columns after it move up by one).
"""

import math

from cases.column_transformer import R, _steps
from cases.random_forest_classifier import text_of
from common import EXACT, converged, estimator_case, table, tight
from numpy.random import RandomState


def _table():
    rng = RandomState(17)
    a, b = rng.standard_normal(40) * 3 + 1, rng.exponential(2.0, 40) + 0.125
    a[::7] = a[0]
    return table(a=[float(v) for v in a], b=[float(v) for v in b.round(2)], c=[7.0] * 40)


def cases():
    whole = _table()
    # Rows beyond those of the fit, and holes.
    holes = table(
        **{
            n: [None if i in (3, 30) and n != "c" else v for i, v in enumerate(column)]
            for n, column in zip(whole.names, whole.columns)
        }
    )
    rows = {"train": range(0, 30), "test": range(20, 40)}
    tails = tight(1e-12, 1e-12)
    for recipe, tolerance in (
        (R("StandardScaler"), EXACT),
        (R("StandardScaler", with_mean=False), EXACT),
        (R("StandardScaler", with_std=False), EXACT),
        (R("MinMaxScaler"), EXACT),
        (R("MinMaxScaler", feature_range=[-2.0, 3.0], clip=True), EXACT),
        (R("MaxAbsScaler"), EXACT),
        (R("MaxAbsScaler", clip=True), EXACT),
        (R("RobustScaler"), EXACT),
        (R("RobustScaler", with_centering=False, quantile_range=[10.0, 80.0]), EXACT),
        (R("RobustScaler", with_scaling=False), EXACT),
        (R("QuantileTransformer", n_quantiles=12), EXACT),
        (R("QuantileTransformer", n_quantiles=12, output_distribution="normal"), tails),
        (R("PowerTransformer"), converged()),
        (R("PowerTransformer", standardize=False), converged()),
        (R("FunctionTransformer"), EXACT),
        (R("FunctionTransformer", func="negative", inverse_func="negative"), EXACT),
        (R("FunctionTransformer", func="exp", inverse_func="log"), tails),
        (R("FunctionTransformer", func="square", inverse_func="sqrt"), EXACT),
        (_steps(scale=R("StandardScaler"), bend=R("FunctionTransformer", func="tanh"), range=R("MinMaxScaler")), tails),
    ):
        yield estimator_case(
            f"{recipe['class']}, {text_of(recipe['params'])}"[:90],
            recipe,
            holes,
            tolerance=tolerance,
            outputs=("transform", "inverse_transform"),
            inverse=True,
            **rows,
        )
    for recipe in (R("PowerTransformer", method="box-cox"), R("PowerTransformer", method="box-cox", standardize=False)):
        positive = table(
            a=[float(v) for v in RandomState(2).exponential(1.0, 40) + 0.25],
            b=[float(v) for v in RandomState(3).uniform(1, 9, 40)],
        )
        yield estimator_case(
            f"{recipe['class']}, {text_of(recipe['params'])}",
            recipe,
            positive,
            tolerance=converged(),
            outputs=("transform", "inverse_transform"),
            inverse=True,
            **rows,
        )
    for recipe in (
        R("PCA"),
        R("PCA", n_components=2),
        R("PCA", n_components=2, whiten=True),
        R("TruncatedSVD", n_components=2, algorithm="arpack", random_state=0),
        _steps(scale=R("StandardScaler"), axes=R("PCA", n_components=3, whiten=True)),
    ):
        yield estimator_case(
            f"iris, {recipe['class']}, {text_of(recipe['params'])}"[:90],
            recipe,
            "iris",
            test=range(0, 150, 9),
            tolerance=converged(1e-8, 1e-8),
            outputs=("transform", "inverse_transform"),
            inverse=True,
        )
    yield from _encoders()
    yield from _bins()
    yield from _selectors()
    yield from _imputers()


def _case(title, recipe, data, outputs=("transform", "inverse_transform"), inverse=True, **more):
    if recipe["class"] == "OrdinalEncoder":  # which takes None for a category like others
        more["none"] = math.nan
    return estimator_case(
        f"{title}{recipe['class']}, {text_of(recipe['params'])}"[:120],
        recipe,
        data,
        outputs=outputs,
        inverse=inverse,
        **more,
    )


def _encoders():
    unknown = table(s=["x", "y", "x", "z", "new", None], a=[1, 2, 1, 5, 3, None])
    missing = table(s=["x", None, "x", "z", "new", None], a=[1, None, 1, 5, 3, None])
    texts = table(s=["x", "y", "x", "z"], t=["b", "b", "a", "a"])
    numbers = table(a=[3, 1, 2, 3], b=[0.5, -1, 0.5, 1e20])
    single = table(s=["only", "only", "only"], a=[7, 7, 7], b=[0, 1, 0])
    rng = RandomState(6)
    drawn = [(rng.random_sample(60) ** 2 * 10).astype(int) for _ in range(2)]
    many = table(s=[f"k{v}" for v in drawn[0]], a=[float(v) / 2 for v in drawn[1]])
    for title, data in (("texts: ", texts), ("numbers: ", numbers), ("one category: ", single)):
        for drop in (None, "first", "if_binary"):
            yield _case(title, R("OneHotEncoder", drop=drop), data)
        yield _case(title, R("OrdinalEncoder"), data)
    seen = {"train": [0, 1, 2, 3], "test": [4, 5, 3, 2, 1, 0]}
    for title, data in (("unknown: ", unknown), ("unknown beside missing: ", missing)):
        for drop in (None, "first", "if_binary"):
            yield _case(title, R("OneHotEncoder", handle_unknown="ignore", drop=drop), data, **seen)
        yield _case(title, R("OneHotEncoder", handle_unknown="infrequent_if_exist"), data, **seen)
        for params in (
            {"unknown_value": -1},
            {"unknown_value": -2, "encoded_missing_value": -1},
            {"unknown_value": 100, "encoded_missing_value": 50},
        ):
            yield _case(title, R("OrdinalEncoder", handle_unknown="use_encoded_value", **params), data, **seen)
    yield _case("missing: ", R("OneHotEncoder"), missing)
    yield _case("missing: ", R("OrdinalEncoder"), missing)
    yield _case("missing: ", R("OrdinalEncoder", encoded_missing_value=-1), missing)
    yield _case("given: ", R("OneHotEncoder", categories=[["z", "y", "x"], ["a", "b", "c"]], drop=["y", "a"]), texts)
    yield _case("given: ", R("OrdinalEncoder", categories=[["z", "y", "x"], ["a", "b", "c"]]), texts)
    for params in ({"min_frequency": 5}, {"min_frequency": 0.1}, {"max_categories": 4}):
        for drop in (None, "first"):
            yield _case("infrequent: ", R("OneHotEncoder", drop=drop, **params), many)
        yield _case("infrequent: ", R("OrdinalEncoder", **params), many)
        rare = table(s=[*many.columns[0], "new", "k0"], a=[*many.columns[1], 77, 0])
        split = {"train": range(60), "test": [60, 61, *range(0, 60, 3)]}
        yield _case(
            "infrequent and unknown: ",
            R("OneHotEncoder", handle_unknown="infrequent_if_exist", **params),
            rare,
            **split,
        )
        yield _case("infrequent and unknown: ", R("OneHotEncoder", handle_unknown="ignore", **params), rare, **split)
        yield _case(
            "infrequent and unknown: ",
            R("OrdinalEncoder", handle_unknown="use_encoded_value", unknown_value=-1, **params),
            rare,
            **split,
        )
    yield _case("all infrequent: ", R("OneHotEncoder", min_frequency=50), many)
    yield _case("", _steps(code=R("OrdinalEncoder"), scale=R("StandardScaler")), many)
    yield _case("", _steps(code=R("OneHotEncoder"), scale=R("MinMaxScaler"), keep=R("VarianceThreshold")), texts)
    # What transform never makes.
    for params in (
        {},
        {"drop": "first"},
        {"handle_unknown": "ignore"},
        {"handle_unknown": "ignore", "drop": "first"},
        {"handle_unknown": "infrequent_if_exist"},
    ):
        width = 3 if params.get("drop") else 5
        for title, rows in (
            ("ties", [[0.5, 0.5, 0.25, 0.25, 0.25], [-1, -2, -3, -5, -4], [0.1, 0.9, 7, 1, 0]]),
            ("zeros", [[0, 0, 0, 1, 0], [0, 1, 0, 0, 0]]),
            ("sums of zero", [[1, -1, 0, -2, 2], [0.5, 0.5, -1, 0, 1]]),
        ):
            yield _case(f"{title}: ", R("OneHotEncoder", **params), texts, inverse=[row[:width] for row in rows])
    for title, rows in (
        ("fractions", [[0.99, 1.5], [2.7, 0], [-0.5, 0.2]]),
        ("no such number", [[0, 2]]),
        ("missing, but no category is", [[0, math.nan]]),
    ):
        yield _case(f"{title}: ", R("OrdinalEncoder"), texts, inverse=rows)


def _bins():
    rng = RandomState(4)
    data = table(
        a=[float(v) for v in rng.standard_normal(40)],
        b=[7.0] * 40,
        c=[float(v) for v in (rng.exponential(1, 40) * 4).round()],
    )
    rows = {"train": range(30), "test": range(20, 40)}
    for encode in ("onehot", "onehot-dense", "ordinal"):
        for strategy in ("uniform", "quantile", "kmeans"):
            yield _case(
                "",
                R("KBinsDiscretizer", encode=encode, strategy=strategy, n_bins=[4, 3, 5]),
                data,
                tolerance=tight(1e-12) if strategy == "kmeans" else EXACT,
                **rows,
            )
    for title, given in (("fractions", [[1.9, 0, 2.5]]), ("no such number", [[4, 0, 0]])):
        yield _case(
            f"{title}: ",
            R("KBinsDiscretizer", encode="ordinal", strategy="uniform", n_bins=[4, 3, 5]),
            data,
            inverse=given,
        )
    for title, given in (
        ("ties", [[0.5, 0.25, 0.5, 0, 1, 0, 0, 0, 0, 3]]),
        ("zeros", [[0, 0, 0, 0, 1, 1, 0, 0, 0, 0]]),
    ):
        yield _case(
            f"{title}: ",
            R("KBinsDiscretizer", encode="onehot-dense", strategy="uniform", n_bins=[4, 3, 5]),
            data,
            inverse=given,
        )


def _selectors():
    tree = R("DecisionTreeClassifier", max_depth=3, random_state=0)
    rows = {"train": [i for i in range(150) if i % 4], "test": range(0, 150, 7)}
    for recipe in (
        R("VarianceThreshold", threshold=0.6),
        R("VarianceThreshold"),
        R("SelectKBest", k=2),
        R("SelectPercentile", percentile=75),
        R("SelectFromModel", estimator=tree),
        R("SelectFromModel", estimator=tree, max_features=1),
        _steps(scale=R("StandardScaler"), keep=R("SelectKBest", k=3), again=R("SelectKBest", k=1)),
    ):
        yield _case("iris, ", recipe, "iris", **rows)
    for recipe in (
        R("RFE", estimator=tree, n_features_to_select=2),
        _steps(scale=R("StandardScaler"), keep=R("RFE", estimator=tree, n_features_to_select=1)),
    ):
        yield _case("iris, ", recipe, "iris", stacked=True, **rows)
    search = R(
        "GridSearchCV",
        estimator=_steps(
            scale=R("StandardScaler"), keep=R("RFE", estimator=R("DecisionTreeRegressor", max_depth=3, random_state=0))
        ),
        param_grid={"keep__n_features_to_select": [1, 3]},
        cv=3,
    )
    yield _case("diabetes, ", search, "diabetes", stacked=True, **rows)


def _imputers():
    whole = _table()
    holes = table(
        **{
            n: [None if (i * (k + 2)) % 5 == 1 and n != "c" else v for i, v in enumerate(column)]
            for k, (n, column) in enumerate(zip(whole.names, whole.columns))
        },
        d=[None] * 40,
    )
    rows = {"train": range(30), "test": range(20, 40)}
    for recipe in (
        R("SimpleImputer", add_indicator=True),
        R("SimpleImputer", add_indicator=True, strategy="median"),
        R("SimpleImputer", add_indicator=True, strategy="most_frequent"),
        R("SimpleImputer", add_indicator=True, strategy="constant", fill_value=-7.5),
        R("SimpleImputer"),
        _steps(fill=R("SimpleImputer", add_indicator=True), scale=R("StandardScaler")),
    ):
        # Beside indicators the columns come one after another, and are added pairwise.
        yield _case("", recipe, holes, tolerance=tight() if recipe["class"] == "Pipeline" else EXACT, **rows)
