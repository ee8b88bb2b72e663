"""Every estimator of the golden fixtures as PMML: fitted by the engine, exported, verified and scored by JPMML-Evaluator,
and compared with the engine's own answers and with scikit-learn's.

    python to_pmml.py HOST CLASSPATH [--only NAME] [--every N] [--write FILE]
"""

import argparse
import json
import math
import subprocess
import sys
import tempfile
import time
import xml.dom.minidom
from collections import defaultdict
from pathlib import Path

import cases as golden
import msgpack
import numpy as np
from host import Host, Refusal, fitted, from_extension, is_text, table
from to_onnx import Tally, distance, engine_answers, flips, words

# Trees are compared with and added in the same order: nothing may differ.
EXACT = """DecisionTreeClassifier DecisionTreeRegressor ExtraTreeClassifier ExtraTreeRegressor RandomForestClassifier
RandomForestRegressor ExtraTreesClassifier ExtraTreesRegressor GradientBoostingRegressor HistGradientBoostingRegressor""".split()
MOST = 1e-12
ROWS = 500


class Count(Tally):
    verified = 0


class Jpmml:
    def __init__(self, classpath):
        self.process = subprocess.Popen(
            ["java", "-Xss64m", "-cp", classpath, "Pmml"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.folder = Path(tempfile.mkdtemp(prefix="keepfit-pmml-"))

    def ask(self, text, columns, wanted):
        """Rows verified, and answers by name: texts, or None."""
        document, rows, out = (self.folder / name for name in ("model.pmml", "rows.tsv", "answers.tsv"))
        document.write_text(text, encoding="utf-8")
        lines = [[name for name, _ in columns], wanted, *zip(*(cells for _, cells in columns))]
        with open(rows, "w", encoding="utf-8", newline="\n") as file:
            file.write("\n".join("\t".join(map(written, line)) for line in lines) + "\n")
        self.process.stdin.write(f"{document}\t{rows}\t{out}\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().rstrip("\n").split("\t")
        if answer[0] != "ok":
            raise ValueError("JPMML: " + (answer[1] if len(answer) > 1 else "ended"))
        with open(out, encoding="utf-8", newline="\n") as file:
            table = [line.split("\t") for line in file.read().split("\n")[:-1]]
        read = lambda cell: None if cell == "\\N" else unescaped(cell)
        return int(answer[1]), {name: [read(row[i]) for row in table] for i, name in enumerate(wanted)}


def written(cell):
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return "\\N"
    if isinstance(cell, bool):
        return "1.0" if cell else "0.0"
    if not isinstance(cell, str):
        return repr(float(cell))
    return cell.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def unescaped(cell):
    return cell.replace("\\t", "\t").replace("\\n", "\n").replace("\\r", "\r").replace("\\\\", "\\")


def cells_for(columns):
    """NaN written as a word in a column of numbers is a missing value."""
    out = []
    for name, cells in columns:
        if not is_text(cells):
            cells = [None if c == "NaN" else c for c in cells]
        out.append([name, cells])
    return out


def more(columns, count):
    """The rows, and behind them so many that are drawn column by column."""
    draw = np.random.default_rng(0)
    n = len(columns[0][1])
    drawn = lambda cells: [cells[i] for i in draw.integers(0, n, max(0, count - n))]
    return [[name, [*cells, *drawn(cells)][: max(n, count)]] for name, cells in columns]


def at_thresholds(dumped, columns):
    """Behind the rows those that the proof of a model that is nothing but trees has around its thresholds."""
    file = msgpack.unpackb(dumped, ext_hook=from_extension, strict_map_key=False)
    for probe in (file.get("proof") or {}).get("probes", []):
        cells = [values for _, values in probe["X"]["columns"]]
        if probe["step"] == "" and len(cells) == len(columns) and not any(isinstance(c, dict) for c in cells):
            return [[name, [*own, *map(float, c)]] for (name, own), c in zip(columns, cells)]
    return columns


def one(host, jpmml, case, tally):
    model = fitted(host, case)
    try:
        dumped = host.ask("dump", {"model": model})["bytes"]
        exported = host.ask("to_pmml", {"bytes": dumped, "name": case.name})
        report = exported["report"]
        xml.dom.minidom.parseString(exported["text"].encode())
        given = [[name, cells[:ROWS]] for name, cells in case.asked]
        names = [name for name, _ in report["outputs"]]
        parts = {"label": names[:1], "prediction": names[:1] if names[0].startswith("prediction") else []}
        kinds = set()
        if names[0].startswith("label"):
            kinds = {"label"} | ({"probabilities"} if len(names) > 1 else set())
        elif names[0].startswith("prediction"):
            kinds = {"prediction"} | ({"transformed"} if len(names) > 1 else set())
        else:
            kinds = {"transformed"}
        parts["probabilities"] = parts["transformed"] = names if kinds == {"transformed"} else names[1:]
        if '"reciprocal"' in json.dumps(case.recipe):  # PMML has one zero
            given = [[name, [0.0 if cell == 0 else cell for cell in cells]] for name, cells in given]
        # Rows with equal distances to many training rows are told apart by chance: no more of them.
        asked = given if "KNeighbors" in json.dumps(case.recipe) else more(given, ROWS)
        asked = at_thresholds(dumped, asked)
        try:
            wanted = engine_answers(host, model, table(asked), kinds)
        except Refusal:  # what is missing in one row is missing in another
            asked = given
            wanted = engine_answers(host, model, table(asked), kinds)
        verified, got = jpmml.ask(exported["text"], cells_for(asked), names)
        if verified != report["verification"]:
            raise ValueError(f"{verified} rows verified, {report['verification']} written")
        tally.verified += verified
        compare(case, {kind: [got[name] for name in parts[kind]] for kind in kinds}, wanted, tally)
        tally.cases += 1
        tally.rows += len(asked[0][1])
    finally:
        host.ask("release", {"model": model})


def compare(case, got, wanted, tally):
    for kind, values in wanted.items():
        columns = got[kind]
        if kind == "label":
            found = columns[0]
            if not any(isinstance(v, str) for v in values):
                found = [math.nan if v is None else float(v) for v in found]
            count = flips(["None" if v is None else v for v in found], values)
            tally.flips += count
            if count:
                tally.problems.append(f"{case.where} {case.name}: {count} of {len(values)} labels")
            compare_sklearn(case, found, tally)
            continue
        values = np.asarray(values)
        if values.dtype == object:
            values = values.reshape(len(values), -1)
            for j, cells in enumerate(columns):
                for a, b in zip(cells, values[:, j]):
                    same = float(a) == b if isinstance(b, float) and a is not None else a == b
                    tally.flips += not (same or (a is None and isinstance(b, float) and math.isnan(b)))
            continue
        found = np.column_stack([[math.nan if v is None else float(v) for v in cells] for cells in columns])
        relative, ulp = distance(found, values.reshape(len(values), -1))
        tally.add(relative, ulp)
        if relative > MOST:
            tally.problems.append(f"{case.where} {case.name}: {kind} {relative:.2g}")


def compare_sklearn(case, found, tally):
    if "predict" in case.expect:
        wanted = words(case.expect["predict"])[: len(found)]
        tally.sklearn_flips += flips(found[: len(wanted)], wanted)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("host")
    parser.add_argument("classpath")
    parser.add_argument("--only")
    parser.add_argument("--cases", type=int, default=3, help="of each fixture at most so many")
    parser.add_argument("--every", type=int, default=0, help="each so manieth random pipeline; 0 for 40 of them")
    parser.add_argument("--write")
    options = parser.parse_args()
    host, jpmml = Host(options.host), Jpmml(options.classpath)
    data = golden.Data()
    names = [each["name"] for each in host.ask("schema", {})["estimators"]]
    tallies, drawn, failures = {}, defaultdict(Count), []

    def attempt(case, tally):
        nonlocal host
        if "KNeighbors" in json.dumps(case.recipe) and " tied: " in case.name:
            return  # tables full of equal rows: JPMML takes other neighbours than scikit-learn's search does
        try:
            one(host, jpmml, case, tally)
        except Refusal as refusal:
            if refusal.code == "not_exported":
                tally.refused.append(f"{case.where} {refusal}")
        except Exception as error:  # of JPMML: which case it is matters more than where
            failures.append(f"{case.where} {case.name}: {type(error).__name__}: {str(error)[:600]}")
            if isinstance(error, RuntimeError) and "ended" in str(error):
                host = Host(options.host)

    started = time.time()
    for name in names:
        if options.only and options.only not in name:
            continue
        tally = tallies[name] = Count()
        for case in golden.of_estimator(name, data, options.cases):
            attempt(case, tally)
        show(name, tally)
    random = list(golden.random_pipelines(data))
    every = options.every or max(1, len(random) // 40)
    for case in random[::every]:
        if not options.only or options.only in case.of:
            attempt(case, drawn[case.of])
    for name, tally in drawn.items():
        show("~ " + name, tally)
    for failure in failures:
        print("FAILED", failure)
    bad = beyond(tallies, drawn)
    print(
        f"{sum(t.cases for t in tallies.values())} cases, {sum(t.cases for t in drawn.values())} random pipelines, "
        f"{sum(t.verified for t in [*tallies.values(), *drawn.values()])} rows verified, "
        f"{time.time() - started:.0f} s, {len(failures)} failed, {len(bad)} beyond a bar"
    )
    for each in bad:
        print("BEYOND", each)
    if options.write and not options.only:
        Path(options.write).write_text(json.dumps(summary(tallies, drawn), indent=1) + "\n")
    host.close()
    sys.exit(1 if failures or bad else 0)


def beyond(tallies, drawn):
    bad = []
    for name, tally in [*tallies.items(), *(("~ " + n, t) for n, t in drawn.items())]:
        most = 0.0 if name in EXACT else MOST
        if tally.flips or tally.relative > most:
            bad.append(f"{name}: {tally.flips} labels, {tally.relative:.2g} relative")
        if tally.cases and not tally.verified:
            bad.append(f"{name}: no row was verified")
        if not tally.cases and not tally.refused and not name.startswith("~"):
            bad.append(f"{name}: no case could be exported")
    return bad


def show(name, tally):
    print(
        f"{name:34} {tally.cases:3} cases {tally.rows:5} rows {tally.verified:5} verified {tally.flips:3} flips "
        f"{tally.relative:8.2g} rel {tally.ulp:6} ulp | sklearn {tally.sklearn_flips} flips"
        + (f" | refused {len(tally.refused)}" if tally.refused else ""),
        flush=True,
    )
    for each in tally.problems + tally.refused:
        print("     ", each[:300])


def summary(tallies, drawn):
    def of(tally):
        return {
            "cases": tally.cases,
            "rows": tally.rows,
            "verified": tally.verified,
            "flips": tally.flips,
            "relative": float(f"{tally.relative:.2g}"),
            "refused": len(tally.refused),
        }

    return {
        "versions": {"pmml": "4.4", "pmml-evaluator-metro": "1.7.7"},
        "estimators": {name: of(tally) for name, tally in tallies.items()},
        "random_pipelines": {name: of(tally) for name, tally in sorted(drawn.items())},
    }


if __name__ == "__main__":
    main()
