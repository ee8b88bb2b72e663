"""Every estimator of the golden fixtures as ONNX: fitted by the engine, exported, checked and run by onnxruntime, and
compared with the engine's own answers and with scikit-learn's.

    python to_onnx.py HOST [--only NAME] [--profile exact|fast] [--write FILE]
"""

import argparse
import json
import math
import sys
import time
from collections import defaultdict
from pathlib import Path

import cases as golden
import numpy as np
import onnx
import onnxruntime
import peer
from host import Host, Refusal, cells_of, fitted, numbers, table
from onnx.reference import ReferenceEvaluator

TREES = """DecisionTreeClassifier DecisionTreeRegressor ExtraTreeClassifier ExtraTreeRegressor
RandomForestClassifier RandomForestRegressor ExtraTreesClassifier ExtraTreesRegressor GradientBoostingRegressor
HistGradientBoostingRegressor KNeighborsRegressor AdaBoostRegressor""".split()
EXACT = """StandardScaler RobustScaler MinMaxScaler MaxAbsScaler Normalizer Binarizer OneHotEncoder OrdinalEncoder
TargetEncoder SimpleImputer MissingIndicator KBinsDiscretizer PolynomialFeatures VarianceThreshold SelectKBest
SelectPercentile SelectFromModel RFE KMeans LinearRegression Ridge RidgeCV Lasso ElasticNet SGDRegressor PCA
TruncatedSVD""".split()
# Through exponentials or logarithms, of which every runtime has its own.
LINEAR = """LogisticRegression RidgeClassifier RidgeClassifierCV LinearSVC Perceptron SGDClassifier
LinearDiscriminantAnalysis GaussianNB MultinomialNB BernoulliNB QuadraticDiscriminantAnalysis AdaBoostClassifier
GradientBoostingClassifier HistGradientBoostingClassifier KNeighborsClassifier""".split()


def ordered(values):
    """Doubles as integers that are one apart where the doubles are neighbours."""
    bits = np.ascontiguousarray(values, dtype=np.float64).view(np.int64)
    return np.where(bits < 0, np.int64(-(2**63)) - bits, bits)


