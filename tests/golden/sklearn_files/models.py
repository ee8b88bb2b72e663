"""What predicts by itself: linear models, Bayes, neighbours, discriminants, trees, dummies, clusters."""

import numpy as np
from making import BINARY, BOOLS, FLOATS, KINDS, ODD, THREE, WORDS, amounts, case, counts, labels, mixed, numbers
from sklearn.cluster import KMeans
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis, QuadraticDiscriminantAnalysis
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.linear_model import (
    ElasticNet,
    Lasso,
    LinearRegression,
    LogisticRegression,
    Perceptron,
    Ridge,
    RidgeClassifier,
    RidgeClassifierCV,
    RidgeCV,
    SGDClassifier,
    SGDRegressor,
)
from sklearn.naive_bayes import BernoulliNB, GaussianNB, MultinomialNB
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor, ExtraTreeClassifier, ExtraTreeRegressor

WEIGHTS = {"sample_weight": np.array([1.0, 2.0, 0.5, 3.0] * 9)}


def linear_regressors():
    plain, named = numbers(), numbers(named=True)
    y = amounts(plain)
    for make in (LinearRegression, Ridge, Lasso, ElasticNet):
        yield case(make.__name__, lambda: make(), plain, y)
        yield case(f"{make.__name__}, named, no intercept", lambda: make(fit_intercept=False), named, y)
    yield case("LinearRegression, positive", lambda: LinearRegression(positive=True), plain, y)
    yield case("LinearRegression, whole numbers", lambda: LinearRegression(), counts(dtype="int64"), y.round())
    yield case("LinearRegression, float32", lambda: LinearRegression(), numbers(dtype="float32"), y, single=True)
    yield case("LinearRegression, weights", lambda: LinearRegression(), named, y, weights=WEIGHTS)
    yield case("Ridge, svd", lambda: Ridge(alpha=0.3, solver="svd"), plain, y)
    yield case("RidgeCV", lambda: RidgeCV(), plain, y)
    yield case("RidgeCV, alphas", lambda: RidgeCV(alphas=[0.01, 1.0, 100.0]), named, y)
    yield case("RidgeCV, folds", lambda: RidgeCV(alphas=[0.1, 10.0], cv=3), plain, y)
    small = numbers(3, 5)
    for c in small.columns:
        c.cells = [v / 50 for v in c.cells]
    y = amounts(small) / 10
    yield case("SGDRegressor", lambda: SGDRegressor(max_iter=50, tol=None, random_state=0), small, y)
    yield case(
        "SGDRegressor, huber, averaged",
        lambda: SGDRegressor("huber", average=True, max_iter=20, random_state=0),
        small,
        y,
    )
    yield case(
        "SGDRegressor, l1, stops early",
        lambda: SGDRegressor(penalty="l1", early_stopping=True, random_state=0),
        small,
        y,
    )


