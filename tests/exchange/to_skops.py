"""Every estimator of the golden fixtures as scikit-learn's own: fitted by the engine, written as skops writes them, loaded
by skops with the list of types that the report names, and compared with the engine's answers. The file is read back by
the engine, too, and must answer the same; the script beside it is run.

    python to_skops.py HOST [--only NAME] [--write FILE]
"""

import argparse
import contextlib
import io
import json
import math
import sys
import tempfile
import time
import warnings
from collections import defaultdict
from pathlib import Path

import cases as golden
import numpy as np
import pandas
import sklearn
import skops.io
from host import Host, Refusal, cells_of, fitted, is_text, numbers, table

# By the largest number of an answer. What BLAS adds up in another order differs in the last bits, and farther where
# digits cancel: in columns that are almost collinear or far from 0, and in distances reckoned from squares.
BAR = 1e-13
BARS = {"sums": 1e-12, "large": 1e-9, "squares": 1e-6}
METHODS = ("predict", "predict_proba", "decision_function", "transform")


def frame(columns):
    """As scikit-learn is given it: missing texts are NaN."""
    return pandas.DataFrame(
        {
            name: pandas.Series(
                [math.nan if c is None else str(c) for c in cells] if is_text(cells) else numbers(cells),
                dtype=object if is_text(cells) else float,
            )
            for name, cells in columns
        }
    )


def rows_of(answer):
    """What scikit-learn answers as a table of cells."""
    if hasattr(answer, "toarray"):
        answer = answer.toarray()
    answer = np.asarray(answer)
    return answer.reshape(len(answer), -1)


def of_engine(host, model, X, method):
    answer = host.ask(method, {"model": model, "X": X})
    if method == "transform":
        answer = answer.get("X", answer)
        cells = [cells_of(values) for _, values in answer["columns"]]
        if not cells:
            return np.zeros((answer["rows"], 0))
        return np.column_stack([np.asarray(c, dtype=object) for c in cells])
    values = np.asarray(cells_of(next(iter(answer.values()))))
    return values.reshape(len(values), -1)


def distance(got, wanted):
    """(cells that are others, largest difference of numbers by the largest number of the answer)"""
    if got.shape != wanted.shape:
        return got.size + 1, math.inf
    wrong, farthest = 0, 0.0
    sizes = [abs(float(c)) for c in wanted.ravel() if c is not None and not isinstance(c, str) and math.isfinite(c)]
    scale = max(sizes, default=0.0) or 1.0
    for a, b in zip(got.ravel(), wanted.ravel()):
        none = [c is None or c is pandas.NA or c != c for c in (a, b)]
        if any(none):
            wrong += none[0] != none[1]
        elif isinstance(a, str) or isinstance(b, str):
            wrong += a != b
        elif float(a) != float(b):
            away = abs(float(a) - float(b))
            farthest = max(farthest, away / scale if math.isfinite(away) else math.inf)
    return wrong, farthest


def group_of(case):
    """What is held to another bar than BAR, and why."""
    text = json.dumps(case.recipe)
    if "KNNImputer" in text and " tied: " in case.name:
        return "ties"  # of which one rounding or another decides
    if "KNNImputer" in text or "KMeans" in text:
        return "squares"
    if ": large" in case.name:
        return "large"
    if "collinear" in case.name or '"distance"' in text or "MultinomialNB" in text:
        return "sums"
    return None


class Tally:
    def __init__(self):
        self.cases = self.rows = self.wrong = self.again = self.scripts = 0
        self.farthest = self.back = 0.0
        self.refused, self.problems, self.far, self.trusted = [], [], [], set()


class Asker:
    def __init__(self, program):
        self.program = program
        self.host = Host(program)
        self.schema = self.host.ask("schema", {})

    def restart(self):
        self.host = Host(self.program)


