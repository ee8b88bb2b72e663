#include "interchange/known.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace keepfit::interchange {

namespace {

struct Names {
  std::string_view module, names;  // with a blank between them
  Role role;
};

constexpr std::string_view kLosses =
    "CyAbsoluteError CyExponentialLoss CyHalfBinomialLoss CyHalfGammaLoss CyHalfMultinomialLoss CyHalfPoissonLoss "
    "CyHalfSquaredError CyHuberLoss CyPinballLoss __pyx_unpickle_CyAbsoluteError __pyx_unpickle_CyExponentialLoss "
    "__pyx_unpickle_CyHalfBinomialLoss __pyx_unpickle_CyHalfGammaLoss __pyx_unpickle_CyHalfMultinomialLoss "
    "__pyx_unpickle_CyHalfPoissonLoss __pyx_unpickle_CyHalfSquaredError __pyx_unpickle_CyHuberLoss "
    "__pyx_unpickle_CyPinballLoss";

constexpr Names kNames[] = {
    {"sklearn.cluster._kmeans", "KMeans", Role::kEstimator},
    {"sklearn.compose._column_transformer", "ColumnTransformer", Role::kEstimator},
    {"sklearn.compose._target", "TransformedTargetRegressor", Role::kEstimator},
    {"sklearn.decomposition._pca", "PCA", Role::kEstimator},
    {"sklearn.decomposition._truncated_svd", "TruncatedSVD", Role::kEstimator},
    {"sklearn.discriminant_analysis", "LinearDiscriminantAnalysis QuadraticDiscriminantAnalysis", Role::kEstimator},
    {"sklearn.dummy", "DummyClassifier DummyRegressor", Role::kEstimator},
    {"sklearn.ensemble._bagging", "BaggingClassifier BaggingRegressor", Role::kEstimator},
    {"sklearn.ensemble._forest",
     "ExtraTreesClassifier ExtraTreesRegressor RandomForestClassifier RandomForestRegressor", Role::kEstimator},
    {"sklearn.ensemble._gb", "GradientBoostingClassifier GradientBoostingRegressor", Role::kEstimator},
    {"sklearn.ensemble._hist_gradient_boosting.gradient_boosting",
     "HistGradientBoostingClassifier HistGradientBoostingRegressor", Role::kEstimator},
    {"sklearn.ensemble._stacking", "StackingClassifier StackingRegressor", Role::kEstimator},
    {"sklearn.ensemble._voting", "VotingClassifier VotingRegressor", Role::kEstimator},
    {"sklearn.ensemble._weight_boosting", "AdaBoostClassifier AdaBoostRegressor", Role::kEstimator},
    {"sklearn.feature_selection._from_model", "SelectFromModel", Role::kEstimator},
    {"sklearn.feature_selection._rfe", "RFE", Role::kEstimator},
    {"sklearn.feature_selection._univariate_selection", "SelectKBest SelectPercentile", Role::kEstimator},
    {"sklearn.feature_selection._variance_threshold", "VarianceThreshold", Role::kEstimator},
    {"sklearn.impute._base", "MissingIndicator SimpleImputer", Role::kEstimator},
    {"sklearn.impute._knn", "KNNImputer", Role::kEstimator},
    {"sklearn.linear_model._base", "LinearRegression", Role::kEstimator},
    {"sklearn.linear_model._coordinate_descent", "ElasticNet Lasso", Role::kEstimator},
    {"sklearn.linear_model._logistic", "LogisticRegression", Role::kEstimator},
    {"sklearn.linear_model._perceptron", "Perceptron", Role::kEstimator},
    {"sklearn.linear_model._ridge", "Ridge RidgeCV RidgeClassifier RidgeClassifierCV", Role::kEstimator},
    {"sklearn.linear_model._stochastic_gradient", "SGDClassifier SGDRegressor", Role::kEstimator},
    {"sklearn.model_selection._search", "GridSearchCV RandomizedSearchCV", Role::kEstimator},
    {"sklearn.naive_bayes", "BernoulliNB GaussianNB MultinomialNB", Role::kEstimator},
    {"sklearn.neighbors._classification", "KNeighborsClassifier", Role::kEstimator},
    {"sklearn.neighbors._regression", "KNeighborsRegressor", Role::kEstimator},
    {"sklearn.pipeline", "FeatureUnion Pipeline", Role::kEstimator},
    {"sklearn.preprocessing._data",
     "Binarizer MaxAbsScaler MinMaxScaler Normalizer PowerTransformer QuantileTransformer RobustScaler StandardScaler",
     Role::kEstimator},
    {"sklearn.preprocessing._discretization", "KBinsDiscretizer", Role::kEstimator},
    {"sklearn.preprocessing._encoders", "OneHotEncoder OrdinalEncoder", Role::kEstimator},
    {"sklearn.preprocessing._function_transformer", "FunctionTransformer", Role::kEstimator},
    {"sklearn.preprocessing._polynomial", "PolynomialFeatures", Role::kEstimator},
    {"sklearn.preprocessing._target_encoder", "TargetEncoder", Role::kEstimator},
    {"sklearn.svm._classes", "LinearSVC", Role::kEstimator},
    {"sklearn.tree._classes", "DecisionTreeClassifier DecisionTreeRegressor ExtraTreeClassifier ExtraTreeRegressor",
     Role::kEstimator},

    {"sklearn._loss._loss", kLosses, Role::kPart},
    // What 1.6 was built with left its package out.
    {"_loss", kLosses, Role::kPart},
    {"sklearn._loss.link", "HalfLogitLink IdentityLink Interval LogLink LogitLink MultinomialLogit", Role::kPart},
    {"sklearn._loss.loss",
     "AbsoluteError ExponentialLoss HalfBinomialLoss HalfGammaLoss HalfMultinomialLoss HalfPoissonLoss "
     "HalfSquaredError HuberLoss PinballLoss",
     Role::kPart},
    {"sklearn.ensemble._gb_losses",
     "BinomialDeviance ExponentialLoss HuberLossFunction LeastAbsoluteError LeastSquaresError MultinomialDeviance "
     "QuantileLossFunction",
     Role::kPart},
    {"sklearn.compose._column_transformer", "_RemainderColsList make_column_selector", Role::kPart},
    {"sklearn.ensemble._hist_gradient_boosting.binning", "_BinMapper", Role::kPart},
    {"sklearn.ensemble._hist_gradient_boosting.predictor", "TreePredictor", Role::kPart},
    {"sklearn.linear_model._sgd_fast",
     "EpsilonInsensitive Hinge Huber Log ModifiedHuber SquaredEpsilonInsensitive SquaredHinge SquaredLoss",
     Role::kPart},
    {"sklearn.metrics._scorer",
     "_PassthroughScorer _PredictScorer _ProbaScorer _Scorer _ThresholdScorer _passthrough_scorer "
     "negative_likelihood_ratio positive_likelihood_ratio",
     Role::kPart},
    {"sklearn.model_selection._split",
     "GroupKFold GroupShuffleSplit KFold LeaveOneGroupOut LeaveOneOut LeavePGroupsOut LeavePOut PredefinedSplit "
     "RepeatedKFold RepeatedStratifiedKFold ShuffleSplit StratifiedGroupKFold StratifiedKFold StratifiedShuffleSplit "
     "TimeSeriesSplit",
     Role::kPart},
    {"sklearn.preprocessing._label", "LabelBinarizer LabelEncoder", Role::kPart},
    {"sklearn.tree._tree", "Tree", Role::kPart},
    {"sklearn.utils._bunch", "Bunch", Role::kPart},
    {"sklearn.utils._metadata_requests", "MetadataRequest MethodMetadataRequest", Role::kPart},
    {"functools", "partial", Role::kPart},

    {"joblib.numpy_pickle", "NumpyArrayWrapper", Role::kData},
    // What searches draw from, frozen with its arguments; numpy.vectorize holds a method of theirs.
    {"scipy.stats._distn_infrastructure", "rv_continuous_frozen rv_discrete_frozen rv_frozen", Role::kPart},
    {"scipy.stats._continuous_distns",
     "beta_gen expon_gen gamma_gen halfnorm_gen lognorm_gen loguniform_gen norm_gen reciprocal_gen triang_gen "
     "truncnorm_gen uniform_gen",
     Role::kPart},
    {"scipy.stats._discrete_distns", "binom_gen geom_gen poisson_gen randint_gen", Role::kPart},
    {"numpy", "vectorize", Role::kPart},

    {"numpy", "dtype", Role::kData},
    {"numpy._core.multiarray", "_reconstruct scalar", Role::kData},
    {"numpy.core.multiarray", "_reconstruct scalar", Role::kData},
    {"numpy._core.numeric", "_frombuffer", Role::kData},
    {"numpy.core.numeric", "_frombuffer", Role::kData},
    {"numpy.ma.core", "_mareconstruct", Role::kData},
    {"builtins", "bytes dict object set slice", Role::kData},
    {"__builtin__", "bytes dict object set slice", Role::kData},
    {"copy_reg", "_reconstructor", Role::kData},
    {"copyreg", "_reconstructor", Role::kData},
    {"_codecs", "encode", Role::kData},

    {"builtins", "bool float int str", Role::kType},
    {"__builtin__", "bool float int long str unicode", Role::kType},
    {"numpy",
     "absolute arcsinh bool bool_ bytes_ cbrt ceil complex128 complex64 cos datetime64 exp exp2 expm1 float16 float32 "
     "float64 floating floor int16 int32 int64 int8 integer log log10 log1p log2 longdouble longlong matrix ndarray "
     "negative number object_ reciprocal rint sign sin sinh sqrt square str_ tanh timedelta64 uint16 uint32 uint64 "
     "uint8",
     Role::kType},
    {"numpy.core._multiarray_umath",
     "absolute arcsinh cbrt ceil cos exp exp2 expm1 floor log log10 log1p log2 negative reciprocal rint sign sin sinh "
     "sqrt square tanh",
     Role::kType},
    {"numpy.ma", "MaskedArray", Role::kType},
    {"numpy.ma.core", "MaskedArray", Role::kType},
    {"pandas._libs.missing", "NA", Role::kType},
    {"pandas", "NA", Role::kType},
    {"sklearn.feature_selection._mutual_info", "mutual_info_classif mutual_info_regression", Role::kType},
    {"sklearn.feature_selection._univariate_selection", "chi2 f_classif f_regression r_regression", Role::kType},
    {"sklearn.metrics._classification",
     "accuracy_score balanced_accuracy_score brier_score_loss d2_brier_score d2_log_loss_score f1_score fbeta_score "
     "jaccard_score log_loss matthews_corrcoef precision_score recall_score",
     Role::kType},
    {"sklearn.metrics._ranking", "average_precision_score roc_auc_score top_k_accuracy_score", Role::kType},
    {"sklearn.metrics._regression",
     "d2_absolute_error_score explained_variance_score max_error mean_absolute_error mean_absolute_percentage_error "
     "mean_gamma_deviance mean_poisson_deviance mean_squared_error mean_squared_log_error median_absolute_error "
     "r2_score "
     "root_mean_squared_error root_mean_squared_log_error",
     Role::kType},
    {"sklearn.metrics.cluster._supervised",
     "adjusted_mutual_info_score adjusted_rand_score completeness_score fowlkes_mallows_score homogeneity_score "
     "mutual_info_score normalized_mutual_info_score rand_score v_measure_score",
     Role::kType},
    {"sklearn.utils.validation", "check_array", Role::kType},

    {"numpy.random._mt19937", "MT19937", Role::kSkipped},
    {"numpy.random._pcg64", "PCG64 PCG64DXSM", Role::kSkipped},
    {"numpy.random._philox", "Philox", Role::kSkipped},
    {"numpy.random._sfc64", "SFC64", Role::kSkipped},
    {"numpy.random._pickle", "__bit_generator_ctor __generator_ctor __randomstate_ctor", Role::kSkipped},
    {"numpy.random.bit_generator", "SeedSequence __pyx_unpickle_SeedSequence", Role::kSkipped},
    {"sklearn.metrics._dist_metrics",
     "BrayCurtisDistance BrayCurtisDistance64 CanberraDistance CanberraDistance64 ChebyshevDistance "
     "ChebyshevDistance64 DiceDistance DiceDistance64 EuclideanDistance EuclideanDistance64 HammingDistance "
     "HammingDistance64 HaversineDistance HaversineDistance64 JaccardDistance JaccardDistance64 "
     "MahalanobisDistance MahalanobisDistance64 ManhattanDistance ManhattanDistance64 MinkowskiDistance "
     "MinkowskiDistance64 RogersTanimotoDistance RogersTanimotoDistance64 RussellRaoDistance RussellRaoDistance64 "
     "SEuclideanDistance SEuclideanDistance64 SokalSneathDistance SokalSneathDistance64 newObj",
     Role::kSkipped},
    {"sklearn.neighbors._ball_tree", "BallTree newObj", Role::kSkipped},
    {"sklearn.neighbors._kd_tree", "KDTree newObj", Role::kSkipped},
};

/// Inert data, by the first word of the module: packages move their classes about.
constexpr std::pair<std::string_view, std::string_view> kInertNames[] = {
    {"pandas",
     "ArrowDtype ArrowExtensionArray ArrowStringArray BlockIndex BlockManager BooleanArray BooleanDtype BusinessDay "
     "BusinessHour BusinessMonthBegin BusinessMonthEnd Categorical CategoricalDtype CategoricalIndex DataFrame "
     "DatetimeArray DatetimeIndex DatetimeTZDtype Day Float32Dtype Float64Dtype Float64Index FloatingArray Hour Index "
     "Int16Dtype Int32Dtype Int64Dtype Int64Index Int8Dtype IntIndex IntegerArray Interval IntervalArray IntervalDtype "
     "IntervalIndex Micro Milli Minute MonthBegin MonthEnd MultiIndex Nano NumpyExtensionArray PandasArray Period "
     "PeriodArray PeriodDtype PeriodIndex QuarterBegin QuarterEnd RangeIndex Second Series SingleBlockManager "
     "SparseArray SparseDtype StringArray StringDtype TimedeltaArray TimedeltaIndex UInt16Dtype UInt32Dtype "
     "UInt64Dtype UInt64Index UInt8Dtype Week YearBegin YearEnd __nat_unpickle __pyx_unpickle_NDArrayBacked "
     "_nat_unpickle "
     "_new_DatetimeIndex _new_Index _new_IntervalIndex _new_PeriodIndex _new_TimedeltaIndex _timedelta_unpickle "
     "_unpickle_block _unpickle_timestamp new_block"},
    {"pyarrow", "_restore_array duration py_buffer time32 time64 timestamp type_for_alias"},
    {"scipy",
     "bsr_array bsr_matrix coo_array coo_matrix csc_array csc_matrix csr_array csr_matrix dia_array dia_matrix "
     "lil_array lil_matrix"},
    {"array", "_array_reconstructor array"},
    {"datetime", "date datetime time timedelta timezone"},
    {"zoneinfo", "ZoneInfo"},
    {"pytz", "_UTC _p"},
    {"collections", "ChainMap Counter OrderedDict defaultdict deque"},
    {"types", "SimpleNamespace"},
    {"builtins", "Ellipsis bytearray complex dict float frozenset int list range set str tuple"},
    {"__builtin__", "Ellipsis bytearray complex dict float frozenset int list long range set str tuple unicode xrange"},
    {"decimal", "Decimal"},
    {"fractions", "Fraction"},
    {"uuid", "SafeUUID UUID"},
    {"pathlib", "Path PosixPath PurePath PurePosixPath PureWindowsPath WindowsPath"}};

bool among(std::string_view names, std::string_view name) {
  while (true) {
    const size_t end = names.find(' ');
    if (names.substr(0, end) == name) return true;
    if (end == std::string_view::npos) return false;
    names.remove_prefix(end + 1);
  }
}

}  // namespace

