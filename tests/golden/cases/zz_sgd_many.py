from cases.sgd_classifier import stochastic
from common import matrix
from numpy.random import default_rng


def one(rng, v):
    return v[int(rng.integers(len(v)))]


def cases():
    for seed in range(900):
        rng = default_rng(seed)
        n, p = int(rng.integers(12, 80)), int(rng.integers(1, 5))
        x = rng.integers(-2, 3, (n, p)).astype(float) if rng.random() < 0.5 else rng.standard_normal((n, p)).round(2)
        cls = one(rng, ["SGDClassifier", "SGDRegressor", "Perceptron"])
        params = {"random_state": int(rng.integers(1000))}
        if rng.random() < 0.7:
            params["early_stopping"] = True
        if rng.random() < 0.6:
            params["validation_fraction"] = one(rng, [0.1, 0.2, 0.35, 0.5])
        if cls != "Perceptron" and rng.random() < 0.6:
            params["average"] = one(rng, [True, 1, 5, n, 3 * n, 100 * n])
        if rng.random() < 0.4:
            params["n_iter_no_change"] = one(rng, [1, 2, 8])
        if rng.random() < 0.4:
            params["tol"] = one(rng, [None, 0.0, 1e-2, 0.3])
        params["max_iter"] = one(rng, [3, 20, 60])
        if rng.random() < 0.5:
            params["penalty"] = one(rng, ["l1", "l2", "elasticnet", None])
        if rng.random() < 0.5:
            params["alpha"] = one(rng, [1e-5, 1e-2, 1.0])
        if rng.random() < 0.2:
            params["fit_intercept"] = False
        if cls != "Perceptron":
            params["learning_rate"] = one(rng, ["constant", "adaptive", "optimal", "invscaling"])
            params["eta0"] = one(rng, [0.001, 0.01, 0.1])
        if cls == "SGDClassifier":
            params["loss"] = one(rng, ["hinge", "log_loss", "modified_huber", "squared_hinge", "perceptron"])
        if cls == "SGDRegressor" and rng.random() < 0.5:
            params["loss"] = one(rng, ["huber", "epsilon_insensitive", "squared_epsilon_insensitive"])
        if cls == "SGDRegressor":
            y = (
                (x @ rng.integers(-3, 4, p) + rng.standard_normal(n)).round(2).tolist()
                if rng.random() < 0.8
                else rng.integers(0, 3, n).tolist()
            )
        else:
            k = int(rng.integers(2, 5))
            y = (
                [f"k{int(v)}" for v in rng.integers(0, k, n)]
                if rng.random() < 0.5
                else [f"k{int(v > 0)}" for v in x[:, 0] + rng.standard_normal(n) * 0.3]
            )
        if cls != "SGDRegressor" and rng.random() < 0.3:
            params["class_weight"] = "balanced"
        more = {}
        if rng.random() < 0.4:
            more = {
                "sample_weight": rng.choice([0.0, 0.5, 1.0, 2.0], n).tolist(),
                "outputs": ("fitted", "predict", "error", "at", "scikit-learn says"),
            }
        close = params.get("loss") == "log_loss" or params.get("learning_rate") == "invscaling"
        yield stochastic(cls, f"{seed} {cls}", matrix(x), params, close, y=y, **more)
