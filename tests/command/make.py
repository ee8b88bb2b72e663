"""Models that scikit-learn 1.9.1 saved, and what it answers, as pandas writes it: cases for both commands.

python tests/command/make.py writes files/ and predicted.json beside itself. It needs scikit-learn, pandas, joblib, skops.
"""

from __future__ import annotations

import json
import pickle
import warnings
from pathlib import Path

import joblib
import numpy as np
import pandas as pd
import skops.io
from sklearn.cluster import KMeans
from sklearn.compose import make_column_transformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, OneHotEncoder
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

HERE = Path(__file__).resolve().parent
FILES = HERE / "files"
cases: list[dict] = []


def csv(frame: pd.DataFrame, **more) -> str:
    return frame.to_csv(index=False, lineterminator="\n", **more)


def probabilities(model, X) -> dict:
    return {f"probability {c}": p for c, p in zip(model.classes_, model.predict_proba(X).T)}


def add(title: str, file: str, table: str, answers: dict, *options: str, err: str = "", out: str = "") -> None:
    stem = file.split(".")[0]
    cases.append(
        {
            "title": title,
            "files": {file: {"from": f"tests/command/files/{file}"}, "table.csv": table},
            "before": [["convert", file]],
            "run": ["predict", f"{stem}.keepfit", "table.csv", *options],
            "code": 0,
            "out": out or csv(pd.DataFrame(answers)),
            "err": err,
        }
    )


FILES.mkdir(exist_ok=True)

# Text in, text out: with what RFC 4180 puts in quotation marks, letters of several scripts, and cells that are missing.
X = pd.DataFrame(
    {
        "Größe in cm": [1.5, np.nan, 3.25, 4.0, 5.5, 6.0, 7.0, 8.125],
        "sort, of": ["rot", 'so "blau"', "rot", "青", "青", None, 'so "blau"', "rot"],
    }
)
y = np.array(['a "good" one', "so, so", 'a "good" one', "нет", "нет", "two\nlines", "so, so", 'a "good" one'])
words = make_pipeline(
    make_column_transformer((SimpleImputer(), ["Größe in cm"]), (OneHotEncoder(handle_unknown="ignore"), ["sort, of"])),
    DecisionTreeClassifier(random_state=0),
).fit(X, y)
(FILES / "words.pkl").write_bytes(pickle.dumps(words, protocol=4))
answers = {"prediction": words.predict(X)}
add("labels of text", "words.pkl", csv(X), answers)
add("labels of text, kept beside their rows", "words.pkl", csv(X), {**X, **answers}, "--keep")
add("a mark of UTF-8 before the names", "words.pkl", "\ufeff" + csv(X), answers)
add("lines that end as Windows' do", "words.pkl", X.to_csv(index=False, lineterminator="\r\n"), answers)
add(
    "methods side by side",
    "words.pkl",
    csv(X),
    {**answers, **probabilities(words, X)},
    "-m",
    "predict",
    "-mpredict_proba",
)
tabs = csv(X, sep="\t")
add("tabs, which the names tell", "words.pkl", tabs, {}, "--keep", out=csv(pd.DataFrame({**X, **answers}), sep="\t"))
decimal = csv(X, sep=";", decimal=",")
add(
    "semicolons and decimal commas", "words.pkl", decimal, {}, "--decimal", ",", out=csv(pd.DataFrame(answers), sep=";")
)

# Numbers in, numbers out.
X = pd.DataFrame({"a": np.arange(12.0), "b": np.arange(12.0)[::-1]})
amounts = [1e-07, 1e-05, 0.0001, 0.1 + 0.2, 3.0, 1e15, 1e16, 123456789012345680.0, 1e22, -2.5e-310, 1 / 3, -0.5]
tree = DecisionTreeRegressor(random_state=0).fit(X, amounts)
(FILES / "amounts.pkl").write_bytes(pickle.dumps(tree, protocol=4))
add("amounts, small and large", "amounts.pkl", csv(X), {"prediction": tree.predict(X)})
whole = DecisionTreeClassifier(random_state=0).fit(X, [0, 0, 0, 1, 1, 1, 10, 10, 10, -7, -7, -7])
(FILES / "whole.pkl").write_bytes(pickle.dumps(whole, protocol=5))
add("labels that are whole numbers", "whole.pkl", csv(X), {"prediction": whole.predict(X), **probabilities(whole, X)},
    "-m", "predict", "-m", "predict_proba")  # fmt: skip
