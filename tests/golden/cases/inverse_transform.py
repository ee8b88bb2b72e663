"""inverse_transform of what transform makes: with what cannot be undone (clips, constant columns, components left out)."""
from common import EXACT, converged, estimator_case, table, tight
from numpy.random import RandomState

from cases.column_transformer import R, _steps
from cases.random_forest_classifier import text_of


def _table():
    rng = RandomState(17)
    a, b = rng.standard_normal(40) * 3 + 1, rng.exponential(2.0, 40) + 0.125
    a[::7] = a[0]
    return table(a=[float(v) for v in a], b=[float(v) for v in b.round(2)], c=[7.0] * 40)


def cases():
    whole = _table()
    # Rows beyond those of the fit, and holes.
    holes = table(**{n: [None if i in (3, 30) and n != "c" else v for i, v in enumerate(column)] for n, column in zip(whole.names, whole.columns)})
    rows = {"train": range(0, 30), "test": range(20, 40)}
    tails = tight(1e-12, 1e-12)
    for recipe, tolerance in (
            (R("StandardScaler"), EXACT), (R("StandardScaler", with_mean=False), EXACT), (R("StandardScaler", with_std=False), EXACT),
            (R("MinMaxScaler"), EXACT), (R("MinMaxScaler", feature_range=[-2.0, 3.0], clip=True), EXACT),
            (R("MaxAbsScaler"), EXACT), (R("MaxAbsScaler", clip=True), EXACT),
            (R("RobustScaler"), EXACT), (R("RobustScaler", with_centering=False, quantile_range=[10.0, 80.0]), EXACT), (R("RobustScaler", with_scaling=False), EXACT),
            (R("QuantileTransformer", n_quantiles=12), EXACT), (R("QuantileTransformer", n_quantiles=12, output_distribution="normal"), tails),
            (R("PowerTransformer"), converged()), (R("PowerTransformer", standardize=False), converged()),
            (R("FunctionTransformer"), EXACT), (R("FunctionTransformer", func="negative", inverse_func="negative"), EXACT),
            (R("FunctionTransformer", func="exp", inverse_func="log"), tails), (R("FunctionTransformer", func="square", inverse_func="sqrt"), EXACT),
            (_steps(scale=R("StandardScaler"), bend=R("FunctionTransformer", func="tanh"), range=R("MinMaxScaler")), tails)):
        yield estimator_case(f"{recipe['class']}, {text_of(recipe['params'])}"[:90], recipe, holes, tolerance=tolerance, outputs=("transform", "inverse_transform"), inverse=True, **rows)
    for recipe in (R("PowerTransformer", method="box-cox"), R("PowerTransformer", method="box-cox", standardize=False)):
        positive = table(a=[float(v) for v in RandomState(2).exponential(1.0, 40) + 0.25], b=[float(v) for v in RandomState(3).uniform(1, 9, 40)])
        yield estimator_case(f"{recipe['class']}, {text_of(recipe['params'])}", recipe, positive, tolerance=converged(), outputs=("transform", "inverse_transform"), inverse=True, **rows)
    for recipe in (R("PCA"), R("PCA", n_components=2), R("PCA", n_components=2, whiten=True), R("TruncatedSVD", n_components=2, algorithm="arpack", random_state=0),
                   _steps(scale=R("StandardScaler"), axes=R("PCA", n_components=3, whiten=True))):
        yield estimator_case(f"iris, {recipe['class']}, {text_of(recipe['params'])}"[:90], recipe, "iris", test=range(0, 150, 9), tolerance=converged(1e-8, 1e-8),
                             outputs=("transform", "inverse_transform"), inverse=True)
