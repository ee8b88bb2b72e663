"""Cross-validation, and the fits of a search that are made apart; Spark spreads them in tests/python/spark."""

from __future__ import annotations

import warnings

import hosts
import keepfit
import keepfit.spark
import numpy as np
import pytest
from keepfit._codec import decode, encode
from keepfit._engine import engine
from keepfit._selection import Study, fitted_search, given_wire, search_study
from scipy import stats
from sklearn import linear_model, model_selection, pipeline, preprocessing, tree
from sklearn.datasets import load_diabetes, load_iris

X, Y = load_iris(return_X_y=True, as_frame=True)
KINDS = Y.map({0: "setosa", 1: "versicolor", 2: "virginica"})
NUMBERS, AMOUNT = load_diabetes(return_X_y=True)
GROUPS = np.arange(150) % 7
TREE = tree.DecisionTreeClassifier(max_depth=3, random_state=0)
LOGISTIC = pipeline.make_pipeline(preprocessing.StandardScaler(), linear_model.LogisticRegression())
CREATED = {"created": "2020-01-01T00:00:00Z"}

SPLITTERS = [
    None,
    3,
    model_selection.KFold(4),
    model_selection.KFold(4, shuffle=True, random_state=3),
    model_selection.StratifiedKFold(3, shuffle=True, random_state=1),
    model_selection.RepeatedKFold(n_splits=3, n_repeats=2, random_state=0),
    model_selection.RepeatedStratifiedKFold(n_splits=2, n_repeats=3, random_state=5),
    model_selection.ShuffleSplit(n_splits=3, test_size=0.3, random_state=0),
    model_selection.StratifiedShuffleSplit(n_splits=3, train_size=50, random_state=9),
    model_selection.TimeSeriesSplit(n_splits=4, gap=2),
    model_selection.GroupKFold(n_splits=3),
]


@pytest.mark.parametrize("cv", SPLITTERS, ids=repr)
def test_splits_and_scores_are_scikit_learns(cv):
    options = {"cv": cv, "return_train_score": True, "return_indices": True}
    if isinstance(cv, model_selection.GroupKFold):
        options["groups"] = GROUPS
    ours = keepfit.cross_validate(TREE, X, KINDS, **options)
    theirs = model_selection.cross_validate(TREE, X, KINDS, **options)
    for part in ("train", "test"):
        assert ours[f"{part}_score"].tobytes() == theirs[f"{part}_score"].tobytes()
        for mine, other in zip(ours["indices"][part], theirs["indices"][part], strict=True):
            assert mine.tolist() == other.tolist()


def test_several_scorers():
    names = ["accuracy", "f1_macro", "roc_auc_ovr"]
    ours = keepfit.cross_validate(LOGISTIC, X, KINDS, scoring=names)
    theirs = model_selection.cross_validate(LOGISTIC, X, KINDS, scoring=names)
    assert list(ours) == [f"test_{name}" for name in names] and set(ours) < set(theirs)
    for name in ours:
        np.testing.assert_allclose(ours[name], theirs[name], atol=1e-3)
    one = keepfit.cross_validate("LinearRegression", NUMBERS, AMOUNT, scoring="r2")
    assert list(one) == ["test_score"]
    np.testing.assert_allclose(
        one["test_score"], model_selection.cross_val_score(linear_model.LinearRegression(), NUMBERS, AMOUNT)
    )


def test_fits_that_fail():
    y = ["a"] * 50 + ["b"] * 25 + ["a"] * 25
    table = {"n": np.arange(100.0)}
    options = {"cv": model_selection.KFold(2)}
    with pytest.warns(keepfit.KeepfitWarning, match="fold 2 of 2 failed.*score is nan"):
        scores = keepfit.cross_validate("LogisticRegression", table, y, **options)["test_score"]
    with pytest.warns(RuntimeWarning, match="1 fits failed"):
        theirs = model_selection.cross_val_score(
            linear_model.LogisticRegression(), np.arange(100.0)[:, None], y, **options
        )
    assert np.isnan(scores).tolist() == np.isnan(theirs).tolist() == [False, True]
    with pytest.warns(keepfit.KeepfitWarning, match="score is 0"):
        assert keepfit.cross_validate("LogisticRegression", table, y, error_score=0, **options)["test_score"][1] == 0
    with pytest.raises(keepfit.Error) as refused:
        keepfit.cross_validate("LogisticRegression", table, y, error_score="raise", **options)
    assert refused.value.code == "one_class"
    with pytest.raises(keepfit.Error, match="All 2 fits failed. The first: ") as refused:
        keepfit.cross_validate("LogisticRegression", table, ["a"] * 50 + ["b"] * 50, **options)
    assert refused.value.code == "one_class"
    assert [warning["count"] for warning in refused.value.details["warnings"]] == [1, 1]


