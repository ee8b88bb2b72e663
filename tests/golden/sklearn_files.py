"""Models that scikit-learn fitted and saved, and what it answers, for the reader of its files.

Runs under several versions of scikit-learn; each writes tests/golden/sklearn_files/<version>.bin.gz, reads it again and
asks the models that are in it once more. golden.mjs says which; README.md says what is in such a file.
"""

import gzip
import io
import json
import math
import pickle
import struct
import sys
import warnings
from pathlib import Path

import joblib
import numpy as np
import pandas as pd
import scipy
import sklearn

FOLDER = Path(__file__).resolve().parent / "sklearn_files"
sys.path.insert(0, str(FOLDER))

import columns  # noqa: E402
import composed  # noqa: E402
import drawn  # noqa: E402
import ensembles  # noqa: E402
import models  # noqa: E402
from making import FITTED, Column, Table  # noqa: E402
from refused import refused  # noqa: E402

VERSIONS = ["1.2", "1.4", "1.6", "1.9"]
METHODS = ["predict", "predict_proba", "decision_function", "transform"]
FORMATS = ["pickle4", "joblib", "pickle5", "joblib_zlib", "pickle2", "joblib", "pickle4", "pickle3", "joblib_gzip"]
OTHERS = ["pickle0", "pickle1", "joblib_bz2", "joblib_xz", "joblib_lzma"]
NOT_TOLD = (FutureWarning, DeprecationWarning, PendingDeprecationWarning, RuntimeWarning)
REFUSALS = (ValueError, TypeError, AttributeError, NotImplementedError, IndexError)


def number_of(version):
    return tuple(int(part) for part in version.split(".")[:2])


# ---- files -------------------------------------------------------------------------------------------------------


def dumped(model, form, protocol):
    if form.startswith("pickle"):
        return pickle.dumps(model, protocol=int(form[-1]))
    out = io.BytesIO()
    compress = (form.removeprefix("joblib_"), 3) if "_" in form else 0
    joblib.dump(model, out, compress=compress, protocol=protocol)
    data = out.getvalue()
    if form == "joblib_gzip":
        data = data[:4] + bytes(4) + data[8:]  # the time
    return data


def loaded(data, form):
    return pickle.loads(data) if form.startswith("pickle") else joblib.load(io.BytesIO(data))


def steady(thing, seen=None):
    """Takes out what differs from one run to the next and means nothing: times, the unnamed bytes of a tree's nodes, where
    an object was in memory; and the states of generators, which are most of many a file."""
    seen = {} if seen is None else seen
    if id(thing) in seen:
        return
    seen[id(thing)] = thing
    if isinstance(thing, dict):
        children = list(thing.values())
    elif isinstance(thing, (list, tuple)) or (isinstance(thing, np.ndarray) and thing.dtype == object):
        children = list(np.asarray(thing).ravel()) if isinstance(thing, np.ndarray) else list(thing)
    elif type(thing).__name__ == "Tree":
        state = thing.__getstate__()
        nodes = np.zeros(len(state["nodes"]), state["nodes"].dtype)
        for name in nodes.dtype.names:
            if nodes.dtype[name].kind != "V":
                nodes[name] = state["nodes"][name]
        thing.__setstate__({**state, "nodes": nodes})
        return
    elif isinstance(thing, np.random.RandomState):
        thing.set_state(("MT19937", np.zeros(624, np.uint32), 624))
        return
    elif type(thing).__module__.startswith("sklearn.") and hasattr(thing, "__dict__"):
        children = list(vars(thing).values())
        if hasattr(thing, "cv_results_"):
            for key in ("mean_fit_time", "std_fit_time", "mean_score_time", "std_score_time"):
                thing.cv_results_[key][:] = 0.0
            thing.refit_time_ = 0.0
            for values in thing.cv_results_.values():
                if isinstance(values, np.ma.MaskedArray):
                    values.data[np.ma.getmaskarray(values)] = 0  # whatever was in memory
        if hasattr(thing, "_stop_words_id"):
            thing._stop_words_id = 0
    else:
        return
    for child in children:
        steady(child, seen)