def check_script(script, file, expect):
    """The script as somebody would run it, without a process of its own."""
    out = io.StringIO()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.skops"
        path.write_bytes(file)
        space = {"__name__": "check"}
        exec(compile(script, "check.py", "exec"), space)
        before, sys.argv = sys.argv, ["check.py", str(path)]
        try:
            with contextlib.redirect_stdout(out), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                code = space["main"]()
        finally:
            sys.argv = before
    if code not in expect:
        raise AssertionError(f"the script ends with {code}: {out.getvalue()}")


def one(asker, case, tally, with_script):
    host = asker.host
    model = fitted(host, case)
    try:
        file = host.ask("dump", {"model": model, "proof": bool(with_script)})["bytes"]
        written = host.ask("to_skops", {"bytes": file, "schema": asker.schema})
        trusted = written["report"]["trusted"]
        asked = skops.io.get_untrusted_types(data=written["bytes"])
        if asked != trusted:
            raise AssertionError(f"skops asks to trust {asked}, the report says {trusted}")
        tally.trusted.update(trusted)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", sklearn.exceptions.InconsistentVersionWarning)
            loaded = skops.io.loads(written["bytes"], trusted=trusted)
            repr(loaded)
            sklearn.base.clone(loaded)
            X, given = table(case.asked), frame(case.asked)
            answers = {}
            for method in METHODS:
                try:
                    answers[method] = of_engine(host, model, X, method)
                except Refusal as refusal:
                    if refusal.code not in ("no_method", "bad_operation", "unsupported"):
                        raise
            for method, wanted in answers.items():
                # With one class scikit-learn's own models have no scores either.
                known = getattr(loaded, "classes_", None)
                alone = method in ("predict_proba", "decision_function") and known is not None and len(known) == 1
                if alone or not hasattr(loaded, method):
                    continue
                wrong, farthest = distance(rows_of(getattr(loaded, method)(given)), wanted)
                tally.wrong += wrong
                tally.farthest = max(tally.farthest, farthest)
                if wrong or farthest > BAR:
                    tally.far.append(f"{case.where} {case.name}: {method}: {wrong} wrong, {farthest:.2g} away")
        read_back(asker, case, written["bytes"], answers, tally)
        if with_script and written["check"]:
            # Which of equally near rows KNNImputer takes follows from how its distances are rounded.
            check_script(
                written["check"], written["bytes"], (0, 1) if "KNNImputer" in json.dumps(case.recipe) else (0,)
            )
            tally.scripts += 1
        tally.cases += 1
        tally.rows += len(case.asked[0][1])
    finally:
        host.ask("release", {"model": model})


def read_back(asker, case, data, answers, tally):
    """Through the reader of scikit-learn's files: the same answers to the bit, but for what it says itself."""
    host = asker.host
    read = host.ask("read_sklearn", {"bytes": data, "schema": asker.schema})
    back = host.ask("load", {"bytes": read["bytes"], "report": True})["model"]
    try:
        for method, wanted in answers.items():
            wrong, farthest = distance(of_engine(host, back, table(case.asked), method), wanted)
            tally.again += wrong
            tally.back = max(tally.back, farthest)
            if wrong or farthest > BAR:
                tally.problems.append(f"{case.where} {case.name}: read back, {method}: {wrong}, {farthest:.2g}")
    finally:
        host.ask("release", {"model": back})


