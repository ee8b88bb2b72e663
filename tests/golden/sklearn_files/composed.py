"""What is put together: pipelines, columns, unions, targets, searches."""

import numpy as np
import scipy.stats
from making import (
    BINARY,
    KINDS,
    ODD,
    THREE,
    WORDS,
    Column,
    Table,
    amounts,
    case,
    counts,
    labels,
    mixed,
    numbers,
    positive,
)
from sklearn.compose import ColumnTransformer, TransformedTargetRegressor, make_column_selector, make_column_transformer
from sklearn.decomposition import PCA, TruncatedSVD
from sklearn.ensemble import BaggingClassifier, RandomForestClassifier, StackingRegressor, VotingClassifier
from sklearn.ensemble import HistGradientBoostingClassifier as Hist
from sklearn.feature_selection import SelectKBest
from sklearn.impute import SimpleImputer
from sklearn.linear_model import Lasso, LinearRegression, LogisticRegression, Ridge, SGDClassifier
from sklearn.model_selection import GridSearchCV, KFold, RandomizedSearchCV, StratifiedKFold
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.pipeline import FeatureUnion, Pipeline, make_pipeline, make_union
from sklearn.preprocessing import (
    FunctionTransformer,
    KBinsDiscretizer,
    MinMaxScaler,
    OneHotEncoder,
    OrdinalEncoder,
    PolynomialFeatures,
    PowerTransformer,
    QuantileTransformer,
    RobustScaler,
    StandardScaler,
)
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor


def prepared(**more):
    """The ColumnTransformer that tutorials have."""
    numeric = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())
    words = OneHotEncoder(handle_unknown="ignore")
    return ColumnTransformer([("num", numeric, ["price", "area", "rooms"]), ("cat", words, ["town", "size"])], **more)


def pipelines():
    plain, named = numbers(), numbers(named=True)
    two, kinds, amount = labels(plain, BINARY), labels(plain, KINDS), amounts(plain)
    yield case("Pipeline", lambda: make_pipeline(StandardScaler(), LogisticRegression()), plain, two)
    yield case(
        "Pipeline, passthrough",
        lambda: Pipeline(
            [("scale", "passthrough"), ("pca", PCA(2)), ("nothing", None), ("near", KNeighborsClassifier(3))]
        ),
        named,
        kinds,
    )
    yield case("Pipeline, only transforms", lambda: make_pipeline(RobustScaler(), PolynomialFeatures()), numbers(2))
    yield case("Pipeline, ends in passthrough", lambda: Pipeline([("a", MinMaxScaler()), ("b", "passthrough")]), plain)
    yield case("Pipeline of one", lambda: Pipeline([("model", GaussianNB())]), plain, labels(plain, ODD))
    yield case(
        "Pipeline in a Pipeline",
        lambda: make_pipeline(
            make_pipeline(SimpleImputer(), PowerTransformer()), SelectKBest(k=2), SGDClassifier(random_state=0)
        ),
        numbers(missing=0.1),
        kinds,
    )
    yield case("Pipeline, set_output", lambda: _pandas(make_pipeline(StandardScaler(), Ridge())), named, amount)
    yield case(
        "Pipeline, bins",
        lambda: make_pipeline(
            KBinsDiscretizer(3, strategy="uniform", subsample=None), TruncatedSVD(2, random_state=0), Lasso(0.1)
        ),
        plain,
        amount,
    )


def _pandas(model):
    return model.set_output(transform="pandas")


