"""Predictions over a DataFrame of Spark, searches and cross-validations whose fits are spread over its executors.

>>> keepfit.spark.predict(df, "flowers.keepfit").write.parquet("answers")
>>> model = keepfit.spark.fit(search, X, y)        # the bytes that keepfit.fit gives

Every executor needs wasmtime, msgpack, numpy, pandas and pyarrow; keepfit itself too, unless ``ship`` sends it along.
"""

from __future__ import annotations

import atexit
import functools
import hashlib
import math
import os
import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from typing import Any

from . import Error, Model, __version__, load
from ._codec import decode, encode
from ._columns import module_of
from ._engine import engine
from ._model import Recipe, Source, whole_file
from ._selection import Answers, Judging, Study, fitted_search, given_wire, search_study
from .recipe import recipe as recipe_of

# What this process has opened; processes of executors live from task to task.
_opened: dict[str, Model] = {}


def _model_of(data: bytes) -> Model:
    key = hashlib.sha256(data).hexdigest()
    model = _opened.get(key)
    if model is None:
        _opened.clear()
        model = _opened[key] = load(data)
    return model


@functools.cache
def _package() -> str:
    """The installed package as a zip file, which Python imports from: the same bytes and path for every call."""
    folder = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = os.path.join(folder, f"keepfit-{__version__}.zip")
    with zipfile.ZipFile(path, "w") as out:
        for each in sorted(resources.files("keepfit").iterdir(), key=lambda each: each.name):
            if each.name.endswith((".py", ".wasm")):
                entry = zipfile.ZipInfo(f"keepfit/{each.name}")  # of 1980
                out.writestr(entry, each.read_bytes(), zipfile.ZIP_DEFLATED)
    return path


def _ship(session: Any) -> None:
    context = _context(session)
    if context is not None:
        context.addPyFile(_package())
    else:
        session.addArtifact(_package(), pyfile=True)


def _context(session: Any) -> Any:
    """None through Spark Connect."""
    return getattr(session, "_sc", None)


# Spark Connect takes 128 MiB in one message.
_MOST = 100 * 2**20


def _shared(session: Any, data: bytes, what: str) -> tuple[Callable[[], bytes], Callable[[], Any]]:
    """How executors come to the bytes, and how they are taken away again."""
    context = _context(session)
    if context is not None:
        shared = context.broadcast(data)
        return lambda: shared.value, shared.destroy
    if len(data) > _MOST:
        raise Error(
            "too_large",
            what,
            f"{what} takes {len(data) / 2**20:,.0f} MiB, and Spark Connect carries {_MOST // 2**20} at most.",
            "Use a session that is no remote one: it has a SparkContext, which broadcasts.",
        )
    return lambda: data, lambda: None


def _answer_fields(model: Model, method: str, output: str) -> list[Any]:
    from pyspark.sql import types as t

    if method == "predict":
        text = model.classes_ is not None and model.classes_.dtype == object
        return [
            t.StructField(output, t.StringType() if text else t.LongType() if model.predicts_labels else t.DoubleType())
        ]
    if method in ("predict_proba", "decision_function"):
        return [t.StructField(output, t.ArrayType(t.DoubleType()))]
    raise Error(
        "bad_option",
        "method",
        f"There is no method {method!r} here.",
        "Use predict, predict_proba or decision_function.",
    )


def _batches(data: Callable[[], bytes], method: str, output: str, names: list[str]) -> Any:
    """What an executor does."""

    def answer(frames: Iterator[Any]) -> Iterator[Any]:
        model = _model_of(data())
        for frame in frames:
            if len(frame):
                given = getattr(model, method)(frame[names])
                yield frame.assign(**{output: list(given) if given.ndim == 2 else given})

    return answer


