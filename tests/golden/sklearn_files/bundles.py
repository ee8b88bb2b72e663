"""What people dump together with a model: bundles/*, and in bundles/answers.json what its estimators predict.

Run in an environment with scikit-learn 1.9.1, pandas 3, pyarrow and skops 0.16. Nothing in it is a secret of the
machine that made it: dates are fixed.
"""

import collections
import datetime
import decimal
import fractions
import json
import pathlib
import pickle
import types
import uuid
import zoneinfo
from pathlib import Path

import joblib
import numpy as np
import pandas as pd
import scipy.sparse
import skops.io
from scipy.stats import expon, loguniform, norm, randint, uniform
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import RandomizedSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

FOLDER = Path(__file__).resolve().parent / "bundles"
data = load_iris(as_frame=True)
X, y = data.data.iloc[::5], data.target.iloc[::5]
model = make_pipeline(StandardScaler(), LogisticRegression()).fit(X, y)
scaler = StandardScaler().fit(X)
moment = datetime.datetime(2026, 1, 2, 3, 4, 5)

frames = X.assign(
    word=pd.Series(["t"] * len(X), index=X.index),
    kind=pd.Categorical(["u", "v"] * (len(X) // 2)),
    at=pd.Timestamp("2026-01-02"),
    whole=pd.array([1, None] * (len(X) // 2), dtype="Int64"),
)
beside = {
    "columns": X.columns,
    "X": frames,
    "y": y,
    "dtypes": X.dtypes,
    "date": moment,
    "zone": moment.replace(tzinfo=datetime.timezone.utc),
    "day": moment.date(),
    "took": datetime.timedelta(seconds=3),
    "stamp": pd.Timestamp(moment),
    "metrics": {"accuracy": np.float64(0.9), "rows": 30},
    "share": fractions.Fraction(1, 3),
    "price": decimal.Decimal("1.50"),
    "id": uuid.UUID(int=7),
    "path": pathlib.PurePosixPath("models/iris"),
    "ordered": collections.OrderedDict(a=1),
    "grouped": collections.defaultdict(list, a=[1]),
    "counts": collections.Counter("aab"),
    "seen": {1, 2},
    "version": "1.0",
}


# Beside it, and among the attributes of a model, what reading leaves behind.
other_data = {
    "range": range(3),
    "complex": 1j,
    "none": type(None),
    "zone": moment.replace(tzinfo=zoneinfo.ZoneInfo("Europe/Berlin")),
    "space": types.SimpleNamespace(a=1),
    "sparse": scipy.sparse.csr_matrix(np.eye(2)),
    "ages": pd.cut(pd.Series([1.0, 2.0, 3.0]), 2),
    "months": pd.period_range("2026-01", periods=2, freq="M"),
    "records": np.array([("x", [1, 2])], dtype=[("a", "U3"), ("b", "f8", (2,))]),
    "kinds": {"a": np.dtype("float32"), "b": np.uint16, "c": float},
    "objects": np.array(["a", None, moment.date(), X.columns], dtype=object),
    "days": [moment.date() + datetime.timedelta(n) for n in range(600)],
    "line\nbreak": 1,
    "tur\u202ened": 2,
    "'] and all ['": 3,
}
own = LogisticRegression().fit(X, y)
own.dtype = np.dtype("float32")
own.trained_at = moment
own.frame = X.head(2)


def of_objects(*things):
    array = np.empty(len(things), dtype=object)
    array[:] = things
    return array


class Calls:
    def __reduce__(self):
        return eval, ("1 + 1",)


def write(name, thing, dump):
    with open(FOLDER / name, "wb") as file:
        dump(thing, file)


FOLDER.mkdir(exist_ok=True)
for protocol in (2, 4, 5):
    write(
        f"everything_protocol_{protocol}.pkl",
        {"model": model, **beside},
        lambda thing, file, p=protocol: pickle.dump(thing, file, protocol=p),
    )
write("everything.joblib", {"model": model, **beside}, joblib.dump)
write("tuple.pkl", (model, list(X.columns), moment), pickle.dump)
write("deep.pkl", {"a": {"b": [model]}, "same": model}, pickle.dump)
write("two.pkl", {"model": model, "scaler": scaler, 3: "x"}, pickle.dump)
write("list_of_two.joblib", [scaler, model], joblib.dump)
write("no_model.pkl", {"a": 1, "columns": X.columns}, pickle.dump)
write("calls.pkl", {"model": model, "x": Calls()}, pickle.dump)
write("function.pkl", {"model": model, "x": np.testing.assert_equal}, pickle.dump)
write("other_estimator.pkl", {"model": model, "svc": SVC().fit(X, y)}, pickle.dump)
for protocol in (2, 5):
    write(
        f"other_data_protocol_{protocol}.pkl",
        {"model": model, **other_data},
        lambda thing, file, p=protocol: pickle.dump(thing, file, protocol=p),
    )
    write(
        f"other_data_protocol_{protocol}.joblib",
        {"model": model, **other_data},
        lambda thing, file, p=protocol: joblib.dump(thing, file, protocol=p),
    )
write("own_attributes.pkl", own, pickle.dump)
write("own_attributes.joblib", own, joblib.dump)
write("array_of_objects.pkl", of_objects("iris", model, 3), pickle.dump)
write("array_of_objects.joblib", of_objects("iris", model, 3), joblib.dump)
write("array_of_models.joblib", {"models": of_objects(scaler, model)}, joblib.dump)
write("in_a_series.pkl", pd.Series({"model": model, "rows": 30}), pickle.dump)
# What searches draw from: the distributions of scipy.stats, of which those of whole numbers keep a method by getattr.
drawn = RandomizedSearchCV(
    DecisionTreeClassifier(random_state=0),
    {
        "max_depth": randint(1, high=5),
        "min_samples_leaf": randint(1, 4),
        "ccp_alpha": uniform(0, 0.01),
        "min_impurity_decrease": norm(loc=0.01, scale=0.001),
        "min_weight_fraction_leaf": loguniform(1e-4, 1e-2),
    },
    n_iter=3,
    cv=3,
    random_state=0,
).fit(X, y)
other = RandomizedSearchCV(LogisticRegression(), {"C": expon(scale=3)}, n_iter=2, cv=3, random_state=0).fit(X, y)
write("drawn_search.pkl", drawn, pickle.dump)
write("drawn_search.joblib", drawn, joblib.dump)
write("drawn_by_another.pkl", other, pickle.dump)


class Bound:
    def __init__(self, *of):
        self.of = of

    def __reduce__(self):
        return getattr, self.of


write("other_method.pkl", {"model": model, "x": Bound(randint(1, 2).dist, "rvs")}, pickle.dump)
write("method_of_another.pkl", {"model": model, "x": Bound(model, "_entropy")}, pickle.dump)
write("vectorized.pkl", {"model": model, "x": np.vectorize(np.exp)}, pickle.dump)
skops.io.dump({"model": model, "rows": 30, "names": list(X.columns)}, FOLDER / "dict.skops")
skops.io.dump({"model": model, "scaler": scaler}, FOLDER / "two.skops")
skops.io.dump(SVC().fit(X, y), FOLDER / "other_estimator.skops")

rows = data.data.iloc[2::30]
answers = {
    "X": {name: list(rows[name]) for name in rows.columns},
    "model": [int(v) for v in model.predict(rows)],
    "scaler": scaler.transform(rows).tolist(),
    "drawn": [int(v) for v in drawn.predict(rows)],
    "other": [int(v) for v in other.predict(rows)],
}
(FOLDER / "answers.json").write_text(json.dumps(answers) + "\n")
