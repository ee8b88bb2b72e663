"""Models for programs that run ONNX, and for those that score PMML."""

from __future__ import annotations

from typing import Any

from ._engine import onnx_writer, pmml_writer
from ._model import Model


def to_onnx(model: Model, profile: str, name: str | None) -> dict[str, Any]:
    request: dict[str, Any] = {"bytes": model.dump(proof=False), "profile": profile, "fingerprint": model.fingerprint}
    if name is not None:
        request["name"] = name
    names = model.get_feature_names_out()
    if names is not None:
        request["feature_names_out"] = [str(each) for each in names]
    answer: dict[str, Any] = onnx_writer.call("to_onnx", request)
    return answer


def to_pmml(model: Model) -> dict[str, Any]:
    answer: dict[str, Any] = pmml_writer.call("to_pmml", {"bytes": model.dump()})
    return answer
