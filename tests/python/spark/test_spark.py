"""Over Spark: npm run python -- spark. Needs a JDK 17 or newer."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from pathlib import Path

import keepfit
import keepfit.spark
import numpy as np
import pandas as pd
import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

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


@pytest.fixture(params=["local[2]", "local-cluster[2,1,1024]"])
def session(request):
    spark = (
        SparkSession.builder.master(request.param)
        .config("spark.ui.enabled", "false")
        .config("spark.executor.memory", "1g")
        .config("spark.sql.shuffle.partitions", "4")
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("ERROR")
    yield spark
    spark.stop()


def digest(frame: pd.DataFrame) -> str:
    return hashlib.sha256(np.stack(frame.sort_values("row")["proba"].to_list()).tobytes()).hexdigest()


def test_the_same_bytes_on_every_executor(session):
    file = MODELS / "pipeline_penguins_logistic.keepfit"
    model = keepfit.load(file)
    X = table(model, ROWS)
    df = session.createDataFrame(X).repartition(8)
    answered = keepfit.spark.predict(df, file, method="predict_proba", output="proba", ship=True)
    expected = X.assign(proba=list(model.predict_proba(X.drop(columns="row"))))
    assert digest(answered.select("row", "proba").toPandas()) == digest(expected)
    where = session.sparkContext.parallelize(range(4), 4).map(lambda _: __import__("keepfit").__file__).collect()
    assert all("keepfit-" in each and ".zip" in each for each in where)  # what was shipped
    labels = keepfit.spark.predict(df, model).select("row", "prediction").toPandas().sort_values("row")
    assert labels["prediction"].tolist() == model.predict(X).tolist()
    with pytest.raises(keepfit.Error, match="sex"):
        keepfit.spark.predict(df.drop("sex"), model)
    with pytest.raises(keepfit.Error, match="already"):
        keepfit.spark.predict(df.withColumn("prediction", F.lit(1)), model)
    with pytest.raises(keepfit.Error, match="no transform"):
        keepfit.spark.predict(df, model, method="transform")
