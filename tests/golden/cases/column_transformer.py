"""ColumnTransformer on a DataFrame. Its number blocks reach scikit-learn column-major, where NumPy sums in another
order: means and variances agree to 1e-13 rather than to the bit."""

import math

from common import EXACT, estimator_case, split, table, tight


def R(name, **params):
    return {"class": name, "params": params}


def _steps(**steps):
    return R("Pipeline", steps=[[name, recipe] for name, recipe in steps.items()])


NUMBERS = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"]


def _case(name, data, transformers, none=math.nan, tolerance=EXACT, params=None, **more):
    recipe = R("ColumnTransformer", transformers=transformers, **(params or {}))
    return estimator_case(name, recipe, data, none=none, frame=True, tolerance=tolerance, **more)


def cases():
    train, test = split("penguins", test_size=40)
    train_penguins, test_penguins = train, test
    prepared = [
        ["num", _steps(fill=R("SimpleImputer", strategy="median"), scale=R("StandardScaler")), NUMBERS],
        [
            "cat",
            _steps(
                fill=R("SimpleImputer", strategy="most_frequent"), encode=R("OneHotEncoder", handle_unknown="ignore")
            ),
            ["island", "sex"],
        ],
    ]
    yield _case("penguins, prepared", "penguins", prepared, tolerance=tight(1e-13, 1e-13), train=train, test=test)
    yield _case(
        "penguins, prepared, short names",
        "penguins",
        prepared,
        tolerance=tight(1e-13, 1e-13),
        train=train,
        test=test,
        params={"verbose_feature_names_out": False},
    )
    yield _case(
        "penguins, prepared, the rest passed on",
        "penguins",
        prepared,
        tolerance=tight(1e-13, 1e-13),
        train=train,
        test=test,
        params={"remainder": "passthrough"},
    )
    yield _case(
        "penguins, filled, exact",
        "penguins",
        [
            ["num", R("SimpleImputer", strategy="median"), NUMBERS],
            ["cat", R("SimpleImputer", strategy="most_frequent"), ["sex"]],
        ],
        train=train,
        test=test,
    )
    yield _case(
        "penguins, sex with its missing category",
        "penguins",
        [["sex", R("OneHotEncoder"), ["sex"]]],
        none=None,
        train=train,
        test=test,
    )
    yield _case(
        "penguins, indicator",
        "penguins",
        [["num", R("SimpleImputer", strategy="constant", fill_value=0.0, add_indicator=True), NUMBERS]],
        train=train,
        test=test,
    )

    t = table(a=[1, 2, 3, 4], b=[10, 20, 30, 50], s=["x", "y", "x", "z"], c=[0.5, 0.25, 0, 1], u=["q", "q", "p", "p"])
    low = R("MinMaxScaler")
    hot = R("OneHotEncoder")
    yield _case("one transformer, the rest dropped", t, [["low", low, ["b"]]])
    yield _case("two transformers", t, [["hot", hot, ["s"]], ["low", low, ["a", "b"]]])
    yield _case("columns in another order", t, [["low", low, ["c", "a", "b"]], ["hot", hot, ["u", "s"]]])
    yield _case("columns by position", t, [["low", low, [3, 0]], ["hot", hot, [2]]])
    yield _case("columns by negative position", t, [["low", low, [-2]], ["hot", hot, [-1]]])
    yield _case("passthrough", t, [["same", "passthrough", ["b", "a"]], ["hot", hot, ["s"]]])
    yield _case("drop", t, [["away", "drop", ["b", "u"]], ["low", low, ["a"]]], params={"remainder": "drop"})
    yield _case(
        "drop, the rest passed on",
        t,
        [["away", "drop", ["b", "u", "s"]], ["low", low, ["c"]]],
        params={"remainder": "passthrough"},
    )
    yield _case("the rest passed on, texts too", t, [["low", low, ["c"]]], params={"remainder": "passthrough"})
    yield _case("the rest by an estimator", t, [["hot", hot, ["u", "s"]]], params={"remainder": low})
    yield _case(
        "the rest by an estimator, nothing left", table(a=[1, 2, 4]), [["low", low, ["a"]]], params={"remainder": low}
    )
    yield _case(
        "a column twice", t, [["low", low, ["a"]], ["also", R("MinMaxScaler", feature_range=[-1, 1]), ["a", "b"]]]
    )
    yield _case("no columns for a transformer", t, [["none", low, []], ["hot", hot, ["s"]]])
    yield _case("everything dropped", t, [["away", "drop", ["a", "b"]]])
    yield _case(
        "short names", t, [["low", low, ["b"]], ["hot", hot, ["s"]]], params={"verbose_feature_names_out": False}
    )
    yield _case(
        "short names that clash",
        t,
        [["low", low, ["a"]], ["same", "passthrough", ["a"]]],
        params={"verbose_feature_names_out": False},
    )
    yield _case(
        "nested",
        t,
        [
            ["inner", R("ColumnTransformer", transformers=[["low", low, ["a"]], ["hot", hot, ["s"]]]), ["s", "a"]],
            ["same", "passthrough", ["b"]],
        ],
    )
    yield _case(
        "a pipeline inside",
        t,
        [
            [
                "num",
                _steps(first=R("MinMaxScaler", feature_range=[0, 2]), second=R("MinMaxScaler", feature_range=[-8, 8])),
                ["a", "b"],
            ]
        ],
    )
    yield _case("unseen category", t, [["hot", hot, ["s"]]], train=[0, 1, 2], test=[3])
    yield _case(
        "unseen category ignored",
        t,
        [["hot", R("OneHotEncoder", handle_unknown="ignore", drop="if_binary"), ["s", "u"]]],
        train=[0, 1, 2],
        test=[3, 0],
    )
    yield _case("unknown column", t, [["low", low, ["nope"]]])
    yield _case("position out of range", t, [["low", low, [7]]])
    yield _case("a name twice", t, [["low", low, ["a"]], ["low", low, ["b"]]])
    yield _case("a name with __", t, [["lo__w", low, ["a"]]])
    yield _case("texts to a scaler", t, [["low", low, ["s"]]])
    wine = ["alcohol", "proline", "hue"]
    train, test = split("wine", test_size=30)
    yield _case(
        "wine, three columns scaled, the rest passed on",
        "wine",
        [["scale", R("StandardScaler"), wine]],
        tolerance=tight(1e-13, 1e-13),
        train=train,
        test=test,
        params={"remainder": "passthrough"},
    )
    yield _case(
        "wine, two scalers",
        "wine",
        [["scale", R("StandardScaler"), wine], ["range", low, ["ash", "magnesium"]]],
        tolerance=tight(1e-13, 1e-13),
        train=train,
        test=test,
    )

    # other ways to choose columns
    yield _case(
        "a mask", t, [["low", low, [True, True, False, True, False]], ["hot", hot, [False, False, False, False, True]]]
    )
    yield _case("a mask of another length", t, [["low", low, [True, False]]])
    for ends in (
        [0, 2],
        [None, 2],
        [3, 4],
        [0, -3],
        [None, 4, 3],
        [3, None, -3],
        [-5, 2],
        [9, 12],
        ["a", "b"],
        [None, "b"],
        ["c", "c"],
    ):
        yield _case(f"the slice {ends}", t, [["low", low, {"slice": ends}]], params={"remainder": "passthrough"})
    both = [
        ["num", low, {"selector": {"dtype_include": "number"}}],
        ["cat", hot, {"selector": {"dtype_include": "text"}}],
    ]
    yield _case("by kind", t, both)
    yield _case(
        "by kind, left out",
        t,
        [
            ["num", low, {"selector": {"dtype_exclude": "text"}}],
            ["cat", hot, {"selector": {"dtype_exclude": ["number"]}}],
        ],
    )
    yield _case("both kinds", t, [["all", hot, {"selector": {"dtype_include": ["number", "text"]}}]])
    yield _case("by kind, none", table(a=[1, 2, 4]), both)
    yield _case(
        "a kind that is in and out",
        t,
        [["num", low, {"selector": {"dtype_include": "number", "dtype_exclude": "number"}}]],
    )
    for pattern in ("^b", "a|c", "[a-c]", "^.$", "zzz"):
        yield _case(f"by pattern {pattern}", t, [["all", hot, {"selector": {"pattern": pattern}}]])
    yield _case(
        "by kind and pattern",
        t,
        [["num", low, {"selector": {"pattern": "[bcsu]", "dtype_include": "number"}}]],
        params={"remainder": "drop"},
    )
    yield _case(
        "penguins by kind",
        "penguins",
        [
            [
                "num",
                _steps(fill=R("SimpleImputer", strategy="median"), scale=R("StandardScaler")),
                {"selector": {"pattern": "_mm$"}},
            ],
            [
                "cat",
                _steps(fill=R("SimpleImputer", strategy="most_frequent"), encode=R("OneHotEncoder")),
                {"selector": {"dtype_include": "text"}},
            ],
        ],
        tolerance=tight(1e-13, 1e-13),
        train=train_penguins,
        test=test_penguins,
        params={"remainder": R("SimpleImputer")},
    )
    # weights, and the form of names
    yield _case(
        "weights",
        t,
        [["low", low, ["a", "b"]], ["hot", hot, ["s"]], ["same", "passthrough", ["c"]]],
        params={"transformer_weights": {"low": 2.5, "same": 0.5}},
    )
    yield _case(
        "a weight for the rest",
        t,
        [["hot", hot, ["s", "u"]]],
        params={"remainder": low, "transformer_weights": {"remainder": 3.0}},
    )
    for form in ("{feature_name} of {transformer_name}", "{feature_name}", "{{{transformer_name}}}-{feature_name}"):
        yield _case(
            f"names in the form {form}",
            t,
            [["low", low, ["b"]], ["hot", hot, ["s"]]],
            params={"verbose_feature_names_out": form},
        )
    yield _case(
        "the rest, chosen by names, nested",
        t,
        [
            [
                "inner",
                R("ColumnTransformer", transformers=[["low", low, ["a"]]], remainder="passthrough"),
                {"slice": ["a", "b"]},
            ]
        ],
        params={"remainder": hot},
    )
