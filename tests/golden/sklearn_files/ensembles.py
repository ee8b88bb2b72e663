"""Forests, boosting, bagging, voting, stacking."""

import numpy as np
from making import BINARY, BOOLS, FLOATS, KINDS, ODD, THREE, WORDS, Column, Table, amounts, case, labels, mixed, numbers
from models import WEIGHTS
from sklearn.dummy import DummyRegressor
from sklearn.ensemble import (
    AdaBoostClassifier,
    AdaBoostRegressor,
    BaggingClassifier,
    BaggingRegressor,
    ExtraTreesClassifier,
    ExtraTreesRegressor,
    GradientBoostingClassifier,
    GradientBoostingRegressor,
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
    StackingClassifier,
    StackingRegressor,
    VotingClassifier,
    VotingRegressor,
)
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge, RidgeClassifier
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor, ExtraTreeClassifier

SMALL = {"n_estimators": 3, "max_depth": 3, "random_state": 0}


def forests():
    plain, named, gaps = numbers(), numbers(named=True), numbers(missing=0.15)
    amount = amounts(plain)
    for make, known in ((RandomForestClassifier, "1.4"), (ExtraTreesClassifier, "1.6")):
        name = make.__name__
        yield case(name, lambda: make(**SMALL), plain, labels(plain, BINARY))
        yield case(f"{name}, kinds", lambda: make(criterion="entropy", **SMALL), named, labels(plain, KINDS))
        yield case(f"{name}, bools, weights", lambda: make(**SMALL), plain, labels(plain, BOOLS), weights=WEIGHTS)
        more = {"class_weight": "balanced", "bootstrap": True, "oob_score": True, **SMALL, "n_estimators": 4}
        yield case(f"{name}, odd, out of bag", lambda: make(**more), plain, labels(plain, ODD))
        yield case(f"{name}, missing", lambda: make(**SMALL), gaps, labels(gaps, THREE), needs=known)
    for make, known in ((RandomForestRegressor, "1.4"), (ExtraTreesRegressor, "1.6")):
        name = make.__name__
        yield case(name, lambda: make(**SMALL), named, amount)
        yield case(f"{name}, absolute_error", lambda: make(criterion="absolute_error", **SMALL), plain, amount)
        yield case(f"{name}, weights", lambda: make(max_features=0.5, **SMALL), plain, amount, weights=WEIGHTS)
        yield case(f"{name}, missing", lambda: make(**SMALL), gaps, amounts(gaps), needs=known)
    yield case(
        "RandomForestRegressor, poisson",
        lambda: RandomForestRegressor(criterion="poisson", **SMALL),
        plain,
        amounts(plain, "positive"),
    )


def boosting():
    plain, named = numbers(), numbers(named=True)
    amount = amounts(plain)
    small = {"n_estimators": 4, "max_depth": 2, "random_state": 0}
    make = GradientBoostingClassifier
    yield case("GradientBoostingClassifier", lambda: make(**small), plain, labels(plain, BINARY))
    yield case("GradientBoostingClassifier, three", lambda: make(**small), named, labels(plain, THREE))
    yield case("GradientBoostingClassifier, kinds", lambda: make(subsample=0.7, **small), plain, labels(plain, KINDS))
    yield case(
        "GradientBoostingClassifier, exponential",
        lambda: make(loss="exponential", **small),
        plain,
        labels(plain, WORDS),
    )
    yield case("GradientBoostingClassifier, zero", lambda: make(init="zero", **small), plain, labels(plain, BOOLS))
    yield case("GradientBoostingClassifier, zero, three", lambda: make(init="zero", **small), plain, labels(plain, ODD))
    early = {**small, "n_iter_no_change": 1, "n_estimators": 8}
    yield case("GradientBoostingClassifier, stops early", lambda: make(**early), plain, labels(plain, WORDS))
    yield case(
        "GradientBoostingClassifier, init of another",
        lambda: make(init=GaussianNB(), **small),
        plain,
        labels(plain, BINARY),
        may_refuse=True,
    )
    make = GradientBoostingRegressor
    for loss in ("squared_error", "absolute_error", "huber", "quantile"):
        table = named if loss == "huber" else plain
        yield case(f"GradientBoostingRegressor, {loss}", lambda: make(loss=loss, **small), table, amount)
    yield case("GradientBoostingRegressor, zero", lambda: make(init="zero", learning_rate=0.5, **small), plain, amount)
    yield case("GradientBoostingRegressor, weights", lambda: make(**small), plain, amount, weights=WEIGHTS)
    yield case(
        "GradientBoostingRegressor, init of another",
        lambda: make(init=DummyRegressor(strategy="median"), **small),
        plain,
        amount,
        may_refuse=True,
    )
    small = {"n_estimators": 3, "random_state": 0}
    for name, values in (("two", BINARY), ("kinds", KINDS), ("bools", BOOLS)):
        y = labels(plain, values)
        yield case(
            f"AdaBoostClassifier, SAMME, {name}",
            lambda: AdaBoostClassifier(DecisionTreeClassifier(max_depth=2), algorithm="SAMME", **small),
            plain,
            y,
            until="1.7",
        )
        yield case(
            f"AdaBoostClassifier, as it comes, {name}",
            lambda: AdaBoostClassifier(**small),
            named,
            y,
            needs="1.8",
        )
        yield case(
            f"AdaBoostClassifier, SAMME.R, {name}",
            lambda: AdaBoostClassifier(**small),
            named,
            y,
            until="1.5",
            may_refuse=True,
        )
    yield case(
        "AdaBoostClassifier, bare",
        lambda: AdaBoostClassifier(ExtraTreeClassifier(max_depth=2), learning_rate=0.5, **small, **_samme()),
        plain,
        labels(plain, ODD),
    )
    shallow = DecisionTreeRegressor(max_depth=2)
    for loss in ("linear", "square", "exponential"):
        yield case(f"AdaBoostRegressor, {loss}", lambda: AdaBoostRegressor(shallow, loss=loss, **small), plain, amount)
    yield case("AdaBoostRegressor, ridge", lambda: AdaBoostRegressor(Ridge(), **small), named, amount)