def linear_classifiers():
    plain, named = numbers(), numbers(named=True)
    kinds = (("two", BINARY), ("three", THREE), ("odd", ODD), ("words", WORDS), ("kinds", KINDS))
    kinds += (("bools", BOOLS), ("floats", FLOATS))
    for i, (name, values) in enumerate(kinds):
        table = (plain, named)[i % 2]
        y = labels(table, values)
        yield case(f"LogisticRegression, {name}", lambda: LogisticRegression(max_iter=300), table, y)
        yield case(f"RidgeClassifier, {name}", lambda: RidgeClassifier(alpha=2.0), table, y)
        yield case(f"GaussianNB, {name}", lambda: GaussianNB(), table, y)
    two, three, words = labels(plain, BINARY), labels(plain, THREE), labels(plain, KINDS)
    for name, params in {
        "none": {"penalty": None},
        "l1, saga": {"penalty": "l1", "solver": "saga", "C": 0.5},
        "elasticnet": {"penalty": "elasticnet", "solver": "saga", "l1_ratio": 0.4},
        "newton-cg, no intercept": {"solver": "newton-cg", "fit_intercept": False},
        "newton-cholesky": {"solver": "newton-cholesky", "class_weight": "balanced"},
    }.items():
        # Before 1.6, newton-cholesky took one class against the rest.
        y = two if name == "newton-cholesky" else three
        yield case(f"LogisticRegression, {name}", lambda: LogisticRegression(max_iter=500, **params), plain, y)
    yield case("LogisticRegression, liblinear", lambda: LogisticRegression(solver="liblinear"), plain, two)
    yield case(
        "LogisticRegression, liblinear l1, words",
        lambda: LogisticRegression(solver="liblinear", penalty="l1"),
        named,
        labels(plain, WORDS),
    )
    yield case(
        "LogisticRegression, liblinear, three",
        lambda: LogisticRegression(solver="liblinear"),
        plain,
        three,
        until="1.7",
        may_refuse=True,
    )
    yield case(
        "LogisticRegression, newton-cholesky, three",
        lambda: LogisticRegression(solver="newton-cholesky"),
        plain,
        words,
        may_refuse=True,
    )
    for kind, y in (("two", two), ("three", words)):
        yield case(
            f"LogisticRegression, ovr, {kind}",
            lambda: LogisticRegression(multi_class="ovr"),
            plain,
            y,
            until="1.7",
            may_refuse=True,
        )
    yield case(
        "LogisticRegression, multinomial, three",
        lambda: LogisticRegression(multi_class="multinomial"),
        plain,
        three,
        until="1.7",
    )
    yield case(
        "LogisticRegression, multinomial, two",
        lambda: LogisticRegression(multi_class="multinomial"),
        plain,
        two,
        until="1.7",
        may_refuse=True,
    )
    yield case(
        "LogisticRegression, float32", lambda: LogisticRegression(), numbers(dtype="float32"), three, single=True
    )
    yield case("LogisticRegression, weights", lambda: LogisticRegression(), plain, words, weights=WEIGHTS)
    yield case("RidgeClassifierCV", lambda: RidgeClassifierCV(), plain, two)
    yield case("RidgeClassifierCV, three", lambda: RidgeClassifierCV(alphas=[0.1, 10.0], cv=3), named, words)
    small = numbers(3, 6)
    for c in small.columns:
        c.cells = [v / 50 for v in c.cells]
    few, many = labels(small, BINARY), labels(small, KINDS)
    for loss in ("hinge", "log_loss", "modified_huber", "squared_hinge", "perceptron", "squared_error", "huber"):
        yield case(f"SGDClassifier, {loss}", lambda: SGDClassifier(loss=loss, random_state=0), small, few)
        if loss in ("hinge", "log_loss", "modified_huber"):
            yield case(f"SGDClassifier, {loss}, three", lambda: SGDClassifier(loss=loss, random_state=0), small, many)
    yield case("SGDClassifier, averaged", lambda: SGDClassifier(average=True, random_state=0), small, few)
    yield case(
        "SGDClassifier, stops early",
        lambda: SGDClassifier(early_stopping=True, penalty="elasticnet", random_state=0),
        small,
        many,
    )
    yield case("Perceptron", lambda: Perceptron(random_state=0), small, few)
    yield case("Perceptron, three, l2", lambda: Perceptron(penalty="l2", random_state=0), small, many)
    yield case("LinearSVC", lambda: LinearSVC(dual=False, random_state=0), small, few)
    yield case("LinearSVC, words", lambda: LinearSVC(dual=True, random_state=0), named, labels(named, WORDS))
    yield case("LinearSVC, three", lambda: LinearSVC(loss="hinge", dual=True, random_state=0), small, many)
    yield case("LinearSVC, no intercept", lambda: LinearSVC(dual=False, fit_intercept=False), small, few)


def bayes():
    plain, whole = numbers(), counts()
    yield case("GaussianNB, priors", lambda: GaussianNB(priors=[0.2, 0.3, 0.5]), plain, labels(plain, THREE))
    yield case("GaussianNB, smoothing", lambda: GaussianNB(var_smoothing=1e-3), plain, labels(plain, WORDS))
    for make in (MultinomialNB, BernoulliNB):
        name = make.__name__
        named = counts(named=True)
        yield case(name, lambda: make(), whole, labels(whole, BINARY))
        yield case(f"{name}, three", lambda: make(alpha=0.5), named, labels(whole, KINDS))
        yield case(f"{name}, uniform prior", lambda: make(fit_prior=False), whole, labels(whole, ODD))
        yield case(f"{name}, class_prior", lambda: make(class_prior=[0.3, 0.7]), whole, labels(whole, BOOLS))
    yield case("BernoulliNB, binarize", lambda: BernoulliNB(binarize=2.5), plain, labels(plain, THREE))
    yield case("BernoulliNB, not binarized", lambda: BernoulliNB(binarize=None), counts(top=2), labels(whole, BINARY))


