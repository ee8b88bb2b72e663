"""The command ``keepfit``. Node's says and does the same: tests/command has what both are held to."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Iterator
from typing import Any, Sequence

import numpy as np

from . import KeepfitWarning, Model, __version__, diff, examine, inspect, load, read_sklearn
from ._columns import counted
from ._command import Misuse, Told, parse
from ._csv import Table, cell, numbers_of, read_table, written
from ._errors import Error
from ._output import Trouble, check_free, read, say, say_json, tell, unwritten, worded, write

Options = dict[str, Any]

# ---- inspect, verify, examine, diff


def _shape(row: dict[str, Any]) -> str:
    return "" if row["shape"] is None else f"({', '.join(map(str, row['shape']))})"


def _inspect(arguments: list[str], options: Options) -> int:
    found = inspect(read(arguments[0]))
    if "json" in options:
        say_json(found)
        return 0
    card = found["card"]
    for name in ("name", "created", "notes", "parent"):
        if card.get(name):
            say(f"{name:10}{worded(card[name])}")
    made = card.get("engine", {})
    say(f"{'engine':10}{worded(made.get('fitted_with', '?'))}, saved with {worded(made.get('saved_with', '?'))}")
    if found["holds_training_rows"]:
        say("It holds rows that it was fitted on.")
    for column in card.get("input", ()):
        told = ("min", "max", "median", "categories", "most_frequent")
        known = "".join(f", {name.replace('_', ' ')} {worded(column[name])}" for name in told if name in column)
        say(f"{'column':10}{column['name']}: {column['kind']}{known}")
    for metric, value in card.get("metrics", {}).items():
        say(f"{'metric':10}{metric} {worded(value)}")
    for row in found["rows"]:
        name = row["name"] or row["path"]
        say(f"{'  ' * row['level']}{name} {row['dtype']}{_shape(row)} {row['preview']}".rstrip(" "))
    return 0


def _verified(file: str) -> int:
    try:
        proof = load(read(file), report=True).proof
    except Trouble as trouble:
        tell(str(trouble))
        return 2
    except Error as error:
        say(f"{file}: {error}")
        return 1
    if proof is None or not proof["rows"]:
        say(f"{file}: It has no proof in it.")
        return 1
    if proof["identical"]:
        say(f"{file}: identical, {counted(proof['rows'], 'row')} through {counted(proof['steps'], 'step')}.")
        return 0
    say(f"{file}: different. {proof['first']['message']}")
    return 1


def _verify(arguments: list[str], options: Options) -> int:
    return max([_verified(file) for file in arguments])


def _unknown_in(found: dict[str, Any]) -> str:
    """Estimators of scikit-learn's that Keepfit has not: no sign of harm, nor of none."""
    names = list(
        dict.fromkeys(f"{each['module']}.{each['name']}" for each in found["globals"] if each["role"] == "foreign")
    )
    if found["findings"] or not all(name.startswith("sklearn.") for name in names):
        return ""
    return ", ".join(names[:3]) + (" and others" if len(names) > 3 else "")


def _examine(arguments: list[str], options: Options) -> int:
    found = examine(read(arguments[0]), lines=options.get("lines", 0))
    if "json" in options:
        say_json(found)
        return 0 if found["harmless"] else 1
    for call in found["calls"]:
        say(f"It would call {call['callee']} with {call['arguments']} ({call['opcode']} at byte {call['at']}).")
    if found["calls_met"] > len(found["calls"]):
        say(f"It would make {counted(found['calls_met'] - len(found['calls']), 'more call')}.")
    for finding in found["findings"]:
        say(f"{finding['message']} (Byte {finding['at']}.)")
    for name in found["globals"]:
        say(f"{name['role']:12}{name['module']}.{name['name']}")
    for at, opcode, argument in found["lines"]:
        say(f"{at:10} {opcode} {'' if argument is None else argument}".rstrip(" "))
    unknown = _unknown_in(found)
    if found["harmless"]:
        say("It makes models of scikit-learn's and data, and nothing else.")
    elif unknown:
        say(f"Keepfit has no {unknown}, so it cannot say what else the file does. Nothing of it was run.")
    else:
        say("It does more than make a model of scikit-learn's. Nothing of it was run.")
    return 0 if found["harmless"] else 1


