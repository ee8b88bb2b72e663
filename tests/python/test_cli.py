"""The command: what it prints, what it writes, what it ends with. Most of it stands in tests/command, for Node's too."""

from __future__ import annotations

import base64
import csv
import io
import json
import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path

import joblib
import keepfit
import numpy as np
import pandas as pd
import pytest
from conftest import MODELS, ROOT
from keepfit.cli import main
from sklearn.datasets import load_iris
from sklearn.ensemble import RandomForestClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler


@pytest.fixture()
def run(capfd):
    def ask(*arguments):
        try:
            status = main([str(each) for each in arguments])
        except SystemExit as ended:
            status = ended.code
        out, err = capfd.readouterr()
        return status, out, err

    return ask


def rows_of(text: str) -> list[dict]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture()
def table(penguins, tmp_path):
    """A file of CSV with a column that nobody asked for, and cells that are empty."""
    model = keepfit.load(penguins)
    row = {c["name"]: c.get("most_frequent", c.get("median")) for c in model.card["input"]}
    X = pd.DataFrame([row, {**row, "sex": None, "body_mass_g": None}, {**row, "bill_length_mm": 50.25}])
    path = tmp_path / "rows.csv"
    path.write_text(
        "\ufeff" + X.assign(other="a,b")[["other", *reversed(X.columns)]].to_csv(index=False), encoding="utf-8"
    )
    return path, X, model


def test_predict(run, table, penguins, tmp_path):
    path, X, model = table
    status, out, err = run("predict", penguins, path)
    assert status == 0 and [row["prediction"] for row in rows_of(out)] == model.predict(X).tolist()
    assert "Left out, as the model was fitted without: other." in err
    to = tmp_path / "out.csv"
    assert run("predict", penguins, path, "-o", to, "--keep", "-m", "predict", "-m", "predict_proba")[:2] == (0, "")
    rows = rows_of(to.read_text())
    assert rows[0]["other"] == "a,b" and rows[1]["sex"] == ""
    proba = np.array([[float(row[f"probability {c}"]) for c in model.classes_] for row in rows])
    assert proba.tobytes() == model.predict_proba(X).tobytes()  # as many digits as it takes


def test_predict_by_position(run, tmp_path):
    X = np.array([[0.0, 1.0], [1.0, 5.0], [2.0, 2.0]])
    keepfit.dump(keepfit.fit("Ridge", X, [1.0, 2.0, 3.0]), tmp_path / "m.keepfit")
    (tmp_path / "t.csv").write_text("p;q\n0;1\n\n1;5\n")
    status, out, err = run("predict", tmp_path / "m.keepfit", tmp_path / "t.csv", "--delimiter", ";")
    assert (status, err) == (0, "") and len(rows_of(out)) == 2


def test_inspect_and_verify(run, penguins, tmp_path):
    status, out, _ = run("inspect", penguins)
    assert status == 0 and "Pipeline" in out and "bill_length_mm: number" in out
    status, out, _ = run("inspect", penguins, "--json")
    assert status == 0 and json.loads(out)["card"]["name"] == "pipeline_penguins_logistic"
    status, out, _ = run("verify", *sorted((MODELS / "v1").glob("*.keepfit")))
    assert status == 0 and out.count(": identical, ") == len(list((MODELS / "v1").glob("*.keepfit")))
    bare = tmp_path / "bare.keepfit"
    keepfit.dump(keepfit.load(penguins), bare, proof=False)
    assert run("verify", penguins, bare)[0] == 1
    broken = tmp_path / "broken.keepfit"
    broken.write_bytes(penguins.read_bytes()[:-1])
    status, out, err = run("verify", broken)
    assert status == 1 and "broken.keepfit" in out
    status, out, err = run("inspect", broken)
    assert (status, out) == (1, "") and err.startswith("truncated: ")
    assert run("inspect", tmp_path / "none")[0] == 2


