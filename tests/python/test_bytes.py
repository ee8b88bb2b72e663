"""The engine in wasmtime, and the package on top of it, answer with the bytes of Node."""

from __future__ import annotations

from collections import defaultdict

import keepfit
import numpy as np
import pandas as pd
import polars as pl
import pytest
from conftest import FROZEN, MODELS
from keepfit._codec import decode
from keepfit._columns import values_of
from keepfit._engine import Host

METHODS = ("predict", "predict_proba", "decision_function", "transform")


def test_every_call_comes_back_as_the_same_bytes(calls):
    """Loads, proofs, predictions, refusals and dumps, one after the other, as Node was asked them."""
    host = Host("keepfit")
    refused = 0
    for call in calls:
        answer = host.exchange(call["op"], call["request"])
        assert answer == (call["status"], call["reply"]), (call["file"], call["op"])
        refused += call["status"]
    assert {call["file"] for call in calls} == set(FROZEN)
    assert 0 < refused < len(calls)


def frame_of(X) -> pd.DataFrame:
    return pd.DataFrame({name: values_of(column) for name, column in X["columns"]}, index=range(7, 7 + X["rows"]))


def same_values(one, other) -> bool:
    """Bit for bit where they are numbers."""
    if one.dtype == object or other.dtype == object:
        return one.tolist() == other.tolist()
    return one.astype(np.float64).tobytes() == other.astype(np.float64).tobytes()


def columns_of(answer) -> list[np.ndarray]:
    if isinstance(answer, pd.DataFrame):
        return [answer.iloc[:, j].to_numpy() for j in range(answer.shape[1])]
    return [answer[:, j] for j in range(answer.shape[1])]


@pytest.fixture(scope="session")
def by_file(calls):
    out = defaultdict(list)
    for call in calls:
        if call["op"] in METHODS:
            out[call["file"]].append(call)
    return out


@pytest.mark.parametrize("file", FROZEN)
def test_the_package_answers_with_the_bytes_of_node(file, by_file):
    """DataFrames of both libraries, dictionaries and arrays in; arrays out, or the refusal that Node had."""
    model = keepfit.load(MODELS / file)
    assert model.proof is None or model.proof["identical"]
    assert model.verify()["identical"]
    asked = answered = 0
    for call in by_file[file]:
        request, reply = decode(call["request"]), decode(call["reply"])
        X = frame_of(request["X"])
        ask = getattr(model, call["op"])
        asked += 1
        if call["status"]:
            with pytest.raises(keepfit.Error) as caught:
                ask(X)
            assert (caught.value.code, caught.value.message) == (reply["code"], reply["message"])
            continue
        answered += 1
        tables = [X, {name: values_of(column) for name, column in request["X"]["columns"]}, pl.from_pandas(X)]
        for table in tables:
            answer = ask(table)
            if call["op"] == "transform":
                if isinstance(answer, pd.DataFrame):
                    assert list(answer.columns) == [name for name, _ in reply["X"]["columns"]]
                    assert list(answer.index) == list(X.index)
                if isinstance(answer, pl.DataFrame):
                    answer = np.column_stack([np.array(answer[c].to_list(), object) for c in answer.columns])
                for mine, (_, theirs) in zip(columns_of(answer), reply["X"]["columns"], strict=True):
                    theirs = values_of(theirs)
                    if mine.dtype == object and theirs.dtype != object:
                        mine = mine.astype(np.float64)
                    if theirs.dtype == object:
                        mine = np.array([None if keepfit._columns.is_missing(v) else v for v in mine], object)
                    assert same_values(mine, theirs)
            elif call["op"] == "predict":
                assert same_values(answer, values_of(reply["labels"]))
            else:
                theirs = reply["proba" if call["op"] == "predict_proba" else "scores"]
                assert answer.tobytes() == theirs.tobytes()
                assert answer.shape == (theirs.shape if answer.ndim == 2 else theirs.shape[:1])
    assert asked >= 4 and answered >= 1


@pytest.mark.parametrize("file", FROZEN)
def test_a_model_is_saved_as_it_came(file, calls):
    """Without a word a loaded model keeps its card and its proof."""
    (expected,) = [decode(c["reply"])["bytes"] for c in calls if c["file"] == file and c["op"] == "dump"]
    assert keepfit.dump(keepfit.load(MODELS / file)) == expected
