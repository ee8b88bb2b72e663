"""Keepfit: models as data. Opens ``.keepfit`` files, proves them, predicts the same bytes as everywhere else.

>>> import keepfit
>>> model = keepfit.load("flowers.keepfit")     # refused with a reason, or proved
>>> model.predict(frame)                        # DataFrames, arrays, dictionaries of columns
"""

from ._errors import Error, KeepfitWarning
from ._foreign import examine, from_sklearn, read_sklearn
from ._model import Model, diff, dump, fit, inspect, load, verify
from ._selection import cross_validate
from ._version import __version__
from .recipe import recipe, schema

__all__ = [
    "Error",
    "KeepfitWarning",
    "Model",
    "__version__",
    "cross_validate",
    "diff",
    "dump",
    "examine",
    "fit",
    "from_sklearn",
    "inspect",
    "load",
    "read_sklearn",
    "recipe",
    "schema",
    "verify",
]
