"""Writes fixtures/<name>.json for each module in cases/ (or only the names given). Start it with `npm run golden`."""

import importlib
import sys
import warnings
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
warnings.simplefilter("ignore")

import warned  # noqa: E402
from fixture import write_fixture  # noqa: E402


def cases_of(name, module):
    """Those of random_pipelines are drawn in other processes: what is warned of there, their fixture is asked."""
    return module.replayed() if hasattr(module, "replayed") else module.cases()


def main(wanted):
    only_warnings = wanted[:1] == ["warnings"]
    wanted = wanted[only_warnings:]
    available = sorted(p.stem for p in (HERE / "cases").glob("[a-z]*.py"))
    unknown = [name for name in wanted if name not in available]
    if unknown:
        sys.exit(f"There is no golden fixture named {', '.join(unknown)}. Known: {', '.join(available)}.")
    said = {}
    for name in wanted or available:
        module = importlib.import_module(f"cases.{name}")
        said[name] = {}
        replayed = hasattr(module, "replayed")
        if not only_warnings:
            cases = module.cases() if replayed else warned.recorded(module.cases(), said[name])
            path, count = write_fixture(name, cases, getattr(module, "about", dict))
            print(f"{path.relative_to(HERE)}: {count} cases, {path.stat().st_size / 1024:.0f} KB")
        if only_warnings or replayed:
            for _ in warned.recorded(cases_of(name, module), said[name]):
                pass
        print(f"{name}: {len(said[name])} cases with a warning")
    warned.write(HERE / "warnings.json", said)


if __name__ == "__main__":
    main(sys.argv[1:])
