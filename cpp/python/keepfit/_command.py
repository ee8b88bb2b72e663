"""What the command was called with. ``command.json`` says what it takes; Keepfit's command in Node reads the same."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any, NoReturn, Sequence


def _read() -> dict[str, Any]:
    text: dict[str, Any] = json.loads(resources.files(__package__).joinpath("command.json").read_text("utf-8"))
    return text


class Misuse(Exception):
    """The command was called wrongly; how."""

    def __init__(self, command: str, sentence: str) -> None:
        of = f"keepfit {command}".rstrip()
        super().__init__(f"{of}: {sentence} See {of} --help.")


class Told(Exception):
    """Something about the command was asked, and this is what it says."""


def listed(words: Sequence[str]) -> str:
    return " or ".join([", ".join(words[:-1]), words[-1]])


def _long(argument: str, takes: dict[str, Any], rest: list[str]) -> tuple[str, str | None]:
    name, equals, value = argument[2:].partition("=") if "=" in argument[3:] else (argument[2:], "", "")
    if equals:
        return name, value
    return name, rest.pop(0) if name in takes and takes[name].get("takes") and rest else None


def tokens(options: dict[str, Any], given: Sequence[str]) -> tuple[list[tuple[str, str, str | None]], list[str]]:
    """Options as ``(as it was written, name, value)``, and the arguments between them: as ``util.parseArgs`` does it."""
    shorts = {option["short"]: name for name, option in options.items() if "short" in option}
    found: list[tuple[str, str, str | None]] = []
    arguments: list[str] = []
    rest = list(given)
    while rest:
        each = rest.pop(0)
        if each == "--":
            return found, arguments + rest
        if each.startswith("--"):
            name, value = _long(each, options, rest)
            found.append((f"--{name}", name, value))
        elif each.startswith("-") and len(each) > 1:
            name = shorts.get(each[1], each[1])
            if not options.get(name, {}).get("takes"):
                found.append((each[:2], name, None))
                if len(each) > 2:
                    rest.insert(0, f"-{each[2:]}")
            else:
                value = each[2:] or (rest.pop(0) if rest else None)
                found.append((each[:2], name, value))
        else:
            arguments.append(each)
    return found, arguments


def parse(given: Sequence[str], version: str) -> tuple[str, list[str], dict[str, Any]]:
    """Name of the command, its arguments, its options by name.

    :raises Misuse: where it cannot be meant so.
    :raises Told: where help or the version was asked for.
    """
    described = _read()
    commands = described["commands"]
    if not given:
        raise Misuse("", f"Say what to do: {listed(list(commands))}.")
    verb = given[0]
    if verb in ("--help", "-h"):
        raise Told("\n".join(described["help"]))
    if verb == "--version":
        raise Told(f"keepfit {version}")
    if verb not in commands:
        what = "option" if verb.startswith("-") else "command"
        raise Misuse("", f"There is no {what} {verb}. Its commands are {listed(list(commands))}.")
    command = commands[verb]
    options = {**command["options"], "help": {"short": "h"}}

    def wrong(sentence: str) -> NoReturn:
        raise Misuse(verb, sentence)

    found, arguments = tokens(options, given[1:])
    if any(name == "help" for _, name, _ in found):
        raise Told("\n".join(command["help"]))
    values: dict[str, Any] = {}
    for written, name, value in found:
        option = options.get(name)
        if option is None:
            wrong(f"There is no option {written}.")
        if option.get("takes") and value is None:
            wrong(f"{written} needs a value: {option['takes']}.")
        if not option.get("takes") and value is not None:
            wrong(f"{written} takes no value.")
        if "one_of" in option and value not in option["one_of"]:
            wrong(f"{written} is '{value}', but must be {listed(option['one_of'])}.")
        if option.get("whole"):
            if value is None or not (value.isascii() and value.isdigit() and len(value) < 16):
                wrong(f"{written} is '{value}', but must be a whole number.")
            values[name] = int(value)
        elif option.get("often"):
            values.setdefault(name, []).append(value)
        else:
            values[name] = True if value is None else value
    wanted: list[str] = command["arguments"]
    if len(arguments) < len(wanted):
        wrong(f"{wanted[len(arguments)].removesuffix(' ...')} is missing.")
    if len(arguments) > len(wanted) and not wanted[-1].endswith("..."):
        wrong(f"'{arguments[len(wanted)]}' is one argument too many.")
    return verb, arguments, values
