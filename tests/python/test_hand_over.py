"""The folders that the page hands over, opened by the programs that they are for."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import keepfit
import pandas as pd
import pytest
import yaml

mlflow = pytest.importorskip("mlflow")
import keepfit.mlflow  # noqa: E402

NAMES = [
    "column_transformer",
    "hard",
    "k_means",
    "k_neighbors_classifier",
    "linear_svc",
    "one_hot_encoder",
    "pipeline_penguins_logistic",
    "ridge",
    "standard_scaler",
]


@pytest.fixture(scope="session")
def handed() -> Path:
    path = os.environ.get("KEEPFIT_HANDED")
    if not path:
        pytest.skip("KEEPFIT_HANDED does not say where the folders are: use npm run python.")
    return Path(path)


def check(folder: Path) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, "check.py"], cwd=folder, capture_output=True, text=True)


def front_matter(folder: Path) -> dict:
    _, facts, _ = re.split(r"^---$", (folder / "README.md").read_text(encoding="utf-8"), maxsplit=2, flags=re.M)
    return yaml.safe_load(facts)


@pytest.mark.parametrize("name", NAMES)
def test_the_script_finds_the_same_answers(handed, name):
    done = check(handed / name)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "All answers are the same." in done.stdout


def test_the_script_ends_otherwise_where_anything_differs(handed, tmp_path):
    folder = tmp_path / "m"
    shutil.copytree(handed / "pipeline_penguins_logistic", folder)
    expected = json.loads((folder / "expected.json").read_text())
    whole = json.dumps(expected)
    expected["predict_proba"][7][1] += 1e-15
    (folder / "expected.json").write_text(json.dumps(expected))
    done = check(folder)
    assert done.returncode == 1 and "first in row 8" in done.stdout, done.stdout
    (folder / "expected.json").write_text(whole)
    assert check(folder).returncode == 0
    shutil.copy(handed / "ridge" / "model.keepfit", folder / "model.keepfit")
    assert check(folder).returncode == 1
    data = bytearray((handed / "ridge" / "model.keepfit").read_bytes())
    data[-1] ^= 1
    (folder / "model.keepfit").write_bytes(data)
    done = check(folder)
    assert done.returncode == 1 and "REFUSED" in done.stdout


@pytest.mark.parametrize("name", NAMES)
def test_mlflow_opens_it_as_it_opens_what_the_package_writes(handed, name, tmp_path):
    folder = handed / name
    model = keepfit.load(folder / "model.keepfit")
    frame = pd.DataFrame(**json.loads((folder / "input_example.json").read_text()))
    keepfit.mlflow.save_model(model, tmp_path / "own", input_example=frame)
    mine, own = (yaml.safe_load((path / "MLmodel").read_text()) for path in (folder, tmp_path / "own"))
    assert mine["flavors"] == own["flavors"]
    assert mine["saved_input_example_info"] == own["saved_input_example_info"]
    assert mine["model_size_bytes"] == own["model_size_bytes"]
    for part in ("inputs", "outputs", "params"):
        assert json.loads(mine["signature"][part]) == json.loads(own["signature"][part]), part
    opened = mlflow.pyfunc.load_model(str(folder))
    assert str(opened.metadata.signature) == str(mlflow.pyfunc.load_model(str(tmp_path / "own")).metadata.signature)
    example = opened.metadata.load_input_example(str(folder))
    pd.testing.assert_frame_equal(
        example, mlflow.models.Model.load(str(tmp_path / "own")).load_input_example(str(tmp_path / "own"))
    )
    method = "predict" if "predict" in model.methods else "transform"
    answer = pd.DataFrame(opened.predict(frame)).to_numpy().ravel().tolist()
    assert answer == pd.DataFrame(getattr(model, method)(frame)).to_numpy().ravel().tolist()
    served = json.loads((folder / "serving_input_example.json").read_text())["dataframe_split"]
    assert served == json.loads((folder / "input_example.json").read_text())


@pytest.mark.parametrize("name", NAMES)
def test_the_file_of_dvc_names_the_model_by_its_md5(handed, name):
    folder = handed / name
    [out] = yaml.safe_load((folder / "model.keepfit.dvc").read_text(encoding="utf-8"))["outs"]
    data = (folder / "model.keepfit").read_bytes()
    assert out["md5"] == hashlib.md5(data).hexdigest() and isinstance(out["md5"], str)
    assert (out["size"], out["hash"], out["path"]) == (len(data), "md5", "model.keepfit")
    [artifact] = yaml.safe_load((folder / "dvc.yaml").read_text(encoding="utf-8"))["artifacts"].values()
    assert artifact["path"] == "model.keepfit"


def test_the_card_holds_the_scores_and_takes_any_name(handed):
    folder = handed / "hard"
    card = keepfit.load(folder / "model.keepfit").card
    facts = front_matter(folder)
    assert facts["library_name"] == "keepfit" and facts["pipeline_tag"] == "tabular-classification"
    [result] = facts["model-index"][0]["results"]
    assert facts["model-index"][0]["name"] == card["name"] and result["dataset"]["name"] == card["dataset"]["name"]
    scores = {each["type"]: each["value"] for each in result["metrics"]}
    assert scores["accuracy"] == card["metrics"]["accuracy"]
    assert json.loads((folder / "metrics.json").read_text()) == {
        name: value for name, value in card["metrics"].items() if isinstance(value, (int, float))
    }
    assert yaml.safe_load((folder / "model.keepfit.dvc").read_text(encoding="utf-8"))["outs"][0]["desc"] == card["name"]


def test_a_card_without_scores_promises_none(handed):
    facts = front_matter(handed / "ridge")
    assert "model-index" not in facts and "metrics" not in facts and facts["pipeline_tag"] == "tabular-regression"
    assert front_matter(handed / "standard_scaler") == {"library_name": "keepfit", "tags": ["keepfit"]}
