"""A column as Python has it, to the form that the engine reads, and back."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from decimal import Decimal
from numbers import Real
from typing import Any, NoReturn

import numpy as np

from ._errors import Error

#: Numbers, or text as ``{"codes": int32, "categories": [str]}`` with -1 where a value is missing.
Wire = Any

Number = (Real, Decimal, np.number, np.bool_)


def counted(n: int, word: str) -> str:
    return f"{n} {word}{'' if n == 1 else 's'}"


def described(value: Any) -> str:
    if isinstance(value, str):
        return repr(value if len(value) <= 40 else value[:40] + "…")
    if isinstance(value, (bool, int, float, np.generic)) or value is None:
        return str(value)
    name = type(value).__name__
    return f"{'an' if name[:1] in 'AEIOUaeiou' else 'a'} {name}"


def is_missing(value: Any) -> bool:
    """None, NaN, pandas' NA and NaT."""
    if value is None:
        return True
    if isinstance(value, (float, np.floating)):
        return value != value
    return type(value).__name__ in ("NAType", "NaTType")


def refuse_kind(what: str, kind: Any, name: str | None) -> NoReturn:
    text = str(kind)
    hint = "Use numbers, or text, or None where a value is missing."
    if any(word in text.lower() for word in ("date", "time", "period")):
        hint = "Turn dates into numbers first, such as year, month, day and weekday."
    elif "sparse" in text.lower():
        hint = "Turn it into a dense column first."
    raise Error("bad_type", what, f"{what} is of type {text}, which is neither numbers nor text.", hint, column=name)


def _refuse_value(what: str, row: int, value: Any, name: str | None) -> NoReturn:
    raise Error(
        "bad_type",
        what,
        f"{what} holds {described(value)} in row {row + 1}; it must be a number or text.",
        "Turn dates into numbers first, such as year, month, day and weekday."
        if "date" in type(value).__name__.lower() or type(value).__name__ == "Timestamp"
        else "Use numbers, or text, or None where a value is missing.",
        row=row,
        column=name,
    )


def numbers_of(values: np.ndarray) -> np.ndarray:
    return np.array(values, dtype=np.float64, order="C")


def text_wire(codes: np.ndarray, categories: Sequence[Any], what: str, name: str | None) -> Wire:
    """The same text in the same rows gives the same codes, however it was coded before."""
    codes = np.asarray(codes)
    used = np.zeros(len(categories) + 1, bool)
    used[codes] = True  # -1 is the last
    kept = [i for i in range(len(categories)) if used[i]]
    order = sorted(kept, key=lambda i: categories[i])  # by code points, as the engine orders them
    moved = np.full(len(categories) + 1, -1, np.int32)
    moved[order] = np.arange(len(order), dtype=np.int32)
    texts = [str(categories[i]) for i in order]
    for text in texts:
        try:
            text.encode()
        except UnicodeEncodeError:
            raise Error(
                "bad_text", what, f"{what} holds text that is not valid Unicode.", "Decode the text again.", column=name
            ) from None
    return {"codes": moved[codes], "categories": texts}


def values_wire(values: Sequence[Any], what: str, name: str | None = None) -> Wire:
    """Of single values, whatever they are."""
    seen: dict[str, int] = {}
    first: Any = None
    for row, value in enumerate(values):
        if is_missing(value):
            continue
        is_text = isinstance(value, str)
        if not is_text and not isinstance(value, Number):
            _refuse_value(what, row, value, name)
        if first is None:
            first = is_text
        elif first is not is_text:
            raise Error(
                "mixed_types",
                what,
                f"{what} mixes numbers and text: it holds {described(value)} in row {row + 1} after "
                f"{'text' if first else 'numbers'}.",
                "Make every value a number, or every value text.",
                row=row,
                column=name,
            )
        if is_text:
            seen.setdefault(str(value), len(seen))
    if first:
        codes = np.array([-1 if is_missing(value) else seen[str(value)] for value in values], np.int32)
        return text_wire(codes, list(seen), what, name)
    return np.array([np.nan if is_missing(value) else float(value) for value in values], np.float64)


def unmasked(values: np.ndarray) -> np.ndarray:
    """None for what is masked out."""
    if not np.ma.isMaskedArray(values):
        return values
    out = np.asarray(values.data).astype(object)
    out[np.ma.getmaskarray(values)] = None
    return out


def array_wire(values: np.ndarray, what: str, name: str | None = None) -> Wire:
    """Of an array of NumPy with one axis."""
    if values.ndim != 1:
        raise Error(
            "bad_shape",
            what,
            f"{what} has the shape {values.shape}; it must have one axis.",
            "Use values.ravel().",
            column=name,
        )
    values = unmasked(values)
    if values.dtype.kind in "fiub":
        return numbers_of(values)
    if values.dtype.kind in "UT":
        categories, codes = np.unique(values, return_inverse=True)
        return text_wire(codes, [str(each) for each in categories], what, name)
    if values.dtype.kind == "O":
        return values_wire(values.tolist(), what, name)
    refuse_kind(what, values.dtype, name)


