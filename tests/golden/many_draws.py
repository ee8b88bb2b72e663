"""python many_draws.py made|tied FIRST COUNT [ESTIMATOR ...]: draws for development, of each estimator those numbers, in build/golden/draws.json
in the form of random_pipelines.json; all that have an answer, none picked. KEEPFIT_DRAWS=build/golden/draws.json makes the replays read
that file instead of the fixture."""

import json
import sys
import warnings
from collections import Counter
from concurrent.futures import ProcessPoolExecutor

from draws.case import draw_case
from fixture import line_of, versions
from recipes import CLASSES, SCHEMA, schema


def _one(draw):
    warnings.simplefilter("ignore")
    case, why = draw_case(*draw)
    return case and line_of(case), why


def main(kind, first, count, *names):
    unknown = [name for name in names if name not in schema()]
    if unknown:
        sys.exit(f"The engine knows no estimator named {', '.join(unknown)}.")
    subjects = names or sorted(set(schema()) & set(CLASSES))
    wanted = [(name, number, kind == "tied") for number in range(first, first + count) for name in subjects]
    left_out, lines = Counter(), []
    with ProcessPoolExecutor(2) as pool:
        for line, why in pool.map(_one, wanted, chunksize=20):
            if line:
                lines.append(line)
            else:
                left_out[why] += 1
    path = SCHEMA.parent / "draws.json"
    drawn = {"tried": len(wanted), "left_out": dict(sorted(left_out.items()))}
    path.write_text(
        f'{{"made_by":{json.dumps(versions())},\n"drawn":{json.dumps(drawn)},\n"cases":[\n'
        + ",\n".join(lines)
        + "\n]}\n",
        encoding="utf-8",
    )
    print(f"{path}: {len(lines)} of {len(wanted)} draws have an answer to compare with")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), *sys.argv[4:])
