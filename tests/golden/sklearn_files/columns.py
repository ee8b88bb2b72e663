"""What changes columns: preprocessing, imputing, selecting, decomposing."""

import numpy as np
from making import (
    BINARY,
    KINDS,
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
    texts,
)
from sklearn.decomposition import PCA, TruncatedSVD
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_selection import (
    RFE,
    SelectFromModel,
    SelectKBest,
    SelectPercentile,
    VarianceThreshold,
    chi2,
    f_classif,
    f_regression,
)
from sklearn.impute import KNNImputer, MissingIndicator, SimpleImputer
from sklearn.linear_model import Lasso, LinearRegression, LogisticRegression, Ridge
from sklearn.preprocessing import (
    Binarizer,
    FunctionTransformer,
    KBinsDiscretizer,
    MaxAbsScaler,
    MinMaxScaler,
    Normalizer,
    OneHotEncoder,
    OrdinalEncoder,
    PolynomialFeatures,
    PowerTransformer,
    QuantileTransformer,
    RobustScaler,
    StandardScaler,
)
from sklearn.tree import DecisionTreeClassifier


def scalers():
    plain, named, gaps = numbers(), numbers(named=True), numbers(missing=0.15)
    yield case("StandardScaler", lambda: StandardScaler(), plain)
    yield case("StandardScaler, named", lambda: StandardScaler(), named)
    yield case("StandardScaler, without mean, missing", lambda: StandardScaler(with_mean=False), gaps)
    yield case("StandardScaler, without deviation", lambda: StandardScaler(with_std=False), plain)
    yield case("StandardScaler, neither", lambda: StandardScaler(with_mean=False, with_std=False), plain)
    yield case("StandardScaler, float32", lambda: StandardScaler(), numbers(dtype="float32"), single=True)
    yield case("StandardScaler, whole numbers", lambda: StandardScaler(), counts(dtype="int64", named=True))
    yield case("StandardScaler, pandas out", lambda: StandardScaler().set_output(transform="pandas"), named)
    yield case("MinMaxScaler", lambda: MinMaxScaler(), plain)
    yield case("MinMaxScaler, range", lambda: MinMaxScaler(feature_range=(-1, 3)), gaps)
    yield case("MinMaxScaler, clip", lambda: MinMaxScaler(clip=True), named)
    yield case("MaxAbsScaler", lambda: MaxAbsScaler(), plain)
    yield case("MaxAbsScaler, named, missing", lambda: MaxAbsScaler(), numbers(missing=0.1, named=True))
    yield case("MaxAbsScaler, clip", lambda: MaxAbsScaler(clip=True), plain, needs="1.9")
    yield case("RobustScaler", lambda: RobustScaler(), gaps)
    yield case("RobustScaler, range", lambda: RobustScaler(quantile_range=(10.0, 80.0)), named)
    yield case("RobustScaler, unit variance", lambda: RobustScaler(unit_variance=True), plain)
    yield case("RobustScaler, only centre", lambda: RobustScaler(with_scaling=False), plain)
    yield case("RobustScaler, only scale", lambda: RobustScaler(with_centering=False), plain)
    for norm in ("l1", "l2", "max"):
        yield case(f"Normalizer, {norm}", lambda: Normalizer(norm=norm), plain)
    yield case("Binarizer", lambda: Binarizer(), named)
    yield case("Binarizer, threshold", lambda: Binarizer(threshold=1.5), plain)
    constant = numbers(3)
    constant.columns[1].cells = [5.0] * len(constant)
    yield case("StandardScaler, a constant column", lambda: StandardScaler(), constant)
    yield case("RobustScaler, a constant column", lambda: RobustScaler(), constant)


