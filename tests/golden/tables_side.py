"""python tables_side.py: pandas' side of the comparison of readers of tables. One case a line on stdin, {bytes (base64), encoding, sep, decimal};
its answer a line on stdout, [[name, values], ...]: numbers by their bits, missing values as null, or {"error": ...}."""

import base64
import io
import json
import struct
import sys

import numpy as np
import pandas as pd


def value(x):
    if x is None or x is pd.NA or (isinstance(x, float) and x != x):
        return None
    if isinstance(x, (bool, np.bool_)):
        return str(x)
    if isinstance(x, (int, float, np.integer, np.floating)):
        return struct.pack(">d", float(x) or 0.0).hex()
    return str(x)


def answer(case):
    data = base64.b64decode(case["bytes"])
    try:
        frame = pd.read_csv(
            io.BytesIO(data),
            sep=case["sep"],
            decimal=case["decimal"],
            encoding=case["encoding"],
            float_precision="round_trip",
            low_memory=False,
            index_col=False,
        )
    except Exception as error:  # what pandas refuses is not compared
        return {"error": f"{type(error).__name__}: {error}"}
    return [[str(name), [value(x) for x in frame[name].tolist()]] for name in frame.columns]


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line)), ensure_ascii=False), flush=True)