def distance(got, wanted):
    """Largest difference relative to the largest number of its row, and in units in the last place."""
    got, wanted = np.asarray(got, dtype=np.float64), np.asarray(wanted, dtype=np.float64)
    if got.shape != wanted.shape:
        return math.inf, math.inf
    if got.size == 0:
        return 0.0, 0
    got, wanted = got.reshape(len(got), -1), wanted.reshape(len(wanted), -1)
    same = (got == wanted) | (np.isnan(got) & np.isnan(wanted))
    if same.all():
        return 0.0, 0
    if (~same & ~(np.isfinite(got) & np.isfinite(wanted))).any():
        return math.inf, math.inf
    size = np.nanmax(np.where(np.isfinite(wanted), np.abs(wanted), 0), axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        relative = np.where(same, 0, np.abs(got - wanted) / np.where(size > 0, size, 1))
        a, b = ordered(got), ordered(wanted)
        units = np.where((a < 0) == (b < 0), np.abs(a - b), np.int64(2**62))
    return float(relative.max()), int(np.where(same, 0, units).max())


def flips(got, wanted):
    wanted = list(wanted)
    return sum(
        1 for a, b in zip(list(got), wanted) if not (str(a) == str(b) if isinstance(b, str) else float(a) == float(b))
    )


def feeds(session, asked):
    given = dict((name, cells) for name, cells in asked)
    out = {}
    for each in session.get_inputs():
        cells = given[each.name]
        if each.type == "tensor(string)":
            out[each.name] = np.array(["" if c is None else str(c) for c in cells], dtype=object).reshape(-1, 1)
        else:
            out[each.name] = numbers(cells).reshape(-1, 1)
    return out


def run(model, asked):
    onnx.checker.check_model(onnx.load_model_from_string(model), full_check=True)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    names = [each.name for each in session.get_outputs()]
    return dict(zip(names, session.run(names, feeds(session, asked))))


def by_reference(model, asked, got):
    """The same by the reference implementation of the standard, row by row in Python: whether it agrees."""
    few = [[name, cells[:4]] for name, cells in asked]
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    answers = ReferenceEvaluator(onnx.load_model_from_string(model)).run(list(got), feeds(session, few))
    for (name, values), found in zip(got.items(), answers):
        if values.dtype == object or values.dtype.kind in "iU":
            if list(np.ravel(values[:4])) != list(np.ravel(found)):
                return f"the reference answers otherwise: {name}"
        elif (away := distance(found, values[:4])[0]) > 1e-12:
            return f"the reference answers otherwise: {name}, {away:.2g}"
    return None


class Tally:
    def __init__(self):
        self.cases = self.rows = self.flips = self.ulp = self.sklearn_flips = 0
        self.relative = self.sklearn = 0.0
        self.refused, self.problems, self.peer = [], [], {}

    def add(self, relative, ulp):
        self.relative, self.ulp = max(self.relative, relative), max(self.ulp, ulp)


def words(values):
    return [
        math.nan
        if v is None
        else {"Infinity": math.inf, "-Infinity": -math.inf, "NaN": math.nan}.get(v, v)
        if isinstance(v, str)
        else v
        for v in values
    ]


def engine_answers(host, model, X, given):
    out = {}
    for output, operation in (
        ("label", "predict"),
        ("prediction", "predict"),
        ("probabilities", "predict_proba"),
        ("transformed", "transform"),
    ):
        if output not in given:
            continue
        answer = host.ask(operation, {"model": model, "X": X})
        if output == "transformed":
            answer = answer["X"] if "X" in answer else answer
            out[output] = (
                np.column_stack([cells_of(values) for _, values in answer["columns"]])
                if answer["columns"]
                else np.zeros((answer["rows"], 0))
            )
        else:
            out[output] = cells_of(next(iter(answer.values())))
    if any(name.startswith("transformed_") for name in given):
        answer = host.ask("transform", {"model": model, "X": X})
        answer = answer["X"] if "X" in answer else answer
        for i, (_, values) in enumerate(answer["columns"]):
            out[f"transformed_{i}"] = cells_of(values)
    return out


def compare(case, got, wanted, tally):
    """With what the engine answers."""
    worst = (0.0, 0)
    for name, values in wanted.items():
        if name == "label":
            tally.flips += (count := flips(got[name], values))
            if count:
                tally.problems.append(f"{case.where} {case.name}: {count} of {len(values)} labels")
            continue
        if values.dtype == object:
            texts = ["" if v is None else v for v in np.ravel(values)]
            tally.flips += sum(a != b for a, b in zip(np.ravel(got[name]), texts))
            continue
        shape = np.asarray(values).shape
        found = np.asarray(got[name])
        if name != "transformed" and len(shape) == 1:
            found = found.reshape(-1)
        worst = max(worst, distance(found, values))
    tally.add(*worst)
    return worst


def compare_sklearn(case, got, tally):
    expect = case.expect
    if "predict" in expect and "label" in got:
        tally.sklearn_flips += flips(got["label"], words(expect["predict"]))
    for name, key in (("prediction", "predict"), ("probabilities", "predict_proba"), ("transformed", "transform")):
        if key not in expect or name not in got:
            continue
        values = expect[key]
        flat = [words(row) if isinstance(row, list) else row for row in values]
        if any(
            isinstance(v, str) and v not in ("NaN", "Infinity", "-Infinity")
            for row in flat
            for v in (row if isinstance(row, list) else [row])
        ):
            continue
        wanted = np.array(flat if flat and isinstance(flat[0], list) else words(flat), dtype=np.float64)
        found = got[name].reshape(-1) if wanted.ndim == 1 else got[name]
        tally.sklearn = max(tally.sklearn, distance(found, wanted)[0])


def one(host, case, tally, profile, reference):
    model = fitted(host, case)
    try:
        file = host.ask("dump", {"model": model, "proof": None})["bytes"]
        exported = host.ask("to_onnx", {"bytes": file, "profile": profile, "name": case.name})
        names = [name for name, _ in exported["report"]["outputs"]]
        wanted = engine_answers(host, model, table(case.asked), names)
        got = run(exported["bytes"], case.asked)
        worst = compare(case, got, wanted, tally)
        compare_sklearn(case, got, tally)
        if reference and tally.cases == 0 and (said := by_reference(exported["bytes"], case.asked, got)):
            raise AssertionError(said)
        tally.cases += 1
        tally.rows += len(case.asked[0][1])
        return worst
    finally:
        host.ask("release", {"model": model})


def bar_of(name, profile):
    """(flips, relative, ulp) that may not be passed; None where nothing is asked."""
    if profile == "fast":
        return 0, 1e-9, None
    if name in TREES or name in EXACT:
        return 0, 0.0, 0
    if name in LINEAR:
        return 0, 1e-14, None
    return 0, 1e-11, None


def group_of(case):
    """Kinds of cases that are held to something else than the rest of their estimator."""
    text = json.dumps(case.recipe)
    if "KNeighbors" in text or "KNNImputer" in text:
        # Tables full of equal rows: Keepfit takes those neighbours that scikit-learn's search takes.
        if " tied: " in case.name:
            return "equal distances"
    if case.of.startswith("Hist") and ('"poisson"' in text or '"gamma"' in text):
        return "exponentials of " + case.of
    if case.of.startswith("KNeighbors") and ('"distance"' in text or '"p"' in text):
        return "weights and powers of " + case.of
    return None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("host")
    parser.add_argument("--only")
    parser.add_argument("--cases", type=int, help="of each fixture at most so many")
    parser.add_argument("--every", type=int, default=1, help="each so manieth random pipeline")
    parser.add_argument("--profile", default="exact")
    parser.add_argument("--write")
    parser.add_argument("--reference", action="store_true", help="ask onnx's reference evaluator too, once each")
    parser.add_argument("--no-peer", action="store_true")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    host = Host(options.host)
    data = golden.Data()
    names = [each["name"] for each in host.ask("schema", {})["estimators"]]
    tallies, drawn, groups = {}, defaultdict(Tally), defaultdict(Tally)
    failures = []

    def attempt(case, tally):
        nonlocal host
        try:
            worst = one(host, case, tally, options.profile, options.reference)
            if options.verbose:
                print(f"    {case.where} {case.name}: {worst[0]:.2g}, {worst[1]} ulp")
        except Refusal as refusal:
            if refusal.code == "not_exported":
                tally.refused.append(f"{case.where} {refusal}")
            elif options.verbose or refusal.code not in ("missing_values", "unknown_category"):
                tally.problems.append(f"{case.where} {case.name}: the engine refuses: {refusal}")
        except Exception as error:  # of a runtime: which case it is matters more than where
            failures.append(f"{case.where} {case.name}: {type(error).__name__}: {str(error)[:400]}")
            if isinstance(error, RuntimeError) and "ended" in str(error):
                host = Host(options.host)

    started = time.time()
    for name in names:
        if options.only and options.only not in name:
            continue
        tally = tallies[name] = Tally()
        found = golden.of_estimator(name, data, options.cases)
        for case in found:
            attempt(case, groups[group_of(case)] if group_of(case) else tally)
        if not options.no_peer:
            tally.peer = next((beside for case in found if (beside := peer.beside(case, distance))), {})
        show(name, tally)
    for case in golden.random_pipelines(data, options.every):
        if not options.only or options.only in case.of:
            attempt(case, groups[group_of(case)] if group_of(case) else drawn[case.of])
    for name, tally in drawn.items():
        show("~ " + name, tally)
    for name, tally in groups.items():
        show("* " + name, tally)
    for failure in failures:
        print("FAILED", failure)
    bad = bars(tallies, drawn, groups, options.profile)
    count = sum(tally.cases for tally in drawn.values())
    of_estimators = sum(t.cases for t in tallies.values())
    print(
        f"{of_estimators} cases, {count} random pipelines, {time.time() - started:.0f} s,",
        f"{len(failures)} failed, {len(bad)} beyond a bar",
    )
    for each in bad:
        print("BEYOND", each)
    if options.write and not options.only:
        Path(options.write).write_text(written(summary(tallies, drawn, groups)))
    host.close()
    sys.exit(1 if failures or bad else 0)


def bars(tallies, drawn, groups, profile):
    bad = []
    for name, tally in tallies.items():
        most = bar_of(name, profile)
        if tally.flips > most[0] or tally.relative > most[1] or (most[2] is not None and tally.ulp > most[2]):
            bad.append(f"{name}: {tally.flips} flips, {tally.relative:.2g} relative, {tally.ulp} ulp")
        if tally.sklearn_flips:
            bad.append(f"{name}: {tally.sklearn_flips} labels are not scikit-learn's")
        if tally.cases == 0:
            bad.append(f"{name}: no case could be exported")
    for name, tally in [*drawn.items(), *((n, t) for n, t in groups.items() if n != "equal distances")]:
        if tally.flips or tally.relative > (1e-11 if profile == "exact" else 1e-9):
            bad.append(f"{name}, drawn: {tally.flips} flips, {tally.relative:.2g} relative")
    return bad


def show(name, tally):
    print(
        f"{name:34} {tally.cases:3} cases {tally.rows:5} rows {tally.flips:3} flips {tally.relative:8.2g} rel {tally.ulp:6} ulp"
        + f" | sklearn {tally.sklearn_flips} flips {tally.sklearn:8.2g}"
        + (f" | refused {len(tally.refused)}" if tally.refused else "")
        + (f" | skl2onnx {tally.peer}" if tally.peer else ""),
        flush=True,
    )
    for each in tally.problems + tally.refused:
        print("     ", each[:300])


def written(parts):
    """An estimator a line, so that a difference is read."""
    lines = []
    for part, entries in parts.items():
        inside = ",\n".join(f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in entries.items())
        lines.append(f' "{part}": {{\n{inside}\n }}')
    return "{\n" + ",\n".join(lines) + "\n}\n"


def summary(tallies, drawn, groups):
    def of(tally):
        return {
            "cases": tally.cases,
            "rows": tally.rows,
            "flips": tally.flips,
            "relative": float(f"{tally.relative:.2g}"),
            "ulp": min(tally.ulp, 2**53),
            "sklearn": {"flips": tally.sklearn_flips, "relative": float(f"{tally.sklearn:.2g}")},
            "refused": len(tally.refused),
            **({"skl2onnx": tally.peer} if tally.peer else {}),
        }

    return {
        "versions": {"onnx": onnx.__version__, "onnxruntime": onnxruntime.__version__},
        "estimators": {name: of(tally) for name, tally in tallies.items()},
        "random_pipelines": {name: of(tally) for name, tally in sorted(drawn.items())},
        "apart": {name: of(tally) for name, tally in sorted(groups.items())},
    }


if __name__ == "__main__":
    main()
