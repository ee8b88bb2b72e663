"""The folders of MLflow, opened by MLflow itself."""

from __future__ import annotations

import keepfit
import pandas as pd
import pytest
import yaml
from conftest import MODELS

mlflow = pytest.importorskip("mlflow")
import keepfit.mlflow  # noqa: E402


@pytest.fixture()
def model(penguins):
    return keepfit.load(penguins)


@pytest.fixture()
def X(model) -> pd.DataFrame:
    row = {c["name"]: c.get("most_frequent", c.get("median")) for c in model.card["input"]}
    return pd.DataFrame(
        [row, {**row, "sex": None, "body_mass_g": None}, {**row, "bill_length_mm": 50.0}], index=[4, 2, 9]
    )


def test_a_folder_holds_data_only_and_answers_alike(model, X, penguins, tmp_path):
    keepfit.mlflow.save_model(model, tmp_path / "m", input_example=X)
    stored = yaml.safe_load((tmp_path / "m" / "MLmodel").read_text())["flavors"]
    assert set(stored) == {"keepfit", "python_function"} and "code" not in stored["python_function"]
    assert not list((tmp_path / "m").rglob("*.py")) and not list((tmp_path / "m").rglob("*.pkl"))
    assert (tmp_path / "m" / "model.keepfit").read_bytes() == penguins.read_bytes()
    opened = mlflow.pyfunc.load_model(str(tmp_path / "m"))
    answer = opened.predict(X)
    assert answer["prediction"].tolist() == model.predict(X).tolist() and list(answer.index) == [4, 2, 9]
    proba = opened.predict(X, params={"method": "predict_proba"})
    assert proba.tobytes() == model.predict_proba(X).tobytes()
    assert opened.get_raw_model().fingerprint == model.fingerprint
    assert keepfit.mlflow.load_model(tmp_path / "m").predict(X).tolist() == model.predict(X).tolist()
    with pytest.raises(mlflow.exceptions.MlflowException, match="sex"):
        opened.predict(X.drop(columns="sex"))
    with pytest.raises(keepfit.Error, match="no method"):
        opened.predict(X, params={"method": "__class__"})


def test_whole_numbers_are_taken_where_the_example_has_them(model, X, tmp_path):
    whole = X.assign(year=[2007, 2008, 2009])
    keepfit.mlflow.save_model(model, tmp_path / "m", input_example=whole)
    assert len(mlflow.pyfunc.load_model(str(tmp_path / "m")).predict(whole)) == 3


@pytest.mark.parametrize(
    "name", ["ridge", "k_means", "standard_scaler", "column_transformer", "k_neighbors_classifier"]
)
def test_every_kind_of_model(name, tmp_path):
    model = keepfit.load(MODELS / "v1" / f"{name}.keepfit")
    keepfit.mlflow.save_model(model, tmp_path / "m")
    X = pd.DataFrame([{c["name"]: c.get("most_frequent", c.get("median")) for c in model.card["input"]}])
    answer = mlflow.pyfunc.load_model(str(tmp_path / "m")).predict(X)
    method = "predict" if "predict" in model.methods else "transform"
    assert (
        pd.DataFrame(answer).to_numpy().ravel().tolist()
        == pd.DataFrame(getattr(model, method)(X)).to_numpy().ravel().tolist()
    )


def test_a_folder_that_is_not_empty_is_left_alone(model, tmp_path):
    (tmp_path / "mine").write_text("")
    with pytest.raises(keepfit.Error) as caught:
        keepfit.mlflow.save_model(model, tmp_path)
    assert caught.value.code == "name_taken" and [each.name for each in tmp_path.iterdir()] == ["mine"]


def test_a_damaged_file_is_refused(model, tmp_path):
    keepfit.mlflow.save_model(model, tmp_path / "m")
    file = tmp_path / "m" / "model.keepfit"
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    with pytest.raises(keepfit.Error):
        mlflow.pyfunc.load_model(str(tmp_path / "m"))


def test_it_is_logged_in_a_run(model, X, tmp_path, monkeypatch):
    monkeypatch.setenv("MLFLOW_ALLOW_FILE_STORE", "true")
    monkeypatch.setenv("MLFLOW_TRACKING_URI", (tmp_path / "runs").as_uri())
    mlflow.set_tracking_uri((tmp_path / "runs").as_uri())
    with mlflow.start_run():
        info = keepfit.mlflow.log_model(model, name="penguins")
    assert "keepfit" in info.flavors
    assert keepfit.mlflow.load_model(info.model_uri).fingerprint == model.fingerprint
    assert mlflow.pyfunc.load_model(info.model_uri).predict(X)["prediction"].tolist() == model.predict(X).tolist()
