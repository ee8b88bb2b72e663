"""The host of the engine: a WebAssembly module in wasmtime, compiled once per user and machine."""

from __future__ import annotations

import collections
import ctypes
import hashlib
import os
import platform
import struct
import sys
import tempfile
import threading
from importlib import resources
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any, Callable

import wasmtime

from ._codec import decode, encode
from ._errors import Error

Progress = Callable[[float, float], Any]


def cache_folder() -> Path | None:
    """Where compiled engines are kept: ``KEEPFIT_CACHE``, or the user's folder for caches. None where it is empty."""
    given = os.environ.get("KEEPFIT_CACHE")
    if given is not None:
        return Path(given) if given else None
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA")
        return Path(base) / "keepfit" / "Cache" if base else None
    try:
        if sys.platform == "darwin":
            return Path.home() / "Library" / "Caches" / "keepfit"
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "keepfit"
    except RuntimeError:  # no home
        return None


def _is_ours(folder: Path) -> bool:
    """What lies in the cache is run: nobody else may be able to put something there."""
    if sys.platform == "win32":
        return True
    state = folder.stat()
    return state.st_uid == os.getuid() and not state.st_mode & 0o022


def _compiled(engine: wasmtime.Engine, name: str) -> wasmtime.Module:
    """The module, from the cache where it is there. A cache that cannot be used is no error."""
    wasm = resources.files(__package__).joinpath(f"{name}.wasm").read_bytes()
    folder = cache_folder()
    if folder is None:
        return wasmtime.Module(engine, wasm)
    digest = hashlib.sha256(wasm).hexdigest()[:32]
    file = folder / f"{name}-{digest}-wasmtime-{version_of('wasmtime')}-{platform.machine()}.bin"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_ours(folder):
            return wasmtime.Module(engine, wasm)
        if file.exists() and _is_ours(file):
            return wasmtime.Module.deserialize_file(engine, str(file))
    except (OSError, wasmtime.WasmtimeError):
        pass  # damaged, or of another processor: made again below
    module = wasmtime.Module(engine, wasm)
    try:
        # Whole or absent: others may be starting at the same time.
        handle, temporary = tempfile.mkstemp(dir=folder, prefix=".making-")
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(module.serialize())
            os.replace(temporary, file)
        except BaseException:
            os.unlink(temporary)
            raise
    except OSError:
        pass
    return module


class Host:
    """One instance of a module with Keepfit's five exports. It takes one call at a time."""

    def __init__(self, name: str) -> None:
        config = wasmtime.Config()
        config.wasm_exceptions = True
        engine = wasmtime.Engine(config)
        module = _compiled(engine, name)
        self._store = store = wasmtime.Store(engine)
        self._listener: Progress | None = None
        self._thrown: BaseException | None = None
        linker = wasmtime.Linker(engine)
        number = wasmtime.ValType
        linker.define_func(
            "keepfit", "progress", wasmtime.FuncType([number.f64(), number.f64()], [number.i32()]), self._progress
        )
        exports: Any = linker.instantiate(store, module).exports(store)
        self._memory = exports["memory"]
        self._allocate, self._free = exports["keepfit_allocate"], exports["keepfit_free"]
        self._call, self._release = exports["keepfit_call"], exports["keepfit_release"]
        #: False while a call is under way, and after one that broke off: the instance is undefined then.
        self.sound = True
        self._names: dict[str, tuple[int, int]] = {}
        if "_initialize" in exports:
            exports["_initialize"](store)

    def _progress(self, done: float, total: float) -> int:
        # Nothing may unwind the engine's stack: it is asked to stop, and what was thrown is thrown then.
        try:
            return 1 if self._listener is not None and self._listener(done, total) else 0
        except BaseException as error:
            self._thrown = error
            return 1

    def _put(self, data: bytes) -> int:
        at = self._allocate(self._store, len(data)) & 0xFFFFFFFF
        if at == 0:
            raise Error(
                "out_of_memory",
                "",
                f"The engine has no room for {len(data)} more bytes.",
                "Release models that are no longer needed, or use fewer rows.",
            )
        # Where the memory begins is asked for each time: it moves when it grows.
        ctypes.memmove(ctypes.addressof(self._memory.data_ptr(self._store).contents) + at, data, len(data))
        return at

    def _read(self, at: int, size: int) -> bytes:
        return ctypes.string_at(ctypes.addressof(self._memory.data_ptr(self._store).contents) + at, size)

    def exchange(self, op: str, data: bytes, listener: Progress | None = None) -> tuple[int, bytes]:
        """Bytes in, bytes out: 0 with an answer, 1 with a refusal."""
        name = self._names.get(op)
        if name is None:
            text = op.encode()
            name = self._names[op] = (self._put(text), len(text))
        at = self._put(data)
        self._listener, self._thrown = listener, None
        self.sound = False
        try:
            answer = self._call(self._store, *name, at, len(data)) & 0xFFFFFFFF
        finally:
            self._listener = None
        self.sound = True
        if answer == 0:
            self._free(self._store, at, len(data))
            raise Error("out_of_memory", op, "The engine has no room for the answer.", "Ask for fewer rows at a time.")
        status, where, length = struct.unpack("<III", self._read(answer, 12))
        reply = self._read(where, length)
        self._release(self._store, answer)
        self._free(self._store, at, len(data))
        if self._thrown is not None:
            thrown, self._thrown = self._thrown, None
            raise thrown
        return status, reply

    def call(self, op: str, request: Any, listener: Progress | None = None) -> Any:
        """The decoded answer.

        :raises Error: what the engine refuses.
        """
        status, reply = self.exchange(op, encode(request), listener)
        value = decode(reply)
        if status:
            raise Error.of(value)
        return value


