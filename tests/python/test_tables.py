"""Tables as Python has them: what is taken as what, and what is refused by the column's name."""

from __future__ import annotations

import decimal

import keepfit
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from keepfit._codec import encode
from keepfit._columns import column_wire, values_of
from keepfit._tables import table_wire

NAN = float("nan")


def taken(column):
    """As the engine is given it: numbers with NaN, texts with None."""
    return [
        None if value is None or value != value else value for value in values_of(column_wire(column, "c")).tolist()
    ]


NUMBERS = [1.0, 2.0, None]
TEXTS = ["b", "a", None]


@pytest.mark.parametrize(
    "column, expected",
    [
        ([1, 2, None], NUMBERS),
        ([1, 2.0, NAN], NUMBERS),
        ((1, 2, None), NUMBERS),
        ([decimal.Decimal(1), np.float32(2), None], NUMBERS),
        (np.array([1, 2], np.int8), [1.0, 2.0]),
        (np.array([1, 2], np.uint64), [1.0, 2.0]),
        (np.array([1, 2], ">f4"), [1.0, 2.0]),
        (np.array([1, 2, 3])[::-2], [3.0, 1.0]),
        (np.array([True, False]), [1.0, 0.0]),
        (np.ma.masked_array([1, 2, 3], [False, False, True]), NUMBERS),
        (np.array([1, 2, None], object), NUMBERS),
        (pd.Series([1, 2, None], dtype="Int64"), NUMBERS),
        (pd.Series([1, 2, None], dtype="Float32"), NUMBERS),
        (pd.Series([True, False, None], dtype="boolean"), [1.0, 0.0, None]),
        (pd.Series([True, False, None], dtype=object), [1.0, 0.0, None]),
        (pd.Series([1, 2, None], dtype=object), NUMBERS),
        (pd.Series([1, 2, None]).astype("category"), NUMBERS),
        (pd.Series([1, 2, None], dtype=pd.ArrowDtype(pa.int32())), NUMBERS),
        (pl.Series([1, 2, None]), NUMBERS),
        (pl.Series([True, None]), [1.0, None]),
        (pl.Series([None, None]), [None, None]),
        (pa.chunked_array([[1, 2], [None]]), NUMBERS),
        (TEXTS, TEXTS),
        (["b", "a", NAN], TEXTS),
        (np.array(["b", "a"]), ["b", "a"]),
        (np.array(["b", "a"], np.dtypes.StringDType()), ["b", "a"]),
        (np.array(TEXTS, object), TEXTS),
        (pd.Series(TEXTS), TEXTS),
        (pd.Series(TEXTS, dtype=object), TEXTS),
        (pd.Series(TEXTS, dtype="string"), TEXTS),
        (pd.Series(["b", "a", pd.NA], dtype=object), TEXTS),
        (pd.Series(TEXTS, dtype=pd.ArrowDtype(pa.string())), TEXTS),
        (pd.Series(TEXTS, dtype="category"), TEXTS),
        (pd.Series(TEXTS, dtype=pd.CategoricalDtype(["z", "b", "a"], ordered=True)), TEXTS),
        (pd.Categorical(TEXTS), TEXTS),
        (pl.Series(TEXTS), TEXTS),
        (pl.Series(TEXTS, dtype=pl.Categorical), TEXTS),
        (pl.Series(TEXTS, dtype=pl.Enum(["z", "b", "a"])), TEXTS),
        (pa.chunked_array([TEXTS]), TEXTS),
        (["é", "z", "𝒳", "ﬀ"], ["é", "z", "𝒳", "ﬀ"]),
        ([None, None], [None, None]),
    ],
)
def test_columns(column, expected):
    assert taken(column) == expected


def test_categories_are_those_that_are_used_in_the_order_of_their_code_points():
    wire = column_wire(pd.Series(["𝒳", "ﬀ", "a"], dtype=pd.CategoricalDtype(["never", "𝒳", "ﬀ", "a"])), "c")
    assert wire["categories"] == ["a", "ﬀ", "𝒳"] and wire["codes"].tolist() == [2, 1, 0]


@pytest.mark.parametrize(
    "column, word",
    [
        (pd.Series(pd.to_datetime(["2020-01-01", None])), "datetime64"),
        (pd.Series(pd.to_datetime(["2020-01-01"]).tz_localize("UTC")), "datetime64"),
        (pd.Series(pd.to_timedelta([1], "D")), "timedelta"),
        (pd.Series(pd.period_range("2020", periods=1)), "period"),
        (pd.Series([pd.Timestamp("2020-01-01"), None], dtype=object), "Timestamp"),
        (pd.Series([0, 1], dtype=pd.SparseDtype("int")), "Sparse"),
        (pd.Series([1j]), "complex"),
        (pd.Series([[1], [2]]), "list"),
        (pd.Series([b"x"]), "bytes"),
        (np.array(["2020-01-01"], "M8[D]"), "datetime64"),
        (pl.Series(["2020-01-01"]).str.to_date(), "Date"),
        (pl.Series([[1], [2]]), "List"),
        ([1, "a"], "mixes numbers and text: it holds 'a' in row 2 after numbers"),
        (["a", 1], "mixes numbers and text: it holds 1 in row 2 after text"),
        (["\ud800"], "not valid Unicode"),
        ("text", "not a column"),
        (np.zeros((2, 2)), "one axis"),
    ],
)
def test_columns_that_are_refused(column, word):
    with pytest.raises(keepfit.Error, match=word) as caught:
        table_wire({"size": column})
    assert "size" in str(caught.value) and caught.value.details["column"] == "size"
    if "date" in word.lower() or word == "Timestamp":
        assert "year, month, day" in caught.value.hint


