"""The command ``keepfit``. It ends with 0 where all is well, 1 where something was refused or differs, 2 where it
was called wrongly or a file cannot be read."""

from __future__ import annotations

import argparse
import csv
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Sequence

import numpy as np

from . import Error, Model, __version__, diff, dump, examine, inspect, load, read_sklearn
from ._columns import counted
from ._model import as_json

MISSING = {"", "na", "n/a", "nan", "null", "none", "?"}


def _print(*words: Any) -> None:
    print(*words)


def _tell(sentence: str) -> None:
    print(sentence, file=sys.stderr)


# ---- inspect, verify, examine, diff


def _inspect(options: argparse.Namespace) -> int:
    found = inspect(options.file)
    if options.json:
        _print(as_json(found))
        return 0
    card = found["card"]
    for name in ("name", "created", "notes", "parent"):
        if card.get(name):
            _print(f"{name:10}{card[name]}")
    made = card.get("engine", {})
    _print(f"{'engine':10}{made.get('fitted_with', '?')}, saved with {made.get('saved_with', '?')}")
    if found["holds_training_rows"]:
        _print("It holds rows that it was fitted on.")
    for column in card.get("input", ()):
        known = ", ".join(
            f"{key} {column[key]}" for key in ("min", "max", "median", "categories", "most_frequent") if key in column
        )
        _print(f"{'column':10}{column['name']}: {column['kind']}{f', {known}' if known else ''}")
    for metric, value in card.get("metrics", {}).items():
        _print(f"{'metric':10}{metric} {value}")
    for row in found["rows"]:
        shape = "" if row["shape"] is None else f"({', '.join(map(str, row['shape']))})"
        _print(f"{'  ' * row['level']}{row['name'] or row['path']} {row['dtype']}{shape} {row['preview']}".rstrip())
    return 0


def _verify(options: argparse.Namespace) -> int:
    worst = 0
    for file in options.files:
        try:
            proof = load(file, report=True).proof
        except Error as error:
            proof, reason = None, str(error)
        else:
            reason = "It has no proof in it."
        if proof is None or not proof["rows"]:
            worst = 1
            _print(f"{file}: {reason}")
        elif proof["identical"]:
            _print(f"{file}: identical, {counted(proof['rows'], 'row')} through {counted(proof['steps'], 'step')}.")
        else:
            worst = 1
            _print(f"{file}: different. {as_json(proof.get('first'))}")
    return worst


def _examine(options: argparse.Namespace) -> int:
    found = examine(options.file, lines=options.lines)
    if options.json:
        _print(as_json(found))
        return 0 if found["harmless"] else 1
    for call in found["calls"]:
        _print(f"It would call {call['callee']} with {call['arguments']} ({call['opcode']} at byte {call['at']}).")
    for finding in found["findings"]:
        _print(f"{finding['message']} (Byte {finding['at']}.)")
    for name in found["globals"]:
        _print(f"{name['role']:12}{name['module']}.{name['name']}")
    for at, opcode, argument in found["lines"]:
        _print(f"{at:10} {opcode} {'' if argument is None else argument}".rstrip())
    _print(
        "It makes a model of scikit-learn's, and nothing else."
        if found["harmless"]
        else "It does more than make a model of scikit-learn's. Nothing of it was run."
    )
    return 0 if found["harmless"] else 1


def _diff(options: argparse.Namespace) -> int:
    found = diff(options.a, options.b)
    if options.json:
        _print(as_json(found))
    else:
        for row in found["rows"]:
            _print(f"{row['part']} {row['path']}: {row.get('a')} | {row.get('b')}".replace(" :", ":"))
        _print(
            "The files are identical."
            if found["identical"]
            else "The pipelines are the same."
            if found["same_pipeline"]
            else "The pipelines differ."
        )
    return 0 if found["identical"] else 1


# ---- convert


def _convert(options: argparse.Namespace) -> int:
    model = read_sklearn(options.file, part=options.part)
    source = Path(options.file)
    to = Path(options.output) if options.output else source.with_suffix(".keepfit")
    if to.exists() and not options.force:
        raise Error("name_taken", str(to), f"There is a file {to} already.", "Name another with -o, or say --force.")
    dump(model, to, card={"name": options.name or source.stem})
    made = model.card["source"]
    for each in made.get("notes", ()):
        _tell(str(each))
    _print(
        f"{to}: {model.class_name} of scikit-learn {made['scikit-learn']}, {counted((model.proof or {})['rows'], 'row')} of proof."
    )
    return 0


