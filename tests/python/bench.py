"""How long things take, beside joblib and scikit-learn: start, one row, 10,000 rows. npm run python prints it."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import joblib
import keepfit
import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler


def milliseconds(work, least: int = 5, seconds: float = 1.0) -> float:
    """The median of several runs."""
    taken, until = [], time.perf_counter() + seconds
    while len(taken) < least or time.perf_counter() < until:
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken) * 1e3


def process(code: str, *arguments: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code, *arguments], check=True, capture_output=True)
    return (time.perf_counter() - start) * 1e3


def main() -> None:
    rng = np.random.default_rng(0)
    n = 10_000
    X = pd.DataFrame(rng.normal(size=(n, 8)), columns=[f"n{j}" for j in range(8)])
    X["colour"] = rng.choice(["red", "green", "blue"], n)
    y = np.where(X["n0"] + (X["colour"] == "red") + rng.normal(0, 0.3, n) > 0.3, "yes", "no")
    numbers = list(X.columns[:8])
    columns = ColumnTransformer(
        [("n", StandardScaler(), numbers), ("c", OneHotEncoder(sparse_output=False), ["colour"])]
    )
    models = {
        "scaler, one-hot, logistic": (make_pipeline(columns, LogisticRegression()), X),
        "forest of 100 trees": (RandomForestClassifier(100, min_samples_leaf=20, random_state=0), X[numbers]),
        "boosting, 100 rounds": (HistGradientBoostingClassifier(random_state=0), X[numbers]),
    }
    folder = Path(tempfile.mkdtemp())
    print("Milliseconds; the median of several runs.")
    print(f"{'':28}{'keepfit':>24}{'joblib, scikit-learn':>24}")

    def line(name: str, ours: float, theirs: float | None) -> None:
        print(f"{name:28}{ours:24,.2f}{'' if theirs is None else format(theirs, '24,.2f')}")

    for name, (estimator, table) in models.items():
        estimator.fit(table, y)
        joblib.dump(estimator, folder / "m.joblib")
        model = keepfit.from_sklearn(estimator, table)
        keepfit.dump(model, folder / "m.keepfit")
        if name == next(iter(models)):
            table.iloc[:1].to_pickle(folder / "one.pkl")
            ours = "import sys, keepfit; keepfit.load(sys.argv[1]).predict({'colour': ['red'], **{f'n{j}': [0.5] for j in range(8)}})"
            theirs = "import sys, joblib, pandas; joblib.load(sys.argv[1]).predict(pandas.read_pickle(sys.argv[2]))"
            files = str(folder / "m.keepfit"), str(folder / "m.joblib"), str(folder / "one.pkl")
            shutil.rmtree(os.environ["KEEPFIT_CACHE"], ignore_errors=True)
            line("process, nothing compiled", process(ours, files[0]), None)
            ready = [process(ours, files[0]) for _ in range(5)], [process(theirs, *files[1:]) for _ in range(5)]
            line("process, to the first answer", *(statistics.median(each) for each in ready))
        print(name)
        line(
            "  open",
            milliseconds(lambda: keepfit.load(folder / "m.keepfit")),
            milliseconds(lambda: joblib.load(folder / "m.joblib")),
        )
        one, row = table.iloc[:1], {key: [value] for key, value in table.iloc[0].items()}
        line(
            "  one row, DataFrame",
            milliseconds(lambda: model.predict(one)),
            milliseconds(lambda: estimator.predict(one)),
        )
        line("  one row, dictionary", milliseconds(lambda: model.predict(row)), None)
        line(
            "  10,000 rows",
            milliseconds(lambda: model.predict_proba(table)),
            milliseconds(lambda: estimator.predict_proba(table)),
        )
    shutil.rmtree(folder)


main()
