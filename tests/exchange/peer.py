"""skl2onnx on the same fitted models: what it converts, and how far its answers are from scikit-learn's. In single
precision, its default, and asked for double."""

import math
import warnings

import numpy as np
import onnxruntime


def fitted(case):
    """scikit-learn's model of a case, and the rows that are asked about; None where a column is text."""
    from common import build
    from host import is_text, numbers

    if any(is_text(cells) for _, cells in case.X) or case.weights is not None:
        return None
    X, asked = (np.column_stack([numbers(cells) for _, cells in columns]) for columns in (case.X, case.asked))
    y = None if case.y is None else np.array(case.y)
    np.random.seed(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return build(case.recipe, case.y).fit(X, y), asked


def answers_of(estimator, X):
    if hasattr(estimator, "predict_proba"):
        return estimator.predict_proba(X)
    if hasattr(estimator, "predict") and not hasattr(estimator, "transform"):
        return estimator.predict(X)
    return estimator.transform(X)


def beside(case, distance):
    """{"single": largest relative difference or why it fails, "double": the same}"""
    from skl2onnx import to_onnx
    from skl2onnx.common.data_types import DoubleTensorType, FloatTensorType

    try:
        made = fitted(case)
    except ValueError:  # a recipe that scikit-learn takes with a DataFrame only
        return {}
    if made is None:
        return {}
    estimator, X = made
    out = {}
    for name, kind, dtype in (("single", FloatTensorType, np.float32), ("double", DoubleTensorType, np.float64)):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                options = {"zipmap": False} if hasattr(estimator, "classes_") else {}
                model = to_onnx(
                    estimator,
                    initial_types=[("X", kind([None, X.shape[1]]))],
                    options={id(estimator): options} if options else None,
                )
                session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
                wanted = np.asarray(answers_of(estimator, X))
            got = session.run(None, {"X": X.astype(dtype)})
            found = got[-1] if wanted.ndim == 2 else got[0].reshape(-1)
            if wanted.dtype.kind not in "fiub":
                out[name] = "labels differ" if list(map(str, got[0])) != list(map(str, wanted)) else 0.0
                continue
            worst = distance(np.asarray(found, dtype=np.float64), np.asarray(wanted, dtype=np.float64))[0]
            out[name] = float(f"{worst:.2g}") if math.isfinite(worst) else "other shape or NaN"
        except Exception as error:  # whatever it is: it does not convert, or does not run
            out[name] = f"fails: {type(error).__name__}"
    return out
