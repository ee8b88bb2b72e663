"""Models for scikit-learn: the archive that skops reads, and what it makes of it."""

from __future__ import annotations

from typing import Any

from ._engine import skops_writer
from ._errors import Error
from ._model import Model
from .recipe import schema


def to_skops(model: Model) -> dict[str, Any]:
    """A model as scikit-learn's own estimators, in the archive that skops reads.

    :return: ``bytes``: a ``.skops`` file; ``check``: a script that compares it with the proof, None where the model has
        none; ``report``: ``trusted``, the types that skops asks about, ``python``, the lines that load it, ``left``,
        ``notes`` and the versions whose files it is like.
    :raises Error: ``not_exported``, naming the step that answers otherwise in scikit-learn.
    """
    # Dumped anew: what an older engine wrote has the parameters of that one.
    answer: dict[str, Any] = skops_writer.call("to_skops", {"bytes": model.dump(), "schema": schema()})
    return answer


def to_sklearn(model: Model) -> Any:
    """A model as an estimator of scikit-learn that is fitted already, by way of skops.

    The types that skops does not trust by itself are those of the report, which come from what Keepfit wrote and audited
    a moment ago, not from a file of somebody else's.

    :raises Error: ``no_package`` where skops is not installed, and what :func:`to_skops` raises.
    """
    try:
        import skops.io
    except ImportError:
        raise Error(
            "no_package",
            "skops",
            "Estimators of scikit-learn are made by way of skops, which is not installed.",
            "pip install skops scikit-learn",
        ) from None
    written = to_skops(model)
    return skops.io.loads(written["bytes"], trusted=written["report"]["trusted"])