def shapes():
    plain, named, gaps = numbers(), numbers(named=True), numbers(missing=0.15)
    yield case("PowerTransformer", lambda: PowerTransformer(), plain)
    yield case("PowerTransformer, missing, not standardized", lambda: PowerTransformer(standardize=False), gaps)
    yield case("PowerTransformer, box-cox", lambda: PowerTransformer(method="box-cox"), positive(named=True))
    yield case(
        "PowerTransformer, box-cox, not standardized",
        lambda: PowerTransformer(method="box-cox", standardize=False),
        positive(),
    )
    yield case("QuantileTransformer", lambda: QuantileTransformer(n_quantiles=12), plain)
    yield case(
        "QuantileTransformer, normal",
        lambda: QuantileTransformer(n_quantiles=36, output_distribution="normal"),
        numbers(missing=0.1, named=True),
    )
    yield case("QuantileTransformer, equals", lambda: QuantileTransformer(n_quantiles=20), counts())
    for encode in ("onehot", "onehot-dense", "ordinal"):
        for strategy in ("uniform", "quantile", "kmeans"):
            yield case(
                f"KBinsDiscretizer, {strategy}, {encode}",
                lambda: KBinsDiscretizer(3, encode=encode, strategy=strategy, random_state=0, **_bins(strategy)),
                named if strategy == "quantile" else plain,
            )
    yield case(
        "KBinsDiscretizer, several counts",
        lambda: KBinsDiscretizer([2, 3, 4, 5], encode="ordinal", strategy="uniform", subsample=None),
        plain,
    )
    yield case(
        "KBinsDiscretizer, bins put together",
        lambda: KBinsDiscretizer(6, encode="onehot-dense", strategy="quantile", **_bins("quantile")),
        counts(top=3),
    )
    yield case("PolynomialFeatures", lambda: PolynomialFeatures(), numbers(3))
    yield case("PolynomialFeatures, named", lambda: PolynomialFeatures(3, include_bias=False), numbers(2, named=True))
    yield case("PolynomialFeatures, interactions", lambda: PolynomialFeatures(interaction_only=True), plain)
    yield case("PolynomialFeatures, from 2 to 3", lambda: PolynomialFeatures((2, 3)), numbers(2))
    yield case("PolynomialFeatures, order F", lambda: PolynomialFeatures(2, order="F"), numbers(3), may_refuse=True)
    for func in ("log1p", "sqrt", "square", "negative", "exp", "tanh", "sign", "rint"):
        yield case(
            f"FunctionTransformer, {func}",
            lambda: FunctionTransformer(getattr(np, func), validate=func == "square"),
            positive(named=func == "sqrt") if func != "exp" else numbers(2),
        )
    yield case("FunctionTransformer, nothing", lambda: FunctionTransformer(), named)
    yield case(
        "FunctionTransformer, inverse",
        lambda: FunctionTransformer(np.log1p, inverse_func=np.expm1, feature_names_out="one-to-one"),
        positive(),
    )


def _bins(strategy):
    import sklearn

    later = tuple(map(int, sklearn.__version__.split(".")[:2])) >= (1, 7)
    return {"quantile_method": "averaged_inverted_cdf"} if later and strategy == "quantile" else {"subsample": None}