@pytest.mark.parametrize(
    "X, word",
    [
        ({"a": [1, 2], "b": [1]}, "'b' has 1 row, but column 'a' has 2"),
        ({}, "no columns"),
        ([1, 2], "two axes"),
        (np.zeros(3), "two axes"),
        (np.zeros((1, 1, 1)), "two axes"),
        ([[1, 2], [3]], "no table"),
        (pd.DataFrame({1: [1], "a": [2]}), "column name 1"),
        (np.array([["2020-01-01"]], "M8[D]"), "datetime64"),
        (np.array([[1j]]), "complex"),
        ("rows", "not a table"),
        (3, "not a table"),
        (__import__("scipy.sparse").sparse.eye(2).tocsr(), "sparse"),
        (pd.DataFrame([[1, 2]], columns=["a", "a"]), "two columns named 'a'"),
    ],
)
def test_tables_that_are_refused(X, word):
    with pytest.raises(keepfit.Error, match=word):
        keepfit.fit("StandardScaler", X)


def test_positions_and_names():
    rows = [[1, 2], [3, 5], [4, 9]]
    y = [1.0, 2.0, 4.0]
    unnamed = [rows, np.array(rows), np.array(rows, object), pd.DataFrame(rows), np.array(rows, np.float32)]
    answers = {tuple(keepfit.fit("Ridge", X, y).predict(X)) for X in unnamed}
    assert len(answers) == 1
    named = [pd.DataFrame(rows, columns=["a", "b"]), pl.DataFrame(rows, schema=["a", "b"], orient="row")]
    named += [
        pa.table({"a": [1, 3, 4], "b": [2, 5, 9]}),
        {"a": [1, 3, 4], "b": [2, 5, 9]},
        [dict(zip("ab", r)) for r in rows],
    ]
    model = keepfit.fit("Ridge", named[0], y)
    assert list(model.feature_names_in_) == ["a", "b"]
    named.append(named[1].lazy())
    for X in named:
        assert tuple(model.predict(X)) in answers
    assert tuple(model.predict(named[0][["b", "a"]])) in answers  # by name, whatever their order
    with pytest.raises(keepfit.Error) as caught:
        model.predict({"a": [1.0]})
    assert caught.value.code == "missing_columns" and "b" in str(caught.value)


def test_text_by_position(penguins):
    model = keepfit.load(penguins)
    X = pd.DataFrame({c["name"]: [c.get("most_frequent", c.get("median"))] for c in model.card["input"]})
    expected = model.predict_proba(X)
    assert model.predict_proba(X.to_numpy()).tobytes() == expected.tobytes()
    gone = X.assign(sex=None, body_mass_g=None)
    assert model.predict_proba(gone).shape == (1, 3)  # each takes the kind that was fitted
    assert model.predict_proba(gone.astype(object).to_numpy()).tobytes() == model.predict_proba(gone).tobytes()


def test_transform_gives_what_it_was_given():
    X = pd.DataFrame({"a": [1.0, 2.0, None], "b": ["x", None, "y"]}, index=[5, 3, 1])
    steps = [
        ("n", keepfit.recipe("SimpleImputer"), ["a"]),
        ("t", keepfit.recipe("SimpleImputer", strategy="most_frequent"), ["b"]),
    ]
    model = keepfit.fit(keepfit.recipe("ColumnTransformer", transformers=steps), X)
    out = model.transform(X)
    assert isinstance(out, pd.DataFrame) and list(out.index) == [5, 3, 1]
    assert list(out.columns) == list(model.get_feature_names_out())
    assert out.iloc[:, 0].tolist() == [1.0, 2.0, 1.5] and out.iloc[:, 1].tolist() == ["x", "x", "y"]
    frame = model.transform(pl.from_pandas(X))
    assert isinstance(frame, pl.DataFrame) and frame.rows() == [tuple(row) for row in out.itertuples(index=False)]
    array = model.transform({"a": [1.0, 2.0, None], "b": ["x", None, "y"]})
    assert array.dtype == object and array.tolist() == [[1.0, "x"], [2.0, "x"], [1.5, "y"]]
    scaled = keepfit.fit("StandardScaler", np.array([[1.0], [3.0]]))
    assert scaled.transform(np.array([[1.0], [3.0]])).tolist() == [[-1.0], [1.0]]
    assert scaled.inverse_transform(np.array([[-1.0], [1.0]])).tolist() == [[1.0], [3.0]]


def test_targets():
    X = {"a": [1.0, 2.0, 3.0, 4.0]}
    for y in ([0, 0, 1, 1], np.array([[0], [0], [1], [1]]), pd.DataFrame({"y": [0, 0, 1, 1]}), pl.Series([0, 0, 1, 1])):
        assert keepfit.fit("LogisticRegression", X, y).predict(X).tolist() == [0, 0, 1, 1]
    for y, word in [
        (["a", "b", None, "a"], "row 3"),
        ([1.0, NAN, 1.0, 1.0], "row 2"),
        ([1.0], "y has 1 value"),
        (np.zeros((4, 2)), "one axis"),
    ]:
        with pytest.raises(keepfit.Error, match=word):
            keepfit.fit("LogisticRegression", X, y)


def test_numbers_keep_their_bits():
    values = np.array([[-0.0], [5e-324], [np.nextafter(1, 2)], [NAN]])
    out = keepfit.fit(keepfit.recipe("FunctionTransformer"), values).transform(values)
    assert out.tobytes() == values.tobytes()
    strange = np.frombuffer(b"\x01\x00\x00\x00\x00\x00\xf8\x7f", "<f8").reshape(1, 1)
    assert encode(strange) == encode(np.array([[NAN]]))  # there is one NaN
    assert np.isnan(strange).all() and strange.tobytes()[0] == 1  # and the caller's own is left alone
