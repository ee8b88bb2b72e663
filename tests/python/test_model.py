"""What a person calls: load, predict, fit, dump, and what is refused with which words."""

from __future__ import annotations

import copy
import hashlib
import json
import multiprocessing
import os
import pickle
import re
import subprocess
import sys
import threading
from pathlib import Path

import keepfit
import numpy as np
import pandas as pd
import pytest
from conftest import MODELS, ROOT
from keepfit import _engine
from sklearn.datasets import load_iris

IRIS = load_iris(as_frame=True)
X, Y = IRIS.data, IRIS.target.map(dict(enumerate(IRIS.target_names)))


@pytest.fixture(scope="module")
def flowers() -> keepfit.Model:
    steps = [("scale", keepfit.recipe("StandardScaler")), ("model", keepfit.recipe("LogisticRegression", C=0.5))]
    return keepfit.fit(keepfit.recipe("Pipeline", steps=steps), X, Y)


def test_fits_as_the_manifest_says_that_every_host_does():
    """A fingerprint is the same in Python as in the file that Node froze: fitted anew from its recipe."""
    manifest = json.loads((MODELS / "v1" / "manifest.json").read_text())
    for each in manifest["files"]:
        assert keepfit.load(MODELS / "v1" / each["file"]).fingerprint == each["fingerprint"]


def test_agrees_with_scikit_learn(flowers):
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    theirs = make_pipeline(StandardScaler(), LogisticRegression(C=0.5, tol=1e-10, max_iter=1000)).fit(X, Y)
    assert (flowers.predict(X) == theirs.predict(X)).all()
    np.testing.assert_allclose(flowers.predict_proba(X), theirs.predict_proba(X), atol=1e-3)
    assert flowers.score(X, Y) == theirs.score(X, Y)
    assert list(flowers.classes_) == list(theirs.classes_)


def test_dump_and_load(flowers, tmp_path):
    path = tmp_path / "flowers.keepfit"
    data = keepfit.dump(flowers, path, card={"name": "flowers"})
    assert path.read_bytes() == data and os.listdir(tmp_path) == ["flowers.keepfit"]
    again = keepfit.load(str(path))
    assert again.card["name"] == "flowers" and again.card["created"].endswith("Z")
    assert again.fingerprint == flowers.fingerprint
    assert again.predict_proba(X).tobytes() == flowers.predict_proba(X).tobytes()
    assert again.verify()["identical"] and again.proof["rows"] > 0
    assert keepfit.dump(again) == data
    assert keepfit.load(keepfit.dump(flowers, proof=False)).proof is None
    assert "LogisticRegression" in repr(again.inspect()["rows"])
    assert again.recipe["params"]["steps"][1][1]["params"]["C"] == 0.5


def test_the_same_fit_has_the_same_fingerprint(flowers):
    assert keepfit.fit(flowers.recipe, X, Y).fingerprint == flowers.fingerprint


def test_inspect_and_the_fingerprint_are_of_the_bytes(penguins):
    data = penguins.read_bytes()
    found = keepfit.inspect(data)
    at, length = found["sections"]["pipeline"]
    assert hashlib.sha256(data[at : at + length]).hexdigest() == keepfit.load(data).fingerprint


def test_diff(penguins):
    assert not keepfit.diff(penguins, penguins)["rows"] or all(
        row.get("change") in (None, "same") for row in keepfit.diff(penguins, penguins)["rows"]
    )


def test_labels_have_the_type_of_the_classes():
    table = {"a": np.arange(8.0)}
    whole = keepfit.fit("DecisionTreeClassifier", table, [0, 0, 0, 0, 1, 1, 1, 1]).predict(table)
    assert whole.dtype == np.int64 and whole.tolist() == [0, 0, 0, 0, 1, 1, 1, 1]
    text = keepfit.fit("DecisionTreeClassifier", table, list("aaaabbbb")).predict(table)
    assert text.dtype == object and text[0] == "a"
    number = keepfit.fit("DecisionTreeRegressor", table, [0, 0, 0, 0, 1, 1, 1, 1]).predict(table)
    assert number.dtype == np.float64
    clusters = keepfit.fit(keepfit.recipe("KMeans", n_clusters=2, random_state=0), table).predict(table)
    assert clusters.dtype == np.int64
    search = keepfit.recipe(
        "GridSearchCV", estimator=keepfit.recipe("DecisionTreeClassifier"), cv=2, param_grid={"max_depth": [1, 2]}
    )
    assert keepfit.fit(search, table, [0, 1, 0, 1, 1, 1, 1, 0]).predict(table).dtype == np.int64


def test_warnings_are_told_and_kept():
    with pytest.warns(keepfit.KeepfitWarning, match="max_iter"):
        model = keepfit.fit(keepfit.recipe("LogisticRegression", max_iter=1), X, Y)
    assert model.warnings[0]["code"] == "ConvergenceWarning"
    assert keepfit.load(keepfit.dump(model)).warnings[0]["code"] == "ConvergenceWarning"
    with pytest.warns(keepfit.KeepfitWarning, match="no column names"):
        model.predict(X.to_numpy())