# ---- predict


def _number(text: str, line: int, column: str) -> float:
    if text.strip().lower() in MISSING:
        return float("nan")
    try:
        return float(text)
    except ValueError:
        raise Error(
            "mixed_types",
            f"column '{column}'",
            f"Column '{column}' holds '{text}' in line {line}, which is no number.",
            "Write numbers with a point, and leave cells empty where a value is missing.",
            line=line,
            column=column,
        ) from None


def _read_csv(file: Any, delimiter: str) -> tuple[list[str], list[list[str]], list[int]]:
    """Header, cells, and the line of each row. Lines that are empty are no rows."""
    reader = csv.reader(file, delimiter=delimiter, strict=True)
    try:
        header = next(reader, None)
        if not header:
            raise Error("empty_file", "input", "The table is empty.", "Its first line must name the columns.")
        rows, lines = [], []
        for row in reader:
            if not row:
                continue
            if len(row) != len(header):
                raise Error(
                    "ragged_table",
                    "input",
                    f"Line {reader.line_num} has {counted(len(row), 'cell')}, but the first line has {len(header)}.",
                    "Look at quotation marks, and whether --delimiter is right.",
                )
            rows.append(row)
            lines.append(reader.line_num)
    except csv.Error as error:
        raise Error(
            "unreadable", "input", f"Line {reader.line_num} cannot be read: {error}.", "Mend the line."
        ) from error
    except UnicodeDecodeError as error:
        raise Error("bad_encoding", "input", "The table is not UTF-8.", "Save it as UTF-8 first.") from error
    if len(set(header)) != len(header):
        twice = next(name for name in header if header.count(name) > 1)
        raise Error("bad_table", "input", f"There are two columns named '{twice}'.", "Rename one.")
    return header, rows, lines


def columns_for(
    model: Model, header: Sequence[str], rows: Sequence[Sequence[str]], lines: Sequence[int]
) -> dict[str, Any]:
    """The columns that the model looks at, as what it was fitted on: numbers or text."""
    names = model.feature_names_in_
    kinds = {each["name"]: each["kind"] for each in model._description["input"]}
    wanted = list(names) if names is not None else list(header)
    absent = [name for name in wanted if name not in header]
    if absent:
        shown = ", ".join(f"'{name}'" for name in absent[:5]) + (" and others" if len(absent) > 5 else "")
        raise Error(
            "missing_columns", "input", f"The table has no column {shown}.", "The first line names the columns."
        )
    extra = [name for name in header if name not in wanted]
    if extra:
        _tell(f"Left out, as the model was fitted without: {', '.join(extra)}.")
    out: dict[str, Any] = {}
    for place, name in enumerate(wanted):
        j = header.index(name)
        kind = kinds.get(name) if names is not None else kinds.get(f"x{place}", "number")
        if kind == "text":
            out[name] = [None if row[j] == "" else row[j] for row in rows]
        else:
            out[name] = np.array([_number(row[j], line, name) for row, line in zip(rows, lines)])
    return out


def _text(value: Any) -> str:
    if value is None or value != value:
        return ""
    return repr(float(value)) if isinstance(value, (float, np.floating)) else str(value)


def _answers(model: Model, method: str, X: Any) -> tuple[list[str], Iterator[Sequence[Any]]]:
    answer = getattr(model, method)(X)
    if method == "predict":
        return ["prediction"], iter([[value] for value in answer])
    if method == "transform":
        given = model.get_feature_names_out()
        return [str(name) for name in (given if given is not None else range(answer.shape[1]))], iter(answer)
    classes = [_text(each) for each in (model.classes_ if model.classes_ is not None else [])]
    rows = answer if answer.ndim == 2 else answer[:, None]
    word = "probability" if method == "predict_proba" else "score"
    names = classes if rows.shape[1] == len(classes) else [""] * rows.shape[1]
    return [f"{word} {name}".rstrip() for name in names], iter(rows)