def _pandas_wire(series: Any, what: str, name: str | None) -> Wire:
    pd = sys.modules["pandas"]
    dtype = series.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        categories = series.cat.categories
        codes = series.cat.codes.to_numpy()
        texts = values_wire(list(categories), what, name)
        if isinstance(texts, dict):
            return text_wire(codes, list(categories), what, name)
        return np.append(texts, np.nan)[codes]
    if isinstance(dtype, pd.SparseDtype):
        refuse_kind(what, dtype, name)
    if isinstance(dtype, np.dtype) and dtype.kind == "O":
        try:
            codes, texts = pd.factorize(series)  # the fast way, where all is text
        except TypeError:
            codes, texts = None, [None]
        if all(isinstance(each, str) for each in texts) and len(texts):
            return text_wire(codes, list(texts), what, name)
    if isinstance(dtype, np.dtype):
        return array_wire(series.to_numpy(), what, name)
    if pd.api.types.is_bool_dtype(dtype) or (
        pd.api.types.is_numeric_dtype(dtype) and not pd.api.types.is_complex_dtype(dtype)
    ):
        return np.array(series.to_numpy(dtype=np.float64, na_value=np.nan), np.float64)
    if pd.api.types.is_string_dtype(dtype):
        codes, texts = pd.factorize(series)
        return text_wire(codes, list(texts), what, name)
    refuse_kind(what, dtype, name)


def _polars_wire(series: Any, what: str, name: str | None) -> Wire:
    pl = sys.modules["polars"]
    dtype = series.dtype
    if dtype == pl.Boolean or dtype.is_numeric():
        return numbers_of(series.cast(pl.Float64).fill_null(float("nan")).to_numpy())
    if dtype == pl.Null:
        return np.full(len(series), np.nan)
    if dtype == pl.String or isinstance(dtype, (pl.Categorical, pl.Enum)):
        texts = series.cast(pl.String)
        categories = texts.drop_nulls().unique().to_list()
        place = {text: i for i, text in enumerate(categories)}
        codes = np.array([-1 if text is None else place[text] for text in texts.to_list()], np.int32)
        return text_wire(codes, categories, what, name)
    if dtype == pl.Object:
        return values_wire(series.to_list(), what, name)
    refuse_kind(what, dtype, name)


def module_of(value: Any) -> str:
    return type(value).__module__.partition(".")[0]


def column_wire(values: Any, what: str, name: str | None = None) -> Wire:
    """Of whatever stands for a column: an array, a Series, a list.

    :raises Error: ``bad_type`` for dates, sparse columns and whatever is neither numbers nor text; ``mixed_types``
        where it is both.
    """
    if isinstance(values, np.ndarray):
        return array_wire(values, what, name)
    origin = module_of(values)
    if origin == "pandas" and hasattr(values, "dtype"):
        pd = sys.modules["pandas"]
        return _pandas_wire(values if isinstance(values, pd.Series) else pd.Series(values), what, name)
    if origin == "polars" and hasattr(values, "dtype"):
        return _polars_wire(values, what, name)
    if origin == "pyarrow" and hasattr(values, "to_pylist"):
        return values_wire(values.to_pylist(), what, name)
    if hasattr(values, "__array__") and not isinstance(values, (str, bytes)):
        return array_wire(np.asarray(values), what, name)
    if isinstance(values, (str, bytes, Mapping)) or not hasattr(values, "__iter__"):
        raise Error(
            "bad_type",
            what,
            f"{what} is {described(values)}, not a column.",
            "Give an array, a Series or a list.",
            column=name,
        )
    return values_wire(list(values), what, name)


def length_of(column: Wire) -> int:
    return len(column["codes"] if isinstance(column, dict) else column)


def is_all_missing(column: Wire) -> bool:
    """Whether it says nothing of what it would hold: neither numbers nor text."""
    return not column["categories"] if isinstance(column, dict) else bool(np.isnan(column).all())


def all_missing(kind: str, rows: int) -> Wire:
    return {"codes": np.full(rows, -1, np.int32), "categories": []} if kind == "text" else np.full(rows, np.nan)


def values_of(column: Wire) -> np.ndarray:
    """Back: float64, or objects of text with None where a value is missing."""
    if not isinstance(column, dict):
        return column
    texts = np.array([*column["categories"], None], dtype=object)
    return texts[column["codes"]]


def labels_of(column: Wire, whole: bool) -> np.ndarray:
    """Labels. Classes that are whole numbers come as integers."""
    values = values_of(column)
    if whole and values.dtype.kind == "f" and np.all(values == np.floor(values)) and np.all(np.abs(values) < 2**53):
        return values.astype(np.int64)
    return values