def encoders():
    words, gaps = texts(), texts(missing=0.15)
    none = texts(missing=0.15, missing_text=None)
    some = mixed(missing=0.0)
    dense = {"sparse_output": False}
    yield case("OneHotEncoder, as it comes", lambda: OneHotEncoder(), words)
    yield case("OneHotEncoder, ignore", lambda: OneHotEncoder(handle_unknown="ignore", **dense), gaps)
    yield case("OneHotEncoder, None, ignore", lambda: OneHotEncoder(handle_unknown="ignore", **dense), none)
    yield case("OneHotEncoder, array of texts", lambda: OneHotEncoder(), texts(named=False))
    yield case("OneHotEncoder, first", lambda: OneHotEncoder(drop="first", **dense), words)
    yield case(
        "OneHotEncoder, first, ignore", lambda: OneHotEncoder(drop="first", handle_unknown="ignore", **dense), words
    )
    yield case("OneHotEncoder, if binary", lambda: OneHotEncoder(drop="if_binary", **dense), words)
    yield case("OneHotEncoder, chosen drops", lambda: OneHotEncoder(drop=["Zug", "large"], **dense), words)
    yield case(
        "OneHotEncoder, min_frequency",
        lambda: OneHotEncoder(min_frequency=8, handle_unknown="infrequent_if_exist", **dense),
        words,
    )
    yield case(
        "OneHotEncoder, share of rows, first",
        lambda: OneHotEncoder(min_frequency=0.3, drop="first", handle_unknown="infrequent_if_exist"),
        texts(missing=0.1),
    )
    yield case(
        "OneHotEncoder, max_categories, mixed",
        lambda: OneHotEncoder(max_categories=3, handle_unknown="infrequent_if_exist", **dense),
        mixed(missing=0.0, text_missing=0.1).rows(range(42)),
    )
    yield case(
        "OneHotEncoder, warn",
        lambda: OneHotEncoder(max_categories=3, handle_unknown="warn", **dense),
        words,
        needs="1.6",
    )
    yield case(
        "OneHotEncoder, given categories",
        lambda: OneHotEncoder(
            categories=[["Zug", "Bern", "Genève", "Chur", "Sion"], ["small", "large"]], handle_unknown="ignore"
        ),
        words,
    )
    yield case("OneHotEncoder, whole numbers", lambda: OneHotEncoder(handle_unknown="ignore"), counts(2, dtype="int64"))
    yield case("OneHotEncoder, numbers", lambda: OneHotEncoder(handle_unknown="ignore", **dense), counts(2, top=4))
    yield case(
        "OneHotEncoder, numbers, missing",
        lambda: OneHotEncoder(handle_unknown="ignore", min_frequency=6, **dense),
        _with_missing(counts(2, named=True)),
    )
    yield case("OneHotEncoder, str", lambda: OneHotEncoder(handle_unknown="ignore", **dense), texts(dtype="str"))
    yield case("OneHotEncoder, str, missing", lambda: OneHotEncoder(**dense), texts(dtype="str", missing=0.2))
    yield case(
        "OneHotEncoder, category", lambda: OneHotEncoder(handle_unknown="ignore"), texts(dtype="category", missing=0.1)
    )
    yield case("OneHotEncoder, float32 out", lambda: OneHotEncoder(dtype=np.float32), words, may_refuse=True)
    bools = Table([Column("new", [i % 3 == 0 for i in range(42)], "bool")], True)
    yield case("OneHotEncoder, bools", lambda: OneHotEncoder(**dense), bools, may_refuse=True)
    yield case("OrdinalEncoder", lambda: OrdinalEncoder(), words)
    unknown = {"handle_unknown": "use_encoded_value"}
    yield case("OrdinalEncoder, unknown", lambda: OrdinalEncoder(unknown_value=-1, **unknown), gaps)
    yield case("OrdinalEncoder, unknown is NaN", lambda: OrdinalEncoder(unknown_value=np.nan, **unknown), words)
    yield case(
        "OrdinalEncoder, missing",
        lambda: OrdinalEncoder(unknown_value=-1, encoded_missing_value=-2, **unknown),
        texts(missing=0.2, named=False, missing_text=None),
    )
    yield case("OrdinalEncoder, numbers", lambda: OrdinalEncoder(unknown_value=-1, **unknown), counts(3, dtype="int64"))
    yield case(
        "OrdinalEncoder, numbers, missing",
        lambda: OrdinalEncoder(unknown_value=50, encoded_missing_value=60, **unknown),
        _with_missing(counts(2)),
    )
    yield case(
        "OrdinalEncoder, min_frequency",
        lambda: OrdinalEncoder(min_frequency=8, unknown_value=-1, **unknown),
        gaps,
        needs="1.3",
    )
    yield case(
        "OrdinalEncoder, max_categories",
        lambda: OrdinalEncoder(max_categories=2, unknown_value=-1, encoded_missing_value=-5, **unknown),
        mixed(missing=0.0, text_missing=0.1),
        needs="1.3",
    )
    yield case(
        "OrdinalEncoder, given categories",
        lambda: OrdinalEncoder(categories=[["Zug", "Bern", "Genève", "Chur"], ["small", "large"]]),
        words,
    )
    yield case("OrdinalEncoder, mixed", lambda: OrdinalEncoder(unknown_value=-1, **unknown), some)

    def target(**params):
        from sklearn.preprocessing import TargetEncoder

        return TargetEncoder(random_state=0, **params)

    for name, table, y, needs in (
        ("binary", words, labels(words, WORDS), "1.3"),
        ("binary, numbers", counts(2, top=4), labels(counts(2, top=4), BINARY), "1.3"),
        ("continuous, missing", gaps, amounts(gaps), "1.3"),
        ("continuous, mixed", some, amounts(some), "1.3"),
        ("three classes", words, labels(words, KINDS), "1.4"),
    ):
        yield case(f"TargetEncoder, {name}", lambda: target(), table, y, needs=needs)
    yield case("TargetEncoder, smooth", lambda: target(smooth=4.0), words, labels(words, BINARY), needs="1.3")
    yield case("TargetEncoder, none", lambda: target(target_type="continuous"), none, labels(none, BINARY), needs="1.3")


