"""What three scanners of pickles say of the hostile files in tests/golden/pickles, and of the honest ones.

Writes scanners.json beside them: per scanner its version, and for each file "flags" (it warns), "clean" (it looked and
found nothing), "error" (it could not read the file, and says so) or "not scanned" (it left the file out). None of them
runs what a file says. A scanner that is not installed is left out, with the reason.
"""

import contextlib
import importlib
import importlib.metadata
import io
import json
import logging
import sys
from pathlib import Path

folder = Path(__file__).parent / "pickles"
logging.disable(logging.CRITICAL)


def by_picklescan(path):
    from picklescan.scanner import scan_file_path

    found = scan_file_path(str(path))
    if found.issues_count:
        return "flags"
    if found.scan_err:
        return "error"
    return "clean" if found.scanned_files else "not scanned"


def by_modelscan(path):
    from modelscan.modelscan import ModelScan

    summary = ModelScan().scan(path)
    if summary["summary"]["total_issues"]:
        return "flags"
    if summary["errors"]:
        return "error"
    return "clean" if summary["summary"]["scanned"]["total_scanned"] else "not scanned"


def by_fickling(path):
    from fickling.analysis import Severity, check_safety
    from fickling.fickle import StackedPickle

    try:
        with path.open("rb") as file:
            pickles = StackedPickle.load(file, fail_on_decode_error=True)
        severities = [check_safety(each).severity for each in pickles]
    except Exception:
        return "error"
    return "clean" if all(each == Severity.LIKELY_SAFE for each in severities) else "flags"


# What they import has to be there: an import that fails must not pass for what a scanner says of a file.
modules = {"picklescan": "picklescan.scanner", "modelscan": "modelscan.modelscan", "fickling": "fickling.analysis"}
scanners = {"picklescan": by_picklescan, "modelscan": by_modelscan, "fickling": by_fickling}


def main():
    files = json.loads((folder / "expected.json").read_text())
    out = {}
    for name, scan in scanners.items():
        try:
            version = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            out[name] = {"left_out": "It could not be installed."}
            continue
        importlib.import_module(modules[name])
        verdicts = {}
        for file in files:
            try:
                with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                    verdicts[file] = scan(folder / file)
            except (Exception, RecursionError):
                verdicts[file] = "error"
        out[name] = {"version": version, "verdicts": verdicts}
        counts = {word: list(verdicts.values()).count(word) for word in sorted(set(verdicts.values()))}
        print(f"{name} {version}: {counts}", file=sys.stderr)
    (folder / "scanners.json").write_text(json.dumps(out, indent=1) + "\n")


main()
