"""Predictions over a DataFrame of Spark, batch by batch, in the Python processes of the executors.

>>> keepfit.spark.predict(df, "flowers.keepfit").write.parquet("answers")

Every executor needs wasmtime, msgpack, numpy, pandas and pyarrow; keepfit itself too, unless ``ship`` sends it along.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from importlib import resources
from typing import Any

from . import Error, Model, __version__, load
from ._model import Source, whole_file

# What this process has opened; processes of executors live from task to task.
_opened: dict[str, Model] = {}


def _model_of(data: bytes) -> Model:
    key = hashlib.sha256(data).hexdigest()
    model = _opened.get(key)
    if model is None:
        _opened.clear()
        model = _opened[key] = load(data)
    return model


def _package() -> str:
    """The installed package as a zip file, which Python imports from."""
    path = os.path.join(tempfile.mkdtemp(), f"keepfit-{__version__}.zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for each in sorted(resources.files("keepfit").iterdir(), key=lambda each: each.name):
            if each.name.endswith((".py", ".wasm")):
                out.writestr(f"keepfit/{each.name}", each.read_bytes())
    return path


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
    data = whole_file(opened)
    session = df.sparkSession
    context = getattr(session, "_sc", None)  # there is none through Spark Connect
    if ship and context is not None:
        context.addPyFile(_package())
    elif ship:
        session.addArtifact(_package(), pyfile=True)
    if context is not None:
        shared = context.broadcast(data)
        return df.mapInPandas(_batches(lambda: shared.value, method, output, wanted), schema)
    return df.mapInPandas(_batches(lambda: data, method, output, wanted), schema)
