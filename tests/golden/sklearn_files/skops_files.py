"""The first model of each class in a file of this folder, written by skops: 1.9.1-skops.bin.gz.

What scikit-learn answers stays as it is. skops numbers objects by where they were in memory; here they are numbered as
they stand, so that the bytes are the same every time.
"""

import gzip
import io
import json
import re
import struct
import zipfile
from pathlib import Path

import joblib
import sklearn
import skops.io

FOLDER = Path(__file__).resolve().parent


def renumbered(data):
    """The same archive with ids from 1, in the order in which they stand."""
    archive = zipfile.ZipFile(io.BytesIO(data))
    schema = archive.read("schema.json").decode()
    numbers = {}

    def number(match):
        return match[1] + str(numbers.setdefault(match[2], len(numbers) + 1)) + match[3]

    schema = re.sub(r'("__id__": )(\d+)()', number, schema)
    schema = re.sub(r'("file": ")(\d+)(\.npy")', number, schema)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        entries = [
            (re.sub(r"^(\d+)", lambda m: str(numbers[m[1]]), i.filename), archive.read(i)) for i in archive.infolist()
        ]
        entries = [(name, schema.encode() if name == "schema.json" else content) for name, content in entries]
        for name, content in sorted(entries, key=lambda each: (each[0] == "schema.json", len(each[0]), each[0])):
            made.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)
    return out.getvalue()


def main():
    raw = gzip.decompress((FOLDER / f"{sklearn.__version__}.bin.gz").read_bytes())
    (length,) = struct.unpack_from("<I", raw)
    told = json.loads(raw[4 : 4 + length])
    body, files, cases, seen = raw[4 + length :], b"", [], {}
    for case in told["cases"]:
        if case["expect"].get("refused") or seen.get(case["class"], 0) > 1 or case.get("may_refuse"):
            continue
        start, size = case["file"]
        data = body[start : start + size]
        if case["format"] == "joblib_gzip":
            data = gzip.decompress(data)
        try:
            made = renumbered(skops.io.dumps(joblib.load(io.BytesIO(data))))
        except Exception as error:  # what skops does not write
            print(f"{case['name']}: {type(error).__name__}: {str(error)[:80]}")
            continue
        seen[case["class"]] = seen.get(case["class"], 0) + 1
        cases.append({**case, "format": "skops", "file": [len(files), len(made)]})
        files += made
    made_by = {**told["made_by"], "skops": skops.__version__}
    text = json.dumps({"made_by": made_by, "skipped": [], "cases": cases}, ensure_ascii=False).encode()
    out = FOLDER / f"{sklearn.__version__}-skops.bin.gz"
    out.write_bytes(gzip.compress(struct.pack("<I", len(text)) + text + files, mtime=0))
    print(f"{out.name}: {len(cases)} models of {len(seen)} classes, {out.stat().st_size:,} bytes")


main()
