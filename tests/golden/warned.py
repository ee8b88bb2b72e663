"""What scikit-learn warns of while a case is made: the class of each warning and the step that it came from.

Written to warnings.json by generate.py, beside the fixtures, whose bytes it leaves alone: {fixture: {case: {"fit": [[class, step]], "use": [...]}}};
a case that nothing warned in has no entry. "use" is all but fitting. A step is the path of the names given in the recipe, joined with "__".
"""

import json
import sys
import warnings

from sklearn.base import BaseEstimator
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import StackingClassifier, StackingRegressor, VotingClassifier, VotingRegressor
from sklearn.pipeline import FeatureUnion, Pipeline

NAMED = {
    Pipeline: "steps",
    FeatureUnion: "transformer_list",
    ColumnTransformer: "transformers",
    **{c: "estimators" for c in (VotingClassifier, VotingRegressor, StackingClassifier, StackingRegressor)},
}


def wanted(category, message, frame):
    """scikit-learn's own words about a model or its data. Left out: what is deprecated, and NumPy's arithmetic."""
    if issubclass(
        category,
        (FutureWarning, DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning, SyntaxWarning),
    ):
        return False
    if category.__name__ == "InconsistentVersionWarning":
        return False
    if category is RuntimeWarning:
        return "sklearn" in frame.f_code.co_filename and "encountered in" not in message
    return True


class Recorder:
    """While one is entered, every warning is noted under the phase at hand."""

    def __init__(self):
        self.phase = "use"
        self.found = {"fit": set(), "use": set(), "unused": set()}

    def __enter__(self):
        self.outer = warnings.showwarning, warnings.filters[:]
        warnings.simplefilter("always")
        warnings.showwarning = self.note
        self.clone = BaseEstimator.__sklearn_clone__
        original = self.clone

        def cloned(estimator):
            out = original(estimator)
            if hasattr(estimator, "_golden_step"):
                out._golden_step = estimator._golden_step
            return out

        BaseEstimator.__sklearn_clone__ = cloned
        return self

    def __exit__(self, *_):
        warnings.showwarning, warnings.filters[:] = self.outer
        warnings._filters_mutated_lock_held() if hasattr(
            warnings, "_filters_mutated_lock_held"
        ) else warnings._filters_mutated()
        BaseEstimator.__sklearn_clone__ = self.clone

    def note(self, message, category, filename, lineno, file=None, line=None):
        frame = sys._getframe(1)
        while frame and frame.f_code.co_filename == warnings.__file__:
            frame = frame.f_back
        if not wanted(category, str(message), frame):
            return
        path = []
        while frame:
            held = frame.f_locals.get("self", frame.f_locals.get("estimator"))
            step = getattr(held, "_golden_step", None) if isinstance(held, BaseEstimator) else None
            # a clone shares its label with what it is a clone of
            if step is not None and not any(step is s for s in path):
                path.insert(0, step)
            frame = frame.f_back
        names = [name if self.phase == "fit" or member is None else member for name, member in path]
        self.found[self.phase].add((category.__name__, "__".join(names)))
        if self.verbose:
            print(category.__name__, "__".join(names), str(message).split("\n")[0][:110], f"{filename}:{lineno}")

    verbose = False

    def take(self):
        out = {phase: sorted(map(list, found)) for phase, found in self.found.items() if found and phase != "unused"}
        self.found = {"fit": set(), "use": set(), "unused": set()}
        self.phase = "use"
        return out


def label(estimator):
    """Tells every step of an unfitted estimator its name; clones keep it."""
    for cls, attribute in NAMED.items():
        if isinstance(estimator, cls):
            place = 0
            for name, part, *_ in getattr(estimator, attribute):
                if isinstance(part, BaseEstimator):
                    part._golden_step = (name, f"estimators_.{place}" if attribute == "estimators" else None)
                    place += 1
                    label(part)
            if isinstance(getattr(estimator, "remainder", None), BaseEstimator):
                estimator.remainder._golden_step = ("remainder", None)
                label(estimator.remainder)
            return estimator
    for value in vars(estimator).values():
        if isinstance(value, BaseEstimator):
            label(value)
        for item in value if isinstance(value, list) else ():
            if isinstance(item, BaseEstimator):
                label(item)
    return estimator


# The one that listens now; estimator_case tells it when fitting begins and ends.
current = Recorder()


def recorded(cases, into):
    """The cases as they are, with what was warned of while each was made put into the dict `into`."""
    made = iter(cases)
    while True:
        with current:
            current.take()
            try:
                case = next(made)
            except StopIteration:
                return
            found = current.take()
        if found:
            into[case["name"]] = found
        yield case


def write(path, by_fixture):
    kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    kept.update(by_fixture)
    lines = []
    for name in sorted(kept):
        entries = [
            f"  {json.dumps(case, ensure_ascii=False)}: {json.dumps(found, ensure_ascii=False)}"
            for case, found in kept[name].items()
        ]
        if entries:
            lines.append(f"{json.dumps(name)}: {{\n" + ",\n".join(entries) + "\n}")
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