# ---- answers -----------------------------------------------------------------------------------------------------


def plain(value):
    """As in fixtures (fixture.py): NaN and None are null, infinities texts, whole floats without a point."""
    if isinstance(value, (np.ndarray, list, tuple)):
        return [plain(v) for v in value]
    if value is None or value is pd.NA or isinstance(value, (bool, np.bool_)):
        return bool(value) if isinstance(value, (bool, np.bool_)) else None
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        value = float(value)
        if math.isnan(value):
            return None
        if math.isinf(value):
            return "Infinity" if value > 0 else "-Infinity"
        whole = value.is_integer() and abs(value) < 2**53 and not (value == 0 and math.copysign(1, value) < 0)
        return int(value) if whole else value
    if isinstance(value, str):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no form in a fixture")


def answer(model, method, X):
    """What it answers, and the classes of what it warns of."""
    with warnings.catch_warnings(record=True) as caught, np.errstate(all="ignore"):
        warnings.simplefilter("always")
        out = getattr(model, method)(X)
    out = out.toarray() if hasattr(out, "toarray") else np.asarray(out)
    rows = plain(out)
    if method == "transform":
        rows = [[int(v) if isinstance(v, bool) else v for v in row] for row in rows]
    told = {w.category.__name__ for w in caught if not issubclass(w.category, NOT_TOLD)}
    return rows, sorted(told)


def answers(model, case):
    """The rows that are asked about, and what comes of them."""
    table, methods = None, None
    for group in case.groups():
        wider = group if table is None else table.beside(group)
        found = []
        for method in METHODS if methods is None else methods:
            if not hasattr(model, method):
                continue
            try:
                answer(model, method, wider.given())
                found.append(method)
            except REFUSALS:
                pass
        if methods is None:
            methods, table = found, wider
        elif found == methods:
            table = wider
    expect, told = {}, {}
    for method in methods:
        expect[method], warned = answer(model, method, table.given())
        if warned:
            told[method] = warned
    return table, expect, told


def described(table):
    out = {"columns": [[c.name, plain(c.cells)] for c in table.columns]}
    dtypes = [c.dtype for c in table.columns]
    return {**out, "dtypes": dtypes} if set(dtypes) != {"float64"} else out


def table_of(told):
    """The table that a case describes, to ask once more."""
    dtypes = told["X"].get("dtypes") or ["float64"] * len(told["X"]["columns"])
    columns = [Column(n, cells, d) for (n, cells), d in zip(told["X"]["columns"], dtypes)]
    return Table(columns, told["frame"], None if told.get("missing_text") == "None" else np.nan)


def fitted(case):
    model = case.make()
    y = case.y if case.y is None else case.y[:FITTED]
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        np.random.seed(0)  # what scikit-learn draws from where no random_state is given
        X = case.table.rows(range(FITTED)).given()
        model.fit(X, y, **case.weights)
    steady(model)
    return model


def told_of(case, number):
    """A case as it is written, and its file."""
    form = FORMATS[(number + VERSIONS.index(release())) % len(FORMATS)]
    if case.name in ODD_FORMS:
        form = ODD_FORMS[case.name]
    protocol = 5 if form.startswith("joblib") and number % 2 else 4
    model = fitted(case)
    data = dumped(model, form, protocol)
    again = loaded(data, form)
    table, expect, warned = answers(again, case)
    told = {"name": case.name, "class": type(model).__name__, "format": form}
    if form.startswith("joblib"):
        told["protocol"] = protocol
    told["needs"] = case.needs
    if case.until:
        told["until"] = case.until
    if case.may_refuse or form in OTHERS:
        told["may_refuse"] = True
    if case.single:
        told["single"] = True
    told["frame"] = told["named"] = case.table.named
    if any(c.text for c in case.table.columns):
        told["missing_text"] = "None" if case.table.missing_text is None else "NaN"
    told["X"] = described(table)
    told["expect"] = expect
    try:
        told["expect"]["classes"] = plain(again.classes_)
        told["labels"] = str(np.asarray(again.classes_).dtype)
    except AttributeError:
        pass
    if warned:
        told["warnings"] = warned
    return told, data


