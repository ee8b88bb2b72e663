"""Refusals and warnings: what happened, where, what to do."""

from __future__ import annotations

import warnings as _warnings
from typing import Any, Iterable, Mapping


class Error(ValueError):
    """What Keepfit refuses, and why.

    ``str`` of it is the sentence with the way out; ``code`` is a word for programs, the same as in Keepfit's other
    libraries; ``where`` names a column, a parameter or a place in a file; ``details`` holds what else is known of
    the place (``row`` counts from 0, ``column``).
    """

    def __init__(self, code: str, where: str = "", message: str = "", hint: str = "", **details: Any) -> None:
        super().__init__(f"{message} {hint}".strip())
        self.code = code
        self.where = where
        self.message = message
        self.hint = hint
        self.details = details

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Error:
        """The error that crossed the border as data."""
        rest = {key: value for key, value in data.items() if key not in ("code", "where", "message", "hint")}
        return cls(data.get("code", ""), data.get("where", ""), data.get("message", ""), data.get("hint", ""), **rest)

    def __reduce__(self) -> tuple[Any, ...]:
        return _made, (type(self), self.code, self.where, self.message, self.hint, self.details)


def _made(kind: type[Error], code: str, where: str, message: str, hint: str, details: dict[str, Any]) -> Error:
    return kind(code, where, message, hint, **details)


class KeepfitWarning(UserWarning):
    """What scikit-learn would warn of: answers that may not be what was meant."""


def tell(said: Iterable[Mapping[str, Any]], stacklevel: int = 4) -> None:
    """Hands warnings of the engine on as warnings of Python."""
    for each in said:
        _warnings.warn(f"{each['message']} {each['hint']}".strip(), KeepfitWarning, stacklevel=stacklevel)
