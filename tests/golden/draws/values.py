"""What a parameter is drawn from: what the engine declares of it, and what is sensible of that."""

import math

# Where a constraint alone would allow a fit of hours, or hardly ever hit what matters. Of these a parameter gets those
# that its constraint allows.
VALUES = {
    "n_estimators": [1, 2, 5, 9],
    "max_depth": [None, 1, 2, 3, 5],
    "max_leaf_nodes": [None, 2, 4, 8],
    "ccp_alpha": [0.0, 0.001, 0.02, 0.5],
    "min_samples_split": [2, 3, 10, 0.1],
    "min_samples_leaf": [1, 2, 5, 0.05],
    "min_weight_fraction_leaf": [0.0, 0.05, 0.2],
    "max_features": [None, 1, 2, 0.5, 1.0, "sqrt", "log2"],
    "min_impurity_decrease": [0.0, 0.001, 0.1],
    "max_samples": [None, 0.5, 0.9, 4],
    "learning_rate_init": [0.01],
    "subsample": [None, 1.0, 0.5, 0.8, 40, 10000],
    "validation_fraction": [0.1, 0.25],
    "n_iter_no_change": [None, 2, 5],
    "l2_regularization": [0.0, 0.1, 2.0],
    "max_bins": [255, 2, 7, 32],
    "n_neighbors": [1, 2, 5, 7],
    "p": [1.0, 2.0, 1.5, 3.0],
    "alpha": [0.0, 0.001, 0.1, 1.0, 10.0],
    "C": [0.01, 0.3, 1.0, 20.0],
    "l1_ratio": [0.0, 0.15, 0.5, 1.0],
    "eta0": [0.001, 0.01, 0.1, 1.0],
    "power_t": [0.25, 0.5],
    "epsilon": [0.01, 0.1, 1.0],
    "var_smoothing": [1e-9, 1e-3, 0.1],
    "binarize": [0.0, 0.5, 2.0],
    "threshold": [0.0, 0.1, 0.5, 2.0],
    "n_bins": [2, 3, 5],
    "n_quantiles": [5, 10, 1000],
    "n_components": [None, 1, 2, 3, 0.5, 0.9],
    "n_clusters": [2, 3, 5],
    "n_init": ["auto", 1, 3],
    "degree": [1, 2, 3, [0, 2], [2, 2]],
    "k": [0, 1, 2, 3, "all"],
    "percentile": [0.0, 10.0, 50.0, 100.0],
    "feature_range": [[0.0, 1.0], [-1.0, 1.0], [5.0, 6.5]],
    "quantile_range": [[25.0, 75.0], [10.0, 90.0], [0.0, 100.0]],
    "min_frequency": [None, 1, 3, 10, 0.1, 0.3],
    "max_categories": [None, 1, 2, 3],
    "reg_param": [0.0, 0.1, 0.9],
    "quantile": [0.0, 0.1, 0.5, 0.9],
    "smooth": ["auto", 1.0, 10.0],
    "cv": [2, 3, 5],
    "intercept_scaling": [1.0, 3.0],
    "n_features_to_select": [None, 1, 2, 0.5],
    "step": [1, 2, 0.4],
    "random_state": [0, 1, 2, 7, 42, 2**32 - 1],
    "n_iter": [3, 5],
    "max_fun": [15000],
    "fill_value": [None, 0, -1.5],
    "encoded_missing_value": [-7.0],
}
# Drawn with others, or not at all.
NEVER = {
    "class_prior",
    "priors",
    "class_weight",
    "verbose",
    "tol",
    "max_iter",
    "monotonic_cst",
    "unknown_value",
    "categories",
    "features",
    "constant",
    "error_score",
    "refit",
    "scoring",
}
HELD = {"estimator", "steps", "transformers", "grid", "distributions"}


def params_of(about):
    return {p["name"]: p for p in about["params"]}


def holds(param):
    """Whether the parameter is made of other estimators."""
    return any(c["type"] in HELD for c in param["constraint"])


def low_of(interval):
    return -math.inf if interval["low"] is None else float(interval["low"])


def admits(constraint, value):
    """Whether the engine's schema allows the value."""
    kind = constraint["type"]
    if kind == "interval":
        if type(value) is not (float if constraint["numeric"] == "float" else int):
            return False
        low, high = low_of(constraint), math.inf if constraint["high"] is None else float(constraint["high"])
        above = value >= low if constraint["low_closed"] else value > low
        return above and (value <= high if constraint["high_closed"] else value < high)
    if kind == "options":
        return any(type(value) is type(option) and value == option for option in constraint["options"])
    return {
        "none": value is None,
        "boolean": isinstance(value, bool),
        "string": isinstance(value, str),
        "number": isinstance(value, (int, float)) and not isinstance(value, bool),
        "list": isinstance(value, list),
    }.get(kind, False)


def value(chance, param):
    allowed = [v for v in VALUES.get(param["name"], []) if any(admits(c, v) for c in param["constraint"])]
    if allowed:
        return chance.one(allowed)
    offers = []
    for c in param["constraint"]:
        if c["type"] == "boolean":
            offers += [True, False]
        elif c["type"] == "options":
            offers += c["options"]
        elif c["type"] == "none":
            offers.append(None)
        elif c["type"] == "interval" and type(param["default"]) in (int, float):
            base = param["default"] or 1
            number = float if c["numeric"] == "float" else int
            offers += [number(max(v, low_of(c))) for v in (base / 2, base, base * 2)]
    return chance.one(offers) if offers else param["default"]


def bad(param):
    """A value outside of the domain."""
    for c in param["constraint"]:
        if c["type"] == "interval" and math.isfinite(low_of(c)):
            only = c["numeric"] == "float" and len(param["constraint"]) == 1
            return low_of(c) - 1.5 if only else int(low_of(c)) - 1
    return None


def settled(about):
    """The class "converged" speaks of the optimum, so what iterates towards one does so to the end."""
    closeness = about["exactness"]
    levels = {closeness["class"], *(looser["class"] for looser in closeness["except"])}
    if "converged" in levels and {"tol", "max_iter"} <= set(params_of(about)):
        return {"tol": 1e-10, "max_iter": 20000}
    return {}


def stops_early(about):
    """Whether a fit that stops early is a result of its own, number of passes included."""
    return "eta0" in params_of(about)


def grows_trees(about):
    """Whether max_iter is a number of trees, not an end of patience."""
    return {"max_iter", "max_leaf_nodes"} <= set(params_of(about))
