"""Models of scikit-learn: files of pickle and joblib read as data, and live objects taken over and compared.

Nothing of a file is run: what reads it is the engine's own reader, which knows the names that scikit-learn's files
hold and refuses every other.
"""

from __future__ import annotations

import bz2
import hashlib
import io
import lzma
import pickle
import re
import zipfile
import zlib
from typing import Any, Callable

import numpy as np

from ._columns import counted
from ._engine import engine, interchange
from ._errors import Error
from ._model import Model, Source, bytes_of, load
from .recipe import schema

_LARGEST = 1_000_000_000

_UNPACKERS: dict[str, Callable[[], Any]] = {
    "zlib": lambda: zlib.decompressobj(),
    "gzip": lambda: zlib.decompressobj(31),
    "bz2": lambda: bz2.BZ2Decompressor(),
    "xz": lambda: lzma.LZMADecompressor(memlimit=_LARGEST),
    "lzma": lambda: lzma.LZMADecompressor(memlimit=_LARGEST),
}


def _damaged(method: str, how: str) -> Error:
    return Error(
        "damaged",
        "source",
        f"The file is packed with {method}, and cannot be unpacked: {how}.",
        "Ask for the file once more; it may have been cut short on its way.",
    )


def _too_large() -> Error:
    return Error(
        "too_large",
        "source",
        "The file has more than 1 GB.",
        "Look into it on a machine with more memory, with Python's pickletools.",
    )


_BROKEN = "it is cut short, or was changed"


def _stored(data: bytes) -> bytes:
    """An archive with the same files, as they are."""
    out = io.BytesIO()
    size = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed, zipfile.ZipFile(out, "w") as stored:
            for entry in packed.infolist():
                size += entry.file_size
                if size > _LARGEST:
                    raise _too_large()
                stored.writestr(zipfile.ZipInfo(entry.filename), packed.read(entry))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        if isinstance(error, Error):
            raise
        raise _damaged("deflate", _BROKEN) from error
    return out.getvalue()


def _unpack(data: bytes, method: str) -> bytes:
    if method == "deflate":
        return _stored(data)
    packer = _UNPACKERS[method]()
    try:
        if method in ("zlib", "gzip"):
            out: bytes = packer.decompress(data, _LARGEST + 1)
        else:
            out = packer.decompress(data, max_length=_LARGEST + 1)
    except (zlib.error, OSError, lzma.LZMAError, EOFError, ValueError) as error:
        raise _damaged(method, _BROKEN) from error
    if len(out) > _LARGEST:
        raise _too_large()
    if not packer.eof or packer.unused_data:
        raise _damaged(method, "something stands behind the packed data" if packer.eof else _BROKEN)
    return out


def _on_unpacked(data: bytes, ask: Callable[[bytes], dict[str, Any]]) -> tuple[dict[str, Any], str | None]:
    """What is answered, and how the file was packed."""
    try:
        return ask(data), None
    except Error as error:
        method = error.where
        if error.code != "compressed" or (method != "deflate" and method not in _UNPACKERS):
            raise
    return ask(_unpack(data, method)), method


def examine(source: Source, *, lines: int = 0) -> dict[str, Any]:
    """What a file of pickle or joblib would do if Python loaded it, found out without doing any of it.

    :param lines: how many of its instructions to list.
    :return: ``harmless``: whether it makes models of scikit-learn's and data, and nothing else; ``calls``: what it
        would call; ``globals``: the names it would look up; ``findings``: what is odd; ``contents``, ``versions``,
        ``opcodes``, ``lines``.
    :raises Error: ``not_a_pickle``, ``compressed`` by a method that is not undone, ``damaged``.
    """
    data = bytes_of(source)
    found, method = _on_unpacked(
        data, lambda raw: interchange.call("examine_pickle", {"bytes": raw, "from": 0, "count": lines})
    )
    return {"bytes": len(data), **({} if method is None else {"compression": method}), **found}


def _taken(data: bytes, sha256: str | None, part: str | None = None) -> Model:
    request: dict[str, Any] = {"schema": schema()}
    if part is not None:
        request["part"] = part
    if sha256 is not None:
        request["sha256"] = sha256
    read, _ = _on_unpacked(data, lambda raw: interchange.call("read_sklearn", {**request, "bytes": raw}))
    with engine.lock:
        try:
            # Loading audits what was read, as it does any file; then the proof is made, by Keepfit.
            handle = engine.call("load", {"bytes": read["bytes"]})["model"]
            try:
                proved = engine.call("dump", {"model": handle, "card": {}, "proof": read["samples"]})["bytes"]
            finally:
                engine.call("release", {"model": handle})
            return load(proved)
        except Error as error:
            raise _not_taken(error) from error


def _not_taken(error: Error) -> Error:
    """What the audit says of a model that was taken out of another file."""
    if not re.fullmatch("audit_.*|bad_parameter|not_canonical|limit|unknown_estimator", error.code):
        return error
    return Error(
        "not_taken",
        error.where,
        error.message,
        "The file holds a model that Keepfit has nothing like, or one that was changed; nothing was taken from it.",
    )


