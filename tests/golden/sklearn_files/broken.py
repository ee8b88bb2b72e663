"""Models that scikit-learn saved after somebody changed their numbers: broken/*.pkl. Their pickles are as honest as any.

Some of them end the Python that uses them; nothing here does.
"""

import pickle
from pathlib import Path

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import OneHotEncoder, PolynomialFeatures, StandardScaler
from sklearn.tree import DecisionTreeClassifier

FOLDER = Path(__file__).resolve().parent / "broken"
rng = np.random.default_rng(0)
X = rng.normal(size=(40, 3))
y = (X[:, 0] > 0).astype(int)


def tree_with(**changes):
    """A tree whose nodes were changed: field -> value of the root."""
    model = DecisionTreeClassifier(max_depth=2, random_state=0).fit(X, y + (X[:, 1] > 0))
    kind, arguments, state = model.tree_.__reduce__()
    for field, value in changes.items():
        state["nodes"][field][0] = value
    made = pickle.dumps(model)
    before = pickle.dumps(model.tree_.__getstate__()["nodes"].tobytes())
    after = pickle.dumps(state["nodes"].tobytes())
    # What stands in the pickle are these bytes.
    assert before[:-1] and after[:-1]
    original = model.tree_.__getstate__()["nodes"].tobytes()
    assert made.count(original) == 1
    return made.replace(original, state["nodes"].tobytes())


def boosting_with(field, value):
    model = HistGradientBoostingClassifier(max_iter=2, min_samples_leaf=5, random_state=0).fit(X, y)
    model._predictors[0][0].nodes[field][0] = value
    return pickle.dumps(model)


def made():
    yield "tree_child_out_of_range", tree_with(left_child=10**6)
    yield "tree_child_of_itself", tree_with(left_child=0)
    yield "tree_feature_out_of_range", tree_with(feature=77)
    yield "tree_threshold_nan", tree_with(threshold=np.nan)
    yield "boosting_child_out_of_range", boosting_with("left", 2**31)
    yield "boosting_feature_out_of_range", boosting_with("feature_idx", 77)
    yield "boosting_set_out_of_range", boosting_with("is_categorical", 1)
    neighbors = KNeighborsClassifier(3).fit(X, y)
    neighbors._y[0] = 9
    yield "neighbors_class_out_of_range", pickle.dumps(neighbors)
    scaler = StandardScaler().fit(X)
    scaler.scale_[1] = 0
    yield "scaler_of_nothing", pickle.dumps(scaler)
    scaler = StandardScaler().fit(X)
    scaler.mean_ = np.append(scaler.mean_, 1.0)
    yield "scaler_of_another_width", pickle.dumps(scaler)
    encoder = OneHotEncoder(max_categories=2).fit(np.array([["a"], ["b"], ["c"]], dtype=object))
    encoder._infrequent_indices = [np.array([7])]
    yield "encoder_infrequent_out_of_range", pickle.dumps(encoder)
    many = PolynomialFeatures(2).fit(X)
    many.degree, many.n_features_in_ = 60, 400
    yield "polynomial_of_billions", pickle.dumps(many)
    forest = RandomForestClassifier(2, max_depth=2, random_state=0).fit(X, y)
    forest.estimators_ = [forest.estimators_[0]] * 100_000
    yield "forest_of_one_tree_over_and_over", pickle.dumps(forest)
    width = StandardScaler().fit(X)
    width.n_features_in_ = 10**12
    yield "width_beyond_any", pickle.dumps(width)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, data in made():
        (FOLDER / f"{name}.pkl").write_bytes(data)
        print(name, len(data))