def test_convert(run, tmp_path):
    X, y = load_iris(return_X_y=True, as_frame=True)
    model = make_pipeline(StandardScaler(), RandomForestClassifier(5, random_state=0)).fit(X, y)
    for name, write in {
        "m.pkl": lambda to: Path(to).write_bytes(pickle.dumps(model)),
        "m.joblib": lambda to: joblib.dump(model, to),
        "z.joblib": lambda to: joblib.dump(model, to, compress=("zlib", 3)),
        "g.joblib": lambda to: joblib.dump(model, to, compress=("gzip", 3)),
        "b.joblib": lambda to: joblib.dump(model, to, compress=("bz2", 3)),
        "x.joblib": lambda to: joblib.dump(model, to, compress=("xz", 3)),
        "l.joblib": lambda to: joblib.dump(model, to, compress=("lzma", 3)),
    }.items():
        write(tmp_path / name)
        status, out, err = run("convert", tmp_path / name, "-o", tmp_path / f"{name}.keepfit", "--name", "flowers")
        assert status == 0 and "Pipeline of scikit-learn" in out, (name, err)
        taken = keepfit.load(tmp_path / f"{name}.keepfit")
        assert taken.predict_proba(X).tobytes() == model.predict_proba(X).tobytes()
        assert taken.card["name"] == "flowers" and len(taken.card["source"]["sha256"]) == 64
        assert run("examine", tmp_path / name)[0] == 0
    status, _, err = run("convert", tmp_path / "m.pkl", "-o", tmp_path / "m.pkl.keepfit")
    assert status == 1 and err.startswith("name_taken")
    assert run("convert", tmp_path / "m.pkl", "-o", tmp_path / "m.pkl.keepfit", "--force")[0] == 0
    cut = tmp_path / "cut.joblib"
    cut.write_bytes((tmp_path / "g.joblib").read_bytes()[:-200])
    assert run("convert", cut)[2].startswith("damaged: ")
    cut.write_bytes((tmp_path / "z.joblib").read_bytes() + b"more")
    assert run("convert", cut)[2].startswith("damaged: ")


def test_what_stands_beside_a_model(run, tmp_path):
    X, y = load_iris(return_X_y=True, as_frame=True)
    scaler, model = StandardScaler().fit(X), make_pipeline(StandardScaler(), RandomForestClassifier(5)).fit(X, y)
    one, two = tmp_path / "one.pkl", tmp_path / "two.joblib"
    one.write_bytes(pickle.dumps({"model": model, "columns": X.columns, "head": X.head()}))
    joblib.dump([scaler, {"model": model}], two)
    status, _, err = run("convert", one)
    assert status == 0 and "['model'] was taken, and nothing else, which is ['columns'] and ['head']" in err
    assert (keepfit.load(tmp_path / "one.keepfit").predict(X) == model.predict(X)).all()
    status, _, err = run("convert", two)
    assert status == 1 and "2 estimators: [0] and [1]['model']" in err
    assert run("convert", two, "--part", "[1]['model']")[0] == 0
    taken = keepfit.load(tmp_path / "two.keepfit")
    assert taken.predict_proba(X).tobytes() == model.predict_proba(X).tobytes()
    assert (np.asarray(keepfit.read_sklearn(two, part="0").transform(X)) == np.asarray(scaler.transform(X))).all()


class Evil:
    def __reduce__(self):
        return os.system, ("echo it ran",)


def test_what_runs_is_named_and_not_run(run, tmp_path):
    (tmp_path / "evil.pkl").write_bytes(pickle.dumps(Evil()))
    status, out, _ = run("examine", tmp_path / "evil.pkl", "--lines", "5")
    assert "it ran" not in out.splitlines()
    assert status == 1 and "system with ('echo it ran',)" in out and "Nothing of it was run" in out
    assert json.loads(run("examine", tmp_path / "evil.pkl", "--json")[1])["harmless"] is False
    status, _, err = run("convert", tmp_path / "evil.pkl")
    assert status == 1 and err.startswith("harmful: ") and not (tmp_path / "evil.keepfit").exists()
    (tmp_path / "text.pkl").write_text("no pickle")
    assert run("examine", tmp_path / "text.pkl")[2].startswith("not_a_pickle: ")


