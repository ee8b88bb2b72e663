"""Tables as the command reads and writes them: CSV after RFC 4180. Nothing in it is guessed that would change an answer."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from ._columns import counted
from ._errors import Error

_MISSING = {"", "na", "n/a", "nan", "null", "none", "?"}
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[+-]?inf(?:inity)?", re.IGNORECASE)
_BLANKS = " \t\xa0"
_DELIMITERS = (",", ";", "\t", "|")
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CODECS = {"utf-16": "utf-16-le", "windows-1250": "cp1250", "windows-1251": "cp1251", "windows-1252": "cp1252"}


class Table(NamedTuple):
    header: list[str]
    rows: list[list[str]]
    #: In which each row ends; the first is 1.
    lines: list[int]
    delimiter: str


def _as_browsers_do(error: UnicodeError) -> tuple[str, int]:
    # Bytes of Windows' code pages that mean nothing are controls of that number.
    if isinstance(error, UnicodeDecodeError) and error.encoding == "charmap":
        return error.object[error.start : error.end].decode("latin-1"), error.end
    raise error


codecs.register_error("keepfit", _as_browsers_do)


def _text(data: bytes, encoding: str | None) -> str:
    name = encoding or "utf-8"
    own = _CODECS.get(name, name)
    for mark, marked in _MARKS:
        if data.startswith(mark):
            name, own, data = marked[:6].rstrip("-"), marked, data[len(mark) :]
            break
    try:
        return data.decode(own, "keepfit" if own.startswith("cp") else "strict")
    except UnicodeDecodeError as error:
        raise Error(
            "bad_encoding",
            "input",
            f"The table is no text in {name.upper()}.",
            "Save it as CSV in UTF-8, or name its encoding with --encoding.",
        ) from error


def _records(text: str, delimiter: str) -> Iterable[tuple[list[str], int]]:
    """Cells of each record and the line in which it ends. Lines that are empty are no records."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for record in reader:
            if record:
                yield record, reader.line_num
    except csv.Error as error:
        open_ended = "unexpected end" in str(error)
        raise Error(
            "unreadable",
            "input",
            f"Line {reader.line_num} cannot be read: "
            + ("a quotation mark is not closed." if open_ended else "text follows a closing quotation mark."),
            "Write a quotation mark within quotation marks twice.",
        ) from error


def _found(text: str, columns: Sequence[str] | None, width: int) -> str:
    """The delimiter by which the first line has what the model asks for."""
    for delimiter in _DELIMITERS:
        try:
            header = next(iter(_records(text, delimiter)), ([], 0))[0]
        except Error:
            continue
        if len(header) == width if columns is None else set(columns) <= set(header):
            return delimiter
    return ","


def read_table(
    data: bytes, columns: Sequence[str] | None, width: int, delimiter: str | None, encoding: str | None
) -> Table:
    """
    :param columns: those that the model needs; None where it knows their number alone.
    :param width: how many columns it was fitted on.
    :raises Error: what is wrong with the table, by line.
    """
    csv.field_size_limit(2**31 - 1)
    text = _text(data, encoding)
    delimiter = delimiter or _found(text, columns, width)
    records = iter(_records(text, delimiter))
    header = next(records, ([], 0))[0]
    if not header:
        raise Error("empty_file", "input", "The table is empty.", "Its first line must name the columns.")
    rows, lines = [], []
    for row, line in records:
        if len(row) != len(header):
            raise Error(
                "ragged_table",
                "input",
                f"Line {line} has {counted(len(row), 'cell')}, but the first line has {len(header)}.",
                "Look at quotation marks, and whether --delimiter is right.",
            )
        rows.append(row)
        lines.append(line)
    if len(set(header)) != len(header):
        seen: set[str] = set()
        twice = next(name for name in header if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        raise Error("bad_table", "input", f"There are two columns named '{twice}'.", "Rename one.")
    return Table(header, rows, lines, delimiter)


def numbers_of(table: Table, j: int, decimal: str) -> np.ndarray:
    """A column of numbers.

    :raises Error: ``mixed_types``, with the line of what is none.
    """
    out = np.empty(len(table.rows))
    for i, row in enumerate(table.rows):
        text = row[j].strip(_BLANKS)
        number = text.replace(",", ".") if decimal == "," and "." not in text else text
        if (decimal == "." or "." not in text) and _NUMBER.fullmatch(number):
            out[i] = float(number)
        elif text.lower() in _MISSING:
            out[i] = np.nan
        elif text.lower() in ("true", "false"):
            out[i] = text.lower() == "true"
        else:
            raise Error(
                "mixed_types",
                f"column '{table.header[j]}'",
                f"Column '{table.header[j]}' holds '{row[j][:40]}{'...' if len(row[j]) > 40 else ''}' in line "
                f"{table.lines[i]}, which is no number.",
                "Write numbers with a point, or say --decimal ,; leave cells empty where a value is missing.",
            )
    return out


def cell(value: Any) -> str:
    """A value as it is written: numbers with every digit that counts, as Python prints them; nothing where missing."""
    if value is None or value != value:
        return ""
    return repr(float(value)) if isinstance(value, (float, np.floating)) else str(value)


def written(records: Iterable[Sequence[str]], delimiter: str) -> bytes:
    """A cell is put in quotation marks where it must be; lines end in a line feed."""
    special = re.compile(f'["\r\n{re.escape(delimiter)}]')

    def quoted(text: str) -> str:
        return '"' + text.replace('"', '""') + '"' if special.search(text) else text

    lines = (delimiter.join(map(quoted, record)) or '""' for record in records)
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogatepass")