def _samme():
    import sklearn

    return {"algorithm": "SAMME"} if tuple(map(int, sklearn.__version__.split(".")[:2])) < (1, 6) else {}


def _coded(named=False, missing=0.0):
    """A column of category codes among numbers."""
    table = numbers(3, missing=missing, named=named)
    codes = [int(v * 7919) % 5 for v in range(3, 45)]
    where = {"kind": codes} if named else {"x3": codes}
    for name, cells in where.items():
        table.columns.insert(1, Column(name, cells))
    if not named:
        for i, c in enumerate(table.columns):
            c.name = f"x{i}"
    return table


def histograms():
    plain, named, gaps = numbers(3), numbers(3, named=True), numbers(3, missing=0.15)
    tiny = {"max_iter": 3, "max_leaf_nodes": 5, "min_samples_leaf": 3, "random_state": 0, "early_stopping": False}
    make = HistGradientBoostingClassifier
    name = make.__name__
    yield case(name, lambda: make(**tiny), plain, labels(plain, BINARY))
    yield case(f"{name}, three, missing", lambda: make(**tiny), gaps, labels(gaps, THREE))
    yield case(f"{name}, kinds", lambda: make(l2_regularization=0.5, **tiny), named, labels(named, KINDS))
    yield case(f"{name}, bools", lambda: make(**tiny), plain, labels(plain, BOOLS))
    yield case(f"{name}, floats, missing", lambda: make(**tiny), gaps, labels(gaps, FLOATS))
    early = {**tiny, "early_stopping": True, "n_iter_no_change": 1, "validation_fraction": 0.3}
    yield case(f"{name}, stops early", lambda: make(**early), plain, labels(plain, WORDS))
    coded = _coded()
    mask = [False, True, False, False]
    yield case(f"{name}, mask", lambda: make(categorical_features=mask, **tiny), coded, labels(coded, BINARY))
    for missing in (0.0, 0.15):
        table = _coded(True, missing)
        yield case(
            f"{name}, named category, {'missing' if missing else 'whole'}",
            lambda: make(categorical_features=["kind"], **tiny),
            table,
            labels(table, KINDS),
        )
    first = Table(list(reversed(coded.columns)))
    for i, c in enumerate(first.columns):
        c.name = f"x{i}"
    yield case(f"{name}, place, last", lambda: make(categorical_features=[2], **tiny), first, labels(first, THREE))
    for missing, seed in ((0.0, 4), (0.15, 8)):
        table = mixed(seed, missing=0.1, text_missing=missing, dtype="category")
        yield case(
            f"{name}, from_dtype, {'missing' if missing else 'whole'}",
            lambda: make(categorical_features="from_dtype", **tiny),
            table,
            labels(table, WORDS),
            needs="1.4",
        )
    table = mixed(dtype="object", missing=0.0)
    yield case(
        f"{name}, texts",
        lambda: make(categorical_features=["town", "size"], **tiny),
        table,
        labels(table, THREE),
        needs="1.4",
    )
    many = numbers(2, 9)
    many.columns[0].cells = [i % 21 for i in range(42)]
    yield case(f"{name}, many categories", lambda: make(categorical_features=[0], **tiny), many, labels(many, BINARY))
    make = HistGradientBoostingRegressor
    name = make.__name__
    amount = amounts(plain)
    yield case(name, lambda: make(**tiny), plain, amount)
    yield case(f"{name}, missing", lambda: make(**tiny), gaps, amounts(gaps))
    yield case(f"{name}, absolute_error", lambda: make(loss="absolute_error", **tiny), named, amount)
    yield case(f"{name}, poisson", lambda: make(loss="poisson", **tiny), plain, amounts(plain, "count"))
    yield case(f"{name}, quantile", lambda: make(loss="quantile", quantile=0.7, **tiny), plain, amount)
    yield case(f"{name}, gamma", lambda: make(loss="gamma", **tiny), plain, amounts(plain, "positive"), needs="1.3")
    yield case(f"{name}, mask", lambda: make(categorical_features=mask, **tiny), coded, amounts(coded), weights=WEIGHTS)
    yield case(f"{name}, monotonic", lambda: make(monotonic_cst=[1, 0, -1], **tiny), plain, amount)
    wide = mixed(missing=0.1, text_missing=0.1, dtype="category")
    yield case(
        f"{name}, from_dtype",
        lambda: make(categorical_features="from_dtype", **tiny),
        wide,
        amounts(wide),
        needs="1.4",
    )


