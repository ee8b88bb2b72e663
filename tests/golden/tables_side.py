"""python tables_side.py: pandas' side of the comparison of readers of tables. On stdin a line of JSON, {digest, cases: [{size, encoding, sep,
decimal}]}, and behind it the bytes of all its files; on stdout a line with a list of their answers: [[name, values], ...], numbers by their bits,
missing values as null, or a digest of them (digestOf of table_cases.mjs says which); or {"error": ...}."""

import io
import json
import struct
import sys
import warnings
from hashlib import md5

import numpy as np
import pandas as pd

# Texts as Python's own: the same values, and faster where a table has few.
warnings.simplefilter("ignore")
pd.set_option("future.infer_string", False)


def value(x):
    if x is None or x is pd.NA or (isinstance(x, float) and x != x):
        return None
    if isinstance(x, (bool, np.bool_)):
        return str(x)
    if isinstance(x, (int, float, np.integer, np.floating)):
        return struct.pack(">d", float(x) or 0.0).hex()
    return str(x)


def read(case, data, **options):
    # Numbers are read to the nearest double by default since pandas 3.1 (float_precision="round_trip" before).
    return pd.read_csv(
        io.BytesIO(data),
        sep=case["sep"],
        decimal=case["decimal"],
        encoding=case["encoding"],
        low_memory=False,
        index_col=False,
        **options,
    )


def values(case, data):
    frame = read(case, data)
    return [[str(name), [value(x) for x in frame[name].tolist()]] for name in frame.columns]


def digest(case, data):
    # read_csv with all but its DataFrame, which takes as long as the reading.
    with read(case, data, iterator=True) as reader:
        _, names, columns = reader._engine.read(None)
    out = md5()
    for name in names:
        column = np.asarray(columns[name])
        out.update(f"{name}\0".encode())
        if column.dtype == object or column.dtype == bool:
            texts = ["\1" if x is None or x != x else str(x) for x in column.tolist()]
            none = all(text == "\1" for text in texts)
            out.update((f"none {len(texts)}\0" if none else "\0".join(texts) + "\0").encode())
        else:
            numbers = column.astype(np.float64) + 0.0
            missing = np.isnan(numbers)
            numbers[missing] = np.nan
            out.update(f"none {len(numbers)}\0".encode() if missing.all() else numbers.tobytes())
    return out.hexdigest()


def answer(form, case, data):
    try:
        return form(case, data)
    except Exception as error:  # what pandas refuses is not compared
        return {"error": f"{type(error).__name__}: {error}"}


for line in sys.stdin.buffer:
    asked = json.loads(line)
    form = digest if asked["digest"] else values
    answers = [answer(form, case, sys.stdin.buffer.read(case["size"])) for case in asked["cases"]]
    print(json.dumps(answers, ensure_ascii=False), flush=True)
