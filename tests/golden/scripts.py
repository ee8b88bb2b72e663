"""Runs what recipeToPython writes for every golden recipe, and compares what it makes with what `build` makes of the
recipe: the same classes with the same parameters. Start it with `npm run golden -- python`."""

import functools
import json
import sys
import warnings
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
warnings.simplefilter("ignore")

from recipes import build  # noqa: E402

SCRIPTS = HERE.parents[1] / "build" / "golden" / "scripts.json"
# `build` says these whatever the recipe, or in a form of its own that means the same.
ANYWAY = {"sparse_threshold"}
DEPRECATED = {("GradientBoosting", "criterion"), ("TargetEncoder", "random_state"), ("TargetEncoder", "shuffle")}


def shown(value):
    """A value as something that can be compared: estimators by class and parameters, functions by name."""
    if hasattr(value, "get_params"):
        name = type(value).__name__
        params = {
            k: v
            for k, v in value.get_params(deep=False).items()
            if k not in ANYWAY and not any(name.startswith(of) and k == its for of, its in DEPRECATED)
        }
        return name, shown(params)
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        return tuple(shown(each) for each in value)
    if isinstance(value, dict):
        # a label 1 and a label 1.0 are one label
        return tuple(sorted((repr(float(k) if type(k) is int else shown(k)), shown(v)) for k, v in value.items()))
    if isinstance(value, float) and value != value:
        return "nan"
    if isinstance(value, (bool, int, float, str, slice)) or value is None:
        return type(value).__name__ if value is None else value
    if hasattr(value, "dist"):
        return type(value.dist).__name__, shown(value.args), shown(value.kwds)
    if hasattr(value, "dtype_include"):
        kinds = [k if isinstance(k, list) else [k] for k in (value.dtype_include, value.dtype_exclude)]
        return "make_column_selector", value.pattern, shown(kinds)
    if hasattr(value, "__name__"):
        return value.__name__
    return type(value).__name__, shown(vars(value))


@functools.cache
def cases(fixture):
    return json.loads((HERE / "fixtures" / fixture).read_text(encoding="utf-8"))["cases"]


def attempt(make):
    """What comes out, or that scikit-learn refuses."""
    try:
        return shown(make())
    except (TypeError, ValueError, AttributeError, KeyError) as error:
        return type(error).__name__, str(error)[:40]


def run(script):
    names = {}
    exec(script, names)
    return names["made"]


def main():
    scripts = json.loads(SCRIPTS.read_text(encoding="utf-8"))
    wrong = 0
    for each in scripts:
        case = cases(each["fixture"])[each["case"]]
        got = attempt(lambda: run(each["script"]))
        # Keys of class_weight are written as numbers where they all are; the labels may be text.
        wanted = [attempt(lambda labels=labels: build(case["recipe"], labels)) for labels in ([1], ["a"])]
        if got not in wanted:
            wrong += 1
            print(f"{each['fixture']}, case {each['case']}:\n{each['script']}\n  made   {got}\n  wanted {wanted[0]}\n")
    print(f"{len(scripts) - wrong} scripts make what their recipes say, {wrong} do not.")
    sys.exit(wrong > 0)


if __name__ == "__main__":
    main()
