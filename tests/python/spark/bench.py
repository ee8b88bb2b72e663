"""A million rows over two executors, beside scikit-learn in a pandas UDF and ONNX in predict_batch_udf, and a grid of
forty fits: npm run python -- spark bench. What it times it also compares with Node and the native library."""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # hosts.py

import hosts
import keepfit
import keepfit.spark
import numpy as np
import pandas as pd
from keepfit._tables import table_wire, target_wire
from pyspark.ml.functions import predict_batch_udf
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from sklearn.ensemble import GradientBoostingClassifier, HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

ROWS, WIDTH, PARTS = 1_000_000, 8, 8
NAMES = [f"n{j}" for j in range(WIDTH)]
ARRAY = "array<double>"


def drawn(rows: int) -> tuple[pd.DataFrame, np.ndarray]:
    rng = np.random.default_rng(0)
    X = pd.DataFrame(rng.normal(size=(rows, WIDTH)), columns=NAMES)
    return X, np.where(X["n0"] + np.sin(3 * X["n1"]) + rng.normal(0, 0.3, rows) > 0.3, "yes", "no")


def onnx_of(model: keepfit.Model) -> bytes:
    with hosts.node("keepfit-onnx") as node:
        request = {"bytes": keepfit.dump(model), "profile": "exact", "fingerprint": model.fingerprint}
        return node.call("to_onnx", request)["bytes"]


# What runs in the executors stands in functions, since they have no module of this name.
def by_scikit_learn(df: DataFrame, estimator) -> DataFrame:
    shared = df.sparkSession.sparkContext.broadcast(pickle.dumps(estimator))
    names = NAMES

    def proba(batches: Iterator[tuple[pd.Series, ...]]) -> Iterator[pd.Series]:
        import pickle

        import pandas as pd

        fitted = pickle.loads(shared.value)
        for batch in batches:
            yield pd.Series(list(fitted.predict_proba(pd.concat(batch, axis=1, keys=names))))

    udf = F.pandas_udf(proba, ARRAY)
    return df.withColumn("proba", udf(*NAMES))


def by_onnx(df: DataFrame, model: bytes) -> DataFrame:
    shared = df.sparkSession.sparkContext.broadcast(model)
    names = NAMES

    def make():
        import numpy as np
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        session = onnxruntime.InferenceSession(shared.value, options, providers=["CPUExecutionProvider"])
        output = next(each.name for each in session.get_outputs() if "prob" in each.name)

        def answer(batch):
            given = {name: np.ascontiguousarray(batch[:, j : j + 1]) for j, name in enumerate(names)}
            return session.run([output], given)[0]

        return answer

    from pyspark.sql.types import ArrayType, DoubleType

    udf = predict_batch_udf(
        make, return_type=ArrayType(DoubleType()), batch_size=10_000, input_tensor_shapes=[[len(NAMES)]]
    )
    return df.withColumn("proba", udf(F.array(*NAMES)))


def timed(work) -> tuple[float, object]:
    start = time.perf_counter()
    answer = work()
    return time.perf_counter() - start, answer


def yes(df: DataFrame) -> int:
    """Asks every row."""
    return df.select(F.sum((F.col("proba")[1] > 0.5).cast("long"))).first()[0]