def _predict(options: argparse.Namespace) -> int:
    model = load(options.model)
    encoding = "utf-8-sig"
    if options.table == "-":
        sys.stdin.reconfigure(encoding=encoding, newline="")  # type: ignore[union-attr]
        header, rows, lines = _read_csv(sys.stdin, options.delimiter)
    else:
        with open(options.table, newline="", encoding=encoding) as file:
            header, rows, lines = _read_csv(file, options.delimiter)
    X: Any = columns_for(model, header, rows, lines)
    if model.feature_names_in_ is None:
        X = np.array(list(X.values()), dtype=object).T.reshape(len(rows), len(X))
    names: list[str] = list(header) if options.keep else []
    parts: list[Iterator[Sequence[Any]]] = [iter(rows)] if options.keep else []
    for method in options.method or ["predict" if "predict" in model.methods else "transform"]:
        more, values = _answers(model, method, X)
        names += more
        parts.append(values)
    for each in model.input_warnings(X) if rows else ():
        _tell(
            f"Column '{each['column']}' is outside of what was fitted in {counted(each['count'], 'row')}: {each['value']} (seen: {each['seen']})."
        )
    out = open(options.output, "w", newline="", encoding="utf-8") if options.output else sys.stdout
    try:
        writer = csv.writer(out, delimiter=options.delimiter, lineterminator="\n")
        writer.writerow(names)
        for row in zip(*parts):
            writer.writerow([_text(value) if not isinstance(value, str) else value for part in row for value in part])
    finally:
        if options.output:
            out.close()
    return 0


# ---- The command


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="keepfit",
        description="Models as data: looks into .keepfit files, proves them, predicts, and makes them of scikit-learn's.",
        epilog="Ends with 0 where all is well, 1 where something was refused or differs, 2 where it was called wrongly.",
    )
    top.add_argument("--version", action="version", version=f"keepfit {__version__}")
    verbs = top.add_subparsers(dest="verb", required=True)

    verb = verbs.add_parser("inspect", help="what is in a file")
    verb.add_argument("file")
    verb.add_argument("--json", action="store_true")
    verb.set_defaults(run=_inspect)

    verb = verbs.add_parser("verify", help="replay the proof of files")
    verb.add_argument("files", nargs="+", metavar="file")
    verb.set_defaults(run=_verify)

    verb = verbs.add_parser("predict", help="a CSV file in, a CSV file out")
    verb.add_argument("model")
    verb.add_argument("table", help="a CSV file in UTF-8 whose first line names the columns; - is the standard input")
    verb.add_argument("-o", "--output", help="where to; else the standard output")
    verb.add_argument(
        "-m", "--method", action="append", choices=["predict", "predict_proba", "decision_function", "transform"]
    )
    verb.add_argument("--keep", action="store_true", help="repeat the table's columns before the answers")
    verb.add_argument("--delimiter", default=",")
    verb.set_defaults(run=_predict)

    verb = verbs.add_parser(
        "convert", help="a .pkl, .joblib or .skops file of scikit-learn's to a .keepfit file; nothing is run"
    )
    verb.add_argument("file")
    verb.add_argument("-o", "--output", help="where to; else beside the file")
    verb.add_argument("--name", help="what the model is called")
    verb.add_argument("--part", help="which of several estimators that it holds, by its key")
    verb.add_argument("--force", action="store_true", help="replace a file that is there")
    verb.set_defaults(run=_convert)

    verb = verbs.add_parser("examine", help="what a .pkl, .joblib or .skops file would do, without doing it")
    verb.add_argument("file")
    verb.add_argument("--json", action="store_true")
    verb.add_argument("--lines", type=int, default=0, help="list so many of its instructions")
    verb.set_defaults(run=_examine)

    verb = verbs.add_parser("diff", help="what differs between two files")
    verb.add_argument("a")
    verb.add_argument("b")
    verb.add_argument("--json", action="store_true")
    verb.set_defaults(run=_diff)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """The command: what it ends with."""
    options = parser().parse_args(arguments)
    warnings.showwarning = lambda message, *_, **__: _tell(str(message))
    try:
        return int(options.run(options))
    except Error as error:
        _tell(f"{error.code}: {error}")
        return 1
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except OSError as error:
        _tell(f"{error.filename or ''}: {error.strerror or error}")
        return 2


if __name__ == "__main__":
    sys.exit(main())
