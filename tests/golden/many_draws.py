"""python many_draws.py FIRST COUNT: draws for development, in build/golden/draws.json in the form of random_pipelines.json; all that have an
answer, none picked. KEEPFIT_DRAWS=build/golden/draws.json makes the native replay read that file instead of the fixture."""

import json
import sys
import warnings
from collections import Counter
from concurrent.futures import ProcessPoolExecutor

from common import plain, versions
from draw import SCHEMA, draw_case


def _one(seed):
    warnings.simplefilter("ignore")
    case, why = draw_case(seed)
    return case and json.dumps(
        {k: v if k == "recipe" else plain(v) for k, v in case.items()},
        ensure_ascii=False,
        allow_nan=False,
        separators=(",", ":"),
    ), why


def main(first, count):
    left_out, lines = Counter(), []
    with ProcessPoolExecutor(2) as pool:
        for line, why in pool.map(_one, range(first, first + count), chunksize=20):
            if line:
                lines.append(line)
            else:
                left_out[why] += 1
    path = SCHEMA.parent / "draws.json"
    drawn = {"tried": count, "left_out": dict(sorted(left_out.items()))}
    path.write_text(
        f'{{"made_by":{json.dumps(versions())},\n"drawn":{json.dumps(drawn)},\n"cases":[\n'
        + ",\n".join(lines)
        + "\n]}\n",
        encoding="utf-8",
    )
    print(f"{path}: {len(lines)} of {count} draws have an answer to compare with")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
