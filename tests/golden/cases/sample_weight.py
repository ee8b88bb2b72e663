"""sample_weight in fit, for every estimator that takes it. Weights have zeros, repeats and fractions; a Pipeline hands them to its
last step."""

from common import EXACT, converged, estimator_case, matrix, table, tight
from numpy.random import RandomState

BLAS = tight(1e-10, 1e-10)
LOGS = tight(1e-12, 1e-12)

# class, variants, tolerance, tolerances of single attributes
CLASSIFIERS = [
    ("Perceptron", ({}, {"penalty": "l2"}, {"class_weight": "balanced"}), EXACT, {}),
    (
        "SGDClassifier",
        (
            {"random_state": 1},
            {"random_state": 1, "penalty": "l1", "class_weight": "balanced"},
            {"random_state": 2, "learning_rate": "adaptive", "eta0": 0.1},
        ),
        EXACT,
        {},
    ),
    ("SGDClassifier", ({"random_state": 1, "loss": "log_loss"},), tight(1e-10, 1e-10), {}),
    (
        "LinearSVC",
        (
            {"loss": "hinge", "random_state": 3},
            {"dual": True, "random_state": 0},
            {"dual": True, "random_state": 0, "class_weight": "balanced"},
        ),
        EXACT,
        {},
    ),
    (
        "LinearSVC",
        ({"tol": 1e-12, "max_iter": 100000}, {"tol": 1e-12, "max_iter": 100000, "class_weight": "balanced"}),
        converged(1e-6, 1e-6),
        {},
    ),
    ("GaussianNB", ({}, {"var_smoothing": 1e-3}), EXACT, {"predict_proba": LOGS}),
    ("BernoulliNB", ({"binarize": 0.5}, {"alpha": 0.1, "fit_prior": False}), LOGS, {}),
    ("DummyClassifier", ({}, {"strategy": "most_frequent"}, {"strategy": "stratified", "random_state": 5}), EXACT, {}),
]
REGRESSORS = [
    ("LinearRegression", ({}, {"fit_intercept": False}), BLAS, {}),
    ("Ridge", ({}, {"alpha": 0.1, "fit_intercept": False}, {"solver": "svd"}), BLAS, {}),
    (
        "Lasso",
        (
            {"alpha": 0.1},
            {"alpha": 0.05, "fit_intercept": False},
            {"alpha": 0.1, "selection": "random", "random_state": 2},
        ),
        converged(1e-9, 1e-9),
        {"n_iter_": EXACT, "dual_gap_": converged(1e-6, 1e-9)},
    ),
    (
        "ElasticNet",
        ({"alpha": 0.1}, {"alpha": 0.1, "l1_ratio": 0.9, "positive": True}),
        converged(1e-9, 1e-9),
        {"n_iter_": EXACT, "dual_gap_": converged(1e-6, 1e-9)},
    ),
    (
        "SGDRegressor",
        (
            {"random_state": 1, "learning_rate": "constant", "eta0": 0.001},
            {"random_state": 1, "learning_rate": "adaptive", "penalty": "l1"},
        ),
        EXACT,
        {},
    ),
    (
        "DummyRegressor",
        (
            {},
            {"strategy": "median"},
            {"strategy": "quantile", "quantile": 0.8},
            {"strategy": "quantile", "quantile": 0.0},
        ),
        EXACT,
        {},
    ),
]
TRANSFORMERS = [
    ("StandardScaler", ({}, {"with_mean": False}), LOGS, {}),
    (
        "KBinsDiscretizer",
        (
            {"encode": "ordinal"},
            {"encode": "ordinal", "strategy": "uniform"},
            {"encode": "ordinal", "quantile_method": "inverted_cdf"},
            {"encode": "ordinal", "subsample": 25, "random_state": 4},
        ),
        EXACT,
        {},
    ),
    (
        "KBinsDiscretizer",
        ({"encode": "ordinal", "strategy": "kmeans"}, {"encode": "ordinal", "strategy": "kmeans", "n_bins": 3}),
        tight(1e-12, 1e-12),
        {},
    ),
    (
        "KMeans",
        ({"n_clusters": 3, "random_state": 0}, {"n_clusters": 4, "random_state": 1, "init": "random"}),
        tight(1e-10, 1e-10),
        {"labels_": EXACT, "predict": EXACT, "n_iter_": EXACT},
    ),
]
OUTPUTS = ("fitted", "predict", "predict_proba", "transform", "error", "at", "scikit-learn says")


