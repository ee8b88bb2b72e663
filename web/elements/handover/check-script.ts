// A program for those who are given the folder: it says by its status whether the model answers there as it did here.
import type { Model } from "../../lib/index.js";
import { type Asked, tableOf } from "./rows.js";
import { ascii, cell } from "./text.js";

/** Rows and the model's answers to them; numbers in all their digits. */
export async function expectedFile(model: Model, asked: Asked, about: Record<string, string>): Promise<string> {
  const { methods } = await model.describe();
  const X = tableOf(asked);
  const answers: string[] = [];
  const say = (method: string, rows: readonly string[]) => answers.push(`"${method}": [\n${rows.join(",\n")}\n]`);
  if (methods.includes("predict")) say("predict", Array.from(await model.predict(X), cell));
  if (methods.includes("predict_proba")) {
    const { data, shape } = await model.predictProba(X);
    say(
      "predict_proba",
      inRows(asked.rows, shape[1]!, (row, column) => data[row * shape[1]! + column]!),
    );
  }
  if (methods.includes("transform") && !methods.includes("predict")) {
    const { columns } = await model.transform(X);
    say(
      "transform",
      inRows(asked.rows, columns.length, (row, column) => columns[column]![1][row]!),
    );
  }
  const columns = asked.columns.map(
    ([name, values]) =>
      `[${ascii(name)}, "${values instanceof Float64Array ? "number" : "text"}", [${Array.from(values, cell).join(", ")}]]`,
  );
  return `{
${Object.entries(about)
  .map(([key, value]) => `"${key}": ${ascii(value)},\n`)
  .join("")}"columns": [
${columns.join(",\n")}
],
${answers.join(",\n")}
}
`;
}

const inRows = (rows: number, columns: number, at: (row: number, column: number) => number | string | null): string[] =>
  Array.from(
    { length: rows },
    (_, row) => `[${Array.from({ length: columns }, (_, column) => cell(at(row, column))).join(", ")}]`,
  );

export const checkScript = `"""Does model.keepfit answer here as it did where it was saved? Ends with 0 where it does, with 1 where anything
differs, with 2 where it cannot be asked.

    pip install keepfit
    python check.py
"""

import hashlib
import json
import struct
import sys
from pathlib import Path

try:
    import keepfit
    import numpy as np
except ImportError as error:
    print(f"{error.name} is not installed: pip install keepfit")
    sys.exit(2)

here = Path(__file__).resolve().parent
problems = []


def check(what, good):
    print(("ok       " if good else "DIFFERS  ") + what)
    if not good:
        problems.append(what)


def number(cell):
    return float("nan") if cell is None else float(cell)


def same(got, wanted):
    """To the bit, for numbers; what is missing is None or not a number."""
    if isinstance(got, str):
        return got == wanted
    if got is None or got != got:
        return wanted is None or (not isinstance(wanted, str) and wanted != wanted) or wanted == "NaN"
    if wanted is None or (isinstance(wanted, str) and wanted not in ("Infinity", "-Infinity")):
        return False
    return struct.pack("<d", float(got)) == struct.pack("<d", number(wanted))


def main():
    expected = json.loads((here / "expected.json").read_text(encoding="utf-8"))
    data = (here / "model.keepfit").read_bytes()
    check("the file has the bytes it was handed over with", hashlib.sha256(data).hexdigest() == expected["sha256"])
    try:
        model = keepfit.load(data)
    except keepfit.Error as error:
        print(f"REFUSED  {error}")
        return 1
    check("the fingerprint is the one it was saved with", model.fingerprint == expected["fingerprint"])
    proof = model.verify()
    check(f"the proof: {proof['rows']} rows, {proof['steps']} outputs of steps", proof["identical"])
    X = {
        name: np.array([number(cell) for cell in cells]) if kind == "number" else np.array(cells, dtype=object)
        for name, kind, cells in expected["columns"]
    }
    if model.feature_names_in_ is None:
        X = np.column_stack(list(X.values()))
    for method in ("predict", "predict_proba", "transform"):
        if method not in expected:
            continue
        wanted = expected[method]
        if not wanted:
            continue
        got = np.asarray(getattr(model, method)(X), dtype=object)
        flat = [cell for row in wanted for cell in (row if isinstance(row, list) else [row])]
        found = list(got.reshape(-1))
        bad = [i for i, (a, b) in enumerate(zip(found, flat)) if not same(a, b)]
        width = max(1, len(flat) // len(wanted))
        first = f"; first in row {bad[0] // width + 1}: {found[bad[0]]!r}, not {flat[bad[0]]!r}" if bad else ""
        check(f"{method}: {len(flat)} values{first}", len(found) == len(flat) and not bad)
    print("All answers are the same." if not problems else "The model answers otherwise here.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
`;
