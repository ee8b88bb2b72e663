"""Pipelines drawn by chance, the same for every version."""

import random

from making import (
    BINARY,
    BOOLS,
    FLOATS,
    KINDS,
    ODD,
    THREE,
    WORDS,
    amounts,
    case,
    counts,
    labels,
    mixed,
    numbers,
    positive,
)
from sklearn import (
    cluster,
    compose,
    decomposition,
    discriminant_analysis,
    ensemble,
    feature_selection,
    impute,
    linear_model,
    model_selection,
    naive_bayes,
    neighbors,
    pipeline,
    preprocessing,
    svm,
    tree,
)

DRAWN = 60


def _transformers(pick, gaps):
    """What numbers go through, a list."""
    out = []
    if gaps:
        out.append(
            pick(
                lambda: impute.SimpleImputer(
                    strategy=pick("mean", "median", "most_frequent"), add_indicator=pick(True, False)
                ),
                lambda: impute.KNNImputer(n_neighbors=pick(2, 4), weights=pick("uniform", "distance")),
            )()
        )
    out.append(
        pick(
            lambda: preprocessing.StandardScaler(with_mean=pick(True, False)),
            lambda: preprocessing.MinMaxScaler(clip=pick(True, False)),
            lambda: preprocessing.RobustScaler(quantile_range=pick((25.0, 75.0), (5.0, 90.0))),
            lambda: preprocessing.PowerTransformer(standardize=pick(True, False)),
            lambda: preprocessing.QuantileTransformer(n_quantiles=9, output_distribution=pick("uniform", "normal")),
            lambda: preprocessing.MaxAbsScaler(),
            lambda: "passthrough",
        )()
    )
    return out


def _between(pick):
    """What stands between scaling and the model, perhaps nothing."""
    return pick(
        lambda: [],
        lambda: [],
        lambda: [decomposition.PCA(2, whiten=pick(True, False), svd_solver="full")],
        lambda: [decomposition.TruncatedSVD(2, random_state=pick(0, 1))],
        lambda: [preprocessing.PolynomialFeatures(2, interaction_only=pick(True, False))],
        lambda: [feature_selection.VarianceThreshold()],
        lambda: [
            pipeline.FeatureUnion([("near", preprocessing.Normalizer()), ("part", decomposition.PCA(1))]),
        ],
        lambda: [
            preprocessing.KBinsDiscretizer(
                3, encode=pick("ordinal", "onehot-dense"), strategy="uniform", subsample=None
            )
        ],
    )()


def _classifier(pick):
    seed, depth = {"random_state": pick(0, 1, 2)}, {"max_depth": pick(1, 2, 3)}
    return pick(
        lambda: linear_model.LogisticRegression(C=pick(0.1, 1.0, 4.0), class_weight=pick(None, "balanced")),
        lambda: linear_model.RidgeClassifier(alpha=pick(0.1, 3.0)),
        lambda: linear_model.SGDClassifier(loss=pick("hinge", "log_loss", "modified_huber"), **seed),
        lambda: linear_model.Perceptron(**seed),
        lambda: svm.LinearSVC(C=pick(0.1, 1.0), dual=False),
        lambda: naive_bayes.GaussianNB(),
        lambda: naive_bayes.BernoulliNB(alpha=pick(0.2, 1.0)),
        lambda: neighbors.KNeighborsClassifier(pick(2, 5), weights=pick("uniform", "distance"), p=pick(1, 2)),
        lambda: discriminant_analysis.LinearDiscriminantAnalysis(**pick({}, {"solver": "lsqr", "shrinkage": 0.2})),
        lambda: discriminant_analysis.QuadraticDiscriminantAnalysis(reg_param=0.3),
        lambda: tree.DecisionTreeClassifier(criterion=pick("gini", "entropy"), **depth, **seed),
        lambda: tree.ExtraTreeClassifier(**depth, **seed),
        lambda: ensemble.RandomForestClassifier(3, **depth, **seed),
        lambda: ensemble.ExtraTreesClassifier(2, **depth, **seed),
        lambda: ensemble.GradientBoostingClassifier(n_estimators=2, **depth, **seed),
        lambda: ensemble.HistGradientBoostingClassifier(max_iter=2, min_samples_leaf=4, **depth, **seed),
    )()