def _diff(arguments: list[str], options: Options) -> int:
    found = diff(*map(read, arguments))
    if "json" in options:
        say_json(found)
        return 0 if found["identical"] else 1
    for row in found["rows"]:
        a, b = ("nothing" if row["kind"] == f"only_{other}" else row[side] for side, other in (("a", "b"), ("b", "a")))
        place = f"{row['part']} {row['path']}".rstrip(" ")
        say(f"{place}: {a} | {b}")
    say(
        "The files are identical."
        if found["identical"]
        else "The pipelines are the same."
        if found["same_pipeline"]
        else "The pipelines differ."
    )
    return 0 if found["identical"] else 1


# ---- convert


def _end(name: str) -> str:
    return os.path.splitext(name)[1].lower().removeprefix(".")


def _convert(arguments: list[str], options: Options) -> int:
    (file,) = arguments
    output = options.get("output")
    formats = ("keepfit", "onnx", "pmml", "skops")
    form = options.get("to") or (_end(output) if output and _end(output) in formats else "keepfit")
    data = read(file)
    ours = data[1:9] == b"\xa7keepfit"
    if ours and form == "keepfit":
        raise Misuse("convert", f"{file} is a .keepfit file already: say --to onnx, --to pmml or --to skops.")
    if ours and "part" in options:
        raise Misuse("convert", "--part is for files of scikit-learn's.")
    if "name" in options and form in ("pmml", "skops"):
        raise Misuse("convert", "--name is for keepfit and ONNX.")
    to = output or f"{os.path.splitext(file)[0]}.{form}"
    check_free(to, "force" in options)
    model = load(data) if ours else read_sklearn(data, part=options.get("part"))
    made = {"notes": []} if ours else model.card["source"]
    told = [str(each) for each in made.get("notes", ())]
    name = options.get("name")
    # Where the file itself goes there, this is said beside it.
    summary = tell if to == "-" else say
    more: list[str] = []
    if form == "keepfit":
        stem = os.path.splitext(os.path.basename(file))[0]
        result = model.dump(card={"name": stem if name is None else name})
        rows = counted((model.proof or {"rows": 0})["rows"], "row")
        line = f"{model.class_name} of scikit-learn {made['scikit-learn']}, {rows} of proof."
    elif form == "onnx":
        made = model.to_onnx(name=name)
        result, report = made["bytes"], made["report"]
        inputs, outputs = counted(len(report["inputs"]), "input"), counted(len(report["outputs"]), "output")
        line = f"{model.class_name} as ONNX, operator set {report['opset']}, {inputs}, {outputs}."
    elif form == "pmml":
        made = model.to_pmml()
        result, report = made["text"].encode(), made["report"]
        line = f"{model.class_name} as PMML 4.4, {counted(report['verification'], 'row')} to verify it by."
    else:
        made = model.to_skops()
        result, report = made["bytes"], made["report"]
        line = f"{model.class_name} of scikit-learn {report['scikit_learn']}, as skops {report['skops']} writes it."
        more = report["python"].rstrip("\n").split("\n")
    write(to, result)
    if form != "keepfit":
        told += report["notes"]
    for each in told:
        tell(each)
    summary(f"{to}: {line}")
    for each in more:
        summary(each)
    return 0


# ---- predict


def columns_for(model: Model, table: Table, decimal: str) -> dict[str, Any]:
    """The columns that the model looks at, as what it was fitted on: numbers or text."""
    names = model.feature_names_in_
    header = table.header
    kinds = {each["name"]: each["kind"] for each in model._description["input"]}
    wanted = list(names) if names is not None else header
    unused = set(model._description["unused_columns"])
    absent = [name for name in wanted if name not in header and name not in unused]
    if absent:
        shown = ", ".join(f"'{name}'" for name in absent[:5]) + (" and others" if len(absent) > 5 else "")
        there = ", ".join(f"'{name}'" for name in header[:5]) + (" and others" if len(header) > 5 else "")
        raise Error("missing_columns", "input", f"The table has no column {shown}.", f"It has {there}.")
    extra = [name for name in header if name not in wanted]
    if extra:
        more = f" and {len(extra) - 5} more" if len(extra) > 5 else ""
        tell(f"Left out, as the model was fitted without: {', '.join(extra[:5])}{more}.")
    out: dict[str, Any] = {}
    for place, name in enumerate(wanted):
        if name not in header:
            continue
        j = header.index(name)
        kind = kinds.get(name if names is not None else f"x{place}", "number")
        if kind == "text":
            out[name] = [row[j] or None for row in table.rows]
        else:
            out[name] = numbers_of(table, j, decimal)
    return out


