"""FeatureUnion."""

from common import dataset, estimator_case, split, table, tight


def R(cls, **params):
    return {"class": cls, "params": params}


def _case(name, data, parts, params=None, **more):
    return estimator_case(
        name,
        R("FeatureUnion", transformer_list=parts, **(params or {})),
        data,
        keys={"pvalues_": tight(1e-10, 0)},
        **more,
    )


def cases():
    scale, low, best = R("StandardScaler"), R("MinMaxScaler"), R("SelectKBest", k=2)
    train, test = split("iris", test_size=20)
    yield _case("two scalers", "iris", [["scale", scale], ["low", low]], train=train, test=test)
    yield _case("passthrough", "iris", [["as it is", "passthrough"], ["low", low]], train=train, test=test)
    yield _case(
        "a selector, which needs the target",
        "iris",
        [["best", best], ["bins", R("KBinsDiscretizer", encode="ordinal")]],
        train=train,
        test=test,
    )
    yield _case("short names", "iris", [["best", best]], {"verbose_feature_names_out": False}, train=train, test=test)
    gaps = table(a=[1, None, 3, 4], b=[None, 2, 2, 5])
    yield _case("imputer and indicator", gaps, [["fill", R("SimpleImputer")], ["missing", R("MissingIndicator")]])
    yield _case(
        "pipeline inside",
        gaps,
        [
            ["line", {"class": "Pipeline", "params": {"steps": [["fill", R("SimpleImputer")], ["scale", scale]]}}],
            ["missing", R("MissingIndicator", features="all")],
        ],
    )
    yield _case(
        "weights",
        "iris",
        [["scale", scale], ["low", low]],
        {"transformer_weights": {"low": 10.0}},
        train=train,
        test=test,
    )
    yield _case("a weight for no transformer", "iris", [["scale", scale]], {"transformer_weights": {"low": 10.0}})
    yield _case("a name twice", "iris", [["low", low], ["low", scale]])
    yield _case("a name with __", "iris", [["lo__w", low]])
    yield _case("a predictor", "iris", [["model", R("Ridge")]])
    yield _case("texts to a scaler", dataset("penguins")[0], [["scale", scale]], train=range(5))
