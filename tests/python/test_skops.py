"""Models handed to scikit-learn: what skops makes of them answers as they do."""

from __future__ import annotations

import sys

import keepfit
import numpy as np
import pandas as pd
import pytest
from conftest import FROZEN, MODELS
from sklearn.base import is_classifier
from sklearn.datasets import load_iris
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

IRIS, KINDS = load_iris(return_X_y=True, as_frame=True)


def test_there_and_back() -> None:
    fitted = make_pipeline(StandardScaler(), LogisticRegression(C=0.5)).fit(IRIS, KINDS)
    made = keepfit.from_sklearn(fitted, IRIS).to_sklearn()
    assert isinstance(made, Pipeline) and list(made.named_steps) == ["standardscaler", "logisticregression"]
    assert made.get_params()["logisticregression__C"] == 0.5
    assert (made.predict(IRIS) == fitted.predict(IRIS)).all()
    np.testing.assert_allclose(made.predict_proba(IRIS), fitted.predict_proba(IRIS), rtol=1e-13, atol=1e-15)


def test_a_forest_is_fitted_again() -> None:
    fitted = RandomForestClassifier(5, random_state=0).fit(IRIS, KINDS)
    made = keepfit.from_sklearn(fitted, IRIS).to_sklearn()
    assert is_classifier(made)
    assert (made.predict_proba(IRIS) == fitted.predict_proba(IRIS)).all()
    np.testing.assert_allclose(made.importances_, fitted.feature_importances_, rtol=1e-12)
    assert (made.fit(IRIS, KINDS).predict_proba(IRIS) == fitted.predict_proba(IRIS)).all()


def test_penguins(penguins) -> None:
    model = keepfit.load(penguins)
    names = [each["name"] for each in model.card["input"]]
    rows = pd.DataFrame(
        {
            each["name"]: [each["most_frequent"], np.nan] if each["kind"] == "text" else [each["median"], each["max"]]
            for each in model.card["input"]
        }
    )[names]
    made = model.to_sklearn()
    assert list(made.predict(rows)) == list(model.predict(rows))
    np.testing.assert_allclose(made.predict_proba(rows), model.predict_proba(rows), rtol=1e-13)


@pytest.mark.parametrize("name", [name for name in FROZEN if name.startswith("v1/")])
def test_frozen_models_pass_their_own_check(name: str, tmp_path, monkeypatch, capsys) -> None:
    model = keepfit.load(MODELS / name)
    try:
        written = model.to_skops()
    except keepfit.Error as error:
        assert error.code == "not_exported"
        return
    file = tmp_path / "model.skops"
    file.write_bytes(written["bytes"])
    if written["check"] is None:
        return
    space = {"__name__": "check"}
    exec(compile(written["check"], "check.py", "exec"), space)
    monkeypatch.setattr(sys, "argv", ["check.py", str(file)])
    assert space["main"]() == 0, capsys.readouterr().out


def test_an_answer_that_differs_is_seen(tmp_path, monkeypatch, capsys) -> None:
    model = keepfit.from_sklearn(StandardScaler().fit(IRIS), IRIS)
    written = model.to_skops()
    file = tmp_path / "model.skops"
    file.write_bytes(keepfit.from_sklearn(StandardScaler().fit(IRIS * 1.001), IRIS).to_skops()["bytes"])
    space = {"__name__": "check"}
    exec(compile(written["check"], "check.py", "exec"), space)
    monkeypatch.setattr(sys, "argv", ["check.py", str(file)])
    assert space["main"]() == 1
    assert "different" in capsys.readouterr().out


def test_without_skops_it_says_so(monkeypatch) -> None:
    model = keepfit.from_sklearn(StandardScaler().fit(IRIS), IRIS)
    monkeypatch.setitem(sys.modules, "skops", None)
    monkeypatch.setitem(sys.modules, "skops.io", None)
    with pytest.raises(keepfit.Error) as caught:
        model.to_sklearn()
    assert caught.value.code == "no_package"
    assert "skops" in str(caught.value)
