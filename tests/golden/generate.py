"""Writes fixtures/<name>.json for each module in cases/ (or only the names given). Start it with `npm run golden`."""
import importlib
import sys
import warnings
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
warnings.simplefilter("ignore")

from common import write_fixture  # noqa: E402


def main(wanted):
    available = sorted(p.stem for p in (HERE / "cases").glob("[a-z]*.py"))
    unknown = [name for name in wanted if name not in available]
    if unknown:
        sys.exit(f"There is no golden fixture named {', '.join(unknown)}. Known: {', '.join(available)}.")
    for name in wanted or available:
        module = importlib.import_module(f"cases.{name}")
        path, count = write_fixture(name, module.cases(), getattr(module, "about", dict))
        print(f"{path.relative_to(HERE)}: {count} cases, {path.stat().st_size / 1024:.0f} KB")


if __name__ == "__main__":
    main(sys.argv[1:])
