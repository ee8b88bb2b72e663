"""The parameters and defaults of every estimator of scikit-learn, so that ours can be held to the whole of them."""
import inspect
import math

from sklearn.utils import all_estimators


def default_of(parameter):
    value = parameter.default
    if value is inspect.Parameter.empty:
        return {"required": True}
    if isinstance(value, float) and not math.isfinite(value):
        return {"default": repr(value)}
    if isinstance(value, type) or callable(value):
        return {"default": value.__name__}  # a function or a dtype, by its name
    if isinstance(value, tuple):
        value = list(value)
    if value is None or isinstance(value, (bool, int, float, str, list)):
        return {"default": value}
    return {"default": repr(value)}


def cases():
    for name, estimator in all_estimators():
        parameters = inspect.signature(estimator.__init__).parameters.values()
        yield {"name": name, "module": estimator.__module__.split(".")[1],
               # written as they are: 1 and 1.0 differ
               "options": [{"name": p.name, **default_of(p)} for p in parameters
                           if p.name != "self" and p.kind not in (p.VAR_KEYWORD, p.VAR_POSITIONAL)]}