def _with_missing(table):
    for i in (3, 9, 20):
        table.columns[0].cells[i] = None
    return table


def imputers():
    gaps, named = numbers(missing=0.2), numbers(missing=0.2, named=True)
    words = texts(missing=0.2)
    for strategy in ("mean", "median", "most_frequent"):
        yield case(f"SimpleImputer, {strategy}", lambda: SimpleImputer(strategy=strategy), named)
    yield case("SimpleImputer, constant", lambda: SimpleImputer(strategy="constant", fill_value=-3.5), gaps)
    yield case("SimpleImputer, constant as it comes", lambda: SimpleImputer(strategy="constant"), gaps)
    yield case("SimpleImputer, indicator", lambda: SimpleImputer(add_indicator=True), gaps)
    some = numbers(missing=0.2)
    some.columns[1].cells = [1.0 if v is None else v for v in some.columns[1].cells]
    yield case("SimpleImputer, indicator of some", lambda: SimpleImputer(strategy="median", add_indicator=True), some)
    yield case("SimpleImputer, texts", lambda: SimpleImputer(strategy="most_frequent"), words)
    yield case(
        "SimpleImputer, texts, constant", lambda: SimpleImputer(strategy="constant", fill_value="none given"), words
    )
    yield case("SimpleImputer, texts as they come", lambda: SimpleImputer(strategy="constant"), words)
    yield case(
        "SimpleImputer, mixed, indicator",
        lambda: SimpleImputer(strategy="most_frequent", add_indicator=True),
        mixed(text_missing=0.2),
    )
    yield case(
        "SimpleImputer, None",
        lambda: SimpleImputer(strategy="most_frequent", missing_values=None),
        texts(missing=0.2, missing_text=None),
        may_refuse=True,
    )
    yield case(
        "SimpleImputer, missing is -1",
        lambda: SimpleImputer(missing_values=0, strategy="mean"),
        counts(),
        may_refuse=True,
    )
    empty = numbers(missing=0.2)
    empty.columns[2].cells = [None] * len(empty)
    yield case("SimpleImputer, an empty column", lambda: SimpleImputer(), empty)
    yield case("SimpleImputer, an empty column kept", lambda: SimpleImputer(keep_empty_features=True), empty)
    yield case(
        "SimpleImputer, an empty column kept, constant",
        lambda: SimpleImputer(strategy="constant", fill_value=7.0, keep_empty_features=True, add_indicator=True),
        empty,
    )
    yield case("MissingIndicator", lambda: MissingIndicator(error_on_new=False), some)
    yield case("MissingIndicator, all", lambda: MissingIndicator(features="all"), some)
    yield case("MissingIndicator, texts", lambda: MissingIndicator(), words)
    yield case("KNNImputer", lambda: KNNImputer(n_neighbors=3), gaps)
    yield case("KNNImputer, distance", lambda: KNNImputer(n_neighbors=2, weights="distance"), named)
    yield case("KNNImputer, indicator", lambda: KNNImputer(add_indicator=True), some)
    yield case("KNNImputer, an empty column", lambda: KNNImputer(), empty)
    yield case("KNNImputer, an empty column kept", lambda: KNNImputer(keep_empty_features=True), empty)


