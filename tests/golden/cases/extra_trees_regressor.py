"""ExtraTreesRegressor: every tree, node by node."""

from cases.random_forest_regressor import cases as forest_cases


def cases():
    yield from forest_cases("ExtraTreesRegressor")