def bagging():
    plain, named = numbers(), numbers(named=True)
    amount, two, three = amounts(plain), labels(plain, BINARY), labels(plain, KINDS)
    small = {"n_estimators": 3, "random_state": 0}
    tree, rough = DecisionTreeClassifier(max_depth=2), DecisionTreeRegressor(max_depth=2)
    make = BaggingClassifier
    yield case("BaggingClassifier", lambda: make(tree, **small), plain, two)
    yield case("BaggingClassifier, kinds", lambda: make(tree, max_features=0.5, **small), named, three)
    yield case("BaggingClassifier, knn", lambda: make(KNeighborsClassifier(3), **small), plain, labels(plain, BOOLS))
    yield case("BaggingClassifier, votes", lambda: make(RidgeClassifier(), max_samples=0.8, **small), plain, three)
    chain = make_pipeline(StandardScaler(), LogisticRegression())
    yield case(
        "BaggingClassifier, chain", lambda: make(chain, bootstrap_features=True, **small), plain, labels(plain, ODD)
    )
    make = BaggingRegressor
    yield case("BaggingRegressor", lambda: make(rough, **small), plain, amount)
    yield case(
        "BaggingRegressor, ridge", lambda: make(Ridge(), max_features=2, oob_score=False, **small), named, amount
    )


def voting():
    plain, named = numbers(3), numbers(3, named=True)
    amount = amounts(plain)

    def classifiers():
        tree = DecisionTreeClassifier(max_depth=2, random_state=0)
        return [("line", LogisticRegression()), ("tree", tree), ("bayes", GaussianNB())]

    def regressors():
        return [("line", LinearRegression()), ("tree", DecisionTreeRegressor(max_depth=2, random_state=0))]

    for way in ("hard", "soft"):
        for weights in (None, [1, 3, 1]):
            for name, values in (("kinds", KINDS), ("odd", ODD)):
                yield case(
                    f"VotingClassifier, {way}, {'weights, ' if weights else ''}{name}",
                    lambda: VotingClassifier(classifiers(), voting=way, weights=weights),
                    named if weights else plain,
                    labels(plain, values),
                )
    yield case(
        "VotingClassifier, one dropped",
        lambda: VotingClassifier(classifiers()[:2] + [("none", "drop")], voting="soft", weights=[2, 1, 5]),
        plain,
        labels(plain, BINARY),
    )
    yield case("VotingRegressor", lambda: VotingRegressor(regressors()), plain, amount)
    yield case("VotingRegressor, weights", lambda: VotingRegressor(regressors(), weights=[3, 1]), named, amount)
    make = StackingClassifier
    for name, values in (("two", BINARY), ("kinds", KINDS), ("bools", BOOLS)):
        for through in (False, True):
            yield case(
                f"StackingClassifier, {name}{', passthrough' if through else ''}",
                lambda: make(classifiers(), passthrough=through, cv=3),
                named if through else plain,
                labels(plain, values),
            )
    others = [("svc", LinearSVC(dual=False)), ("ridge", RidgeClassifier()), ("drop", "drop")]
    yield case("StackingClassifier, decisions", lambda: make(others, GaussianNB(), cv=3), plain, labels(plain, ODD))
    yield case(
        "StackingClassifier, labels",
        lambda: make(classifiers(), stack_method="predict", cv=2),
        plain,
        labels(plain, KINDS),
    )
    yield case(
        "StackingClassifier, prefit",
        lambda: make(
            [("tree", DecisionTreeClassifier(max_depth=2).fit(plain.rows(range(36)).given(), labels(plain, BINARY)))],
            cv="prefit",
        ),
        plain,
        labels(plain, BINARY),
        may_refuse=True,
    )
    yield case("StackingRegressor", lambda: StackingRegressor(regressors(), cv=3), plain, amount)
    more = [*regressors(), ("near", KNeighborsRegressor(3))]
    yield case(
        "StackingRegressor, passthrough",
        lambda: StackingRegressor(more, Ridge(0.5), passthrough=True, cv=np.int64(2)),
        named,
        amount,
    )


def cases():
    for each in (forests, boosting, histograms, bagging, voting):
        yield from each()