def test_diff(run, penguins):
    assert run("diff", penguins, penguins)[:2] == (0, "The files are identical.\n")
    status, out, _ = run("diff", penguins, MODELS / "v1" / "ridge.keepfit")
    assert status == 1 and "'Ridge'" in out
    assert json.loads(run("diff", penguins, penguins, "--json")[1])["identical"]


CASES = [
    case
    for name in ("cases.json", "predicted.json")
    for case in json.loads(
        (ROOT / "tests" / "command" / name).read_text("utf-8").replace("{version}", keepfit.__version__)
    )
    if case.get("only") != "node"
]


def bytes_of(given) -> bytes:
    if isinstance(given, str):
        return given.encode()
    if "base64" in given:
        return base64.b64decode(given["base64"])
    return (ROOT / given["from"]).read_bytes()[: given.get("cut")] + given.get("more", "").encode()


@pytest.mark.parametrize("case", CASES, ids=[case["title"] for case in CASES])
def test_it_says_and_does_what_nodes_does(case, tmp_path, monkeypatch, capfdbinary):
    monkeypatch.chdir(tmp_path)
    for path, given in case.get("files", {}).items():
        if given is None:
            Path(path).mkdir()
        else:
            Path(path).write_bytes(bytes_of(given))
    for each in case.get("before", ()):
        assert main(each) == 0
    capfdbinary.readouterr()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(case.get("input", "").encode())))
    code = main(case["run"])
    out, err = capfdbinary.readouterr()
    assert {"code": code, "out": out.decode(), "err": err.decode()} == {
        key: case[key] for key in ("code", "out", "err")
    }
    for path, held in case.get("writes", {}).items():
        if held is True or held is None:
            assert Path(path).exists() is (held is True)
        else:
            assert Path(path).read_bytes().decode() == held


NODE = [shutil.which("node"), str(ROOT / "build" / "lib" / "cli" / "main.js")]


@pytest.mark.skipif(not NODE[0] or not Path(NODE[1]).exists(), reason="Node's command is not built")
@pytest.mark.parametrize(
    ("path", "form"),
    [("command/files/words.pkl", form) for form in ("keepfit", "onnx", "pmml", "skops")]
    + [(f"golden/models/v1/{name}.keepfit", form) for name in ("pca", "k_means") for form in ("onnx", "pmml", "skops")],
)
def test_it_writes_the_bytes_that_nodes_writes(path, form, tmp_path, run):
    source = ROOT / "tests" / path
    assert run("convert", source, "--to", form, "-o", tmp_path / "ours")[0] == 0
    subprocess.run([*NODE, "convert", str(source), "--to", form, "-o", str(tmp_path / "theirs")], check=True)
    assert (tmp_path / "ours").read_bytes() == (tmp_path / "theirs").read_bytes()


def test_who_reads_it_may_have_read_enough(penguins):
    shell = f"'{sys.executable}' -m keepfit inspect '{penguins}' --json"
    done = subprocess.run(["sh", "-c", f"{shell}; echo $? >&2"], capture_output=True, text=True, timeout=120)
    assert done.stderr == "0\n"
    done = subprocess.run(["sh", "-c", f"({shell}; echo $? >&2) | true"], capture_output=True, text=True, timeout=120)
    assert done.stderr == "0\n"
    if Path("/dev/full").exists():
        done = subprocess.run(["sh", "-c", f"{shell} > /dev/full"], capture_output=True, text=True, timeout=120)
        assert (done.returncode, done.stderr) == (2, "standard output: No room is left.\n")


def test_it_is_a_program(penguins):
    entry = Path(sys.executable).with_name("keepfit.exe" if sys.platform == "win32" else "keepfit")
    for command in ([str(entry)], [sys.executable, "-m", "keepfit"]):
        done = subprocess.run([*command, "verify", str(penguins)], capture_output=True, text=True, timeout=120)
        assert done.returncode == 0 and "identical" in done.stdout
    done = subprocess.run(
        [sys.executable, "-m", "keepfit", "predict", str(penguins), "-"], input="a\n1\n", capture_output=True, text=True
    )
    assert done.returncode == 1 and done.stderr.startswith("missing_columns")