def neighbours():
    plain, named = numbers(3), numbers(3, named=True)
    amount = amounts(plain)
    kinds = [labels(plain, v) for v in (BINARY, KINDS, ODD, BOOLS)]
    ways = [
        {},
        {"n_neighbors": 3, "weights": "distance"},
        {"n_neighbors": 4, "p": 1, "algorithm": "brute"},
        {"n_neighbors": 2, "algorithm": "kd_tree", "leaf_size": 5},
        {"n_neighbors": 3, "algorithm": "ball_tree", "weights": "distance", "p": 1},
        {"n_neighbors": 5, "algorithm": "brute", "weights": "distance"},
        {"metric": "manhattan"},
        {"p": 3},
        {"metric": "chebyshev"},
    ]
    for i, way in enumerate(ways):
        table = named if i % 3 == 1 else plain
        told = ", ".join(f"{k}={v}" for k, v in way.items())
        maybe = {"may_refuse": i > 6}
        yield case(f"KNeighborsClassifier({told})", lambda: KNeighborsClassifier(**way), table, kinds[i % 4], **maybe)
        yield case(f"KNeighborsRegressor({told})", lambda: KNeighborsRegressor(**way), table, amount, **maybe)
    yield case(
        "KNeighborsClassifier, float32",
        lambda: KNeighborsClassifier(3),
        numbers(3, dtype="float32"),
        kinds[0],
        single=True,
    )
    yield case("KNeighborsRegressor, whole numbers", lambda: KNeighborsRegressor(4), counts(dtype="int64"), amount)


def discriminants():
    plain, named = numbers(), numbers(named=True)
    two, three, words = labels(plain, BINARY), labels(plain, THREE), labels(plain, KINDS)
    make = LinearDiscriminantAnalysis
    yield case("LinearDiscriminantAnalysis", lambda: make(), plain, two)
    yield case("LinearDiscriminantAnalysis, three", lambda: make(), named, words)
    yield case("LinearDiscriminantAnalysis, lsqr", lambda: make(solver="lsqr", shrinkage=0.3), plain, three)
    yield case("LinearDiscriminantAnalysis, auto", lambda: make(solver="lsqr", shrinkage="auto"), named, two)
    yield case("LinearDiscriminantAnalysis, one component", lambda: make(n_components=1), plain, three)
    yield case("LinearDiscriminantAnalysis, priors", lambda: make(priors=[0.2, 0.8]), plain, labels(plain, WORDS))
    yield case("LinearDiscriminantAnalysis, eigen", lambda: make(solver="eigen"), plain, three, may_refuse=True)
    make = QuadraticDiscriminantAnalysis
    yield case("QuadraticDiscriminantAnalysis", lambda: make(), plain, two)
    yield case("QuadraticDiscriminantAnalysis, three", lambda: make(reg_param=0.1), named, words)
    yield case("QuadraticDiscriminantAnalysis, priors", lambda: make(priors=[0.2, 0.2, 0.6]), plain, labels(plain, ODD))
    yield case(
        "QuadraticDiscriminantAnalysis, eigen", lambda: make(solver="eigen", shrinkage=0.2), plain, two, needs="1.8"
    )