def _regressor(pick):
    seed, depth = {"random_state": pick(0, 1, 2)}, {"max_depth": pick(1, 2, 3)}
    return pick(
        lambda: linear_model.LinearRegression(),
        lambda: linear_model.Ridge(alpha=pick(0.1, 3.0), fit_intercept=pick(True, False)),
        lambda: linear_model.Lasso(alpha=pick(0.05, 0.5)),
        lambda: linear_model.ElasticNet(l1_ratio=pick(0.2, 0.8)),
        lambda: neighbors.KNeighborsRegressor(pick(2, 5), weights=pick("uniform", "distance")),
        lambda: tree.DecisionTreeRegressor(**depth, **seed),
        lambda: ensemble.RandomForestRegressor(3, max_features=pick(0.5, 1.0), **depth, **seed),
        lambda: ensemble.ExtraTreesRegressor(2, **depth, **seed),
        lambda: ensemble.GradientBoostingRegressor(
            n_estimators=2, loss=pick("squared_error", "huber"), **depth, **seed
        ),
        lambda: ensemble.HistGradientBoostingRegressor(max_iter=2, min_samples_leaf=4, **depth, **seed),
        lambda: ensemble.AdaBoostRegressor(tree.DecisionTreeRegressor(max_depth=2), n_estimators=2, **seed),
        lambda: linear_model.RidgeCV(alphas=pick((0.1, 1.0), (0.5, 5.0, 50.0))),
    )()


def _front(pick, table, gaps):
    """From the table to numbers."""
    texts = [c.name for c in table.columns if c.text]
    if not texts:
        return _transformers(pick, gaps)
    words = pick(
        lambda: preprocessing.OneHotEncoder(
            sparse_output=False, drop=pick(None, "if_binary"), handle_unknown=pick("ignore", "error")
        ),
        lambda: preprocessing.OneHotEncoder(handle_unknown="infrequent_if_exist", min_frequency=pick(4, 0.2)),
        lambda: preprocessing.OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1),
    )()
    words = pick(lambda: words, lambda: pipeline.make_pipeline(impute.SimpleImputer(strategy="most_frequent"), words))()
    if isinstance(words, preprocessing.OrdinalEncoder):
        words.set_params(encoded_missing_value=-2)
    others = [c.name for c in table.columns if not c.text and c.name != "rooms"]
    where = {c.name: i for i, c in enumerate(table.columns)}
    by_place = pick(True, False) or not table.named
    of = lambda names: [where[n] for n in names] if by_place else names
    # Sparse beside dense is not what is drawn here.
    return [
        compose.ColumnTransformer(
            [("texts", words, of(texts)), ("numbers", pipeline.make_pipeline(*_transformers(pick, gaps)), of(others))],
            remainder=pick("drop", "passthrough"),
            sparse_threshold=0,
        )
    ]


def _around(pick, model, classifies):
    """The model within others, or bare."""
    members = [("one", model), ("two", _classifier(pick) if classifies else _regressor(pick))]
    voting = ensemble.VotingClassifier if classifies else ensemble.VotingRegressor
    stacking = ensemble.StackingClassifier if classifies else ensemble.StackingRegressor
    bagging = ensemble.BaggingClassifier if classifies else ensemble.BaggingRegressor
    name = next((n for n in ("alpha", "C", "n_neighbors", "max_depth") if n in model.get_params()), None)
    choices = {"alpha": [0.2, 2.0], "C": [0.3, 3.0], "n_neighbors": [1, 4], "max_depth": [1, 2]}
    grids = [lambda: model_selection.GridSearchCV(model, {name: choices[name]}, cv=2)] if name else []
    targets = []
    if not classifies:
        targets.append(lambda: compose.TransformedTargetRegressor(model, transformer=preprocessing.StandardScaler()))
    return pick(
        lambda: model,
        lambda: model,
        lambda: model,
        lambda: voting(members, weights=pick(None, [1, 2])),
        lambda: stacking(members, cv=2, passthrough=pick(True, False)),
        lambda: bagging(model, n_estimators=2, random_state=0, max_features=pick(1.0, 0.6)),
        *grids,
        *targets,
    )()


def cases():
    for k in range(DRAWN):
        chance = random.Random(f"sklearn_files {k}")
        pick = lambda *given: given[chance.randrange(len(given))]
        table, gaps = pick(
            lambda: (numbers(4, k, named=pick(True, False)), False),
            lambda: (numbers(4, k, missing=0.12, named=pick(True, False)), True),
            lambda: (positive(4, k), False),
            lambda: (counts(4, k, named=True, top=5, dtype=pick("int64", "float64")), False),
            lambda: (mixed(k, missing=0.1, text_missing=pick(0.0, 0.1)), True),
            lambda: (mixed(k, missing=0.0, named=pick(True, False), dtype=pick("object", "str")), False),
        )()
        steps = _front(pick, table, gaps) + _between(pick)
        kind = pick("labels", "labels", "labels", "amounts", "amounts", "none")
        if kind == "labels":
            y = labels(table, pick(BINARY, THREE, ODD, WORDS, KINDS, BOOLS, FLOATS), k)
            steps.append(_around(pick, _classifier(pick), True))
        elif kind == "amounts":
            y = amounts(table, pick("real", "positive"), k)
            steps.append(_around(pick, _regressor(pick), False))
        else:
            y = None
            steps += pick([], [cluster.KMeans(2, n_init=1, random_state=0)])
        yield case(f"drawn {k}", lambda: pipeline.make_pipeline(*steps), table, y)
