"""The native engine as a process, asked as any host asks it, and values on the way to it and back."""

import math
import struct
import subprocess

import msgpack
import numpy as np

DTYPES = {1: "<f8", 2: "<f4", 3: "<i4", 4: "<u1", 5: "<i8"}


class Refusal(Exception):
    def __init__(self, error):
        super().__init__(f"{error['code']} {error.get('where', '')}: {error['message']}")
        self.code = error["code"]
        self.where = error.get("where", "")


def array(values, code=1):
    values = np.ascontiguousarray(values, dtype=DTYPES[code])
    body = struct.pack("<B3x" + "I" * values.ndim, values.ndim, *values.shape)
    return msgpack.ExtType(code, body + values.tobytes())


def from_extension(code, data):
    axes = data[0]
    shape = struct.unpack_from("<" + "I" * axes, data, 4)
    return np.frombuffer(data, DTYPES[code], offset=4 + 4 * axes).reshape(shape)


WORDS = {"Infinity": math.inf, "-Infinity": -math.inf, "NaN": math.nan}


def is_text(cells):
    return any(isinstance(cell, str) and cell not in WORDS for cell in cells)


def numbers(cells):
    return np.array(
        [math.nan if c is None else WORDS[c] if isinstance(c, str) else float(c) for c in cells], dtype=np.float64
    )


def column(cells):
    """As the engine is given it; cells are those of the fixtures."""
    if not is_text(cells):
        return array(numbers(cells))
    known = {}
    codes = [-1 if cell is None else known.setdefault(str(cell), len(known)) for cell in cells]
    return {"codes": array(codes, 3), "categories": list(known)}


def table(columns):
    return {"columns": [[name, column(cells)] for name, cells in columns], "rows": len(columns[0][1]) if columns else 0}


def cells_of(values):
    """What the engine answers: an array of numbers, or one of texts."""
    if isinstance(values, dict):
        return np.array([None if c < 0 else values["categories"][c] for c in values["codes"]], dtype=object)
    return values


def fitted(host, case):
    """The handle of a golden case's model."""
    request = {"recipe": case.recipe, "X": table(case.X)}
    if case.y is not None:
        request["y"] = column(case.y)
    if case.weights is not None:
        request["sample_weight"] = array(case.weights)
    return host.ask("fit", request)["model"]


class Host:
    def __init__(self, program):
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask(self, operation, request):
        for field in (operation.encode(), msgpack.packb(request)):
            self.process.stdin.write(struct.pack("<I", len(field)) + field)
        self.process.stdin.flush()
        head = self.process.stdout.read(8)
        if len(head) < 8:
            raise RuntimeError(f"The engine ended while it was asked for {operation}.")
        status, length = struct.unpack("<II", head)
        answer = msgpack.unpackb(self.process.stdout.read(length), ext_hook=from_extension, strict_map_key=False)
        if status:
            raise Refusal(answer)
        return answer

    def close(self):
        self.process.stdin.close()
        self.process.wait()
