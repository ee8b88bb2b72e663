"""What of a fitted estimator is compared: the attributes that the engine declares."""

import numpy as np
from recipes import schema, steps

# Attributes that hold a record or an estimator of their own: what of them is compared.
PARTS = {
    "tree_": [
        f"tree_.{part}"
        for part in (
            "children_left",
            "children_right",
            "feature",
            "threshold",
            "impurity",
            "n_node_samples",
            "weighted_n_node_samples",
            "value",
            "missing_go_to_left",
        )
    ],
    "indicator_": ["indicator_.features_"],
}
# Not compared by name: estimators (`steps` walks them), what `derived` puts in another form, what scikit-learn keeps
# under another name or to another sign, what a fit is given, and numbers that say no more than another attribute does.
OTHERWISE = set(
    """
    estimator_ estimators_ final_estimator_ regressor_ transformer_ best_estimator_
    best_params_ cv_results_ predictors_ baseline_prediction_ init_prediction_
    scalings_ rotations_ scaler_mean_ scaler_scale_
    fit_X_ fit_y_ n_samples_fit_ effective_metric_ columns_ estimators_features_
    max_features_ target_type_ solver_
    """.split()
)
OTHERWISE_OF = {
    "DecisionTreeClassifier": {"n_classes_"},
    "ExtraTreeClassifier": {"n_classes_"},
    "DummyClassifier": {"n_classes_"},
    "KNNImputer": {"indicator_"},
    "HistGradientBoostingClassifier": {"categories_"},
    "HistGradientBoostingRegressor": {"categories_"},
}


def attributes(name):
    """The fitted attributes, as paths, that are compared: those that the engine declares."""
    otherwise = OTHERWISE | OTHERWISE_OF.get(name, set())
    declared = [f["name"] for f in schema()[name]["fitted"] if f["name"] not in otherwise] if name in schema() else []
    return [path for attribute in declared for path in PARTS.get(attribute, [attribute])]


def derived(estimator):
    """Attributes that the engine keeps in another form: all trees of an ensemble in one set of arrays."""
    name = type(estimator).__name__
    if name in (
        "RandomForestClassifier",
        "RandomForestRegressor",
        "ExtraTreesClassifier",
        "ExtraTreesRegressor",
        "GradientBoostingClassifier",
        "GradientBoostingRegressor",
    ):
        trees = [t.tree_ for t in np.ravel(estimator.estimators_)]
        out = {
            f"estimators_.{a}": np.concatenate([getattr(t, a) for t in trees])
            for a in ("children_left", "children_right", "feature", "threshold", "missing_go_to_left")
        }
        out["estimators_.first_node"] = np.cumsum([0] + [t.node_count for t in trees])
        out["estimators_.value"] = np.concatenate([t.value[t.children_left == -1][:, 0, :] for t in trees])
        return out
    if name.endswith("SearchCV"):
        # times are not kept; a column per parameter says what params says
        table = {
            f"cv_results_.{k}": v
            for k, v in estimator.cv_results_.items()
            if "_time" not in k and not k.startswith("param_")
        }
        table["cv_results_.params"] = [
            [[path, p[path] if not hasattr(p[path], "fit") else None] for path in sorted(p)]
            for p in estimator.cv_results_["params"]
        ]
        return table
    if name.startswith("Bagging"):
        return {"estimators_features_": np.concatenate(estimator.estimators_features_)}
    if name.startswith("HistGradientBoosting"):
        nodes = [p.nodes for iteration in estimator._predictors for p in iteration]
        joined = np.concatenate(nodes)
        leaf = joined["is_leaf"] == 1
        feature = joined["feature_idx"]
        sets = {}
        if estimator.is_categorical_ is not None:
            # columns of categories come first there
            feature = np.argsort(~estimator.is_categorical_, kind="stable")[feature]
            of_node = np.cumsum(joined["is_categorical"] == 1) - 1
            words = [p.raw_left_cat_bitsets for iteration in estimator._predictors for p in iteration]
            if joined["is_categorical"].any():
                sets = {
                    "predictors_.category_set": np.where(joined["is_categorical"] == 1, of_node, -1),
                    "predictors_.left_categories": np.concatenate(words).astype(np.uint32).astype(np.int32).ravel(),
                }
        return {
            **sets,
            "predictors_.first_node": np.cumsum([0] + [len(n) for n in nodes]),
            "predictors_.children_left": np.where(leaf, -1, joined["left"].astype(int)),
            "predictors_.children_right": np.where(leaf, -1, joined["right"].astype(int)),
            "predictors_.feature": np.where(leaf, -2, feature),
            "predictors_.threshold": np.where(leaf, -2.0, joined["num_threshold"]),
            "predictors_.missing_go_to_left": np.where(leaf, 0, joined["missing_go_to_left"]),
            "predictors_.value": joined["value"][leaf].reshape(-1, 1),
            "baseline_prediction_": estimator._baseline_prediction.ravel(),
        }
    return {}


def fitted(estimator, skip=()):
    out = {}
    for prefix, est in steps(estimator):
        for path in attributes(type(est).__name__):
            value = est
            for part in path.split("."):
                value = getattr(value, part, None)  # a transformer of no columns is never fitted
            if f"{prefix}{path}" in skip or path in skip or value is None:
                continue
            out[f"{prefix}{path}"] = value
        for path, value in derived(est).items():
            if path not in skip:
                out[f"{prefix}{path}"] = value
    return out