def _answers(model: Model, method: str, X: Any) -> tuple[list[str], Iterator[list[str]]]:
    answer = getattr(model, method)(X)
    if method == "predict":
        return ["prediction"], ([cell(value)] for value in answer)
    rows = answer if answer.ndim == 2 else answer[:, None]
    width = rows.shape[1]
    if method == "transform":
        given = model.get_feature_names_out()
        names = [f"x{j}" for j in range(width)] if given is None else [str(name) for name in given]
    else:
        classes = [cell(each) for each in (model.classes_ if model.classes_ is not None else [])]
        word = "probability" if method == "predict_proba" else "score"
        names = [f"{word} {name}" for name in classes] if width == len(classes) else [word] * width
    return names, ([cell(value) for value in row] for row in rows)


def _tell_outside(model: Model, X: Any, lines: list[int]) -> None:
    """What in the table lies outside of what the model was fitted on."""
    for each in model.input_warnings(X):
        name, rows = each["column"], f"{counted(each['count'], 'row')}, first in line {lines[each['row']]}"
        if each["kind"] == "missing":
            tell(f"Column '{name}' is missing in {rows}; in the fit it never was.")
        elif each["kind"] == "range":
            tell(f"Column '{name}' is outside of what was fitted, {each['seen']}, in {rows}: {each['value']}.")
        else:
            tell(f"Column '{name}' holds what the fit had not, in {rows}: '{each['value']}' (seen: {each['seen']}).")
            if each.get("looks_like") is not None:
                one, other = each["code_points"]
                tell(f"'{each['value']}' looks like a category that was seen, but is written {one}, not {other}.")


def _predict(arguments: list[str], options: Options) -> int:
    delimiter = options.get("delimiter")
    delimiter = "\t" if delimiter in ("tab", "\\t") else delimiter
    if delimiter is not None and (len(delimiter) != 1 or delimiter in '"\r\n'):
        raise Misuse("predict", "--delimiter must be one character, and no quotation mark.")
    to = options.get("output", "-")
    check_free(to, "force" in options)
    model = load(read(arguments[0]))
    methods = options.get("method") or ["predict" if "predict" in model.methods else "transform"]
    data = sys.stdin.buffer.read() if arguments[1] == "-" else read(arguments[1])
    names = model.feature_names_in_
    unused = model._description["unused_columns"]
    needed = None if names is None else [name for name in names if name not in unused]
    table = read_table(data, needed, model.n_features_in_, delimiter, options.get("encoding"))
    X: Any = columns_for(model, table, options.get("decimal", "."))
    if names is None:
        X = np.array(list(X.values()), dtype=object).T.reshape(len(table.rows), len(X))
    header: list[str] = list(table.header) if "keep" in options else []
    parts: list[Iterator[list[str]]] = [iter(table.rows)] if "keep" in options else []
    for method in methods:
        more, values = _answers(model, method, X)
        header += more
        parts.append(values)
    if table.rows:
        _tell_outside(model, X, table.lines)
    records = ([value for part in row for value in part] for row in zip(*parts))
    write(to, written([header, *records], table.delimiter))
    return 0


# ---- The command

_VERBS = {
    "inspect": _inspect,
    "verify": _verify,
    "predict": _predict,
    "convert": _convert,
    "examine": _examine,
    "diff": _diff,
}


def _run(given: Sequence[str]) -> int:
    try:
        verb, arguments, options = parse(given, __version__)
        return _VERBS[verb](arguments, options)
    except Told as told:
        sys.stdout.write(f"{told}\n")
        return 0
    except Error as error:
        tell(f"{error.code}: {error}")
        return 1
    except (Misuse, Trouble) as wrong:
        tell(str(wrong))
        return 2


def main(given: Sequence[str] | None = None) -> int:
    """The command: what it ends with."""
    for stream in (sys.stdout, sys.stderr):
        # Names of files may be no text.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="surrogateescape", newline="\n")
    warnings.simplefilter("always", KeepfitWarning)
    warnings.showwarning = lambda message, *_, **__: tell(str(message))
    try:
        ended = _run(sys.argv[1:] if given is None else given)
        sys.stdout.flush()
        return ended
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        # Who reads what is printed may have read enough. What is still held back is for nobody.
        enough = isinstance(error, BrokenPipeError)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not enough:
            tell(str(unwritten(error)))
        return 0 if enough else 2


if __name__ == "__main__":
    sys.exit(main())
