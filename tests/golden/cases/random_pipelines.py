"""Random pipelines: ../draws draws them, for one estimator each; here is which draws are kept."""

from collections import Counter
from multiprocessing import Pool

from draws.case import draw_case
from draws.newcomer import moved_by_newcomers
from draws.replayed import replayed_cases
from recipes import CLASSES, schema

# Of every estimator so many draws, and so many of these that scikit-learn refuses, over made tables and over tables full
# of equal rows; tried until there are so many, or up to a number.
MADE, TIED, LAST = (5, 1), (4, 0), 60

_drawn = {"tried": 0, "left_out": Counter()}


def cases():
    moved = moved_by_newcomers()
    if moved:
        raise ValueError(f"Another estimator in the catalogue would move the draws of others: {', '.join(moved[:5])}.")
    subjects = sorted(set(schema()) & set(CLASSES))
    with Pool(2) as pool:  # drawn side by side, taken in order
        for kept, tried, left_out in pool.imap(_of, subjects):
            _drawn["tried"] += tried
            _drawn["left_out"] += left_out
            yield from kept


def replayed():
    """The kept draws, fitted again for what scikit-learn warns of."""
    return replayed_cases("random_pipelines")


def _of(subject):
    """(cases, how many draws were tried, why others were left out) of one estimator."""
    out, tried, left_out = [], 0, Counter()
    for tied, (wanted, most_refused) in ((False, MADE), (True, TIED)):
        kept, refused = [], 0
        for number in range(LAST):
            if len(kept) == wanted:
                break
            tried += 1
            case, why = draw_case(subject, number, tied)
            why = why or _spared(case, refused < most_refused)
            if why:
                left_out[why] += 1
                continue
            refused += case["tolerance"]["class"] == "refused"
            kept.append(case)
        out += kept
    return out, tried, left_out


def _spared(case, refusal_wanted):
    if case["tolerance"]["class"] == "refused":
        return None if refusal_wanted else "refused by scikit-learn; enough of these are kept"
    size = sum(
        len(row) if isinstance(row, list) else 1
        for rows in case["expect"].values()
        if isinstance(rows, list)
        for row in rows
    )
    return "more than 300 numbers to compare" if size > 300 else None


def about():
    return {"drawn": {"tried": _drawn["tried"], "left_out": dict(sorted(_drawn["left_out"].items()))}}
