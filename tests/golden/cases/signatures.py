"""The parameters, defaults and methods of every estimator of scikit-learn, so that ours can be held to the whole of them."""

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


def methods_of(estimator):
    """Public methods, those that depend on parameters or on an estimator inside among them."""
    found = {name: inspect.getattr_static(estimator, name) for name in dir(estimator) if not name.startswith("_")}
    # a property is an attribute; what else there is (a descriptor that asks first whether the method is available) is called
    return [
        name for name, value in found.items() if not isinstance(value, property) and callable(getattr(estimator, name))
    ]


def cases():
    for name, estimator in all_estimators():
        parameters = inspect.signature(estimator.__init__).parameters.values()
        yield {
            "name": name,
            "module": estimator.__module__.split(".")[1],
            # written as they are: 1 and 1.0 differ
            "options": [
                {"name": p.name, **default_of(p)}
                for p in parameters
                if p.name != "self" and p.kind not in (p.VAR_KEYWORD, p.VAR_POSITIONAL)
            ],
            "methods": methods_of(estimator),
        }
