"""Many fits of one recipe that can be made apart: what is fitted, and what is made of the answers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np

from ._codec import decode, encode
from ._engine import Progress, engine
from ._errors import Error, tell
from ._model import Model, Recipe
from ._tables import beside_wire, check_lengths, rows_of, table_wire, target_wire
from .recipe import data_of
from .recipe import recipe as recipe_of

Answers = list[dict[str, Any]]


def given_wire(X: Any, y: Any, groups: Any) -> dict[str, Any]:
    """What a study is about, as the engine takes it."""
    table = table_wire(X)
    table.pop("positions", None)
    if y is None:
        raise Error("missing_target", "y", "There is no y to judge the fits by.", "Give the n true values.")
    out = {"X": table, "y": target_wire(y)}
    check_lengths(table, out["y"])
    if groups is not None:
        out["groups"] = beside_wire(groups, table, "groups", "group")
    return out


@dataclass(frozen=True)
class Study:
    """Fits that share their rows: of every candidate to every split, in that order.

    Each of them can be made by any engine, and its answer does not say by which.
    """

    #: X and y.
    data: dict[str, Any]
    recipe: dict[str, Any]
    #: Parameters by path; None where nothing is changed.
    candidates: list[dict[str, Any] | None]
    splits: list[dict[str, np.ndarray]]
    #: Which scores are wanted, and what a fit that fails scores.
    wish: dict[str, Any]

    def __len__(self) -> int:
        return len(self.candidates) * len(self.splits)

    def place(self, fit: int) -> str:
        """Where in the study a fit is, as the engine says it in its warnings."""
        candidate, fold = divmod(fit, len(self.splits))
        which = f"fold {fold + 1} of {len(self.splits)}"
        if self.candidates[candidate] is None:
            return which
        return f"candidate {candidate + 1} of {len(self.candidates)}, {which}"

    def request(self, fit: int, data: int) -> dict[str, Any]:
        """What the engine that holds the rows under the handle ``data`` is asked for."""
        candidate, fold = divmod(fit, len(self.splits))
        return {
            "recipe": self.recipe,
            "params": self.candidates[candidate],
            "data": data,
            "place": self.place(fit),
            **self.splits[fold],
            **self.wish,
        }

    def to_bytes(self) -> bytes:
        return encode({key: getattr(self, key) for key in self.__dataclass_fields__})

    @classmethod
    def of_bytes(cls, data: bytes) -> Study:
        return cls(**decode(data))


def search_study(made: Mapping[str, Any], given: Mapping[str, Any]) -> Study:
    """The fits that a search makes before the last one.

    :raises Error: ``no_search`` for a recipe of anything else, and what the search refuses.
    """
    request = {"recipe": made, "n": rows_of(given["X"]), "y": given["y"], "groups": given.get("groups")}
    plan = engine.call("search_plan", request)
    plan.pop("warnings", None)  # the search itself will say them
    data = {"X": given["X"], "y": given["y"]}
    return Study(data, plan.pop("estimator"), plan.pop("candidates"), plan.pop("splits"), plan)


def fitted_search(made: Mapping[str, Any], given: Mapping[str, Any], answers: Answers) -> Model:
    """The search that is made of the answers to all of its fits; the winner is fitted to all rows here."""
    warnings = [warning for answer in answers for warning in answer.get("warnings", ())]
    request = {"recipe": made, **given, "results": answers, "warnings": warnings}
    with engine.lock:
        answer = engine.call("fit_search", request)
        handle, said = answer["model"], answer.get("warnings", [])
        generation = engine.generation
        data = engine.call("dump", {"model": handle, "card": {}, "proof": False})["bytes"]
    tell(said, 4)
    return Model(data, card=None, proof=None, warnings=said, handle=handle, generation=generation)


def names_of(scoring: Any) -> list[str] | None:
    """Names of scorers; None for the estimator's own score."""
    if scoring is None:
        return None
    names = [scoring] if isinstance(scoring, str) else scoring
    if isinstance(names, (list, tuple)) and names and all(isinstance(name, str) for name in names):
        return list(names)
    raise Error(
        "bad_scoring",
        "scoring",
        f"scoring must be the name of a scorer or a list of names, and is {scoring!r}.",
        'Give names, such as "accuracy" or ["accuracy", "f1_macro"]; functions cannot be handed over.',
    )


def score_of_errors(error_score: Any) -> float | None:
    """What a fit that fails scores; None where it stops the call."""
    if isinstance(error_score, str) and error_score == "raise":
        return None
    if isinstance(error_score, Real) and not isinstance(error_score, bool):
        return float(error_score)
    raise Error("bad_value", "error_score", f'error_score must be "raise" or a number, and is {error_score!r}.')


