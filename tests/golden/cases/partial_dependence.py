"""partial_dependence by the brute method: the grid, the average answers and those of each row."""

import numpy as np
from cases.column_transformer import R, _steps
from common import EXACT, build, converged, dataset, split, table, target_array, tight
from sklearn.inspection import partial_dependence


def _case(name, data, recipe, features, tolerance=EXACT, rows=None, **options):
    X, y, _ = dataset(data) if isinstance(data, str) else (*data, None)
    train, test = split(data) if isinstance(data, str) else (list(range(len(X))),) * 2
    test = test[:rows]
    frame = any(X.text(i) for i in range(len(X.columns)))
    form = (lambda at: X.rows(at).frame(None)) if frame else (lambda at: X.rows(at).array(None))
    case = {
        "name": name,
        "data": {"dataset": data}
        if isinstance(data, str)
        else {"X": {"columns": list(zip(X.names, X.columns))}, "y": y},
        "train": train,
        "test": test,
        "options": {"recipe": recipe, "features": features, **options},
        "tolerance": tolerance,
    }
    model = build(recipe, y).fit(form(train), target_array([y[i] for i in train]))
    given = {
        k: tuple(v) if k == "percentiles" else [X.names[j] for j in v] if frame and k == "categorical_features" else v
        for k, v in options.items()
    }
    texts = [j for j in features if X.text(j)]
    if texts:  # scikit-learn has to be told; here a text column is a category by itself
        given["categorical_features"] = [X.names[j] for j in texts]
    try:
        found = partial_dependence(
            model, form(test), [X.names[j] for j in features] if frame else features, method="brute", **given
        )
        case["expect"] = {
            "grid_values": [np.asarray(v) for v in found["grid_values"]],
            **{k: found[k] for k in ("average", "individual") if k in found},
        }
    except ValueError as error:
        case["expect"] = {"error": True, "scikit-learn says": str(error).split("\n")[0]}
    return case


def cases():
    tree = R("DecisionTreeClassifier", random_state=0, max_depth=4)
    regressor = R("DecisionTreeRegressor", random_state=0, max_depth=4)
    yield _case("wine, three classes", "wine", tree, [6], grid_resolution=20)
    yield _case("breast_cancer, two classes", "breast_cancer", tree, [20])
    yield _case("breast_cancer, each row", "breast_cancer", tree, [20], kind="both", grid_resolution=5, rows=12)
    yield _case("wine, two columns, each row", "wine", tree, [6, 9], kind="both", grid_resolution=4, rows=6)
    yield _case("wine, two columns", "wine", tree, [9, 0], grid_resolution=7, percentiles=[0.1, 0.8])
    yield _case("diabetes", "diabetes", regressor, [2], grid_resolution=25)
    yield _case(
        "diabetes, all percentiles",
        "diabetes",
        regressor,
        [8],
        percentiles=[0.0, 1.0],
        grid_resolution=9,
        kind="individual",
        rows=10,
    )
    yield _case("diabetes, few values", "diabetes", regressor, [1])
    yield _case(
        "diabetes, scaler and tree",
        "diabetes",
        _steps(scale=R("MinMaxScaler"), model=regressor),
        [3, 1],
        grid_resolution=6,
    )
    yield _case("diabetes, ridge", "diabetes", R("Ridge"), [2], converged(1e-9, 1e-9), grid_resolution=10)
    yield _case(
        "diabetes, a number as a category", "diabetes", regressor, [6], categorical_features=[6], grid_resolution=3
    )
    lanes = R(
        "ColumnTransformer",
        transformers=[
            [
                "num",
                _steps(impute=R("SimpleImputer"), scale=R("StandardScaler")),
                ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g", "year"],
            ],
            ["cat", R("OneHotEncoder", handle_unknown="ignore"), ["island", "sex"]],
        ],
    )
    yield _case("penguins, a text", "penguins", _steps(prepare=lanes, model=tree), [0], tight())
    yield _case(
        "penguins, a text and a number",
        "penguins",
        _steps(prepare=lanes, model=tree),
        [0, 3],
        tight(),
        grid_resolution=6,
    )
    missing = table(a=[1, None, 3, 3, 2, None, 1, 2], b=[1, 2, 3, 4, 5, 6, 7, 8])
    targets = [1.5, 2, 3.5, 4, 5, 6.5, 7, 8]
    filled = _steps(impute=R("SimpleImputer"), model=regressor)
    yield _case("missing values are a point of the grid", (missing, targets), filled, [0], kind="both")
    yield _case("few rows", (missing, targets), filled, [1], grid_resolution=8, percentiles=[0.25, 0.6])
    yield _case(
        "percentiles too close",
        (table(a=[1, 2] + [5] * 18, b=range(20)), [float(i) for i in range(20)]),
        filled,
        [0],
        grid_resolution=2,
        percentiles=[0.3, 0.6],
    )
