"""ExtraTreesClassifier: every tree, node by node."""

from cases.random_forest_classifier import cases as forest_cases


def cases():
    yield from forest_cases("ExtraTreesClassifier")
