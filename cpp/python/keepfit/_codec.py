"""Messages as the engine reads and writes them: MessagePack, with arrays as typed extensions."""

from __future__ import annotations

import struct
from typing import Any

import msgpack
import numpy as np

from ._errors import Error

# Element types of arrays on the border, by the type of their extension.
_KINDS = {1: "<f8", 2: "<f4", 3: "<i4", 4: "|u1", 5: "<i8"}
_TYPES = {np.dtype(kind): number for number, kind in _KINDS.items()}


def _packed(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        dtype = value.dtype.newbyteorder("<")
        number = _TYPES.get(dtype)
        if number is None or value.ndim == 0:
            raise TypeError(f"an array of {value.dtype} with {value.ndim} axes")
        array = np.ascontiguousarray(value, dtype)
        if dtype.kind == "f":
            missing = np.isnan(array)
            if missing.any():  # files and comparisons know one NaN
                array = array.copy() if array is value or array.base is not None else array
                array[missing] = np.nan
        head = struct.pack(f"<B3x{array.ndim}I", array.ndim, *array.shape)
        return msgpack.ExtType(number, head + array.tobytes())
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"a value of type {type(value).__name__}")


def _unpacked(number: int, payload: bytes) -> Any:
    kind = _KINDS.get(number)
    if kind is None or not payload:
        raise ValueError(f"an extension of type {number}")
    axes = payload[0]
    start = 4 + 4 * axes
    shape = struct.unpack_from(f"<{axes}I", payload, 4)
    # A copy, aligned and the caller's to change.
    return np.frombuffer(payload, kind, offset=start).reshape(shape).copy()


def encode(value: Any) -> bytes:
    """Bytes of a request.

    :raises Error: ``bad_value`` where a value is none that the engine knows.
    """
    try:
        return msgpack.packb(value, default=_packed, use_bin_type=True)
    except (TypeError, ValueError, OverflowError, UnicodeEncodeError) as error:
        raise Error(
            "bad_value",
            "",
            f"A value cannot be handed to the engine: {error}.",
            "Use plain numbers, strings, lists and dictionaries.",
        ) from error


def decode(data: bytes) -> Any:
    """The value of an answer: arrays of NumPy, lists, dictionaries, text, numbers."""
    try:
        return msgpack.unpackb(data, ext_hook=_unpacked, raw=False, strict_map_key=False, use_list=True)
    except Exception as error:
        raise Error("bad_message", "", f"A MessagePack value cannot be read: {error}.") from error
