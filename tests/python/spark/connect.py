"""What test_spark.py asks through Spark Connect, as JSON."""

from __future__ import annotations

import json
import os
import sys

import keepfit
import keepfit.spark
from pyspark.sql import SparkSession
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable

X, y = load_iris(return_X_y=True, as_frame=True)
kinds = y.map({0: "setosa", 1: "versicolor", 2: "virginica"})
grid = {"logisticregression__C": [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30]}
search = GridSearchCV(make_pipeline(StandardScaler(), LogisticRegression()), grid, cv=5)

session = SparkSession.builder.remote("local[2]").getOrCreate()
model = keepfit.spark.fit(search, X, kinds, ship=True)
rows = session.createDataFrame(X.assign(row=range(len(X))))
answered = keepfit.spark.predict(rows, model, ship=True).toPandas().sort_values("row")
scores = keepfit.spark.cross_validate(DecisionTreeClassifier(random_state=0), X, kinds, spark=session)
keepfit.spark._MOST = 1000
try:
    keepfit.spark.fit(search, X, kinds)
    refused = ""
except keepfit.Error as error:
    refused = str(error)
print(
    json.dumps(
        {
            "fingerprint": model.fingerprint,
            "predicted": answered["prediction"].tolist(),
            "scores": scores["test_score"].tolist(),
            "refused": refused,
        }
    ),
    flush=True,
)
session.stop()