def test_progress_and_a_stop():
    seen = []
    keepfit.cross_validate(TREE, X, KINDS, cv=4, on_progress=lambda done, total: seen.append((done, total)))
    assert seen == sorted(seen) and seen[0][0] < 1 and 3 <= seen[-1][0] < 4 and {total for _, total in seen} == {4}
    with pytest.raises(keepfit.Error) as refused:
        keepfit.cross_validate(TREE, X, KINDS, on_progress=lambda done, total: done > 2)
    assert refused.value.code == "cancelled"
    assert len(keepfit.cross_validate(TREE, X, KINDS)["test_score"]) == 5


def test_what_is_refused():
    for options, code, words in (
        ({"y": None}, "missing_target", "no y"),
        ({"y": KINDS[:9]}, "inconsistent_length", "y has 9 values"),
        ({"groups": [1]}, "inconsistent_length", "groups has 1 value"),
        ({"cv": "five"}, "bad_split", "cv must be"),
        ({"cv": [([0], [1])]}, "bad_split", "cv must be"),
        ({"cv": model_selection.LeavePOut(2)}, "bad_split", "no splitter named 'LeavePOut'"),
        ({"scoring": "accurracy"}, "unknown_scorer", "accurracy"),
        ({"scoring": []}, "bad_scoring", "scoring must be"),
        ({"scoring": {"a": "accuracy"}}, "bad_scoring", "scoring must be"),
        ({"scoring": lambda *_: 0}, "bad_scoring", "functions"),
        ({"error_score": "nan"}, "bad_value", '"raise" or a number'),
    ):
        with pytest.raises(keepfit.Error, match=words) as refused:
            keepfit.cross_validate(**{"recipe": TREE, "X": X, "y": KINDS, **options})
        assert refused.value.code == code


SEARCHES = {
    "grid": (
        model_selection.GridSearchCV(TREE, {"max_depth": [1, 2, 3, None], "criterion": ["gini", "entropy"]}, cv=5),
        {},
    ),
    "some fail and some warn": (
        model_selection.GridSearchCV(
            LOGISTIC, {"logisticregression__C": [-1.0, 1.0], "logisticregression__max_iter": [1, 100]}, cv=3
        ),
        {},
    ),
    "drawn": (
        model_selection.RandomizedSearchCV(
            LOGISTIC,
            {
                "logisticregression__C": stats.loguniform(1e-3, 1e2),
                "logisticregression__max_iter": stats.randint(50, 90),
            },
            n_iter=4,
            random_state=7,
            cv=model_selection.ShuffleSplit(n_splits=2, random_state=0),
        ),
        {},
    ),
    "several scorers": (
        model_selection.GridSearchCV(
            TREE,
            [{"max_depth": [1, 2]}, {"min_samples_leaf": [5]}],
            scoring=["accuracy", "f1_macro"],
            refit="f1_macro",
            return_train_score=True,
            cv=3,
        ),
        {},
    ),
    "groups": (
        model_selection.GridSearchCV(TREE, {"max_depth": [1, 3]}, cv=model_selection.GroupKFold(3)),
        {"groups": GROUPS},
    ),
    "without a winner's fit": (model_selection.GridSearchCV(TREE, {"max_depth": [1, 3]}, refit=False), {}),
}


@pytest.mark.parametrize("search, more", SEARCHES.values(), ids=SEARCHES)
def test_fits_made_apart_give_the_search_that_one_machine_fits(search, more):
    """In any order, by engines that know of nothing but the study's bytes."""
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        whole = keepfit.fit(search, X, KINDS, **more)
    made, given = keepfit.recipe(search), given_wire(X, KINDS, more.get("groups"))
    study = Study.of_bytes(search_study(made, given).to_bytes())
    data = engine.call("hold", study.data)["data"]
    answers = {fit: engine.call("fit_and_score", study.request(fit, data)) for fit in reversed(range(len(study)))}
    with warnings.catch_warnings(record=True) as said_apart:
        warnings.simplefilter("always")
        apart = fitted_search(made, given, [answers[fit] for fit in range(len(study))])
    assert apart.dump(card=CREATED) == whole.dump(card=CREATED)
    assert apart.fingerprint == whole.fingerprint and apart.warnings == whole.warnings
    assert [str(each.message) for each in said_apart] == [str(each.message) for each in said]
    with hosts.node() as node:
        assert node.fitted(made, given["X"], given["y"], groups=given.get("groups")) == whole.fingerprint
    theirs = search.fit(X, KINDS, **more)
    table = whole.fitted()["fitted"]["cv_results_"]
    assert [each.get("max_depth") for each in table["params"]] == [
        each.get("max_depth") for each in theirs.cv_results_["params"]
    ]
    if search.estimator is TREE:
        scorer = "f1_macro" if more.get("refit") or isinstance(search.scoring, list) else "score"
        assert table[f"mean_test_{scorer}"] == theirs.cv_results_[f"mean_test_{scorer}"].tolist()
        assert table[f"rank_test_{scorer}"] == theirs.cv_results_[f"rank_test_{scorer}"].tolist()


