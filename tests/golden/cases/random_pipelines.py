"""Random pipelines: ../draw.py draws them; here is which draws are kept."""

import contextlib
import json
import math
from collections import Counter
from multiprocessing import Pool

import warned
from common import FIXTURES, build, target_array
from draw import TIED, draw_case, outputs, parts
from random_tables import tables

WANTED, REFUSED, EACH = 400, 30, 9
WANTED_TIED = 60

_drawn = {"tried": 0, "left_out": Counter()}


def cases():
    """Draws until the estimators have been seen often enough, the rare ones too: a draw is kept for an estimator that is still short of
    cases in the class of the draw."""
    with Pool(2) as pool:  # drawn side by side, taken in order
        yield from _kept(pool.imap(draw_case, range(6 * WANTED), chunksize=4), WANTED, REFUSED)
        yield from _kept(pool.imap(draw_case, range(TIED, TIED + 6 * WANTED_TIED), chunksize=4), WANTED_TIED, 3)


def replayed():
    """The kept draws, fitted again for what scikit-learn warns of."""
    for case in json.loads((FIXTURES / "random_pipelines.json").read_text(encoding="utf-8"))["cases"]:
        table, y, _ = tables()[case["data"]["table"]]
        frame = any(p == "ColumnTransformer" for _, p, _ in parts(case["recipe"]))

        def form(rows):
            part = table.rows(rows)
            return part.frame(math.nan) if frame else part.array(math.nan)

        weights = case.get("sample_weight")
        weights = weights and [weights[i] for i in case["train"]]
        with contextlib.suppress(ValueError, TypeError, AttributeError, NotImplementedError):
            outputs(
                build(case["recipe"], y),
                form(case["train"]),
                target_array([y[i] for i in case["train"]]),
                form(case["test"]),
                Phases(),
                weights,
            )
        yield case


class Phases(list):
    def append(self, method):
        warned.current.phase = "fit" if method == "fit" else "use"
        super().append(method)


def _kept(drawn, wanted, most_refused):
    seen, refused, kept = Counter(), 0, 0
    for case, why in drawn:
        if kept == wanted:
            break
        _drawn["tried"] += 1
        if case is None:
            _drawn["left_out"][why] += 1
            continue
        level = case["tolerance"]["class"]
        names = {(name, level) for _, name, _ in parts(case["recipe"])} - {("Pipeline", level)}
        size = sum(
            len(row) if isinstance(row, list) else 1
            for rows in case["expect"].values()
            if isinstance(rows, list)
            for row in rows
        )
        if level == "refused":
            refused += 1
            if refused > most_refused:
                _drawn["left_out"]["refused by scikit-learn; enough of these are kept"] += 1
                continue
        elif size > 500:
            _drawn["left_out"]["more than 500 numbers to compare"] += 1
            continue
        elif min((seen[each] for each in names), default=0) >= EACH:
            _drawn["left_out"]["enough cases of all its estimators are kept"] += 1
            continue
        seen.update(names)
        kept += 1
        yield case


def about():
    return {"drawn": {"tried": _drawn["tried"], "left_out": dict(sorted(_drawn["left_out"].items()))}}