def scored(spark: SparkSession) -> None:
    X, y = drawn(ROWS)
    few, labels = X[:10_000], y[:10_000]
    folder = tempfile.mkdtemp()
    X.assign(row=np.arange(ROWS)).to_parquet(f"{folder}/rows.parquet", row_group_size=ROWS // PARTS)
    df = spark.read.parquet(f"{folder}/rows.parquet").repartition(PARTS).cache()
    df.count()
    models = {
        "scaler, logistic": make_pipeline(StandardScaler(), LogisticRegression()),
        "boosting, 100 rounds": GradientBoostingClassifier(random_state=0),
    }
    sample = df.filter("row % 100 = 0")  # starts what is started once
    print(f"{ROWS:,} rows of {WIDTH} columns; seconds, and microseconds for a row, once all is started.")
    print(f"{'':24}{'keepfit':>16}{'scikit-learn':>16}{'ONNX':>16}   rows that are 'yes'")
    for name, estimator in models.items():
        estimator.fit(few, labels)
        model = keepfit.from_sklearn(estimator, few)
        exported = onnx_of(model)
        ways = (
            lambda df: yes(keepfit.spark.predict(df, model, method="predict_proba", output="proba")),
            lambda df: yes(by_scikit_learn(df, estimator)),
            lambda df: yes(by_onnx(df, exported)),
        )
        taken, counts = [], []
        for way in ways:
            way(sample)
            seconds, count = timed(lambda: way(df))
            taken.append(seconds)
            counts.append(count)
        cells = "".join(f"{f'{s:.1f} s, {s / ROWS * 1e6:.1f}':>16}" for s in taken)
        print(f"{name:24}{cells}   {', '.join(map(str, counts))}", flush=True)
        answered = keepfit.spark.predict(df, model, method="predict_proba", output="proba")
        parts = answered.select("row", *(F.col("proba")[k].alias(f"p{k}") for k in range(2))).toPandas()
        spread = np.ascontiguousarray(parts.sort_values("row")[["p0", "p1"]].to_numpy())
        with hosts.node() as node:
            handle = node.call("load", {"bytes": keepfit.dump(model)})["model"]
            whole = node.call("predict_proba", {"model": handle, "X": table_wire(X)})["proba"]
        digests = [hashlib.sha256(each.tobytes()).hexdigest() for each in (spread, whole)]
        print(
            f"  executors {digests[0][:16]}, Node {digests[1][:16]}: {'equal' if len(set(digests)) == 1 else 'DIFFERENT'}"
        )
        assert len(set(digests)) == 1


def searched(spark: SparkSession) -> None:
    X, y = drawn(20_000)
    grid = {"learning_rate": [0.03, 0.1, 0.3, 1.0], "max_leaf_nodes": [7, 31]}
    search = keepfit.recipe(GridSearchCV(HistGradientBoostingClassifier(max_iter=50, random_state=0), grid, cv=5))
    keepfit.spark.cross_validate("GaussianNB", X[:1000], y[:1000], spark=spark)  # engines are started
    there, spread = timed(lambda: keepfit.spark.fit(search, X, y, spark=spark))
    here, whole = timed(lambda: keepfit.fit(search, X, y))
    found = {"executors": spread.fingerprint, "one machine": whole.fingerprint}
    with hosts.node() as node:
        found["Node"] = node.fitted(search, table_wire(X), target_wire(y))
    if hosts.NATIVE.exists():
        with hosts.Host(str(hosts.NATIVE)) as native:
            found["native"] = native.fitted(search, table_wire(X), target_wire(y))
    print(f"A grid of 40 fits to {len(X):,} rows: {there:.1f} s over two executors, {here:.1f} s in one process.")
    for where, fingerprint in found.items():
        print(f"  {where:12}{fingerprint}")
    assert len(set(found.values())) == 1
    tiny, _ = timed(
        lambda: keepfit.spark.fit(
            keepfit.recipe(
                search,
                estimator=keepfit.recipe("GaussianNB"),
                param_grid={"var_smoothing": [10.0**-k for k in range(8)]},
            ),
            X[:150],
            y[:150],
            spark=spark,
        )
    )
    print(f"  Forty fits of a millisecond: {tiny:.1f} s, which is what Spark takes to hand them out.")


def main() -> None:
    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    start, spark = timed(
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.executor.memory", "1g")
        .config("spark.sql.execution.arrow.pyspark.enabled", "true")
        .getOrCreate
    )
    spark.sparkContext.setLogLevel("OFF")
    print(
        f"Two executors of one core each: started in {start:.0f} s; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}."
    )
    scored(spark)
    searched(spark)
    spark.stop()


main()