def test_candidates_are_drawn_from_scipys_distributions():
    space = {
        "alpha": stats.uniform(0, 5),
        "tol": stats.loguniform(1e-4, 1e-1),
        "max_iter": stats.randint(low=5, high=50),
    }
    search = model_selection.RandomizedSearchCV(linear_model.ElasticNet(), space, n_iter=6, random_state=3)
    given = given_wire(NUMBERS, AMOUNT, None)
    drawn = search_study(keepfit.recipe(search), given).candidates
    theirs = list(model_selection.ParameterSampler(space, 6, random_state=3))
    for ours, other in zip(drawn, theirs, strict=True):
        assert ours["alpha"] == other["alpha"] and ours["max_iter"] == other["max_iter"]
        assert ours["tol"] == pytest.approx(other["tol"], rel=1e-14)
    with pytest.raises(keepfit.Error, match="no distribution 'gamma'"):
        keepfit.fit(
            model_selection.RandomizedSearchCV(linear_model.Ridge(), {"alpha": stats.gamma(1)}), NUMBERS, AMOUNT
        )


def test_groups_of_a_fit():
    search = model_selection.GridSearchCV(TREE, {"max_depth": [1, 3]}, cv=model_selection.GroupKFold(3))
    with pytest.raises(keepfit.Error, match="groups"):
        keepfit.fit(search, X, KINDS)
    with pytest.raises(keepfit.Error, match="not a search"):
        keepfit.fit(TREE, X, KINDS, groups=GROUPS)
    with pytest.raises(keepfit.Error, match="groups has 3 values. Give one group for each row"):
        keepfit.fit(search, X, KINDS, groups=[1, 2, 3])


def test_a_process_of_an_executor(monkeypatch):
    """It may be asked for fits of several studies in turn, and its engine may be lost between them."""
    searches = {
        "all rows": (SEARCHES["grid"][0], X, KINDS),
        "some rows": (SEARCHES["some fail and some warn"][0], X[::2], KINDS[::2]),
    }
    studies, asked = {}, []
    for name, (search, table, y) in searches.items():
        studies[name] = search_study(keepfit.recipe(search), given_wire(table, y, None)).to_bytes()

    def answer(name, fit):
        def data():
            asked.append(name)
            return studies[name]

        return decode(keepfit.spark._fitted(name, data, fit))["answer"]

    for name in studies:
        study = Study.of_bytes(studies[name])
        data = engine.call("hold", study.data)["data"]
        for fit in (0, 1, len(study) - 1):
            expected = engine.call("fit_and_score", study.request(fit, data))
            assert encode(answer(name, fit)) == encode(expected)
        assert encode(answer("all rows", 0)) != encode(answer("some rows", 0))
    assert asked == ["all rows", "some rows"] * 2
    held = len(asked)
    engine.forget()
    assert answer("some rows", 1) and len(asked) == held + 1

    stops = model_selection.GridSearchCV(LOGISTIC, {"logisticregression__C": [-1.0]}, error_score="raise")
    study = search_study(keepfit.recipe(stops), given_wire(X, KINDS, None))
    refused = decode(keepfit.spark._fitted("stops", study.to_bytes, 0))["refused"]
    assert refused["code"] == "bad_parameter" and "C of LogisticRegression" in refused["message"]

    def lost(*_):
        raise keepfit.Error("worker_lost", "fit_and_score", "The engine stopped unexpectedly.")

    monkeypatch.setattr(engine, "call", lost)
    with pytest.raises(keepfit.Error, match="stopped unexpectedly"):  # so that Spark tries again
        keepfit.spark._fitted("stops", study.to_bytes, 0)
