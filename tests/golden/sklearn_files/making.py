"""What the cases are made of: tables with rows to fit and rows to ask about, targets, and the case itself."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

FITTED = 36
"""Rows that are fitted; six more are new."""

NEW = 6
TOWNS = ["Bern", "Zug", "Genève", "Chur"]
SIZES = ["small", "large"]


@dataclass
class Column:
    """Cells are numbers, texts or None where one is missing."""

    name: str
    cells: list
    dtype: str = "float64"

    @property
    def text(self):
        return self.dtype in ("object", "str", "category")


@dataclass
class Table:
    """named: fitted as a DataFrame, otherwise as an array. missing_text: what stands for a missing text."""

    columns: list
    named: bool = False
    missing_text: object = np.nan

    def __len__(self):
        return len(self.columns[0].cells)

    def with_cells(self, rows):
        """Another table of the same columns; rows of cells."""
        columns = [Column(c.name, [row[i] for row in rows], c.dtype) for i, c in enumerate(self.columns)]
        return Table(columns, self.named, self.missing_text)

    def rows(self, which):
        return self.with_cells([[c.cells[i] for c in self.columns] for i in which])

    def beside(self, other):
        columns = [Column(a.name, a.cells + b.cells, a.dtype) for a, b in zip(self.columns, other.columns)]
        return Table(columns, self.named, self.missing_text)

    def numbers(self):
        """For targets: number columns, standardised, 0 where one is missing."""
        found = [np.array([np.nan if v is None else v for v in c.cells], float) for c in self.columns if not c.text]
        return [np.nan_to_num((x - np.nanmean(x)) / (np.nanstd(x) or 1.0)) for x in found]

    def _numbers_of(self, column):
        missing = any(v is None for v in column.cells)
        dtype = "float64" if missing and column.dtype in ("int64", "bool") else column.dtype
        return np.array([np.nan if v is None else v for v in column.cells], dtype=dtype)

    def _series(self, column):
        if not column.text:
            return self._numbers_of(column)
        cells = [self.missing_text if v is None else v for v in column.cells]
        if column.dtype == "str" and int(pd.__version__.split(".")[0]) >= 3:
            return pd.Series(cells, dtype="str")
        texts = pd.Series(cells, dtype=object)
        return texts.astype("category") if column.dtype == "category" else texts

    def given(self):
        """As scikit-learn gets it."""
        if self.named:
            return pd.DataFrame({c.name: self._series(c) for c in self.columns})
        if not any(c.text for c in self.columns):
            return np.ascontiguousarray(np.array([self._numbers_of(c) for c in self.columns]).T)
        out = np.empty((len(self), len(self.columns)), dtype=object)
        for i, c in enumerate(self.columns):
            absent = self.missing_text if c.text else np.nan
            out[:, i] = [absent if v is None else v for v in c.cells]
        return out


# ---- tables ------------------------------------------------------------------------------------------------------


def _some_missing(cells, rng, share):
    return [None if rng.uniform() < share else v for v in cells]


def _names(n):
    return [f"x{i}" for i in range(n)]


def numbers(p=4, seed=0, missing=0.0, named=False, dtype="float64", n=FITTED + NEW):
    """Columns of mixed scale."""
    rng = np.random.RandomState(seed)
    scales = [1.0, 100.0, 0.1, 7.0, 30.0, 1.0]
    columns = []
    for i, name in enumerate(["length", "width", "depth", "age", "mass", "rate"][:p] if named else _names(p)):
        cells = [round(float(v), 3) for v in rng.normal(i - 1.0, scales[i], n)]
        columns.append(Column(name, _some_missing(cells, rng, missing) if missing else cells, dtype))
    return Table(columns, named)


def positive(p=3, seed=1, named=False):
    table = numbers(p, seed, named=named)
    for c in table.columns:
        c.cells = [abs(v) + 0.25 for v in c.cells]
    return table


def counts(p=4, seed=2, named=False, top=6, dtype="float64"):
    """Whole numbers from 0."""
    rng = np.random.RandomState(seed)
    names = ["rooms", "doors", "floors", "keys"][:p] if named else _names(p)
    columns = [Column(n, [int(v) for v in rng.randint(0, top, FITTED + NEW)], dtype) for n in names]
    return Table(columns, named)


def texts(seed=3, named=True, missing=0.0, dtype="object", missing_text=np.nan):
    """Two columns of texts, one category of them rare."""
    rng = np.random.RandomState(seed)
    n = FITTED + NEW
    towns = [TOWNS[v] for v in rng.choice(4, n, p=[0.45, 0.3, 0.18, 0.07])]
    sizes = [SIZES[v] for v in rng.randint(0, 2, n)]
    if missing:
        towns = _some_missing(towns, rng, missing)
    columns = [Column("town", towns, dtype), Column("size", sizes, dtype)]
    if not named:
        columns = [Column(name, c.cells, dtype) for name, c in zip(_names(2), columns)]
    return Table(columns, named, missing_text)


def mixed(seed=4, missing=0.1, text_missing=0.0, dtype="object", named=True, missing_text=np.nan):
    """town, size: texts; price, area: numbers, some missing; rooms: whole numbers."""
    words = texts(seed, named, text_missing, dtype, missing_text)
    some = numbers(2, seed + 1, missing)
    whole = counts(1, seed + 2, dtype="int64")
    columns = words.columns + some.columns + whole.columns
    for name, c in zip(["town", "size", "price", "area", "rooms"] if named else _names(5), columns):
        c.name = name
    return Table(columns, named, missing_text)


# ---- targets -----------------------------------------------------------------------------------------------------


def _latent(table, seed):
    rng = np.random.RandomState(seed + 100)
    out = 0.4 * rng.normal(size=len(table))
    for i, x in enumerate(table.numbers()):
        out += x * (-1) ** i / (i + 1)
    for c in table.columns:
        if c.text:
            out += [0.0 if v is None else len(v) / 3 for v in c.cells]
    return out


def labels(table, values, seed=0):
    """One of the values for each row, about equally often."""
    latent = _latent(table, seed)[:FITTED]
    codes = np.argsort(np.argsort(latent)) * len(values) // len(latent)
    out = np.array([values[c] for c in codes], dtype=object if isinstance(values[0], str) else None)
    return out


def amounts(table, kind="real", seed=0):
    latent = _latent(table, seed)[:FITTED]
    if kind == "count":
        return np.floor(np.exp(latent - latent.min()) % 7)
    return np.round(np.exp(latent / 2) + 0.1 if kind == "positive" else 10 * latent + 3, 3)


BINARY = [0, 1]
THREE = [0, 1, 2]
ODD = [3, 7, 20]
WORDS = ["no", "yes"]
KINDS = ["Adelie", "Chinstrap", "Gentoo"]
BOOLS = [False, True]
FLOATS = [1.0, 2.0]


# ---- cases -------------------------------------------------------------------------------------------------------


@dataclass
class Case:
    """make: the estimator, made only where the version has it. needs, until: the first and the last version that does.

    may_refuse: what another may refuse to read and scikit-learn reads. single: computed in float32.
    """

    name: str
    make: object
    table: Table
    y: object = None
    needs: str = "1.2"
    until: str = None
    may_refuse: bool = False
    single: bool = False
    weights: dict = field(default_factory=dict)
    more: list = field(default_factory=list)
    """Further rows to ask about."""

    def groups(self):
        """Rows to ask about; a group is left out where the model takes it not."""
        table = self.table
        yield table.rows([0, 7, 14, 21, *range(FITTED, len(table))])
        if self.more:
            yield table.with_cells(self.more)

        known = lambda c: next((v for v in c.cells if v is not None), None)

        def one(number, text, only=None):
            row = []
            for i, c in enumerate(table.columns):
                if only is not None and i not in only:
                    row.append(known(c))
                else:
                    row.append(text(c) if c.text else number(c))
            return row

        def scaled(by):
            return lambda c: (
                min(1, max(0, by))
                if c.dtype == "bool"
                else by * max([abs(v) for v in c.cells if v is not None] or [1.0])
            )

        yield table.with_cells([one(scaled(40), known), one(scaled(0), known)])
        yield table.with_cells([one(scaled(-40), known)])
        texts = [i for i, c in enumerate(table.columns) if c.text]
        whole = [i for i, c in enumerate(table.columns) if not c.text]
        if texts:
            yield table.with_cells([one(known, lambda c: "Ödland", texts[:1])])
            yield table.with_cells([one(known, lambda c: None, texts[:1])])
        for i in whole[:1]:
            yield table.with_cells([one(lambda c: 99, known, [i])])
            yield table.with_cells([one(lambda c: None, known, [i])])
        if len(table.columns) > 1:
            yield table.with_cells([one(lambda c: None, lambda c: None)])


def case(name, make, table, y=None, **more):
    return Case(name, make, table, y, **more)
