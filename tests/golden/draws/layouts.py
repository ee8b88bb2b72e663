"""What scikit-learn's estimators are given while they fit, which decides how close an answer is and whether it says anything."""

import functools
import math

import numpy as np
from draws.tied import whole
from draws.values import params_of
from recipes import CLASSES, schema


class TooSlow(Exception):
    pass


def compares_distances(name, about=None):
    """Whose distances are exact where all numbers are whole: equals are told apart by the order of rows, which no shaking moves."""
    about = about or schema()[name]
    return about["module"] in ("neighbors", "cluster") or "n_neighbors" in params_of(about)


SOLVING = ("decomposition", "discriminant_analysis", "linear_model", "svm")


def by_last_bits(name):
    """What compares distances or solves equations: equal distances, say, are told apart by the last bits."""
    about = schema()[name]
    return compares_distances(name) or about["module"] in SOLVING or "var_smoothing" in params_of(about)


def _many(polynomial, width):
    most = polynomial.degree if isinstance(polynomial.degree, int) else polynomial.degree[1]
    return isinstance(most, int) and math.comb(width + max(most, 0), max(most, 0)) * width > 2**24


class Layouts:
    """Which of scikit-learn's estimators get a table held column by column while it fits."""

    def __init__(self, rng=None, tied=False):
        """rng: what is measured in distances and sums of products gets a table with its last bits moved; tied: but for
        exact distances."""
        self.seen, self.tied, self.rng = set(), tied, rng
        self.approximate = self.infinite = self.aimless = self.too_wide = self.bare = self.short = False

    def __enter__(self):
        self.kept = []
        for name in schema():
            cls = CLASSES.get(name)
            for method in ("fit", "fit_transform"):
                own = getattr(cls, method, None)
                if own is None or name in ("Pipeline", "ColumnTransformer", "FeatureUnion"):
                    continue
                self.kept.append((cls, method, cls.__dict__.get(method)))
                setattr(cls, method, self.watched(own, name))
        return self

    def watched(self, own, name):
        @functools.wraps(own)  # scikit-learn reads signatures
        def method(estimator, X, *args, **kwargs):
            array = X.to_numpy() if hasattr(X, "to_numpy") else np.asarray(X)
            if name == "LinearSVC" and np.abs(array).max(initial=0) > 1e70:
                raise TooSlow  # liblinear never comes back from squares that overflow, and no alarm reaches it
            self.bare |= array.ndim == 2 and array.shape[1] == 0
            self.short |= name.startswith("KNeighbors") and array.ndim == 2 and estimator.n_neighbors > len(array)
            if name == "PolynomialFeatures" and _many(estimator, array.shape[1]):
                self.too_wide = True
            if name == "TruncatedSVD" and estimator.n_components + 10 < min(array.shape):
                self.approximate = True
            if array.ndim == 2 and not array.flags.c_contiguous:
                self.seen.add(name)
            settled = self.tied and compares_distances(name) and array.dtype == np.float64 and whole(array)
            if self.rng is not None and by_last_bits(name) and array.dtype == np.float64 and not settled:
                size = np.abs(np.where(np.isfinite(array), array, 0)).max(axis=0, initial=0)
                X = array + size * self.rng.integers(-4, 5, array.shape) * 2.0**-52
            out = own(estimator, X, *args, **kwargs)
            variance = getattr(estimator, "explained_variance_", np.ones(1))
            if name in ("PCA", "TruncatedSVD") and variance.size and (variance <= 1e-20 * variance.max()).any():
                self.aimless = True
            if name == "QuadraticDiscriminantAnalysis":
                self.aimless |= any(
                    len(s) < array.shape[1] and s.min() <= estimator.reg_param + 1e-12 * s.max()
                    for s in estimator.scalings_
                )
            log = getattr(estimator, "feature_log_prob_", np.full(1, -1.0))
            if name.endswith("NB") and (estimator.class_count_ == 0).any():
                self.infinite = True
            if (
                not np.isfinite(log).all()
                or name == "BernoulliNB"
                and (log >= 0).any()
                or name == "GaussianNB"
                and (getattr(estimator, "var_", 1.0) <= 0).any()
            ):
                self.infinite = True
            return out

        return method

    def __exit__(self, *_):
        for cls, method, own in reversed(self.kept):
            if own is None:
                delattr(cls, method)
            else:
                setattr(cls, method, own)