def trees():
    plain, named, gaps = numbers(), numbers(named=True), numbers(missing=0.15)
    amount = amounts(plain)
    for make, known in ((DecisionTreeClassifier, "1.3"), (ExtraTreeClassifier, "1.6")):
        name, few = make.__name__, {"max_depth": 3, "random_state": 0}
        yield case(name, lambda: make(**few), plain, labels(plain, BINARY))
        yield case(f"{name}, kinds", lambda: make(criterion="entropy", **few), named, labels(plain, KINDS))
        yield case(f"{name}, bools", lambda: make(criterion="log_loss", **few), plain, labels(plain, BOOLS))
        yield case(f"{name}, floats", lambda: make(max_leaf_nodes=5, random_state=0), plain, labels(plain, FLOATS))
        yield case(f"{name}, weights", lambda: make(**few), plain, labels(plain, ODD), weights=WEIGHTS)
        yield case(f"{name}, balanced", lambda: make(class_weight="balanced", **few), plain, labels(plain, WORDS))
        yield case(f"{name}, missing", lambda: make(**few), gaps, labels(gaps, THREE), needs=known)
        yield case(f"{name}, one leaf", lambda: make(min_samples_leaf=36), plain, labels(plain, THREE))
        pruned = {"ccp_alpha": 0.05, "max_features": "sqrt"}
        yield case(f"{name}, pruned", lambda: make(**few, **pruned), plain, labels(plain, KINDS))
    for make, known in ((DecisionTreeRegressor, "1.3"), (ExtraTreeRegressor, "1.6")):
        name, few = make.__name__, {"max_depth": 3, "random_state": 0}
        yield case(name, lambda: make(**few), plain, amount)
        yield case(f"{name}, absolute_error", lambda: make(criterion="absolute_error", **few), named, amount)
        yield case(f"{name}, poisson", lambda: make(criterion="poisson", **few), plain, amounts(plain, "positive"))
        yield case(f"{name}, weights", lambda: make(criterion="friedman_mse", **few), plain, amount, weights=WEIGHTS)
        yield case(f"{name}, missing", lambda: make(**few), gaps, amounts(gaps), needs=known)
        yield case(f"{name}, whole numbers", lambda: make(**few), counts(dtype="int64"), amount.round().astype(int))
    rising = {"max_depth": 3, "random_state": 0, "monotonic_cst": [1, 0, 0, -1]}
    yield case("DecisionTreeRegressor, monotonic", lambda: DecisionTreeRegressor(**rising), plain, amount, needs="1.4")
    yield case(
        "DecisionTreeClassifier, random splitter",
        lambda: DecisionTreeClassifier(splitter="random", max_depth=3, random_state=3),
        plain,
        labels(plain, KINDS),
    )


def others():
    plain, named = numbers(2), numbers(2, named=True)
    for name, values in (("two", BINARY), ("kinds", KINDS), ("bools", BOOLS)):
        y = labels(plain, values)
        for strategy in ("prior", "most_frequent", "uniform", "stratified"):
            yield case(
                f"DummyClassifier, {strategy}, {name}",
                lambda: DummyClassifier(strategy=strategy, random_state=0),
                named,
                y,
                may_refuse=strategy in ("uniform", "stratified"),
            )
    yield case(
        "DummyClassifier, constant",
        lambda: DummyClassifier(strategy="constant", constant="yes"),
        plain,
        labels(plain, WORDS),
    )
    yield case("DummyClassifier, texts in X", lambda: DummyClassifier(), mixed(), labels(mixed(), WORDS))
    y = amounts(plain)
    yield case("DummyRegressor", lambda: DummyRegressor(), plain, y)
    yield case("DummyRegressor, median", lambda: DummyRegressor(strategy="median"), named, y)
    yield case("DummyRegressor, quantile", lambda: DummyRegressor(strategy="quantile", quantile=0.8), plain, y)
    yield case("DummyRegressor, constant", lambda: DummyRegressor(strategy="constant", constant=4), plain, y)
    yield case("KMeans", lambda: KMeans(3, n_init=2, random_state=0), plain)
    yield case("KMeans, named", lambda: KMeans(4, n_init=1, random_state=0), numbers(named=True))
    yield case("KMeans, elkan", lambda: KMeans(2, n_init=1, random_state=0, algorithm="elkan"), numbers(3))
    yield case("KMeans, float32", lambda: KMeans(2, n_init=1, random_state=0), numbers(3, dtype="float32"), single=True)


def cases():
    for each in (linear_regressors, linear_classifiers, bayes, neighbours, discriminants, trees, others):
        yield from each()
