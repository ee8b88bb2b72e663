"""Kept draws, fitted again: they are drawn in other processes, whose warnings nobody hears."""

import contextlib
import json
import math

import warned
from data import Table
from draws.case import Fitting, outputs
from fixture import FIXTURES
from random_tables import tables
from recipes import build


class Phases(list):
    def append(self, method):
        warned.current.phase = "fit" if method == "fit" else "use"
        super().append(method)


def _written(columns):
    return Table([(n, [math.nan if v is None else v for v in c]) for n, c in columns])


def replayed_cases(fixture):
    kept = json.loads((FIXTURES / f"{fixture}.json").read_text(encoding="utf-8"))["cases"]
    for case in (each for each in kept if "of" in each):
        data = case["data"]
        table, y = tables()[data["table"]][:2] if "table" in data else (_written(data["X"]["columns"]), data["y"])
        fitting = Fitting(case, table, y)
        with contextlib.suppress(ValueError, TypeError, AttributeError, NotImplementedError):
            estimator = build(case["recipe"], y)
            outputs(estimator, fitting.X, fitting.target, fitting.X_test, Phases(), fitting.weights)
        yield case
