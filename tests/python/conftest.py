"""What the tests of the Python package share. They run in an environment that has the wheel: npm run python."""

from __future__ import annotations

import os
from pathlib import Path

import msgpack
import pytest

os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")  # nothing is told to anybody
os.environ.setdefault("DO_NOT_TRACK", "true")

ROOT = Path(__file__).resolve().parents[2]
MODELS = ROOT / "tests" / "golden" / "models"
FROZEN = sorted(path.relative_to(MODELS).as_posix() for path in MODELS.glob("*/*.keepfit"))


@pytest.fixture(scope="session")
def penguins() -> Path:
    """A pipeline over columns of numbers and of text, some of them missing."""
    return MODELS / "v1" / "pipeline_penguins_logistic.keepfit"


@pytest.fixture(scope="session")
def calls() -> list[dict]:
    """What Node answered: tests/python/expected.mjs."""
    path = os.environ.get("KEEPFIT_EXPECTED")
    if not path:
        pytest.skip("KEEPFIT_EXPECTED does not say where Node's answers are: use npm run python.")
    return msgpack.unpackb(Path(path).read_bytes())