def selectors():
    plain, named = numbers(5), numbers(5, named=True)
    two, three, amount = labels(plain, BINARY), labels(plain, THREE), amounts(plain)
    few = counts(4, top=2)
    few.columns[1].cells = [1] * len(few)
    yield case("VarianceThreshold", lambda: VarianceThreshold(), few)
    yield case("VarianceThreshold, threshold", lambda: VarianceThreshold(1.5), named)
    yield case("VarianceThreshold, missing", lambda: VarianceThreshold(0.1), numbers(missing=0.1))
    yield case("SelectKBest", lambda: SelectKBest(k=2), plain, three)
    yield case("SelectKBest, f_regression", lambda: SelectKBest(f_regression, k=3), named, amount)
    yield case("SelectKBest, chi2", lambda: SelectKBest(chi2, k=1), counts(), labels(counts(), WORDS))
    yield case("SelectKBest, all", lambda: SelectKBest(f_classif, k="all"), plain, two)
    yield case("SelectPercentile", lambda: SelectPercentile(percentile=40), named, two)
    yield case("SelectPercentile, f_regression", lambda: SelectPercentile(f_regression, percentile=60), plain, amount)
    yield case("SelectFromModel, lasso", lambda: SelectFromModel(Lasso(alpha=0.5)), plain, amount)
    yield case(
        "SelectFromModel, median, forest",
        lambda: SelectFromModel(RandomForestClassifier(2, max_depth=2, random_state=0), threshold="median"),
        named,
        two,
    )
    yield case(
        "SelectFromModel, at most two",
        lambda: SelectFromModel(LogisticRegression(), max_features=2, threshold=-np.inf),
        plain,
        three,
    )
    yield case(
        "SelectFromModel, norm_order",
        lambda: SelectFromModel(LogisticRegression(), threshold="0.8*mean", norm_order=2),
        plain,
        three,
    )
    yield case(
        "SelectFromModel, prefit",
        lambda: SelectFromModel(Ridge().fit(plain.rows(range(36)).given(), amount), prefit=True),
        plain,
        amount,
        may_refuse=True,
    )
    yield case("RFE", lambda: RFE(LinearRegression(), n_features_to_select=2), named, amount)
    yield case("RFE, tree", lambda: RFE(DecisionTreeClassifier(max_depth=2, random_state=0), step=2), plain, three)
    yield case("RFE, share", lambda: RFE(LogisticRegression(), n_features_to_select=0.6), plain, labels(plain, WORDS))


def components():
    plain, named = numbers(5), numbers(5, named=True)
    yield case("PCA", lambda: PCA(svd_solver="full"), plain)
    yield case("PCA, whiten", lambda: PCA(2, whiten=True, svd_solver="full"), named)
    yield case("PCA, share of variance", lambda: PCA(0.9), plain)
    yield case("PCA, randomized", lambda: PCA(2, svd_solver="randomized", random_state=0), plain)
    yield case("PCA, float32", lambda: PCA(2, whiten=True), numbers(4, dtype="float32"), single=True)
    yield case("PCA, as it comes", lambda: PCA(), numbers(3))
    yield case("TruncatedSVD", lambda: TruncatedSVD(2, random_state=0), plain)
    yield case("TruncatedSVD, arpack", lambda: TruncatedSVD(3, algorithm="arpack", random_state=0), named)


def cases():
    for each in (scalers, shapes, encoders, imputers, selectors, components):
        yield from each()
