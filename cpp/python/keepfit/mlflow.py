"""MLflow's flavour of Keepfit: a folder with the model's file and no code, opened by ``mlflow.pyfunc``.

>>> keepfit.mlflow.save_model(model, "flowers")
>>> mlflow.pyfunc.load_model("flowers").predict(frame)
>>> mlflow.pyfunc.load_model("flowers").predict(frame, params={"method": "predict_proba"})
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import mlflow
import numpy as np
import yaml
from mlflow import pyfunc
from mlflow.models import Model as Folder
from mlflow.models import ModelSignature
from mlflow.models.model import MLMODEL_FILE_NAME
from mlflow.models.utils import _save_example
from mlflow.types import ColSpec, DataType, ParamSchema, ParamSpec, Schema, TensorSpec
from mlflow.utils.environment import _PythonEnv

from . import Error, Model, __version__, load
from ._model import whole_file, write_whole

FLAVOR_NAME = "keepfit"
FILE = "model.keepfit"

_METHODS = ("predict", "predict_proba", "decision_function", "transform")


def get_default_pip_requirements() -> list[str]:
    """What is needed where the folder is opened."""
    return [f"keepfit=={__version__}", "mlflow-skinny", "pandas"]


def signature_of(model: Model, example: Any = None) -> ModelSignature:
    """Columns, the kind of answer, and which method is asked, all as the model's card has them.

    :param example: MLflow refuses whole numbers where floats are meant: a column of whole numbers in a DataFrame here
        is one there.
    """
    whole_columns = [
        name for name in getattr(example, "columns", ()) if getattr(example[name].dtype, "kind", "") in ("i", "u")
    ]
    kinds = {"number": DataType.double, "text": DataType.string}
    named = model.feature_names_in_ is not None
    if named:
        inputs = Schema(
            [
                ColSpec(DataType.long if each["name"] in whole_columns else kinds[each["kind"]], each["name"])
                for each in model._description["input"]
            ]
        )
    else:
        inputs = Schema([TensorSpec(np.dtype(np.float64), (-1, model.n_features_in_))])
    first = _first_method(model)
    if first == "transform":
        outputs = Schema([ColSpec(DataType.double, str(name)) for name in model._description["feature_names_out"]])
    else:
        text = model.classes_ is not None and model.classes_.dtype == object
        kind = DataType.string if text else DataType.long if model.predicts_labels else DataType.double
        outputs = Schema([ColSpec(kind, "prediction")])
    return ModelSignature(inputs, outputs, ParamSchema([ParamSpec("method", DataType.string, first)]))


def _first_method(model: Model) -> str:
    return next(name for name in _METHODS if name in model.methods)


def save_model(
    model: Model,
    path: str | os.PathLike[str],
    *,
    mlflow_model: Any = None,
    input_example: Any = None,
    signature: ModelSignature | None = None,
    pip_requirements: list[str] | None = None,
    metadata: dict[str, Any] | None = None,
) -> None:
    """Writes a folder that ``mlflow.pyfunc.load_model`` opens, wherever the package keepfit is installed.

    :param path: a folder that is not there yet, or empty.
    :param input_example: rows for those who come to the model later. They stand in the folder as they are.
    :raises keepfit.Error: ``name_taken``.
    """
    folder = Path(path)
    if folder.exists() and any(folder.iterdir()):
        raise Error("name_taken", str(folder), f"The folder {folder} is not empty.", "Give another path.")
    folder.mkdir(parents=True, exist_ok=True)
    made = mlflow_model if mlflow_model is not None else Folder()
    made.signature = signature if signature is not None else signature_of(model, input_example)
    if metadata is not None:
        made.metadata = metadata
    if input_example is not None:
        _save_example(made, input_example, str(folder))
    data = whole_file(model)
    write_whole(folder / FILE, data)
    requirements = pip_requirements if pip_requirements is not None else get_default_pip_requirements()
    (folder / "requirements.txt").write_text("".join(f"{each}\n" for each in requirements))
    _PythonEnv.current().to_yaml(str(folder / "python_env.yaml"))
    pyfunc.add_to_model(made, loader_module="keepfit.mlflow", data=FILE, python_env="python_env.yaml")
    made.add_flavor(FLAVOR_NAME, data=FILE, keepfit_version=__version__, fingerprint=model.fingerprint)
    made.model_size_bytes = len(data)
    made.save(str(folder / MLMODEL_FILE_NAME))


def log_model(model: Model, name: str = "model", **options: Any) -> Any:
    """The same as an artifact of the run that is under way. ``options`` are those of :func:`save_model`, and
    ``registered_model_name``.
    """
    import keepfit.mlflow as flavor

    return Folder.log(artifact_path=None, name=name, flavor=flavor, model=model, **options)


def load_model(model_uri: str | os.PathLike[str], dst_path: str | None = None) -> Model:
    """The model of a folder, an artifact or a registered version; its proof is replayed.

    :raises keepfit.Error: what is wrong with the file.
    """
    folder = Path(mlflow.artifacts.download_artifacts(artifact_uri=str(model_uri), dst_path=dst_path))
    flavors = yaml.safe_load((folder / MLMODEL_FILE_NAME).read_text())["flavors"]
    if FLAVOR_NAME not in flavors:
        raise Error("not_keepfit", str(model_uri), "The folder holds no model of Keepfit's.", "Use mlflow.pyfunc.")
    return load(folder / flavors[FLAVOR_NAME]["data"])


class _Asked:
    """What ``mlflow.pyfunc`` asks."""

    def __init__(self, model: Model) -> None:
        self.model = model

    def get_raw_model(self) -> Model:
        return self.model

    def predict(self, model_input: Any, params: dict[str, Any] | None = None) -> Any:
        import pandas as pd

        method = (params or {}).get("method") or _first_method(self.model)
        if method not in _METHODS:
            raise Error(
                "bad_option",
                "method",
                f"There is no method {json.dumps(method)}.",
                f"Use one of {', '.join(_METHODS)}.",
            )
        answer = getattr(self.model, method)(model_input)
        if method == "predict" and isinstance(model_input, pd.DataFrame):
            return pd.DataFrame({"prediction": answer}, index=model_input.index)
        return answer


def _load_pyfunc(path: str) -> _Asked:
    """Called by ``mlflow.pyfunc`` with the path of the file."""
    return _Asked(load(path))