def predict(
    df: Any, model: Model | Source, *, method: str = "predict", output: str = "prediction", ship: bool = False
) -> Any:
    """The DataFrame with one more column; the same numbers on every executor as anywhere.

    :param model: a model, or the path or bytes of its file. It is broadcast, and opened once per process.
    :param method: ``predict``, ``predict_proba`` or ``decision_function``; of the last two the column holds lists.
    :param output: name of the column.
    :param ship: send the package along to executors that do not have it.
    :raises Error: ``missing_columns``, ``name_clash``, ``no_method``, before any executor is asked.
    """
    from pyspark.sql import types as t

    opened = model if isinstance(model, Model) else load(model)
    if method not in opened.methods:
        raise Error(
            "no_method", opened.class_name, f"{opened.class_name} has no {method}.", f"It has {opened.methods}."
        )
    names = opened.feature_names_in_
    wanted = list(df.columns) if names is None else [str(name) for name in names]
    absent = [name for name in wanted if name not in df.columns]
    if absent:
        raise Error(
            "missing_columns", "df", f"The DataFrame lacks the columns {', '.join(absent)}.", "Rename or add them."
        )
    if output in df.columns:
        raise Error("name_clash", output, f"The DataFrame has a column {output!r} already.", "Name another output.")
    schema = t.StructType([*df.schema.fields, *_answer_fields(opened, method, output)])
    session = df.sparkSession
    if ship:
        _ship(session)
    data, _ = _shared(session, whole_file(opened), "The model")
    return df.mapInPandas(_batches(data, method, output, wanted), schema)


# ---- Fits that are spread


@dataclass(frozen=True)
class _Holding:
    """The study that this process has a part in, and its rows in the engine."""

    key: str
    study: Study
    generation: int
    handle: int

    @property
    def there(self) -> bool:
        return engine.running and self.generation == engine.generation


_holding: _Holding | None = None


def _held(key: str, data: Callable[[], bytes]) -> _Holding:
    """Once per process: those of executors live from task to task, and end when they have been idle for a minute."""
    global _holding
    if _holding is None or _holding.key != key or not _holding.there:
        if _holding is not None and _holding.there:
            engine.call("drop", {"data": _holding.handle})
        _holding = None
        study = Study.of_bytes(data())
        handle = engine.call("hold", study.data)["data"]
        _holding = _Holding(key, replace(study, data={}), engine.generation, handle)
    return _holding


def _fitted(key: str, data: Callable[[], bytes], fit: int) -> bytes:
    """The answer to one fit, or its refusal."""
    try:
        held = _held(key, data)
        return encode({"answer": engine.call("fit_and_score", held.study.request(fit, held.handle))})
    except Error as error:
        if error.code == "worker_lost":
            raise  # Spark tries again
        told = {"code": error.code, "where": error.where, "message": error.message, "hint": error.hint}
        return encode({"refused": {**error.details, **told}})


def _fits(key: str, data: Callable[[], bytes]) -> Any:
    """What an executor does."""

    def answer(batches: Iterator[Any]) -> Iterator[Any]:
        import pyarrow as pa

        for batch in batches:
            for fit in batch.column(0).to_pylist():
                made = pa.array([_fitted(key, data, fit)], pa.binary())
                yield pa.RecordBatch.from_arrays([pa.array([fit], pa.int64()), made], ["fit", "answer"])

    return answer


def _session_of(spark: Any) -> Any:
    from pyspark.sql import SparkSession

    session = SparkSession.getActiveSession() if spark is None else spark
    if session is None:
        raise Error(
            "bad_option",
            "spark",
            "No session of Spark is active.",
            "Start one with SparkSession.builder.getOrCreate(), or give it as spark=.",
        )
    if not (hasattr(session, "range") and hasattr(session, "createDataFrame")):
        raise Error("bad_type", "spark", f"spark is a {type(spark).__name__}, not a session of Spark.", "Give one.")
    return session


def _refuse_frames(**given: Any) -> None:
    """Rows of Spark's come in no order, and a fit is a function of rows in their order."""
    for name, value in given.items():
        if module_of(value) == "pyspark":
            raise Error(
                "bad_type",
                name,
                f"{name} is a {type(value).__name__} of Spark, whose rows have no order.",
                "Every fit needs all rows in one order: bring them here with "
                'df.orderBy("id").toPandas(), or a sample of them where they are too many for one machine.',
            )


