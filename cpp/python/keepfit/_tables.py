"""X and y as Python has them, to the form that the engine reads, and back."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any, Sequence

import numpy as np

from ._columns import (
    Wire,
    array_wire,
    column_wire,
    counted,
    described,
    length_of,
    module_of,
    refuse_kind,
    unmasked,
    values_of,
)
from ._errors import Error

TABLE_HINT = "Give a DataFrame, an array of rows and columns, or a dictionary of columns."


def is_frame(X: Any) -> bool:
    return module_of(X) in ("pandas", "polars", "pyarrow") and len(getattr(X, "shape", ())) == 2


def _named(entries: Sequence[tuple[str, Any]], rows: int | None = None) -> dict[str, Any]:
    columns: list[list[Any]] = []
    first = None
    for name, values in entries:
        what = f"column '{name}'"
        wire = column_wire(values, what, name)
        length = length_of(wire)
        if rows is None:
            rows, first = length, name
        elif length != rows:
            raise Error(
                "ragged_table",
                what,
                f"Column '{name}' has {counted(length, 'row')}, but column '{first}' has {rows}.",
                "Give every column the same length; None stands for a missing value.",
                column=name,
            )
        columns.append([name, wire])
    if not columns:
        raise Error("empty_input", "X", "X has no columns.", "Give at least one.")
    return {"columns": columns, "rows": rows or 0}


def _name(name: Any) -> str:
    if isinstance(name, str):
        return str(name)
    raise Error(
        "bad_type",
        "X",
        f"X has the column name {name!r}, which is no text.",
        "Rename the columns, such as with X.columns = X.columns.astype(str).",
    )


def _frame(X: Any) -> dict[str, Any]:
    origin = module_of(X)
    if origin == "pandas":
        names = list(X.columns)
        if any(isinstance(name, str) for name in names):
            return _named([(_name(name), X.iloc[:, j]) for j, name in enumerate(names)], len(X))
        # Columns that are only counted are no names, as in scikit-learn.
        columns = _named([(f"x{j}", X.iloc[:, j]) for j in range(len(names))], len(X))
        return _unnamed(columns)
    if origin == "polars":
        return _named([(name, X.get_column(name)) for name in X.columns], X.height)
    return _named([(name, X.column(j)) for j, name in enumerate(X.column_names)], X.num_rows)


def _unnamed(table: dict[str, Any]) -> dict[str, Any]:
    """Numbers by position where there are only numbers; else columns with names that stand for their positions."""
    wires = [wire for _, wire in table["columns"]]
    if any(isinstance(wire, dict) for wire in wires):
        return {**table, "positions": True}
    return {"data": np.ascontiguousarray(np.column_stack(wires)) if wires else np.empty((table["rows"], 0))}


def table_wire(X: Any) -> dict[str, Any]:
    """The table for the engine. ``positions`` in it says that its names stand for positions only.

    :raises Error: ``bad_type``, ``bad_shape``, ``ragged_table``, ``mixed_types``: which column is not numbers or text.
    """
    if module_of(X) == "polars" and hasattr(X, "collect"):
        X = X.collect()
    if is_frame(X):
        return _frame(X)
    if isinstance(X, Mapping):
        return _named([(_name(name), values) for name, values in X.items()])
    if module_of(X) == "scipy":
        raise Error("bad_type", "X", "X is a sparse matrix.", "Use X.toarray(): sparse data is not supported.")
    if isinstance(X, (str, bytes)) or not (hasattr(X, "__array__") or hasattr(X, "__iter__")):
        raise Error("bad_type", "X", f"X is {described(X)}, not a table.", TABLE_HINT)
    if isinstance(X, (list, tuple)) and X and all(isinstance(row, Mapping) for row in X):
        names = dict.fromkeys(name for row in X for name in row)
        return _named([(_name(name), [row.get(name) for row in X]) for name in names])
    try:
        array = X if isinstance(X, np.ndarray) else _array(X)
    except ValueError as error:
        raise Error("ragged_table", "X", f"X is no table: {error}.", "Give every row the same length.") from error
    if array.ndim != 2:
        raise Error(
            "bad_shape",
            "X",
            f"X has the shape {array.shape}; it must have two axes, rows and columns.",
            "Use X.reshape(-1, 1) for one column, X.reshape(1, -1) for one row.",
        )
    array = unmasked(array)
    if array.dtype.kind in "fiub":
        return {"data": np.array(array, dtype=np.float64, order="C")}
    if array.dtype.kind not in "OUT":
        refuse_kind("X", array.dtype, None)
    rows, width = array.shape
    columns = [[f"x{j}", array_wire(array[:, j], f"Column {j + 1} of X")] for j in range(width)]
    return _unnamed({"columns": columns, "rows": rows})


def _array(X: Any) -> np.ndarray:
    array = np.asarray(X)
    # Rows of numbers and text would all become text.
    return np.asarray(X, dtype=object) if array.dtype.kind in "UT" and not hasattr(X, "__array__") else array


def rows_of(table: Mapping[str, Any]) -> int:
    return int(table["rows"] if "columns" in table else table["data"].shape[0])


def target_wire(y: Any, what: str = "y") -> Wire:
    """A target: no value may be missing, except that numbers are looked at by the engine."""
    if is_frame(y):
        if len(y.columns) != 1:
            raise Error(
                "bad_shape", what, f"{what} has {counted(len(y.columns), 'column')}; it must have one.", "Name one."
            )
        y = y.iloc[:, 0] if module_of(y) == "pandas" else y[y.columns[0]]
    if isinstance(y, np.ndarray) and y.ndim == 2 and y.shape[1] == 1:
        y = y[:, 0]
    wire = column_wire(y, what)
    codes = wire["codes"] if isinstance(wire, dict) else None
    missing = np.flatnonzero(codes < 0) if codes is not None else np.flatnonzero(np.isnan(wire))
    if missing.size:
        raise Error(
            "missing_target",
            what,
            f"{what} has no value in row {int(missing[0]) + 1}.",
            "Leave out the rows whose target is missing.",
            row=int(missing[0]),
        )
    return wire


def check_lengths(table: Mapping[str, Any], y: Wire) -> None:
    if length_of(y) != rows_of(table):
        raise Error(
            "inconsistent_length",
            "y",
            f"X has {counted(rows_of(table), 'row')}, but y has {counted(length_of(y), 'value')}.",
            "Give one target value for each row.",
        )


def beside_wire(values: Any, table: Mapping[str, Any], what: str, one: str) -> Wire:
    """What stands beside the rows of a table, such as weights and groups.

    :raises Error: ``inconsistent_length`` where it is not one for each row.
    """
    wire = column_wire(values, what)
    if length_of(wire) != rows_of(table):
        raise Error(
            "inconsistent_length",
            what,
            f"X has {counted(rows_of(table), 'row')}, but {what} has {counted(length_of(wire), 'value')}.",
            f"Give one {one} for each row.",
        )
    return wire


def transformed(X: Mapping[str, Any], like: Any) -> Any:
    """What a transformer answered: an array, or a DataFrame of the kind, and with the index, of what it was given."""
    if "data" in X:
        return X["data"]
    names = [name for name, _ in X["columns"]]
    columns = [values_of(column) for _, column in X["columns"]]
    origin = module_of(like) if is_frame(like) else ""
    if origin == "pandas" and any(isinstance(name, str) for name in like.columns):
        pd = sys.modules["pandas"]
        frame = pd.DataFrame(dict(enumerate(columns)), index=like.index)
        frame.columns = names
        return frame
    if origin == "polars":
        pl = sys.modules["polars"]
        return pl.DataFrame([pl.Series(name, list(c) if c.dtype == object else c) for name, c in zip(names, columns)])
    if not columns:
        return np.empty((int(X["rows"]), 0))
    kind = object if any(column.dtype == object for column in columns) else np.float64
    out = np.empty((int(X["rows"]), len(columns)), kind)
    for j, column in enumerate(columns):
        out[:, j] = column
    return out
