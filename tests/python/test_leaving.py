"""What the page on leaving the browser says to type."""

from __future__ import annotations

import html
import re
import shutil
from unittest.mock import MagicMock, create_autospec

import keepfit
import keepfit.spark
import pandas as pd
import pytest
from conftest import ROOT

TEXT = (ROOT / "web" / "lessons" / "leaving" / "text.html").read_text(encoding="utf-8")
SNIPPETS = {
    name: html.unescape(code)
    for name, code in re.findall(r'data-snippet="(\w+)".*?<code>(.*?)</code>', TEXT, flags=re.S)
}


@pytest.fixture()
def rows(penguins, tmp_path, monkeypatch) -> pd.DataFrame:
    usual = {c["name"]: c.get("most_frequent", c.get("median")) for c in keepfit.load(penguins).card["input"]}
    frame = pd.DataFrame([usual, {**usual, "bill_length_mm": 38.1}, {**usual, "sex": None}])
    shutil.copy(penguins, tmp_path / "model.keepfit")
    frame.to_csv(tmp_path / "rows.csv", index=False)
    monkeypatch.chdir(tmp_path)
    return frame


def ran(name: str, **given) -> dict:
    exec(SNIPPETS[name], given)
    return given


def test_there_are_three_lines_for_each():
    assert {name: code.count("\n") for name, code in SNIPPETS.items()} == {
        "python": 2,
        "mlflow": 2,
        "spark": 2,
        "search": 2,
    }


def test_python(rows, penguins):
    assert ran("python")["answers"].tolist() == keepfit.load(penguins).predict(rows).tolist()


def test_mlflow(rows, penguins, tmp_path):
    pytest.importorskip("mlflow")
    import keepfit.mlflow

    keepfit.mlflow.save_model(keepfit.load(penguins), tmp_path / "penguins")
    answers = ran("mlflow")["answers"]["prediction"].tolist()
    assert answers == keepfit.load(penguins).predict(rows).tolist()


def test_spark_is_called_as_it_can_be(monkeypatch):
    """Over Spark itself the same call is made in tests/python/spark."""
    predict = create_autospec(keepfit.spark.predict)
    monkeypatch.setattr(keepfit.spark, "predict", predict)
    spark = MagicMock()
    ran("spark", spark=spark)
    predict.assert_called_once_with(spark.read.parquet("rows.parquet"), "model.keepfit", ship=True)


def test_a_search_over_spark_is_called_as_it_can_be(rows, monkeypatch):
    """Over Spark itself such calls are made in tests/python/spark."""
    from sklearn.model_selection import GridSearchCV
    from sklearn.tree import DecisionTreeClassifier

    labelled = pd.concat([rows] * 6, ignore_index=True).assign(species=["Adelie", "Gentoo", "Chinstrap"] * 6)
    numbers = labelled.select_dtypes("number").columns
    labelled[[*numbers, "species"]].to_csv("rows.csv", index=False)
    fit = create_autospec(keepfit.spark.fit, side_effect=lambda *given, ship: keepfit.fit(*given))
    monkeypatch.setattr(keepfit.spark, "fit", fit)
    model = ran("search", search=GridSearchCV(DecisionTreeClassifier(), {"max_depth": [1, 2]}, cv=2))["model"]
    assert model.class_name == "GridSearchCV" and list(model.feature_names_in_) == list(numbers)
    fit.assert_called_once()