std::vector<std::string_view> names_with(Role role) {
  std::vector<std::string_view> out;
  for (const Names& each : kNames) {
    if (each.role != role) continue;
    for (std::string_view rest = each.names; !rest.empty();) {
      const size_t end = std::min(rest.find(' '), rest.size());
      out.push_back(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  return out;
}

const char* role_name(Role role) {
  constexpr const char* kRoles[] = {"foreign", "estimator", "part", "data", "type", "skipped", "inert"};
  return kRoles[static_cast<size_t>(role)];
}

std::string_view module_of(std::string_view name) {
  for (const Names& each : kNames)
    if (among(each.names, name)) return each.module;
  return {};
}

Role role_of(std::string_view module, std::string_view name) {
  for (const Names& each : kNames)
    if (each.module == module && among(each.names, name)) return each.role;
  const std::string_view package = module.substr(0, module.find('.'));
  for (const auto& [first, names] : kInertNames)
    if (first == package && among(names, name)) return Role::kInert;
  return Role::kForeign;
}

bool is_usual_name(std::string_view name) {
  // These call what they are given, some of them in other modules: copy._reconstruct.
  if (among("_reconstruct _reconstructor encode newObj object partial vectorize", name)) return false;
  const auto has = [&](std::string_view names) { return among(names, name); };
  return std::any_of(std::begin(kNames), std::end(kNames), [&](const Names& each) { return has(each.names); }) ||
         std::any_of(std::begin(kInertNames), std::end(kInertNames),
                     [&](const auto& each) { return has(each.second); });
}

}  // namespace keepfit::interchange
