"""cross_validate and cross_val_predict: the scores of every split, and the prediction of every row."""

from cases.column_transformer import R, _steps
from cases.folds import S
from common import EXACT, build, converged, dataset, target_array, tight
from sklearn import model_selection


def _case(name, data, recipe, cv, scoring, tolerance=EXACT, predict=True, proba=False):
    X, y, meta = dataset(data)
    y_array = target_array(y)
    splitter = getattr(model_selection, cv["class"])(**cv["params"]) if isinstance(cv, dict) else cv
    estimator = build(recipe, y)
    got = model_selection.cross_validate(
        estimator,
        X.array(None),
        y_array,
        cv=splitter,
        scoring=scoring or None,
        return_train_score=True,
        error_score="raise",
    )
    names = scoring or ["score"]
    expect = {
        "test": [[got[f"test_{n}"][i] for n in names] for i in range(len(got["fit_time"]))],
        "train": [[got[f"train_{n}"][i] for n in names] for i in range(len(got["fit_time"]))],
    }
    if predict:
        expect["predict"] = model_selection.cross_val_predict(estimator, X.array(None), y_array, cv=splitter)
    if proba:
        expect["predict_proba"] = model_selection.cross_val_predict(
            estimator, X.array(None), y_array, cv=splitter, method="predict_proba"
        )
    return {
        "name": name,
        "data": {"dataset": data},
        "options": {"recipe": recipe, "cv": cv, "scoring": scoring},
        "expect": expect,
        "tolerance": tolerance,
    }


def cases():
    labels = ["accuracy", "balanced_accuracy", "f1_macro", "matthews_corrcoef"]
    proba = ["roc_auc_ovr", "roc_auc_ovo_weighted", "neg_log_loss", "neg_brier_score"]
    # scikit-learn's Brier score of two classes refuses labels that are text.
    numbers = ["r2", "neg_mean_squared_error", "neg_median_absolute_error", "explained_variance"]
    tree = R("DecisionTreeClassifier", random_state=0, max_depth=3)
    for data in ("iris", "wine", "breast_cancer"):
        yield _case(f"{data}, tree, default scoring", data, tree, 5, [])
        yield _case(
            f"{data}, tree, labels", data, tree, S("StratifiedKFold", n_splits=4, shuffle=True, random_state=1), labels
        )
        yield _case(
            f"{data}, tree, probabilities",
            data,
            tree,
            3,
            proba if data != "breast_cancer" else proba[:-1] + ["roc_auc"],
            tight(1e-12, 1e-14),
        )
        yield _case(
            f"{data}, scaler, dummy", data, _steps(scale=R("StandardScaler"), model=R("DummyClassifier")), None, labels
        )
        yield _case(
            f"{data}, repeated",
            data,
            tree,
            S("RepeatedStratifiedKFold", n_splits=2, n_repeats=3, random_state=5),
            ["accuracy"],
            predict=False,
        )
        yield _case(
            f"{data}, scaler, logistic regression",
            data,
            _steps(scale=R("MinMaxScaler"), model=R("LogisticRegression", C=0.5, tol=1e-10, max_iter=10000)),
            3,
            ["neg_log_loss"],
            converged(1e-6, 1e-8),
        )
        # A selector that predicts is a classifier as the model inside is.
        yield _case(
            f"{data}, scaler, RFE",
            data,
            _steps(scale=R("StandardScaler"), keep=R("RFE", estimator=tree, n_features_to_select=2)),
            4,
            ["accuracy", "f1_macro"],
            proba=True,
        )
        # The rows are sorted by class: folds in their order leave whole classes out of the training rows, whose columns are 0.
        yield _case(
            f"{data}, tree, classes out of sight",
            data,
            tree,
            S("KFold", n_splits=3),
            ["accuracy"],
            proba=data != "breast_cancer",
        )
    # Scores that only rank: of decision_function, which these classifiers have instead of probabilities, or as well.
    for model in (
        R("LinearSVC", random_state=0, dual=True, max_iter=100000, tol=1e-8),
        R("Perceptron", random_state=0),
        R("LinearDiscriminantAnalysis"),
    ):
        yield _case(
            f"breast_cancer, scaler, {model['class']}, ranking",
            "breast_cancer",
            _steps(scale=R("StandardScaler"), model=model),
            3,
            ["roc_auc", "accuracy"],
            tight(1e-12, 1e-14),
        )
        yield _case(
            f"iris, scaler, {model['class']}, ranking",
            "iris",
            _steps(scale=R("StandardScaler"), model=model),
            3,
            ["average_precision", "top_k_accuracy"],
            tight(1e-12, 1e-14),
        )
    tree = R("DecisionTreeRegressor", random_state=0, max_depth=4)
    yield _case("diabetes, tree, default scoring", "diabetes", tree, 5, [], tight())
    yield _case(
        "diabetes, tree",
        "diabetes",
        tree,
        S("ShuffleSplit", n_splits=3, random_state=2),
        numbers,
        tight(),
        predict=False,
    )
    yield _case(
        "diabetes, tree, KFold",
        "diabetes",
        tree,
        S("KFold", n_splits=4, shuffle=True, random_state=3),
        numbers,
        tight(),
    )
    yield _case(
        "diabetes, RFE, default scoring", "diabetes", R("RFE", estimator=tree, n_features_to_select=3), 3, [], tight()
    )
    yield _case(
        "diabetes, tree, in order of time",
        "diabetes",
        tree,
        S("TimeSeriesSplit", n_splits=3),
        numbers,
        tight(),
        predict=False,
    )
    yield _case("diabetes, ridge", "diabetes", R("Ridge", alpha=2.0), 5, numbers, converged(1e-9, 1e-9))
