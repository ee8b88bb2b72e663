"""How close the engine must come to an answer of scikit-learn's, and whether there is one answer."""

import math

import numpy as np
from recipes import schema

ORDER = ["exact", "tight", "converged"]
RELATIVE = {"tight": 1e-10, "converged": 1e-6}


def promised(estimator_class, params, key, by_columns):
    """The class that the engine declares for an output of one estimator."""
    about = schema()[estimator_class]
    closeness = about["exactness"]
    level = closeness["class"]
    if by_columns and "by_columns" in closeness:
        level = closeness["by_columns"]
    level = "exact" if level == "parts" else level
    defaults = {p["name"]: p["default"] for p in about["params"]}
    for looser in closeness["except"]:
        if looser["outputs"] and key not in looser["outputs"]:
            continue
        if looser["param"] is not None and looser["values"]:
            now = params.get(looser["param"], defaults.get(looser["param"]))
            if not any(now == v and type(now) is type(v) for v in looser["values"]):
                continue
        level = max(level, looser["class"], key=ORDER.index)
    return level


def moved(a, b):
    """The largest difference relative to the output's size; infinite for labels that differ."""
    if a.dtype.kind in "OUS" or b.dtype.kind in "OUS":
        return 0.0 if np.array_equal(a.astype(str), b.astype(str)) else math.inf
    a, b = a.astype(float), b.astype(float)
    if a.shape != b.shape or not np.array_equal(np.isnan(a), np.isnan(b)):
        return math.inf
    both = np.isfinite(a) & np.isfinite(b)
    if not np.array_equal(a[~both & ~np.isnan(a)], b[~both & ~np.isnan(b)]):
        return math.inf
    if not both.any():
        return 0.0
    size = np.abs(a[both]).max()
    return float(np.abs(a[both] - b[both]).max() / size) if size > 0 else float(np.abs(b[both]).max())


def undecided(got, tolerance):
    """Whether two classes are as likely but for what is tolerated."""
    scores = got.get("predict_proba", got.get("decision_function"))
    if scores is None:
        return False
    scores = scores if scores.ndim == 2 else np.column_stack([np.zeros(len(scores)), scores])
    if scores.shape[1] < 2:
        return False
    top = np.sort(scores, axis=1)
    return bool((top[:, -1] - top[:, -2] <= tolerance * np.abs(top).max()).any())


def shaken(X, rng):
    """The table with every number moved by some units in the last place."""
    X = X.copy()
    for column in X.columns if hasattr(X, "columns") else range(X.shape[1]):
        values = X[column] if hasattr(X, "columns") else X[:, column]
        if getattr(values, "dtype", None) != np.float64:
            continue
        factor = 1 + rng.integers(-4, 5, len(values)) * 2.0**-52
        if hasattr(X, "columns"):
            X[column] = values * factor
        else:
            X[:, column] = values * factor
    return X


def answer_hash(array):
    """FNV-1a, 32 bits, over the little-endian bytes of the doubles, row by row; a text counts by its UTF-8 and a zero byte."""
    h = 0x811C9DC5
    data = bytearray()
    for v in np.asarray(array).ravel():
        if isinstance(v, str):
            data += v.encode() + b"\0"
        elif v is None:
            data += np.float64(math.nan).tobytes()
        else:
            v = float(v) + 0.0
            data += np.float64(math.nan if math.isnan(v) else v).tobytes()
    for byte in bytes(data):
        h = ((h ^ byte) * 0x01000193) & 0xFFFFFFFF
    return h


def bounds(level, value):
    if level == "exact":
        return {}
    rtol = RELATIVE[level]
    if value.dtype.kind in "OUS":
        return {"rtol": rtol, "atol": 0}
    v = value.astype(float)
    size = np.abs(v[np.isfinite(v)]).max(initial=0.0)
    return {"rtol": rtol, "atol": float(f"{rtol * max(size, 0.0):.2g}")}
