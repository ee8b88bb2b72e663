"""Results -> JSON."""

import json
import math
import platform
from pathlib import Path

import joblib
import mpmath
import numpy as np
import pandas as pd
import scipy
import sklearn

FIXTURES = Path(__file__).resolve().parent / "fixtures"


def plain(value):
    """A JSON value: NaN and None as null, infinities as strings, whole floats as integers (the shorter text)."""
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, np.ndarray):
        return [plain(v) for v in value]
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if value is None or isinstance(value, (bool, np.bool_)):
        return value if value is None else bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        value = float(value)
        if math.isnan(value):
            return None
        if math.isinf(value):
            return "Infinity" if value > 0 else "-Infinity"
        # -0.0 keeps its sign and large values their exponent
        if value.is_integer() and abs(value) < 2**53 and math.copysign(1, value) == (1 if value >= 0 else -1):
            return int(value)
        return value
    if isinstance(value, str):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no form in a fixture")


def in_columns(rows):
    """A table's rows, a column holding either numbers or text: beside infrequent_sklearn numbers are written as in feature names."""
    columns = list(np.asarray(rows).T)
    for i, column in enumerate(columns):
        if any(isinstance(v, str) and v == "infrequent_sklearn" for v in column):
            columns[i] = [
                v if v is None or isinstance(v, str) else None if math.isnan(v) else str(float(v)) for v in column
            ]
    return [list(row) for row in zip(*columns)]


def versions():
    return {
        "scikit-learn": sklearn.__version__,
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "pandas": pd.__version__,
        "mpmath": mpmath.__version__,
        "joblib": joblib.__version__,
        "python": platform.python_version(),
    }


def line_of(case):
    # 1 and 1.0 differ as a parameter (a count and a fraction), so parameters are written as they are.
    written = {k: v if k in ("recipe", "options") else plain(v) for k, v in case.items()}
    return json.dumps(written, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def write_fixture(name, cases, about=dict):
    """about: says what else stands beside the cases, once these are made."""
    cases = list(cases)
    names = [c["name"] for c in cases]
    twice = {n for n in names if names.count(n) > 1}
    if twice:
        raise ValueError(f"{name}: two cases are named {', '.join(sorted(twice))}")
    lines = ",\n".join(map(line_of, cases))
    FIXTURES.mkdir(exist_ok=True)
    path = FIXTURES / f"{name}.json"
    beside = "".join(f"{json.dumps(k)}:{json.dumps(v)},\n" for k, v in about().items())
    path.write_text(f'{{"made_by":{json.dumps(versions())},\n{beside}"cases":[\n{lines}\n]}}\n', encoding="utf-8")
    return path, len(cases)