def test_input_warnings(flowers):
    far = X.assign(**{X.columns[0]: 1000.0})
    assert keepfit.load(keepfit.dump(flowers)).input_warnings(far)[0]["column"] == X.columns[0]


def test_sample_weight():
    table, y = {"a": [0.0, 1.0, 2.0]}, [0.0, 0.0, 3.0]
    heavy = keepfit.fit("LinearRegression", table, y, sample_weight=[1, 1, 1e9]).predict(table)
    assert heavy[2] == pytest.approx(3, abs=1e-6)
    with pytest.raises(keepfit.Error, match="sample_weight has 2 values"):
        keepfit.fit("LinearRegression", table, y, sample_weight=[1, 1])


def test_progress_and_stopping():
    said = []
    recipe = keepfit.recipe("GradientBoostingClassifier", n_estimators=20)
    keepfit.fit(recipe, X, Y, on_progress=lambda done, total: said.append((done, total)) and None)
    assert said and said[-1][0] <= said[-1][1]
    with pytest.raises(keepfit.Error) as caught:
        keepfit.fit(recipe, X, Y, on_progress=lambda done, total: True)
    assert caught.value.code == "cancelled"

    def fails(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        keepfit.fit(recipe, X, Y, on_progress=fails)
    assert keepfit.fit("Ridge", X, IRIS.target).predict(X).shape == (150,)  # the engine goes on


def test_pickles_and_copies(flowers):
    for other in (pickle.loads(pickle.dumps(flowers)), copy.deepcopy(flowers)):
        assert other.predict(X).tolist() == flowers.predict(X).tolist()
        assert keepfit.load(keepfit.dump(other)).proof["rows"] > 0


def test_models_outlive_the_engine(flowers):
    before = flowers.predict_proba(X)
    _engine.engine.forget()
    assert flowers.predict_proba(X).tobytes() == before.tobytes()
    old = keepfit.load(keepfit.dump(flowers))
    _engine.engine.forget()
    other = keepfit.fit("Ridge", X, IRIS.target)  # another start; its handle is the old one's
    assert old.predict(X).tolist() == flowers.predict(X).tolist()
    assert other.predict(X).dtype == np.float64


def test_an_engine_that_broke_off_is_not_used_again(flowers, monkeypatch):
    expected = flowers.predict_proba(X).tobytes()

    def broken(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(_engine.engine._host, "_call", broken)
    before = _engine.engine.generation
    with pytest.raises(KeyboardInterrupt):
        flowers.predict_proba(X)
    assert not _engine.engine.running
    assert flowers.predict_proba(X).tobytes() == expected and _engine.engine.generation == before + 1


def test_memory_of_models_is_freed(penguins):
    for _ in range(300):
        keepfit.load(penguins)
    handles = [keepfit.load(penguins)._handle for _ in range(2)]
    assert handles[0]  # released ones are asked for no more:
    with pytest.raises(keepfit.Error) as caught:
        _engine.engine.call("params", {"model": handles[0]})
    assert caught.value.code == "unknown_model"


def test_threads(flowers):
    expected, wrong = flowers.predict_proba(X).tobytes(), []

    def work():
        for _ in range(20):
            if flowers.predict_proba(X).tobytes() != expected:
                wrong.append(1)

    threads = [threading.Thread(target=work) for _ in range(4)]
    [each.start() for each in threads]
    [each.join() for each in threads]
    assert not wrong


def _child(model, table, queue):
    queue.put(model.predict_proba(table).tobytes())


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_process(flowers):
    context = multiprocessing.get_context("fork")
    queue = context.Queue()
    child = context.Process(target=_child, args=(flowers, X, queue))
    child.start()
    assert queue.get(timeout=60) == flowers.predict_proba(X).tobytes()
    child.join()


REFUSED = {path.name: path for path in sorted((ROOT / "tests" / "hostile").rglob("*.keepfit"))}


def test_hostile_files_are_refused_by_a_code():
    assert len(REFUSED) > 20
    known = json.loads((ROOT / "cpp" / "core" / "errors.json").read_text())
    for name, path in REFUSED.items():
        try:
            keepfit.load(path)
        except keepfit.Error as error:
            assert error.code in known and str(error), name
    with pytest.raises(keepfit.Error) as caught:
        keepfit.load(b"PK\x03\x04 no such thing")
    assert caught.value.code == "not_keepfit"
    assert str(caught.value).startswith(caught.value.message) and caught.value.hint in str(caught.value)
    assert isinstance(caught.value, ValueError)
    again = pickle.loads(pickle.dumps(caught.value))
    assert (again.code, again.where, str(again)) == ("not_keepfit", caught.value.where, str(caught.value))


def test_damage_is_refused(penguins):
    data = bytearray(penguins.read_bytes())
    for at in range(0, len(data), 97):
        broken = bytes(data[:at]) + bytes([data[at] ^ 1]) + bytes(data[at + 1 :])
        with pytest.raises(keepfit.Error):
            keepfit.load(broken)
    with pytest.raises(FileNotFoundError):
        keepfit.load("no/such/file.keepfit")


@pytest.mark.parametrize(
    "recipe, code",
    [
        (keepfit.recipe("Ridge", alpha=-1.0), "bad_parameter"),
        (keepfit.recipe("Ridge", alhpa=1.0), "unknown_parameter"),
        (keepfit.recipe("Rigde"), "unknown_estimator"),
    ],
)
def test_recipes_are_refused_by_name(recipe, code):
    with pytest.raises(keepfit.Error) as caught:
        keepfit.fit(recipe, X, IRIS.target)
    assert caught.value.code == code


def test_recipes_of_scikit_learn():
    from sklearn.compose import ColumnTransformer
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    made = Pipeline(
        [
            ("columns", ColumnTransformer([("n", StandardScaler(), ["a"]), ("t", OneHotEncoder(), ["b"])])),
            ("model", RandomForestClassifier(n_estimators=np.int64(5), random_state=0)),
        ]
    )
    recipe = keepfit.recipe(made)
    assert recipe["params"]["steps"][1] == [
        "model",
        {"class": "RandomForestClassifier", "params": {"n_estimators": 5, "random_state": 0}},
    ]
    rng = np.random.default_rng(0)
    table = pd.DataFrame({"a": rng.normal(size=60), "b": rng.choice(["x", "y", "z"], 60)})
    y = np.where(table["a"] > 0, "up", "down")
    ours, theirs = keepfit.fit(made, table, y), made.fit(table, y)
    assert ours.predict_proba(table).tolist() == theirs.predict_proba(table).tolist()
    for bad in (3, {"params": {}}, "{"):
        with pytest.raises(keepfit.Error) as caught:
            keepfit.recipe(bad)
        assert caught.value.code == "bad_recipe"


def in_fresh_process(code: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **env}, capture_output=True, text=True, timeout=300
    )


LOAD = "import sys, keepfit; print(keepfit.load(sys.argv[1] if len(sys.argv) > 1 else {!r}).fingerprint)"


def test_a_damaged_cache_is_made_again(tmp_path, penguins):
    folder = tmp_path / "cache"
    folder.mkdir(mode=0o700)
    kept = Path(os.environ["KEEPFIT_CACHE"])
    # Those of engines that were built before may lie beside it.
    whole = max(kept.glob(f"keepfit-{'[0-9a-f]' * 32}-*.bin"), key=lambda file: file.stat().st_mtime)
    good = whole.read_bytes()
    (folder / whole.name).write_bytes(good[:100_000])
    os.chmod(folder / whole.name, 0o600)
    done = in_fresh_process(LOAD.format(str(penguins)), KEEPFIT_CACHE=str(folder))
    assert done.stdout.strip() == keepfit.load(penguins).fingerprint, done.stderr
    assert (folder / whole.name).stat().st_size == len(good)
    assert [path.name for path in folder.iterdir()] == [whole.name]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
def test_a_cache_that_others_may_write_to_is_not_run(tmp_path, penguins):
    folder = tmp_path / "cache"
    folder.mkdir()
    os.chmod(folder, 0o777)
    done = in_fresh_process(LOAD.format(str(penguins)), KEEPFIT_CACHE=str(folder))
    assert done.stdout.strip() == keepfit.load(penguins).fingerprint, done.stderr
    assert not list(folder.iterdir())


def test_a_cache_that_cannot_be_is_no_error(tmp_path, penguins):
    file = tmp_path / "file"
    file.write_text("")
    done = in_fresh_process(LOAD.format(str(penguins)), KEEPFIT_CACHE=str(file / "cache"))
    assert done.stdout.strip() == keepfit.load(penguins).fingerprint, done.stderr


def test_nothing_else_is_imported():
    """pandas, scikit-learn and the like only where they are used."""
    done = in_fresh_process(
        "import sys, keepfit; print([m for m in ('pandas', 'polars', 'sklearn', 'mlflow', 'pyspark') if m in sys.modules])"
    )
    assert done.stdout.strip() == "[]"


def test_codes_of_refusals_are_those_of_all_hosts():
    known = json.loads((ROOT / "cpp" / "core" / "errors.json").read_text())
    sources = [path.read_text() for path in (ROOT / "cpp" / "python" / "keepfit").glob("*.py")]
    made = {code for text in sources for code in re.findall(r'\bError\(\s*"(\w+)"', text)}
    assert len(made) > 15 and made <= set(known)
