"""The same engine in other hosts, asked what the Python package asks its own."""

from __future__ import annotations

import hashlib
import shutil
import struct
import subprocess
from pathlib import Path
from typing import Any

import keepfit
import pytest
from keepfit._codec import decode, encode

ROOT = Path(__file__).resolve().parents[2]
NATIVE = ROOT / "build" / "native" / "keepfit_host"


class Host:
    """A process that answers: Node with a module of build/wasm, or the native library."""

    def __init__(self, *command: str) -> None:
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def __enter__(self) -> Host:
        return self

    def __exit__(self, *_: Any) -> None:
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(10)

    def call(self, op: str, request: Any) -> Any:
        for field in (op.encode(), encode(request)):
            self._process.stdin.write(struct.pack("<I", len(field)) + field)
        self._process.stdin.flush()
        head = self._process.stdout.read(8)
        assert len(head) == 8, "the host has ended"
        status, length = struct.unpack("<II", head)
        answer = decode(self._process.stdout.read(length))
        if status:
            raise keepfit.Error.of(answer)
        return answer

    def fitted(self, recipe: Any, X: dict[str, Any], y: Any, **more: Any) -> str:
        """The fingerprint of what it fits."""
        model = self.call("fit", {"recipe": recipe, "X": X, "y": y, **more})["model"]
        data = self.call("dump", {"model": model, "card": {}, "proof": False})["bytes"]
        at, length = self.call("inspect", {"bytes": data})["sections"]["pipeline"]
        return hashlib.sha256(data[at : at + length]).hexdigest()


def node(module: str = "keepfit") -> Host:
    if shutil.which("node") is None or not (ROOT / "build" / "wasm" / f"{module}.wasm").exists():
        pytest.skip("There is no Node, or build/wasm has no engine.")
    return Host("node", str(ROOT / "tests" / "python" / "node.mjs"), module)