truth = DecisionTreeClassifier(random_state=0).fit(X, X["a"] > 5)
(FILES / "truth.pkl").write_bytes(pickle.dumps(truth, protocol=4))
# Keepfit knows numbers and text: true is 1.
add("labels that are true or false", "truth.pkl", csv(X), {"prediction": truth.predict(X).astype(int)})

# What scikit-learn warns of is told, in Keepfit's words.
X = pd.DataFrame({"sort": ["rot", "blau", "rot", "blau"]})
warned = OneHotEncoder(handle_unknown="warn", sparse_output=False).fit(X)
(FILES / "warned.pkl").write_bytes(pickle.dumps(warned, protocol=4))
X.loc[1, "sort"] = "grün"
with warnings.catch_warnings(record=True) as said:
    warnings.simplefilter("always")
    answers = dict(zip(warned.get_feature_names_out(), warned.transform(X).T))
assert "unknown categories in columns [0]" in str(said[0].message)
add("what scikit-learn warns of", "warned.pkl", csv(X), answers, err=(
    "column 'sort' holds categories that the fit did not, which become zeros in all its columns. "
    "Fit with these categories too.\n"
    "Column 'sort' holds what the fit had not, in 1 row, first in line 3: 'grün' (seen: 2 categories).\n"
))  # fmt: skip

# A column that nothing looks at may hold anything, and what fills a column is not all that it holds.
X = pd.DataFrame({"town": ["Köln", "Bern", None, "Köln", "Łódź", "Bern"], "x": np.arange(6.0), "note": list("abcdef")})
filled = make_pipeline(SimpleImputer(strategy="most_frequent"), OneHotEncoder())
left = make_pipeline(
    make_column_transformer((filled, ["town"]), ("passthrough", ["x"])), DecisionTreeClassifier(random_state=0)
).fit(X, list("nynyyn"))
(FILES / "left.pkl").write_bytes(pickle.dumps(left, protocol=4))
add(
    "a column of text that nothing looks at, and one that is filled in",
    "left.pkl",
    csv(X),
    {"prediction": left.predict(X)},
)
# None beside NaN is left by what fills NaN in.
none = make_pipeline(SimpleImputer(strategy="most_frequent"), OneHotEncoder()).fit(
    np.array([["rot"], [None], ["blau"], ["rot"]], dtype=object)
)
assert none[-1].categories_[0].tolist() == ["blau", "rot", None]
(FILES / "none.pkl").write_bytes(pickle.dumps(none, protocol=4))
cases.append(
    {
        "title": "None that is left where NaN is filled in",
        "files": {"none.pkl": {"from": "tests/command/files/none.pkl"}},
        "run": ["convert", "none.pkl"],
        "code": 1,
        "out": "",
        "err": "not_taken: In column 'x0' some texts were missing in a way that the SimpleImputer was not told of, None "
        "beside NaN, and are a category of their own behind it. Keepfit fills them in, and would answer otherwise. Fit "
        "it on texts that are all missing as NaN: X = X.replace({None: np.nan}).\n",
    }
)

# Without names; several trees; clusters; a transformer.
rng = np.random.default_rng(0)
X = pd.DataFrame(rng.normal(size=(40, 3)), columns=["p", "q", "r"])
y = np.where(X["p"] + X["q"] > 0, "up", "down")
forest = RandomForestClassifier(7, max_depth=3, random_state=0).fit(X.to_numpy(), y)
joblib.dump(forest, FILES / "position.joblib", compress=("gzip", 3))
add("columns by their position, probabilities of a forest", "position.joblib", csv(X), probabilities(forest, X.to_numpy()),
    "-m", "predict_proba")  # fmt: skip
scaler = MinMaxScaler().fit(X)
skops.io.dump(scaler, FILES / "scaler.skops")
add("a transformer", "scaler.skops", csv(X), dict(zip(X.columns, scaler.transform(X).T)))
centres = KMeans(3, random_state=0, n_init=1).fit(X)
(FILES / "centres.pkl").write_bytes(pickle.dumps(centres, protocol=4))
add("clusters", "centres.pkl", csv(X), {"prediction": centres.predict(X)})

(HERE / "predicted.json").write_text(json.dumps(cases, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