def read_sklearn(source: Source, *, part: str | None = None) -> Model:
    """A model out of a file that scikit-learn's users have: of ``pickle.dump``, ``joblib.dump``, packed or not, or skops.

    Files of scikit-learn 1.2 to 1.9 are read, whichever is installed; none need be. That the model answers as it did
    there is known where its rows are at hand: :func:`from_sklearn` compares.

    :param part: which estimator is meant where the file holds a dict, a list or a tuple with several: ``"['model']"``,
        ``"[0]"`` or the key alone. What stands beside it is left, and named in ``card["source"]["notes"]``.
    :raises Error: ``harmful`` where the file does more than make a model, ``not_taken`` where Keepfit has nothing that
        answers alike (the sentence names it), ``bad_source`` where it is not as scikit-learn writes it.
    """
    data = bytes_of(source)
    return _taken(data, hashlib.sha256(data).hexdigest(), part)


METHODS = ("predict", "predict_proba", "decision_function", "transform")


def _dense(answer: Any) -> np.ndarray:
    if hasattr(answer, "toarray"):
        answer = answer.toarray()
    elif hasattr(answer, "to_numpy"):
        answer = answer.to_numpy()
    return np.asarray(answer)


def _differences(theirs: np.ndarray, ours: np.ndarray, tolerance: float) -> dict[str, Any]:
    """How two answers differ: numbers by at most ``tolerance`` of their size, or of 1, are alike."""
    if theirs.shape != ours.shape:
        return {"alike": False, "identical": False, "reason": f"the shapes are {theirs.shape} and {ours.shape}"}
    try:
        a, b = theirs.astype(np.float64), ours.astype(np.float64)
    except (TypeError, ValueError):
        none = [[value is None or value != value for value in each.ravel()] for each in (theirs, ours)]
        equal = np.array(
            [(p and q) or str(x) == str(y) for x, y, p, q in zip(theirs.ravel(), ours.ravel(), *none)], bool
        ).reshape(theirs.shape)
        return _told(equal, equal, theirs, ours, None)
    same = (a == b) | (np.isnan(a) & np.isnan(b))
    with np.errstate(invalid="ignore"):
        distance = np.where(same, 0.0, np.abs(a - b) / np.maximum(1.0, np.abs(a)))
    distance = np.where(np.isnan(distance), np.inf, distance)
    return _told(distance <= tolerance, same, theirs, ours, float(distance.max(initial=0.0)))


def _told(
    alike: np.ndarray, same: np.ndarray, theirs: np.ndarray, ours: np.ndarray, largest: float | None
) -> dict[str, Any]:
    out: dict[str, Any] = {"alike": bool(alike.all()), "identical": bool(same.all())}
    if largest is not None:
        out["largest_difference"] = largest
    if not out["alike"]:
        place = tuple(int(i) for i in np.argwhere(~alike)[0])
        rows: Any = np.any((~alike).reshape(len(alike), -1), axis=1)
        out["reason"] = (
            f"row {place[0] + 1} is {theirs[place]!s} in scikit-learn and {ours[place]!s} here; "
            f"{counted(int(rows.sum()), 'row')} of {len(rows)} differ"
        )
    return out


def from_sklearn(estimator: Any, X_sample: Any, *, tolerance: float = 1e-9) -> Model:
    """Takes over a fitted estimator of scikit-learn, and compares what both answer to the rows of a sample.

    :param estimator: fitted; a pipeline, or any estimator that Keepfit has.
    :param X_sample: rows such as the model will meet, the more the better: DataFrame or array.
    :param tolerance: how far numbers may be apart, relative to their size (to 1 where that is less).
    :return: a model whose ``comparison`` has the rows compared, scikit-learn's version, and for each method whether
        the answers are ``identical`` and the ``largest_difference``.
    :raises Error: ``different`` where they answer differently, and what :func:`read_sklearn` raises.
    """
    _check_fitted(estimator)
    model = _taken(pickle.dumps(estimator, protocol=4), None)
    shared = [name for name in METHODS if name in model.methods and _has(estimator, name)]
    if not shared:
        raise Error(
            "no_method", type(estimator).__name__, "There is nothing that both can be asked.", "Nothing was compared."
        )
    methods: dict[str, Any] = {}
    for name in shared:
        theirs = _dense(getattr(estimator, name)(X_sample))
        ours = _dense(getattr(model, name)(X_sample))
        methods[name] = found = _differences(theirs, ours, tolerance)
        if not found["alike"]:
            raise Error(
                "different",
                name,
                f"{type(estimator).__name__} does not answer alike here: in {name}, {found['reason']}.",
                "The model was not taken over. Please tell, with the parameters: this should have been refused by name.",
                comparison=methods,
            )
    source = model.card.get("source", {})
    model.comparison = {
        "rows": len(theirs),
        "scikit-learn": source.get("scikit-learn", ""),
        "tolerance": tolerance,
        "identical": all(each["identical"] for each in methods.values()),
        "methods": methods,
    }
    return model


def _check_fitted(estimator: Any) -> None:
    from sklearn.exceptions import NotFittedError
    from sklearn.utils.validation import check_is_fitted

    try:
        check_is_fitted(estimator)
    except NotFittedError as error:
        raise Error("not_fitted", type(estimator).__name__, str(error), "Fit it first.") from error
    except TypeError as error:
        raise Error(
            "bad_type", "estimator", f"This is no estimator of scikit-learn: {error}.", "Give a fitted one."
        ) from error


def _has(estimator: Any, name: str) -> bool:
    try:
        return callable(getattr(estimator, name, None))
    except Exception:  # available_if with reasons of its own
        return False
