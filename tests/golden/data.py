"""Tables as the fixtures have them, and the playground's data sets."""

import csv
import json
import math
from pathlib import Path

import numpy as np
import pandas as pd

DATA = Path(__file__).resolve().parents[2] / "web" / "playground" / "data"


class Table:
    """Named columns; a cell is a float (NaN missing) in a number column, a str or None in a text column."""

    def __init__(self, columns):
        self.names = [name for name, _ in columns]
        self.columns = [values for _, values in columns]

    def text(self, i):
        """A column is text when it holds strings, or nothing at all (all missing) in a table that says so by None."""
        return any(isinstance(v, str) for v in self.columns[i]) or all(v is None for v in self.columns[i])

    def rows(self, indices):
        return Table([(n, [c[i] for i in indices]) for n, c in zip(self.names, self.columns)])

    def __len__(self):
        return len(self.columns[0])

    def array(self, none):
        """C-ordered float64 when every column is a number (row order of sums: see README), else an object array."""
        texts = [self.text(i) for i in range(len(self.columns))]
        if not any(texts):
            return np.ascontiguousarray(np.array(self.columns, dtype=np.float64).T)
        out = np.empty((len(self), len(self.columns)), dtype=object)
        for i, column in enumerate(self.columns):
            out[:, i] = [none if v is None else v for v in column]
        return out

    def frame(self, none):
        """A DataFrame whose text columns are of dtype object, since pandas would turn None into NaN by itself."""
        return pd.DataFrame(
            {
                n: pd.Series([none if v is None else v for v in c], dtype=object)
                if self.text(i)
                else np.array(c, dtype=np.float64)
                for i, (n, c) in enumerate(zip(self.names, self.columns))
            }
        )


def table(**columns):
    """table(a=[1, 2, None], s=["x", None]): None is missing; in a column without any string it becomes NaN."""
    out = []
    for name, values in columns.items():
        text = any(isinstance(v, str) for v in values)
        out.append((name, list(values) if text else [math.nan if v is None else float(v) for v in values]))
    return Table(out)


def matrix(array, names=None):
    array = np.asarray(array, dtype=np.float64)
    names = names or [f"c{i}" for i in range(array.shape[1])]
    return Table([(n, [float(v) for v in array[:, i]]) for i, n in enumerate(names)])


_datasets = {}


def dataset(name):
    """(table of features, target, meta) of one of the playground's CSV files."""
    if name not in _datasets:
        meta = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
        with open(DATA / f"{name}.csv", newline="", encoding="utf-8") as f:
            records = list(csv.DictReader(f))
        columns = {}
        for c in meta["columns"]:
            cells = [r[c["name"]] for r in records]
            columns[c["name"]] = (
                [v or None for v in cells] if c["kind"] == "text" else [float(v) if v else math.nan for v in cells]
            )
        y = columns.pop(meta["target"])
        _datasets[name] = (Table(list(columns.items())), y, meta)
    return _datasets[name]


def select(name, *columns):
    """Some columns of a data set, to be written out in the fixture."""
    t, y, _ = dataset(name)
    return Table([(c, t.columns[t.names.index(c)]) for c in columns]), y


def target_array(y):
    return np.array(y, dtype=object) if isinstance(y[0], str) else np.array(y)
