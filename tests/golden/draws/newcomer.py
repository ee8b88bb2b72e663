"""Whether a new estimator in the catalogue would move a draw of another one."""

import copy

from draws.case import plan
from recipes import CLASSES, schema

NUMBERS = 12


def moved_by_newcomers():
    """Names of draws that come out otherwise where every estimator has a made-up twin that stands before it."""
    known = schema()
    twins = {f"A{name}": {**copy.deepcopy(about), "name": f"A{name}"} for name, about in known.items()}
    fuller = dict(sorted({**twins, **known}.items()))
    return [
        f"{subject} {number}"
        for subject in sorted(set(known) & set(CLASSES))
        for tied in (False, True)
        for number in range(NUMBERS)
        if _text(plan(subject, number, tied, known)) != _text(plan(subject, number, tied, fuller))
    ]


def _text(planned):
    return repr(planned[0])  # NaN is not equal to itself
