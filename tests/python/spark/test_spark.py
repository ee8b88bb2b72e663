"""Over Spark: npm run python -- spark. Needs a JDK 17 or newer."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import warnings
from pathlib import Path

import hosts
import keepfit
import keepfit.spark
import numpy as np
import pandas as pd
import pytest
from keepfit._tables import table_wire
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, GroupKFold, RandomizedSearchCV, ShuffleSplit
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

MODELS = Path(__file__).resolve().parents[3] / "tests" / "golden" / "models" / "v1"
ROWS = 100_000

# Executors run the Python of this environment.
os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable

pytestmark = pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs a JDK")


def table(model: keepfit.Model, rows: int) -> pd.DataFrame:
    rng = np.random.default_rng(0)
    out = {}
    for column in model.card["input"]:
        if column["kind"] == "text":
            out[column["name"]] = rng.choice(np.array([*column["categories"], None], object), rows)
        else:
            values = rng.uniform(column["min"], column["max"], rows)
            out[column["name"]] = np.where(rng.random(rows) < 0.05, np.nan, values) if column["missing"] else values
    return pd.DataFrame(out).assign(row=np.arange(rows))


@pytest.fixture(scope="module", params=["local[2]", "local-cluster[2,1,1024]"])
def session(request, tmp_path_factory):
    builder = (
        SparkSession.builder.master(request.param)
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.executor.memory", "1g")
        .config("spark.sql.shuffle.partitions", "4")
    )
    if "cluster" in request.param:
        # Executors without the package: what they find before it is one that cannot be imported.
        lacking = tmp_path_factory.mktemp("lacking")
        (lacking / "keepfit").mkdir()
        (lacking / "keepfit" / "__init__.py").write_text("""raise ModuleNotFoundError("No module named 'keepfit'")""")
        builder = builder.config("spark.executorEnv.PYTHONPATH", str(lacking))
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    yield spark
    spark.stop()


def digest(frame: pd.DataFrame) -> str:
    return hashlib.sha256(np.stack(frame.sort_values("row")["proba"].to_list()).tobytes()).hexdigest()


X, Y = load_iris(return_X_y=True, as_frame=True)
KINDS = Y.map({0: "setosa", 1: "versicolor", 2: "virginica"})
GROUPS = np.arange(150) % 7
TREE = DecisionTreeClassifier(random_state=0)
LOGISTIC = make_pipeline(StandardScaler(), LogisticRegression())
CREATED = {"created": "2020-01-01T00:00:00Z"}


def test_executors_without_the_package(session):
    if session.sparkContext.master == "local[2]":
        pytest.skip("These have what the driver has.")
    with pytest.raises(keepfit.Error, match="lacks the package keepfit. Send it along with ship=True") as refused:
        keepfit.spark.cross_validate(TREE, X, KINDS, cv=2)
    assert refused.value.code == "no_package"
    assert len(keepfit.spark.cross_validate(TREE, X, KINDS, cv=2, ship=True)["test_score"]) == 2


def test_the_same_bytes_on_every_executor(session):
    file = MODELS / "pipeline_penguins_logistic.keepfit"
    model = keepfit.load(file)
    X = table(model, ROWS)
    df = session.createDataFrame(X).repartition(8)
    answered = keepfit.spark.predict(df, file, method="predict_proba", output="proba", ship=True)
    expected = X.assign(proba=list(model.predict_proba(X.drop(columns="row"))))
    assert digest(answered.select("row", "proba").toPandas()) == digest(expected)
    with hosts.node() as node:
        handle = node.call("load", {"bytes": file.read_bytes()})["model"]
        proba = node.call("predict_proba", {"model": handle, "X": table_wire(X.drop(columns="row"))})["proba"]
    assert digest(expected) == hashlib.sha256(proba.tobytes()).hexdigest()
    where = session.sparkContext.parallelize(range(4), 4).map(lambda _: __import__("keepfit").__file__).collect()
    assert all("keepfit-" in each and ".zip" in each for each in where)  # what was shipped
    labels = keepfit.spark.predict(df, model, ship=True).select("row", "prediction").toPandas().sort_values("row")
    assert labels["prediction"].tolist() == model.predict(X).tolist()
    with pytest.raises(keepfit.Error, match="sex"):
        keepfit.spark.predict(df.drop("sex"), model)
    with pytest.raises(keepfit.Error, match="already"):
        keepfit.spark.predict(df.withColumn("prediction", F.lit(1)), model)
    with pytest.raises(keepfit.Error, match="no transform"):
        keepfit.spark.predict(df, model, method="transform")


def both(call, *given, spark, **more):
    """What a call gives here and over Spark, each with the warnings that were told."""
    out = []
    for where in (keepfit, keepfit.spark):
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always", keepfit.KeepfitWarning)
            rest = {"spark": spark, "ship": True} if where is keepfit.spark else {}
            answer = getattr(where, call)(*given, **more, **rest)
        out += [answer, [str(each.message) for each in said if issubclass(each.category, keepfit.KeepfitWarning)]]
    return out


FORTY = GridSearchCV(LOGISTIC, {"logisticregression__C": [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30]}, cv=5)
SEARCHES = {
    "forty fits": (FORTY, {}),
    "some fail and some warn": (
        GridSearchCV(LOGISTIC, {"logisticregression__C": [-1.0, 1.0], "logisticregression__max_iter": [1, 100]}, cv=2),
        {},
    ),
    "drawn, several scorers": (
        RandomizedSearchCV(
            TREE,
            {"max_depth": [1, 2, 3, 4], "min_samples_leaf": [1, 5]},
            n_iter=3,
            random_state=7,
            cv=ShuffleSplit(n_splits=2, random_state=0),
            scoring=["accuracy", "f1_macro"],
            refit="f1_macro",
            return_train_score=True,
        ),
        {},
    ),
    "groups": (GridSearchCV(TREE, {"max_depth": [1, 3]}, cv=GroupKFold(3)), {"groups": GROUPS}),
}


@pytest.mark.parametrize("search, more", SEARCHES.values(), ids=SEARCHES)
def test_a_search_has_the_bytes_of_one_machine(session, search, more):
    here, said, spread, said_there = both("fit", search, X, KINDS, spark=session, **more)
    assert spread.dump(card=CREATED) == here.dump(card=CREATED)
    assert spread.fingerprint == here.fingerprint and spread.warnings == here.warnings
    assert said_there == said and (said or search is not SEARCHES["some fail and some warn"][0])
    assert spread.predict(X).tolist() == here.predict(X).tolist()
    if search is FORTY:
        with hosts.node() as node:
            fitted = node.fitted(keepfit.recipe(search), table_wire(X), keepfit._tables.target_wire(KINDS))
        assert spread.fingerprint == fitted


def test_a_cross_validation_has_the_numbers_of_one_machine(session):
    options = {"scoring": ["accuracy", "f1_macro"], "return_train_score": True, "return_indices": True, "cv": 3}
    here, said, spread, said_there = both("cross_validate", LOGISTIC, X, KINDS, spark=session, **options)
    assert list(spread) == list(here) and said_there == said
    for name in ("test_accuracy", "test_f1_macro", "train_accuracy", "train_f1_macro"):
        assert spread[name].tobytes() == here[name].tobytes()
    assert [rows.tolist() for rows in spread["indices"]["test"]] == [rows.tolist() for rows in here["indices"]["test"]]
    lazy = keepfit.recipe("LogisticRegression", max_iter=1)
    here, said, spread, said_there = both("cross_validate", lazy, X, KINDS, spark=session, cv=2)
    assert said and said_there == said and spread["test_score"].tobytes() == here["test_score"].tobytes()


def test_fits_that_fail_are_told_as_on_one_machine(session):
    y = ["a"] * 75 + ["b"] * 50 + ["a"] * 25
    folds = {"cv": {"class": "KFold", "params": {"n_splits": 2}}}
    here, said, spread, said_there = both("cross_validate", LOGISTIC, X, y, spark=session, **folds)
    assert np.isnan(spread["test_score"]).tolist() == np.isnan(here["test_score"]).tolist() == [False, True]
    assert said_there == said and "fold 2 of 2 failed" in said[0]
    failing = keepfit.recipe(
        GridSearchCV(LOGISTIC, {"logisticregression__C": [1.0, -1.0, -2.0]}, cv=2, error_score="raise")
    )
    refusals = []
    for where, more in ((keepfit, {}), (keepfit.spark, {"spark": session, "ship": True})):
        for call in (
            lambda: where.cross_validate(LOGISTIC, X, y, error_score="raise", **folds, **more),
            lambda: (
                where.cross_validate(LOGISTIC, X, [*"ab"] * 75, **folds, **more) and where.fit(failing, X, y, **more)
            ),
            lambda: where.cross_validate(LOGISTIC, X, ["a"] * 75 + ["b"] * 75, **folds, **more),
        ):
            with pytest.raises(keepfit.Error) as refused:
                call()
            error = refused.value
            refusals.append((error.code, error.where, error.message, error.hint, error.details))
    assert refusals[:3] == refusals[3:]
    assert "All 2 fits failed" in refusals[2][2]


def test_the_engine_is_started_and_the_data_are_held_once_per_process(session):
    keepfit.spark.fit(FORTY, X, KINDS, spark=session, ship=True)

    def look(batches):
        import os
        import time

        import pandas as pd
        from keepfit import _engine, spark

        time.sleep(0.5)  # so that every process is asked
        held = spark._holding
        for _ in batches:
            yield pd.DataFrame([[os.getpid(), _engine.engine.generation, held.handle if held else 0]])

    rows = session.range(0, 8, 1, 8).mapInPandas(look, "process long, engines long, handle long").collect()
    found = {tuple(row) for row in rows}
    assert len(found) == len({process for process, _, _ in found})
    assert any(handle for _, _, handle in found)
    assert {engines for _, engines, handle in found if handle} == {1}


def test_what_spark_gives_up(session, monkeypatch):
    def broken(key, data):
        def answer(batches):
            raise RuntimeError("the disk is full")

        return answer

    monkeypatch.setattr(keepfit.spark, "_fits", broken)
    with pytest.raises(keepfit.Error, match="Spark gave the fits up, .*: RuntimeError: the disk is full") as refused:
        keepfit.spark.cross_validate(TREE, X, KINDS, spark=session, ship=True)
    assert refused.value.code == "worker_lost"


def test_what_is_refused_before_an_executor_is_asked(session):
    for recipe, X_, words in (
        ("Ridge", X, "of a Ridge, which is not a search. Give a GridSearchCV or RandomizedSearchCV.*keepfit.fit"),
        (FORTY, session.createDataFrame(X.head()), "rows have no order.*toPandas"),
        (GridSearchCV(TREE, {"depth": [1]}), X, "depth"),
        (GridSearchCV(TREE, {"max_depth": [1]}, scoring="accurracy"), X, "accurracy"),
    ):
        with pytest.raises(keepfit.Error, match=words):
            keepfit.spark.fit(recipe, X_, KINDS)
    with pytest.raises(keepfit.Error, match="not a session"):
        keepfit.spark.fit(FORTY, X, KINDS, spark="local")
    assert session.sparkContext.getLocalProperty("spark.job.description") is None


def test_through_spark_connect():
    """In a process of its own: one that has had a session of the other kind cannot have one."""
    script = Path(__file__).with_name("connect.py")
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=500)
    assert done.returncode == 0, done.stderr[-4000:]
    found = json.loads(done.stdout.splitlines()[-1])
    model = keepfit.fit(FORTY, X, KINDS)
    assert found["fingerprint"] == model.fingerprint
    assert found["predicted"] == model.predict(X).tolist()
    assert found["scores"] == keepfit.cross_validate(TREE, X, KINDS)["test_score"].tolist()
    assert "Spark Connect carries" in found["refused"] and "SparkContext" in found["refused"]


def test_without_a_session():
    if SparkSession.getActiveSession() is None:
        with pytest.raises(keepfit.Error, match="No session of Spark is active"):
            keepfit.spark.fit(FORTY, X, KINDS)
