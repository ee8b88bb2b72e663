"""A fitted pipeline, as the caller has it."""

from __future__ import annotations

import datetime
import hashlib
import os
import tempfile
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Sequence, Union

import numpy as np

from ._columns import Wire, all_missing, is_all_missing, labels_of
from ._engine import Progress, engine
from ._errors import Error, tell
from ._tables import beside_wire, check_lengths, table_wire, target_wire, transformed

Source = Union[str, "os.PathLike[str]", bytes, bytearray, memoryview]
Recipe = Mapping[str, Any]


def bytes_of(source: Source) -> bytes:
    """Of a path or of bytes. A path that cannot be read raises what ``open`` raises."""
    if isinstance(source, (bytes, bytearray, memoryview)):
        return bytes(source)
    if isinstance(source, (str, os.PathLike)):
        return Path(source).read_bytes()
    raise Error(
        "bad_type", "source", f"A file must be a path or bytes, not a {type(source).__name__}.", "Give one of them."
    )


class Model:
    """A fitted pipeline or estimator. ``keepfit.load``, ``keepfit.fit`` and ``keepfit.from_sklearn`` make it.

    It may be pickled and copied: what goes over is the bytes of its file.
    """

    #: What was compared with scikit-learn, where it came from there.
    comparison: dict[str, Any] | None = None

    def __init__(
        self,
        data: bytes,
        *,
        card: dict[str, Any] | None,
        proof: dict[str, Any] | None,
        warnings: Sequence[Mapping[str, Any]] = (),
        handle: int,
        generation: int,
    ) -> None:
        self._data = data
        self._card = card
        self.proof = proof
        self.warnings = [dict(each) for each in warnings]
        self._handle, self._generation = handle, generation

    def __del__(self) -> None:
        if getattr(self, "_handle", None) is not None and engine is not None:
            engine.release_later(self._generation, self._handle)

    def __repr__(self) -> str:
        name = (self._card or {}).get("name")
        return f"<keepfit.Model {self.class_name}{f' {name!r}' if name else ''}, {self.fingerprint[:12]}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (self._data, self._card is not None, self.warnings, self.comparison)

    # ---- Asking

    def _ask(self, op: str, request: Mapping[str, Any], listener: Progress | None = None) -> Any:
        with engine.lock:
            if self._generation != engine.generation or not engine.running:
                # The engine was lost since; what its proof says was settled when it was loaded first.
                answer = engine.call("load", {"bytes": self._data, "report": True})
                self._handle, self._generation = answer["model"], engine.generation
            return engine.call(op, {"model": self._handle, **request}, listener)

    def _table(self, X: Any) -> dict[str, Any]:
        """X for the engine. A column in which everything is missing takes the kind that was fitted."""
        table = table_wire(X)
        if "columns" not in table or not table["rows"]:
            return table
        if table.pop("positions", False):
            fitted = self._description["feature_names_in"]
            if len(fitted) == len(table["columns"]):
                table["columns"] = [[name, column] for name, (_, column) in zip(fitted, table["columns"])]
        if any(is_all_missing(column) for _, column in table["columns"]):
            kinds = {each["name"]: each["kind"] for each in self._description["input"]}
            table["columns"] = [
                [name, all_missing(kinds[name], table["rows"]) if name in kinds and is_all_missing(column) else column]
                for name, column in table["columns"]
            ]
        return table

    def _answer(self, op: str, X: Any, **more: Any) -> Any:
        answer = self._ask(op, {"X": self._table(X), **more})
        tell(answer.get("warnings", ()))
        return answer

    def _labels(self, column: Wire) -> np.ndarray:
        return labels_of(column, self.predicts_labels)

    def predict(self, X: Any) -> np.ndarray:
        """Labels of shape (n,): text as objects, whole classes as int64; float64 where numbers are predicted.

        :param X: a DataFrame of pandas or polars, an array of shape (n, columns), or a dictionary of columns.
        :raises Error: columns that are missing, of another kind, or hold what the pipeline refuses.
        """
        return self._labels(self._answer("predict", X)["labels"])

    def predict_proba(self, X: Any) -> np.ndarray:
        """Probabilities of shape (n, classes), in the order of ``classes_``.

        :raises Error: ``no_method`` where the pipeline has none, and what ``predict`` raises.
        """
        return self._answer("predict_proba", X)["proba"]

    def decision_function(self, X: Any) -> np.ndarray:
        """Scores of shape (n,) for two classes, (n, classes) for more.

        :raises Error: ``no_method`` where the pipeline has none, and what ``predict`` raises.
        """
        scores = self._answer("decision_function", X)["scores"]
        return scores[:, 0] if scores.ndim == 2 and scores.shape[1] == 1 else scores

    def transform(self, X: Any) -> Any:
        """X after all steps, of shape (n, columns out): a DataFrame where one was given, else an array, which holds
        objects where a column is text.

        :raises Error: ``no_method`` where the pipeline has none, and what ``predict`` raises.
        """
        return transformed(self._answer("transform", X)["X"], X)

    def inverse_transform(self, X: Any) -> Any:
        """What would have been transformed to X.

        :raises Error: ``no_method`` where the pipeline has none.
        """
        answer = self._ask("inverse_transform", {"X": _positional(table_wire(X))})
        tell(answer.get("warnings", ()), 3)
        return transformed(answer["X"], X)

    def score(self, X: Any, y: Any) -> float:
        """Accuracy of a classifier, R² of a regressor."""
        table, target = self._table(X), target_wire(y)
        check_lengths(table, target)
        answer = self._ask("score", {"X": table, "y": target})
        tell(answer.get("warnings", ()), 3)
        return float(answer["score"])

    def input_warnings(self, X: Any) -> list[dict[str, Any]]:
        """What in X lies outside of what the pipeline was fitted on, by column: unseen categories, ranges left."""
        return self._ask("input_warnings", {"X": self._table(X)})["outside"]

    # ---- What it is

    @cached_property
    def _description(self) -> dict[str, Any]:
        return self._ask("describe", {})

    @property
    def class_name(self) -> str:
        """Name of the class, such as ``Pipeline``."""
        return self._description["class"]

    @property
    def kind(self) -> str:
        """``classifier``, ``regressor`` or ``transformer``; a pipeline is what its last step is."""
        return self._description["kind"]

    @property
    def predicts_labels(self) -> bool:
        """Whether what it predicts are classes or clusters, and no amounts."""
        return self.kind != "regressor"

    @property
    def methods(self) -> list[str]:
        """Which of ``predict``, ``predict_proba``, ``decision_function``, ``transform``, ``inverse_transform`` it has."""
        return list(self._description["methods"])

    @property
    def classes_(self) -> np.ndarray | None:
        """The classes in the order of the columns of ``predict_proba``; None where there are none."""
        classes = self._description.get("classes")
        return None if classes is None else self._labels(classes)

    @property
    def n_features_in_(self) -> int:
        return int(self._description["n_features_in"])

    @property
    def feature_names_in_(self) -> np.ndarray | None:
        """Names of the columns; None where it was fitted without."""
        own = next((each for each in self._description["rows"] if each["path"] == "feature_names_in_"), None)
        if own is None or own["shape"] == [0]:  # what is described then are names that stand for positions
            return None
        return np.array(self._description["feature_names_in"], dtype=object)

    def get_feature_names_out(self) -> np.ndarray | None:
        """Names of what ``transform`` gives; None where it has none."""
        names = self._description.get("feature_names_out")
        return None if names is None else np.array(names, dtype=object)

    @property
    def recipe(self) -> dict[str, Any]:
        """The pipeline as it was before it was fitted: classes and parameters."""
        return self._ask("params", {})

    def fitted(self) -> dict[str, Any]:
        """All steps with their fitted attributes, under scikit-learn's names."""
        return self._ask("fitted", {})

    @property
    def data(self) -> bytes:
        """The file that it was loaded from. Of a fresh fit only the pipeline: ``dump`` makes a whole one."""
        return self._data

    @property
    def card(self) -> dict[str, Any]:
        """What the file says of it: versions, date, columns with their ranges, scores."""
        return self._card if self._card is not None else self._description["card"]

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256, in hex, of the pipeline: the same for the same fit, whatever its card says."""
        offset, length = inspect(self._data)["sections"]["pipeline"]
        return hashlib.sha256(self._data[offset : offset + length]).hexdigest()

    def inspect(self) -> dict[str, Any]:
        """What is inside, as data: ``rows`` of path, kind, dtype, shape, preview, bytes and doc."""
        return inspect(self._data)

    def verify(self) -> dict[str, Any]:
        """Replays the proof: ``identical``, ``rows``, ``steps``, and ``first`` difference where there is one."""
        return verify(self._data)

    def dump(
        self, path: str | os.PathLike[str] | None = None, card: Mapping[str, Any] | None = None, proof: Any = None
    ) -> bytes:
        """See :func:`keepfit.dump`."""
        fresh = self._card is None
        made = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        request: dict[str, Any] = {"card": {**({"created": made} if fresh else {}), **(card or {})}}
        if proof is None and fresh:
            proof = True
        if proof is not None:
            request["proof"] = proof if isinstance(proof, bool) else self._table(proof)
        data: bytes = self._ask("dump", request)["bytes"]
        if path is not None:
            write_whole(Path(path), data)
        return data

    def to_onnx(self, *, profile: str = "exact", name: str | None = None) -> dict[str, Any]:
        """The model in ONNX: ``bytes``, and ``report`` with its inputs, outputs and where its answers may be others.

        :param profile: ``exact`` adds products in the engine's order, ``fast`` leaves it to the program that runs them.
        :param name: of the model.
        :raises Error: ``not_exported``, naming the step that ONNX cannot say.
        """
        from ._export import to_onnx

        return to_onnx(self, profile, name)

    def to_pmml(self) -> dict[str, Any]:
        """The model in PMML 4.4, with the proof's rows to verify it by: ``text`` and ``report``.

        :raises Error: ``not_exported``, naming the step that PMML cannot say.
        """
        from ._export import to_pmml

        return to_pmml(self)

    def to_skops(self) -> dict[str, Any]:
        """A ``.skops`` file of scikit-learn's estimators: ``bytes``, ``check`` and ``report``.

        :raises Error: ``not_exported``, naming the step that answers otherwise in scikit-learn.
        """
        from ._skops import to_skops

        return to_skops(self)

    def to_sklearn(self) -> Any:
        """A fitted estimator of scikit-learn that answers alike. Needs scikit-learn 1.9 and skops.

        :raises Error: ``no_package``, and what :meth:`to_skops` raises.
        """
        from ._skops import to_sklearn

        return to_sklearn(self)


def whole_file(model: Model) -> bytes:
    """The file that it was loaded from, as it is; of a fresh fit one that is made now."""
    return model.data if model._card is not None else model.dump()


def _again(data: bytes, had_card: bool, warnings: list[dict[str, Any]], comparison: dict[str, Any] | None) -> Model:
    model = load(data)
    model.warnings, model.comparison = warnings, comparison
    if not had_card:
        model._card = None
    return model


def _positional(table: dict[str, Any]) -> dict[str, Any]:
    table.pop("positions", None)
    return table


def write_whole(path: Path, data: bytes) -> None:
    """Whole or absent: a file that was there is replaced at once, or not at all."""
    handle, temporary = tempfile.mkstemp(dir=path.parent or ".", prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(temporary, 0o666 & ~umask)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def load(source: Source, *, report: bool = False) -> Model:
    """Opens a ``.keepfit`` file: parses, audits, builds, and replays its proof.

    :param source: a path, or the file's bytes.
    :param report: tell in ``model.proof`` of a proof that fails, instead of refusing the file.
    :raises Error: what is wrong with the file; nothing of it is ever run.
    """
    data = bytes_of(source)
    with engine.lock:
        answer = engine.call("load", {"bytes": data, "report": report})
        card = answer["card"]
        return Model(
            data,
            card=card,
            proof=answer["proof"],
            warnings=card.get("warnings", ()),
            handle=answer["model"],
            generation=engine.generation,
        )


def fit(
    recipe: Recipe | str | Any,
    X: Any,
    y: Any = None,
    *,
    sample_weight: Any = None,
    groups: Any = None,
    on_progress: Progress | None = None,
) -> Model:
    """Fits a recipe. The same data, recipe and version give the same bytes everywhere.

    :param recipe: ``{"class": ..., "params": {...}}``, see :func:`keepfit.recipe`.
    :param X: a DataFrame, an array of shape (n, columns), or a dictionary of columns.
    :param y: n numbers or texts; None where nothing is predicted.
    :param sample_weight: n numbers.
    :param groups: n values, for searches whose splitter keeps the rows of a group together.
    :param on_progress: called with what is done and the whole of it; what answers True stops the fit.
    :raises Error: parameters and data that the estimators refuse, by name.
    """
    from .recipe import recipe as recipe_of

    table = _positional(table_wire(X))
    request: dict[str, Any] = {"recipe": recipe_of(recipe), "X": table}
    if y is not None:
        request["y"] = target_wire(y)
        check_lengths(table, request["y"])
    if sample_weight is not None:
        request["sample_weight"] = beside_wire(sample_weight, table, "sample_weight", "weight")
    if groups is not None:
        request["groups"] = beside_wire(groups, table, "groups", "group")
    with engine.lock:
        answer = engine.call("fit", request, on_progress)
        handle, said = answer["model"], answer.get("warnings", [])
        generation = engine.generation
        # The bytes are for an engine that must start again; the proof is made when a file is asked for.
        data = engine.call("dump", {"model": handle, "card": {}, "proof": False})["bytes"]
    tell(said, 3)
    return Model(data, card=None, proof=None, warnings=said, handle=handle, generation=generation)


def dump(
    model: Model,
    path: str | os.PathLike[str] | None = None,
    *,
    card: Mapping[str, Any] | None = None,
    proof: Any = None,
) -> bytes:
    """The bytes of a file, which is written where a path is given: whole, or not at all.

    :param card: entries such as ``name``, ``notes``, ``metrics``; None removes one.
    :param proof: True makes proof rows from what is known of the columns, False leaves them out, a table gives rows
        of yours, of which a few will stand in the file. Without a word a fresh model gets one, a loaded one keeps its.
    :raises Error: ``bad_card``.
    """
    return model.dump(path, card, proof)


def inspect(source: Source) -> dict[str, Any]:
    """What a file holds, without building anything of it: ``card``, ``rows``, ``sections``, ``holds_training_rows``."""
    return engine.call("inspect", {"bytes": bytes_of(source)})


def verify(source: Source) -> dict[str, Any]:
    """Replays the proof of a file: ``identical``, ``rows``, ``steps``, and ``first`` difference where there is one.

    :raises Error: what is wrong with the file.
    """
    return engine.call("verify", {"bytes": bytes_of(source)})


def diff(a: Source, b: Source) -> dict[str, Any]:
    """What differs between two files, part by part."""
    return engine.call("diff", {"a": bytes_of(a), "b": bytes_of(b)})