ODD_FORMS = {
    "StandardScaler": "pickle0",
    "Pipeline": "pickle1",
    "MinMaxScaler": "joblib_bz2",
    "RobustScaler": "joblib_xz",
    "MaxAbsScaler": "joblib_lzma",
}


# ---- all of them -------------------------------------------------------------------------------------------------


def release():
    return ".".join(sklearn.__version__.split(".")[:2])


def all_cases():
    for room in (columns, models, ensembles, composed, drawn):
        yield from room.cases()


def made():
    """Cases, what other versions have or this one refuses to fit, and the bytes of all files."""
    cases, skipped, body, names = [], [], bytearray(), set()

    def put(told, data):
        told["file"] = [len(body), len(data)]
        cases.append(told)
        body.extend(data)

    for number, case in enumerate(all_cases()):
        assert case.name not in names, f"two cases are named {case.name}"
        names.add(case.name)
        if not number_of(case.needs) <= number_of(release()) <= number_of(case.until or "99.0"):
            why = f"until {case.until}" if case.until and number_of(release()) > number_of(case.until) else case.needs
            skipped.append({"name": case.name, "needs": why})
            continue
        try:
            put(*told_of(case, number))
        except REFUSALS as error:
            skipped.append({"name": case.name, "refused": f"{type(error).__name__}: {error}".split("\n")[0][:200]})
    for number, (name, thing) in enumerate(refused()):
        form = FORMATS[number % len(FORMATS)]
        steady(thing)
        told = {"name": name, "class": type(thing).__name__, "format": form, "expect": {"refused": True}}
        put(told, dumped(thing, form, 4))
    return cases, skipped, bytes(body)


def versions():
    found = {"scikit-learn": sklearn, "numpy": np, "scipy": scipy, "pandas": pd, "joblib": joblib}
    return {name: module.__version__ for name, module in found.items()}


def write(path):
    cases, skipped, body = made()
    lines = ",\n".join(json.dumps(c, ensure_ascii=False, allow_nan=False, separators=(",", ":")) for c in cases)
    head = {"made_by": versions(), "skipped": skipped}
    text = json.dumps(head, ensure_ascii=False)[:-1] + f',\n"cases": [\n{lines}\n]}}\n'
    told = text.encode()
    data = struct.pack("<I", len(told)) + told + body
    path.write_bytes(gzip.compress(data, 9, mtime=0))
    return len(told), len(body)


def read(path):
    data = gzip.decompress(path.read_bytes())
    size = struct.unpack("<I", data[:4])[0]
    told, body = json.loads(data[4 : 4 + size]), data[4 + size :]
    return told, lambda case: body[case["file"][0] : case["file"][0] + case["file"][1]]


def check(path):
    """Everything once more from what is written; the numbers of cases asked, of refused ones and of answers."""
    told, file_of = read(path)
    asked = given = 0
    for case in told["cases"]:
        model = loaded(file_of(case), case["format"])
        if "refused" in case["expect"]:
            continue
        asked += 1
        X = table_of(case).given()
        for method in METHODS:
            if method in case["expect"]:
                got, warned = answer(model, method, X)
                assert got == case["expect"][method], f"{case['name']}: {method} differs"
                assert warned == case.get("warnings", {}).get(method, []), f"{case['name']}: {method} warns otherwise"
                given += 1
    return told, asked, given


def main():
    path = FOLDER / f"{sklearn.__version__}.bin.gz"
    text, body = write(path)
    told, asked, given = check(path)
    others = len(told["cases"]) - asked
    elsewhere = [s for s in told["skipped"] if "needs" in s]
    failed = [s for s in told["skipped"] if "refused" in s]
    print(
        f"scikit-learn {sklearn.__version__}: {asked} models with {given} answers, {others} to refuse; left to other"
        f" versions: {len(elsewhere)}, refused by this one: {len(failed)}; {text} bytes of text, {body} of files,"
        f" {path.stat().st_size} compressed"
    )
    for each in failed:
        print(f"  {each['name']}: {each['refused']}")


if __name__ == "__main__":
    main()
