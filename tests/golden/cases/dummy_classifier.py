"""DummyClassifier."""

from common import estimator_case, matrix, split
from numpy.random import RandomState


def _case(name, data, params, **more):
    return estimator_case(name, {"class": "DummyClassifier", "params": params}, data, **more)


def cases():
    for name in ("iris", "wine", "breast_cancer", "penguins"):
        train, test = split(name)
        for strategy in ("most_frequent", "prior", "stratified", "uniform"):
            params = {"strategy": strategy}
            if strategy in ("stratified", "uniform"):
                params["random_state"] = 3
            yield _case(f"{name}, {strategy}", name, params, train=train, test=test)
    for name, label in (("iris", "virginica"), ("breast_cancer", "benign")):
        train, test = split(name)
        yield _case(
            f"{name}, constant {label}", name, {"strategy": "constant", "constant": label}, train=train, test=test
        )
    yield _case("iris, constant that is no class", "iris", {"strategy": "constant", "constant": "tulip"})
    x = matrix([[float(i)] for i in range(12)])
    targets = {
        "tie": ["b", "a", "b", "a", "c", "c"] * 2,
        "one class": ["x"] * 12,
        "numbers": [2, 1, 2, 2, 0, 1, 1, 2, 2, 0, 1, 2],
        "negative numbers": [-1, 1, 1, -1] * 3,
        "rare": ["a"] * 11 + ["b"],
    }
    for title, y in targets.items():
        for strategy in ("most_frequent", "prior", "stratified", "uniform"):
            for seed in (0, 7, 2**32 - 1) if strategy in ("stratified", "uniform") else (None,):
                params = {"strategy": strategy} | ({} if seed is None else {"random_state": seed})
                yield _case(f"{title}, {strategy}{'' if seed is None else f', seed {seed}'}", x, params, y=y)
    yield _case("default", x, {}, y=targets["numbers"])
    yield _case("constant number", x, {"strategy": "constant", "constant": 1}, y=targets["numbers"])
    yield _case("constant is missing", x, {"strategy": "constant"}, y=targets["numbers"])
    rng = RandomState(0)
    y = [f"k{i}" for i in rng.choice(6, 120, p=[0.4, 0.3, 0.15, 0.1, 0.04, 0.01])]
    many = matrix(rng.random_sample((120, 1)).round(3))
    for strategy in ("stratified", "uniform"):
        yield _case(f"six classes, {strategy}", many, {"strategy": strategy, "random_state": 42}, y=y)
    yield _case("a missing value in X is no matter", matrix([[float("nan")], [1], [2]]), {}, y=["a", "b", "b"])