@dataclass(frozen=True)
class Judging:
    """What a cross-validation is asked for, and what becomes of its answers."""

    scoring: Any = None
    return_train_score: bool = False
    return_indices: bool = False
    error_score: Any = math.nan

    def study(self, made: Mapping[str, Any], given: Mapping[str, Any], cv: Any) -> tuple[Study, list[dict[str, Any]]]:
        """The fits, and what their splitting warns of."""
        names = names_of(self.scoring)
        wish = {
            "scoring": names,
            "return_train_score": bool(self.return_train_score),
            "error_score": score_of_errors(self.error_score),
        }
        request = {"recipe": made, "cv": data_of(cv), "n": rows_of(given["X"]), "scoring": names}
        plan = engine.call("cv_split", {**request, "y": given["y"], "groups": given.get("groups")})
        data = {"X": given["X"], "y": given["y"]}
        return Study(data, dict(made), [None], plan["splits"], wish), plan.get("warnings", [])

    def scores(self, study: Study, answers: Answers, said: list[dict[str, Any]]) -> dict[str, Any]:
        """Scores by name, as scikit-learn has them."""
        warnings = merged([*said, *(warning for answer in answers for warning in answer.get("warnings", ()))])
        refuse_all_failed(answers, warnings)
        tell(warnings, 4)
        out: dict[str, Any] = {}
        parts = ["test", "train"] if self.return_train_score else ["test"]
        for part in parts:
            for name in answers[0][part]:
                key = "score" if self.scoring is None or isinstance(self.scoring, str) else name
                out[f"{part}_{key}"] = np.array([answer[part][name] for answer in answers], np.float64)
        if self.return_indices:
            out["indices"] = {part: [split[part] for split in study.splits] for part in ("train", "test")}
        return out


def merged(said: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each once, with how often."""
    out: dict[tuple[str, ...], dict[str, Any]] = {}
    for warning in said:
        known = out.setdefault((warning["code"], warning["where"], warning["message"]), {**warning, "count": 0})
        known["count"] += warning["count"]
    return list(out.values())


def refuse_all_failed(answers: Answers, warnings: list[dict[str, Any]]) -> None:
    """Where nothing could be fitted, the first cause is the answer."""
    failures = [answer["failure"] for answer in answers if "failure" in answer]
    if failures and len(failures) == len(answers):
        text = f"All {len(answers)} fits failed. The first: {failures[0]['message']}"
        raise Error.of({**failures[0], "message": text, "warnings": warnings})


def fitted_here(study: Study, on_progress: Progress | None) -> Answers:
    """All fits, one after the other, by the engine of this process."""
    answers: Answers = []
    total = float(len(study))

    def heard(fit: int) -> Progress | None:
        if on_progress is None:
            return None
        return lambda done, whole: on_progress(fit + (min(0.999, done / whole) if whole > 0 else 0.0), total)

    with engine.lock:
        data = engine.call("hold", study.data)["data"]
        generation = engine.generation
        try:
            for fit in range(len(study)):
                answers.append(engine.call("fit_and_score", study.request(fit, data), heard(fit)))
        finally:
            if engine.running and engine.generation == generation:
                engine.call("drop", {"data": data})
    return answers


def cross_validate(
    recipe: Recipe | str | Any,
    X: Any,
    y: Any,
    *,
    groups: Any = None,
    cv: Any = None,
    scoring: str | Sequence[str] | None = None,
    return_train_score: bool = False,
    return_indices: bool = False,
    error_score: float | str = math.nan,
    on_progress: Progress | None = None,
) -> dict[str, Any]:
    """Fits a recipe to the training rows of each split and scores it on the others, as scikit-learn's does.

    :param recipe: as :func:`keepfit.fit` takes it.
    :param X: a DataFrame, an array of shape (n, columns), or a dictionary of columns.
    :param y: n numbers or texts.
    :param groups: n values; rows of one group stay together where the splitter says so.
    :param cv: a number of folds (None: 5), ``{"class": "ShuffleSplit", "params": {...}}``, or a splitter of
        scikit-learn.
    :param scoring: the name of a scorer, a list of names, or None for the estimator's own score.
    :param return_train_score: scores of the training rows, too.
    :param return_indices: the rows of each split, too, under ``indices``.
    :param error_score: the score where a fit fails, of which a warning tells; ``"raise"`` stops at the first.
    :param on_progress: called with what is done and the whole of it; what answers True stops the call.
    :return: ``test_score`` and ``train_score``, of several scorers ``test_<name>``: one float for each split. Times
        are not among them.
    :raises Error: what splitting, fitting and scoring refuse.
    """
    judging = Judging(scoring, return_train_score, return_indices, error_score)
    given = given_wire(X, y, groups)
    study, said = judging.study(recipe_of(recipe), given, cv)
    return judging.scores(study, fitted_here(study, on_progress), said)