def _given_up(error: Exception) -> Error:
    """Why Spark could not have the fits made."""
    text = str(error)
    lacking = re.search(r"No module named '([\w.]+)'", text)
    if lacking:
        name = lacking[1].partition(".")[0]
        hint = "Send it along with ship=True, or install it there." if name == "keepfit" else "Install it there."
        return Error("no_package", name, f"An executor of Spark lacks the package {name}.", hint)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    said = [line for line in lines if re.match(r"[\w.]+(Error|Exception)\b", line)] or lines or [type(error).__name__]
    return Error(
        "worker_lost",
        "spark",
        f"Spark gave the fits up, and nothing of them is kept: {said[-1].rstrip('.')}.",
        "The log of the executors says more. Where they lack memory, give fewer cores to each, or fewer rows.",
    )


def _spread(study: Study, session: Any, ship: bool, name: str) -> Answers:
    """The answers to all fits in their order, whoever made them. What fails first in that order is raised."""
    from pyspark.errors import PySparkException

    total = len(study)
    if ship:
        _ship(session)
    data = study.to_bytes()
    shared, release = _shared(session, data, "X")
    context = _context(session)
    before = context.getLocalProperty("spark.job.description") if context is not None else None
    if context is not None:
        context.setLocalProperty("spark.job.description", f"keepfit: {name}, {total} fits")
    try:
        # A task for each fit: executors take the next one when they are done, as no fit takes as long as another.
        fits = session.range(0, total, 1, total)
        work = _fits(hashlib.sha256(data).hexdigest(), shared)
        rows = fits.mapInArrow(work, "fit long, answer binary").collect()
    except PySparkException as error:
        raise _given_up(error) from error
    finally:
        if context is not None:
            context.setLocalProperty("spark.job.description", before)
        release()
    answers = []
    for row in sorted(rows, key=lambda row: row["fit"]):
        given = decode(bytes(row["answer"]))
        if "refused" in given:
            raise Error.of(given["refused"])
        answers.append(given["answer"])
    return answers


def fit(
    recipe: Recipe | str | Any, X: Any, y: Any, *, groups: Any = None, spark: Any = None, ship: bool = False
) -> Model:
    """Fits a search, whose fits the executors share: the model has the bytes that :func:`keepfit.fit` gives it.

    Recipe and data are broadcast once; every process of an executor has an engine of its own. The winner is fitted to
    all rows here.

    :param recipe: of a ``GridSearchCV`` or ``RandomizedSearchCV``; or such an object of scikit-learn, not fitted.
    :param X: what fits into this machine: a DataFrame of pandas or polars, an array, a dictionary of columns.
    :param y: n numbers or texts.
    :param groups: n values, for splitters that keep the rows of a group together.
    :param spark: the session; None takes the active one.
    :param ship: send the package along to executors that do not have it.
    :raises Error: ``no_search`` for any other recipe, ``no_package`` where executors lack one, ``worker_lost`` where
        Spark gave up, and what the search refuses; with ``error_score="raise"`` the first fit that failed, after all
        were tried.
    """
    _refuse_frames(X=X, y=y, groups=groups)
    session = _session_of(spark)
    made, given = recipe_of(recipe), given_wire(X, y, groups)
    try:
        study = search_study(made, given)
    except Error as error:
        if error.code != "no_search":
            raise
        hint = (
            "Give a GridSearchCV or RandomizedSearchCV. One fit is made in one place, by keepfit.fit; "
            "keepfit.spark.cross_validate spreads the folds of any recipe."
        )
        raise Error(error.code, error.where, error.message, hint) from None
    return fitted_search(made, given, _spread(study, session, ship, made["class"]))


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
    spark: Any = None,
    ship: bool = False,
) -> dict[str, Any]:
    """:func:`keepfit.cross_validate` with its fits on the executors: the same numbers and warnings.

    :param spark: the session; None takes the active one.
    :param ship: send the package along to executors that do not have it.
    :raises Error: what :func:`keepfit.cross_validate` raises, ``no_package`` and ``worker_lost`` as :func:`fit` does.
    """
    _refuse_frames(X=X, y=y, groups=groups)
    session = _session_of(spark)
    judging = Judging(scoring, return_train_score, return_indices, error_score)
    made, given = recipe_of(recipe), given_wire(X, y, groups)
    study, said = judging.study(made, given, cv)
    return judging.scores(study, _spread(study, session, ship, f"cross-validation of {made['class']}"), said)
