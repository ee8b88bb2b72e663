"""permutation_importance of a fitted pipeline, shuffle for shuffle."""

import numpy as np
from cases.column_transformer import R, _steps
from common import EXACT, build, dataset, split, target_array, tight
from sklearn.inspection import permutation_importance


def _case(name, data, recipe, tolerance=EXACT, frame=False, **options):
    X, y, _ = dataset(data)
    train, test = split(data)
    form = (lambda rows: X.rows(rows).frame(None)) if frame else (lambda rows: X.rows(rows).array(None))
    model = build(recipe, y).fit(form(train), target_array([y[i] for i in train]))
    found = permutation_importance(model, form(test), target_array([y[i] for i in test]), **options)
    scoring = options.get("scoring")
    named = found if isinstance(scoring, list) else {scoring or "score": found}
    expect = {
        key: {k: np.asarray(bunch[f"importances{key}"]) for k, bunch in named.items()} for key in ("", "_mean", "_std")
    }
    return {
        "name": name,
        "data": {"dataset": data},
        "train": train,
        "test": test,
        "options": {"recipe": recipe, **options},
        "expect": {"importances": expect[""], "mean": expect["_mean"], "std": expect["_std"]},
        "tolerance": tolerance,
    }


def cases():
    tree = R("DecisionTreeClassifier", random_state=0, max_depth=4)
    yield _case("wine, tree", "wine", tree, random_state=0)
    yield _case(
        "breast_cancer, two scores",
        "breast_cancer",
        tree,
        random_state=3,
        n_repeats=3,
        scoring=["accuracy", "f1_macro"],
    )
    yield _case("iris, many repeats", "iris", tree, random_state=1, n_repeats=30)
    yield _case("wine, a share of the rows", "wine", tree, random_state=2, max_samples=0.6)
    yield _case("breast_cancer, some rows", "breast_cancer", tree, random_state=2, max_samples=20, n_repeats=4)
    yield _case(
        "diabetes, tree", "diabetes", R("DecisionTreeRegressor", random_state=0, max_depth=4), tight(), random_state=5
    )
    yield _case(
        "diabetes, scaler and tree, another score",
        "diabetes",
        _steps(scale=R("MinMaxScaler"), model=R("DecisionTreeRegressor", random_state=0, max_depth=3)),
        tight(),
        random_state=0,
        scoring="neg_mean_absolute_error",
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
    yield _case(
        "penguins, texts and missing values", "penguins", _steps(prepare=lanes, model=tree), frame=True, random_state=4
    )