def show(name, tally):
    print(
        f"{name:34} {tally.cases:3} cases {tally.rows:5} rows {tally.wrong:3} wrong {tally.farthest:8.2g} away"
        + f" | read back {tally.again} {tally.back:8.2g}"
        + (f" | {tally.scripts} scripts" if tally.scripts else "")
        + (f" | refused {len(tally.refused)}" if tally.refused else ""),
        flush=True,
    )
    for each in tally.problems + tally.far + tally.refused:
        print("     ", each[:400])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("host")
    parser.add_argument("--only")
    parser.add_argument("--cases", type=int, help="of each fixture at most so many")
    parser.add_argument("--every", type=int, default=1, help="each so manieth random pipeline")
    parser.add_argument("--write")
    options = parser.parse_args()
    asker = Asker(options.host)
    data = golden.Data()
    tallies, drawn, apart = {}, defaultdict(Tally), defaultdict(Tally)
    failures, covered = [], set()

    def attempt(case, tally, with_script):
        group = group_of(case)
        tally = apart[group] if group else tally
        try:
            one(asker, case, tally, with_script)
            covered.add(case.of)
        except Refusal as refusal:
            if refusal.code in ("not_exported", "not_taken"):
                tally.refused.append(f"{case.where} {case.name}: {refusal}")
            else:
                tally.problems.append(f"{case.where} {case.name}: the engine refuses: {refusal}")
        except Exception as error:  # whatever it is: which case it is matters more than where
            failures.append(f"{case.where} {case.name}: {type(error).__name__}: {str(error)[:600]}")
            if isinstance(error, RuntimeError) and "ended" in str(error):
                asker.restart()

    started = time.time()
    for each in asker.schema["estimators"]:
        name = each["name"]
        if options.only and options.only not in name:
            continue
        tally = tallies[name] = Tally()
        for i, case in enumerate(golden.of_estimator(name, data, options.cases)):
            attempt(case, tally, i % 8 == 0)
        show(name, tally)
    for i, case in enumerate(golden.random_pipelines(data, options.every)):
        if not options.only or options.only in case.of:
            attempt(case, drawn[case.of], i % 8 == 0)
    for name, tally in drawn.items():
        show("~ " + name, tally)
    for name, tally in apart.items():
        show("* " + name, tally)
    for failure in failures:
        print("FAILED", failure)
    bad = bars(tallies, drawn, apart, covered)
    print(
        f"{sum(t.cases for t in tallies.values())} cases, {sum(t.cases for t in drawn.values())} random pipelines,",
        f"{sum(t.cases for t in apart.values())} apart,",
        f"{time.time() - started:.0f} s, {len(failures)} failed, {len(bad)} beyond a bar",
    )
    for each in bad:
        print("BEYOND", each)
    if options.write and not options.only:
        Path(options.write).write_text(written_down(tallies, drawn, apart))
    asker.host.close()
    sys.exit(1 if failures or bad else 0)


def bars(tallies, drawn, apart, covered):
    bad = []
    for name, tally in [*tallies.items(), *drawn.items(), *apart.items()]:
        most = BARS.get(name, BAR)
        if name == "ties":
            continue
        if tally.wrong or tally.again or tally.farthest > most or tally.back > most or tally.problems:
            bad.append(f"{name}: {tally.wrong} wrong, {tally.farthest:.2g}; back {tally.again}, {tally.back:.2g}")
    return bad + [f"{name}: no case could be written" for name in tallies if name not in covered]


def written_down(tallies, drawn, apart):
    """An estimator a line, so that a difference is read."""

    def of(tally):
        return {
            "cases": tally.cases,
            "rows": tally.rows,
            "wrong": int(tally.wrong),
            "away": float(f"{tally.farthest:.2g}"),
            "read_back": {"wrong": int(tally.again), "away": float(f"{tally.back:.2g}")},
            "scripts": tally.scripts,
            "refused": len(tally.refused),
            "trusted": sorted(tally.trusted),
        }

    parts = {
        "versions": {"scikit-learn": sklearn.__version__, "skops": skops.__version__, "numpy": np.__version__},
        "estimators": {name: of(tally) for name, tally in tallies.items()},
        "random_pipelines": {name: of(tally) for name, tally in sorted(drawn.items())},
        "apart": {name: of(tally) for name, tally in sorted(apart.items())},
    }
    lines = []
    for part, entries in parts.items():
        inside = ",\n".join(f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in entries.items())
        lines.append(f' "{part}": {{\n{inside}\n }}')
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    main()
