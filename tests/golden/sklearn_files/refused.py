"""Files that are read by scikit-learn and no model of the catalogue."""

import numpy as np
import pandas as pd
from making import BINARY, THREE, amounts, labels, numbers, texts
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import IsolationForest, RandomForestRegressor
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.multioutput import MultiOutputRegressor
from sklearn.neighbors import KNeighborsRegressor
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer, LabelEncoder, OneHotEncoder, SplineTransformer, StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier


class Doubler(TransformerMixin, BaseEstimator):
    """A class of one's own."""

    def fit(self, X, y=None):
        self.n_features_in_ = np.shape(X)[1]
        return self

    def transform(self, X):
        return 2 * np.asarray(X)


class BetterScaler(StandardScaler):
    """One that is not what it was made from."""

    def transform(self, X, copy=None):
        return super().transform(X, copy) + 1


def halved(X):
    return np.asarray(X) / 2


def refused():
    """Name and object."""
    table = numbers(3)
    X = table.rows(range(36)).given()
    two, three, amount = labels(table, BINARY), labels(table, THREE), amounts(table)
    line = LogisticRegression().fit(X, two)
    yield "SVC", SVC().fit(X, two)
    yield "SVC in a Pipeline", make_pipeline(StandardScaler(), SVC(probability=False)).fit(X, three)
    yield "IsolationForest", IsolationForest(n_estimators=2, random_state=0).fit(X)
    yield "MLPClassifier", MLPClassifier((2,), max_iter=5, random_state=0).fit(X, two)
    yield "CalibratedClassifierCV", CalibratedClassifierCV(LogisticRegression(), cv=2).fit(X, two)
    yield "SplineTransformer", SplineTransformer(3).fit(X)
    yield "MultiOutputRegressor", MultiOutputRegressor(LinearRegression()).fit(X, np.c_[amount, amount])
    yield "a class of one's own", Doubler().fit(X)
    yield "a class of one's own in a Pipeline", make_pipeline(Doubler(), LogisticRegression()).fit(X, two)
    yield "a class made from StandardScaler", BetterScaler().fit(X)
    yield "FunctionTransformer of one's own function", FunctionTransformer(halved).fit(X)
    yield "FunctionTransformer of another ufunc", FunctionTransformer(np.arctan).fit(X)
    yield "FunctionTransformer of a function of numpy", FunctionTransformer(np.nan_to_num).fit(X)
    yield "FunctionTransformer with arguments", FunctionTransformer(np.power, kw_args={"x2": 2}).fit(X)
    yield "Pipeline with memory", Pipeline([("s", StandardScaler()), ("m", line)], memory="cache_of_nobody")
    yield "CountVectorizer", CountVectorizer().fit(["one two", "two three"])
    yield (
        "CountVectorizer, logistic",
        make_pipeline(CountVectorizer(), LogisticRegression()).fit(["a one", "b two"], BINARY),
    )
    yield "LabelEncoder", LabelEncoder().fit(["a", "b"])
    yield "not fitted", StandardScaler()
    yield "Pipeline not fitted", make_pipeline(StandardScaler(), LogisticRegression())
    yield "Pipeline half fitted", make_pipeline(StandardScaler().fit(X), LogisticRegression())
    yield "OneHotEncoder not fitted", OneHotEncoder()
    yield "two targets, linear", LinearRegression().fit(X, np.c_[amount, -amount])
    yield "two targets, forest", RandomForestRegressor(2, max_depth=2, random_state=0).fit(X, np.c_[amount, -amount])
    yield "two targets, classes", DecisionTreeClassifier(max_depth=2).fit(X, np.c_[two, three])
    yield "two targets, neighbours", KNeighborsRegressor(2).fit(X, np.c_[amount, -amount])
    yield (
        "neighbours by a function",
        KNeighborsRegressor(2, metric="haversine", algorithm="ball_tree").fit(X[:, :2], amount),
    )
    yield "a dict of models", {"scale": StandardScaler().fit(X), "model": line}
    yield "a list of models", [StandardScaler().fit(X), line]
    yield "a tuple", (line, "a note")
    yield "a DataFrame", pd.DataFrame(X, columns=["a", "b", "c"])
    yield "a DataFrame of texts", texts().given()
    yield "an array", np.arange(12.0).reshape(3, 4)
    yield "a number", 3.5
    yield "None", None
    yield "a class and no object", StandardScaler