def columns():
    table, whole = mixed(), mixed(missing=0.0)
    words, amount = labels(table, WORDS), amounts(table)
    for name, dtype in (("object", "object"), ("str", "str"), ("category", "category")):
        some = mixed(dtype=dtype, text_missing=0.1)
        yield case(
            f"ColumnTransformer, {name}, logistic",
            lambda: make_pipeline(prepared(), LogisticRegression()),
            some,
            labels(some, WORDS),
        )
    dense = OneHotEncoder(sparse_output=False, handle_unknown="ignore")
    yield case("ColumnTransformer", lambda: prepared(), table)
    yield case("ColumnTransformer, sparse", lambda: prepared(sparse_threshold=1.0), table)
    yield case("ColumnTransformer, weights", lambda: prepared(transformer_weights={"num": 2.0, "cat": 0.5}), table)
    yield case(
        "ColumnTransformer, rest through",
        lambda: ColumnTransformer([("t", dense, ["town"])], remainder="passthrough"),
        whole.rows(range(42)),
    )
    yield case(
        "ColumnTransformer, rest scaled",
        lambda: ColumnTransformer([("t", dense, ["size", "town"])], remainder=StandardScaler()),
        table,
    )
    yield case(
        "ColumnTransformer, places",
        lambda: ColumnTransformer([("t", dense, [1, 0]), ("n", SimpleImputer(), [2, -1])]),
        table,
    )
    yield case(
        "ColumnTransformer, one name",
        lambda: ColumnTransformer([("t", dense, ["town"]), ("n", "passthrough", ["rooms"])]),
        whole,
    )
    yield case(
        "ColumnTransformer, slices",
        lambda: ColumnTransformer([("t", dense, slice(0, 2)), ("n", SimpleImputer(), slice("price", "rooms"))]),
        table,
    )
    mask = [False, False, True, False, True]
    yield case(
        "ColumnTransformer, mask", lambda: ColumnTransformer([("n", SimpleImputer(add_indicator=True), mask)]), table
    )
    yield case(
        "ColumnTransformer, mask of an array",
        lambda: ColumnTransformer(
            [("n", StandardScaler(), np.array([True, False, True, False]))], remainder="passthrough"
        ),
        numbers(),
    )
    yield case(
        "ColumnTransformer, selectors",
        lambda: make_column_transformer(
            (dense, make_column_selector(dtype_exclude=np.number)),
            (StandardScaler(), make_column_selector(pattern="^(p|a)", dtype_include=np.number)),
            remainder="passthrough",
        ),
        whole,
    )
    yield case(
        "ColumnTransformer, dropped",
        lambda: ColumnTransformer(
            [("a", "drop", ["town"]), ("b", "passthrough", ["area"]), ("c", OrdinalEncoder(), ["size"])]
        ),
        whole,
    )
    yield case(
        "ColumnTransformer, of no columns",
        lambda: ColumnTransformer([("none", StandardScaler(), []), ("some", MinMaxScaler(), ["rooms", "price"])]),
        table,
    )
    yield case(
        "ColumnTransformer, names as they are",
        lambda: ColumnTransformer(
            [("n", RobustScaler(), ["area"])], remainder="passthrough", verbose_feature_names_out=False
        ),
        numbers(3, named=True).__class__(
            [Column(n, c.cells) for n, c in zip(["area", "b", "c"], numbers(3).columns)], True
        ),
    )
    yield case(
        "ColumnTransformer, array",
        lambda: ColumnTransformer([("n", StandardScaler(), [0, 2]), ("q", QuantileTransformer(n_quantiles=10), [1])]),
        numbers(),
    )
    yield case(
        "ColumnTransformer, array of texts",
        lambda: ColumnTransformer([("t", dense, [0, 1]), ("n", SimpleImputer(), [2, 3, 4])]),
        mixed(named=False),
    )
    yield case(
        "ColumnTransformer, pandas out",
        lambda: _pandas(ColumnTransformer([("t", dense, ["town"])], remainder="passthrough")),
        whole,
    )
    yield case(
        "ColumnTransformer, columns twice",
        lambda: ColumnTransformer([("a", MinMaxScaler(), ["rooms"]), ("b", StandardScaler(), ["rooms"])]),
        whole,
    )
    yield case(
        "ColumnTransformer, rest through, places, logistic",
        lambda: make_pipeline(
            ColumnTransformer([("t", OrdinalEncoder(), [0, 1])], remainder="passthrough"),
            DecisionTreeClassifier(max_depth=3, random_state=0),
        ),
        whole,
        words,
    )
    yield case(
        "ColumnTransformer in a ColumnTransformer",
        lambda: ColumnTransformer([("in", prepared(), ["price", "area", "rooms", "town", "size"])]),
        table,
    )
    yield case(
        "ColumnTransformer, forest",
        lambda: make_pipeline(prepared(), RandomForestClassifier(3, max_depth=3, random_state=0)),
        table,
        words,
    )
    yield case(
        "ColumnTransformer, histograms",
        lambda: make_pipeline(
            ColumnTransformer(
                [("t", OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=np.nan), ["town", "size"])],
                remainder="passthrough",
            ),
            Hist(max_iter=3, min_samples_leaf=3, categorical_features=[0, 1], random_state=0),
        ),
        table,
        words,
    )
    yield case("ColumnTransformer, ridge", lambda: make_pipeline(prepared(), Ridge()), table, amount)


def unions():
    plain, named = numbers(3), numbers(3, named=True)
    yield case("FeatureUnion", lambda: make_union(StandardScaler(), PCA(2)), plain)
    yield case(
        "FeatureUnion, weights",
        lambda: FeatureUnion([("a", MinMaxScaler()), ("b", SelectKBest(k=1))], transformer_weights={"a": 3.0}),
        named,
        labels(plain, BINARY),
    )
    yield case(
        "FeatureUnion, dropped, passed",
        lambda: FeatureUnion([("a", "drop"), ("b", "passthrough"), ("c", FunctionTransformer(np.square))]),
        named,
    )
    yield case(
        "FeatureUnion, model",
        lambda: make_pipeline(make_union(StandardScaler(), PolynomialFeatures(2)), LogisticRegression()),
        plain,
        labels(plain, KINDS),
    )


