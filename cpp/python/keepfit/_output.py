"""Words and files of the command: values as text, what is printed, what is read and written. Node's writes the same."""

from __future__ import annotations

import errno
import json
import os
import re
import stat
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from ._errors import Error
from ._model import write_whole

# ---- Values as text


def plain(value: Any) -> Any:
    """The same for JSON, which has neither arrays nor numbers beyond the finite ones. Whole numbers have no point."""
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, float):
        if not np.isfinite(value):
            return "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"
        return int(value) if value.is_integer() and abs(value) < 1e15 and str(value) != "-0.0" else value
    if isinstance(value, bytes):
        return value.hex()
    return value


def as_json(value: Any, indent: int | None = 2) -> str:
    return json.dumps(plain(value), indent=indent, ensure_ascii=False)


def worded(value: Any) -> str:
    """In a sentence: text as it is, everything else as JSON."""
    return value if isinstance(value, str) else as_json(value, None)


# ---- What is printed

# A file may hold what moves the cursor of a terminal, or turns text around.
_CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def shown(text: str) -> str:
    """Text with the marks written out that would be no text to a terminal. Line ends stay."""
    return _CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def say(sentence: str) -> None:
    """On a line of its own, whatever is in it."""
    sys.stdout.write(shown(sentence.replace("\n", "\\n")) + "\n")


def say_json(value: Any) -> None:
    sys.stdout.write(shown(as_json(value)) + "\n")


def tell(sentence: str) -> None:
    sys.stderr.write(shown(sentence.replace("\n", "\\n")) + "\n")


# ---- Files


class Trouble(Exception):
    """A file cannot be read or written; ``str`` says which, and why."""


_WHY = {
    "EISDIR": "This is a folder, not a file.",
    "ENAMETOOLONG": "The name is too long.",
    "ENOSPC": "No room is left.",
}
_WHY_READ = {
    **_WHY,
    "ENOENT": "There is no such file.",
    "ENOTDIR": "There is no such file.",
    "EACCES": "It may not be read.",
    "EPERM": "It may not be read.",
}
_WHY_WRITE = {
    **_WHY,
    "ENOENT": "There is no such folder.",
    "ENOTDIR": "There is no such folder.",
    "EACCES": "It may not be written.",
    "EPERM": "It may not be written.",
    "EROFS": "It may not be written.",
}


def _trouble(path: str, error: OSError, why: Mapping[str, str], what: str) -> Trouble:
    code = errno.errorcode.get(error.errno or 0, "unknown")
    return Trouble(f"{path}: {why.get(code, f'It cannot be {what} ({code}).')}")


def unwritten(error: OSError) -> Trouble:
    """Of the standard output."""
    return _trouble("standard output", error, _WHY_WRITE, "written")


def read(path: str) -> bytes:
    """
    :raises Trouble: where it cannot be read.
    """
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise _trouble(path, error, _WHY_READ, "read") from error


def _is_file(path: str) -> bool | None:
    """Whether it is a file, and no folder or device; None where there is nothing."""
    try:
        return stat.S_ISREG(os.stat(path).st_mode)
    except OSError:
        return None


def check_free(path: str, force: bool) -> None:
    """
    :raises Error: ``name_taken`` where a file would be replaced that may not be.
    """
    if path != "-" and not force and _is_file(path):
        raise Error("name_taken", path, f"There is a file {path} already.", "Name another with -o, or say --force.")


def write(path: str, data: bytes) -> None:
    """Whole, or not at all; to the standard output where it is ``-``.

    :raises Trouble: where it cannot be written.
    """
    if path == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        return
    try:
        if _is_file(path) is False:
            with open(path, "wb") as file:
                file.write(data)
        else:
            write_whole(Path(os.path.realpath(path)), data)
    except OSError as error:
        raise _trouble(path, error, _WHY_WRITE, "written") from error
