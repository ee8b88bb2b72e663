"""Runs the code that the lessons show, each lesson's in one go beside the page's data, and keeps what it prints:
steps.json. Start it with `npm run golden -- python`."""

import contextlib
import io
import json
import os
import tempfile
import warnings
from pathlib import Path

HERE = Path(__file__).resolve().parent
DATA = HERE.parents[1] / "web" / "playground" / "data"
STEPS = HERE.parents[1] / "build" / "golden" / "steps.json"
warnings.simplefilter("ignore")


def run(scripts):
    """What each script prints; names that one makes are there for the next, as in a notebook."""
    names, told = {}, {}
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        for csv in DATA.glob("*.csv"):
            os.symlink(csv, csv.name)
        for step, script in scripts.items():
            said = io.StringIO()
            with contextlib.redirect_stdout(said):
                exec(script, names)
            told[step] = {"script": script, "printed": said.getvalue()}
    return told


def main():
    lessons = json.loads(STEPS.read_text(encoding="utf-8"))
    told = {lesson: run(scripts) for lesson, scripts in lessons.items()}
    (HERE / "steps.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    print(f"{sum(map(len, lessons.values()))} steps of {len(lessons)} lessons ran in scikit-learn.")


if __name__ == "__main__":
    main()