def targets():
    plain = positive()
    y = amounts(plain, "positive")
    make = TransformedTargetRegressor
    yield case(
        "TransformedTargetRegressor", lambda: make(LinearRegression(), func=np.log1p, inverse_func=np.expm1), plain, y
    )
    yield case("TransformedTargetRegressor, as it comes", lambda: make(), plain, y)
    yield case(
        "TransformedTargetRegressor, sqrt", lambda: make(Ridge(), func=np.sqrt, inverse_func=np.square), plain, y
    )
    yield case(
        "TransformedTargetRegressor, scaler",
        lambda: make(KNeighborsRegressor(3), transformer=StandardScaler()),
        plain,
        y,
    )
    yield case(
        "TransformedTargetRegressor, quantiles",
        lambda: make(
            DecisionTreeRegressor(max_depth=3),
            transformer=QuantileTransformer(n_quantiles=15, output_distribution="normal"),
        ),
        positive(named=True),
        y,
    )
    yield case(
        "TransformedTargetRegressor, power",
        lambda: make(make_pipeline(StandardScaler(), Ridge()), transformer=PowerTransformer()),
        plain,
        y,
    )


def searches():
    plain, named, table = numbers(), numbers(named=True), mixed()
    two, kinds, amount = labels(plain, BINARY), labels(plain, KINDS), amounts(plain)
    yield case("GridSearchCV", lambda: GridSearchCV(LogisticRegression(), {"C": [0.1, 1.0]}, cv=2), plain, kinds)
    yield case(
        "GridSearchCV, regressor, scoring",
        lambda: GridSearchCV(Ridge(), {"alpha": [0.1, 10.0]}, scoring="neg_mean_absolute_error", cv=KFold(3)),
        named,
        amount,
    )
    yield case(
        "GridSearchCV, chain over columns",
        lambda: GridSearchCV(
            make_pipeline(prepared(), LogisticRegression()),
            {
                "logisticregression__C": [0.5, 5.0],
                "columntransformer__num__simpleimputer__strategy": ["mean", "median"],
            },
            cv=StratifiedKFold(2, shuffle=True, random_state=0),
        ),
        table,
        labels(table, WORDS),
    )
    yield case(
        "GridSearchCV, steps",
        lambda: GridSearchCV(
            Pipeline([("scale", StandardScaler()), ("model", LogisticRegression())]),
            [
                {"scale": [MinMaxScaler(), "passthrough"]},
                {"model": [KNeighborsClassifier(3), DecisionTreeClassifier(max_depth=2)]},
            ],
            cv=2,
        ),
        plain,
        kinds,
    )
    yield case(
        "GridSearchCV, several scores",
        lambda: GridSearchCV(
            GaussianNB(), {"var_smoothing": [1e-9, 1e-2]}, scoring=["accuracy", "f1"], refit="f1", cv=2
        ),
        plain,
        two,
    )
    yield case("GridSearchCV, transformer", lambda: GridSearchCV(KMeansOf(), {"n_clusters": [2, 3]}, cv=2), plain)
    yield case(
        "RandomizedSearchCV",
        lambda: RandomizedSearchCV(
            DecisionTreeClassifier(random_state=0), {"max_depth": [1, 2, 3]}, n_iter=2, cv=2, random_state=0
        ),
        named,
        kinds,
    )
    yield case(
        "RandomizedSearchCV, distributions",
        lambda: RandomizedSearchCV(
            LogisticRegression(), {"C": scipy.stats.loguniform(0.1, 10)}, n_iter=2, cv=2, random_state=0
        ),
        plain,
        two,
        may_refuse=True,
    )


def KMeansOf():
    from sklearn.cluster import KMeans

    return KMeans(2, n_init=1, random_state=0)


def nested():
    plain, named = numbers(), numbers(named=True)
    two, three, amount = labels(plain, BINARY), labels(plain, THREE), amounts(plain)

    def chain(model):
        return make_pipeline(StandardScaler(), model)

    members = [("a", chain(LogisticRegression())), ("b", make_pipeline(PCA(2), GaussianNB()))]
    yield case("VotingClassifier of Pipelines", lambda: VotingClassifier(members, voting="soft"), plain, three)
    yield case("VotingClassifier of Pipelines, hard", lambda: VotingClassifier(members), named, labels(plain, WORDS))
    yield case(
        "BaggingClassifier of trees, in a Pipeline",
        lambda: chain(BaggingClassifier(DecisionTreeClassifier(max_depth=2), 3, random_state=0)),
        plain,
        two,
    )
    yield case(
        "StackingRegressor of a Pipeline",
        lambda: StackingRegressor([("a", chain(Ridge())), ("b", DecisionTreeRegressor(max_depth=2))], cv=2),
        named,
        amount,
    )
    yield case(
        "GridSearchCV in a Pipeline",
        lambda: chain(GridSearchCV(KNeighborsClassifier(), {"n_neighbors": [2, 4]}, cv=2)),
        plain,
        three,
    )
    some = counts(named=True)
    yield case(
        "Pipeline, whole numbers, one-hot",
        lambda: make_pipeline(OneHotEncoder(handle_unknown="ignore"), LogisticRegression()),
        some,
        labels(some, KINDS),
    )
    odd = Table([Column("a b", numbers(1).columns[0].cells), Column("Größe", numbers(1, 5).columns[0].cells)], True)
    yield case(
        "names with spaces and umlauts", lambda: chain(LogisticRegression()), odd, labels(odd, ["außen", "innen"])
    )


def cases():
    for each in (pipelines, columns, unions, targets, searches, nested):
        yield from each()