class Engine:
    """A module that is started when it is first asked, and again after it was lost.

    ``generation`` counts the starts: handles of an earlier one stand for nothing any more.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.generation = 0
        self.lock = threading.RLock()
        self._host: Host | None = None
        self._unused: collections.deque[tuple[int, int]] = collections.deque()

    @property
    def running(self) -> bool:
        return self._host is not None

    def forget(self) -> None:
        """Ends the instance, and frees all that it holds. The next call starts another."""
        self._host = None

    def after_fork(self) -> None:
        # The other threads of the parent are not here, and may have held the lock.
        self.lock = threading.RLock()
        self.forget()

    def release_later(self, generation: int, handle: int) -> None:
        """Called while objects are being collected, hence possibly in the middle of another call."""
        self._unused.append((generation, handle))

    def call(self, op: str, request: Any, listener: Progress | None = None) -> Any:
        """What the engine answers to an operation.

        :raises Error: what the engine refuses; ``worker_lost`` where the engine broke off.
        """
        with self.lock:
            if self._host is None:
                self._host = self._started()
                self.generation += 1
            while self._unused:
                generation, handle = self._unused.popleft()
                if generation == self.generation:
                    self._host.call("release", {"model": handle})
            host = self._host
            try:
                return host.call(op, request, listener)
            except (wasmtime.WasmtimeError, wasmtime.Trap) as error:
                raise Error(
                    "worker_lost",
                    op,
                    f"The engine stopped unexpectedly: {str(error).splitlines()[0]}.",
                    "Call again: a fresh engine starts by itself, and models are kept.",
                ) from error
            finally:
                if not host.sound:
                    self.forget()

    def _started(self) -> Host:
        try:
            return Host(self.name)
        except (OSError, wasmtime.WasmtimeError) as error:
            raise Error(
                "engine_unavailable",
                f"{self.name}.wasm",
                f"The engine could not be started: {str(error).splitlines()[0]}.",
                "Install the package again, and a wasmtime of the versions that it names.",
            ) from error


engine = Engine("keepfit")
interchange = Engine("keepfit-interchange")
onnx_writer = Engine("keepfit-onnx")
pmml_writer = Engine("keepfit-pmml")
skops_writer = Engine("keepfit-skops")

if hasattr(os, "register_at_fork"):
    for each in (engine, interchange, onnx_writer, pmml_writer, skops_writer):
        os.register_at_fork(after_in_child=each.after_fork)