def _case(cls, params, data, where, tolerance, keys, **more):
    text = ", ".join(f"{k}={v}" for k, v in params.items()) or "default"
    return estimator_case(
        f"{cls}, {where}, {text}",
        {"class": cls, "params": params},
        data,
        tolerance=tolerance,
        keys=keys,
        outputs=OUTPUTS,
        skip=("n_iter_",) if cls == "LinearSVC" and tolerance is not EXACT else (),
        **more,
    )


def cases():
    rng = RandomState(12)
    x = rng.standard_normal((60, 3)).round(3) + [0, 1, 5]
    weights = rng.choice([0.0, 0.5, 1.0, 1.0, 2.0, 3.25], 60).tolist()
    labels = [f"k{int(v)}" for v in (x[:, 0] + rng.standard_normal(60) > 0)]
    three = [f"k{int(v)}" for v in rng.randint(0, 3, 60) + 0]
    y = (x @ [2, -1, 0.5] + rng.standard_normal(60)).round(3).tolist()
    for cls, variants, tolerance, keys in CLASSIFIERS:
        for params in variants:
            yield _case(
                cls, params, matrix(x), "two classes", tolerance, keys, y=labels, sample_weight=weights, test=range(15)
            )
            yield _case(
                cls,
                params,
                matrix(x),
                "three classes",
                tolerance,
                keys,
                y=three,
                sample_weight=weights,
                train=range(50),
                test=range(45, 60),
            )
    counts = matrix(rng.poisson(2, (60, 4)))
    for params in ({}, {"alpha": 0.3, "fit_prior": False}):
        yield _case("MultinomialNB", params, counts, "counts", LOGS, {}, y=three, sample_weight=weights, test=range(15))
    for cls, variants, tolerance, keys in REGRESSORS:
        for params in variants:
            yield _case(cls, params, matrix(x), "numbers", tolerance, keys, y=y, sample_weight=weights, test=range(15))
            if cls != "DummyRegressor":
                yield _case(
                    cls,
                    params,
                    matrix(x[:, :1]),
                    "one column",
                    tolerance,
                    keys,
                    y=y,
                    sample_weight=weights,
                    train=range(30),
                    test=range(15),
                )
    for cls, variants, tolerance, keys in TRANSFORMERS:
        for params in variants:
            yield _case(
                cls,
                params,
                matrix(x),
                "numbers",
                tolerance,
                keys,
                sample_weight=weights,
                train=range(50),
                test=range(40, 60),
            )
    gaps = table(a=[1, None, 3, 4, 4], b=[None, 2, 2, 5, 1], c=[3, 3, 3, 3, 3])
    yield _case("StandardScaler", {}, gaps, "missing values", LOGS, {}, sample_weight=[1, 2, 0.5, 0, 3])
    yield _case(
        "GaussianNB",
        {},
        matrix(x[:, :1]),
        "one column",
        EXACT,
        {"predict_proba": LOGS},
        y=three,
        sample_weight=weights,
        test=range(15),
    )
    yield _case(
        "GaussianNB",
        {},
        matrix(x),
        "a class without weight",
        EXACT,
        {"predict_proba": LOGS},
        y=three,
        sample_weight=[0.0 if label == "k1" else w for label, w in zip(three, weights)],
        test=range(15),
    )
    yield _case(
        "KBinsDiscretizer",
        {"quantile_method": "hazen"},
        matrix(x),
        "a method without weights",
        EXACT,
        {},
        sample_weight=weights,
    )
    scaled = {
        "class": "Pipeline",
        "params": {
            "steps": [["scale", {"class": "StandardScaler", "params": {}}], ["model", {"class": "Ridge", "params": {}}]]
        },
    }
    yield estimator_case(
        "Pipeline, weights go to the last step",
        scaled,
        matrix(x),
        y=y,
        sample_weight=weights,
        tolerance=BLAS,
        outputs=OUTPUTS,
    )
    yield estimator_case(
        "Pipeline, a last step without weights",
        {"class": "Pipeline", "params": {"steps": [["model", {"class": "KNeighborsClassifier", "params": {}}]]}},
        matrix(x),
        y=labels,
        sample_weight=weights,
    )
    yield estimator_case(
        "MinMaxScaler takes none", {"class": "MinMaxScaler", "params": {}}, matrix(x), sample_weight=weights
    )
