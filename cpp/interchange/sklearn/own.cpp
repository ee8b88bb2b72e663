// What scikit-learn's estimators have beside Keepfit's parameters. Found by comparing get_params of 1.9.1.
#include <iterator>

#include "interchange/sklearn/giving.h"
#include "interchange/sklearn/params.h"

namespace keepfit::interchange {

namespace {

struct Row {
  std::string_view classes, name, json;
};

constexpr Row kParams[] = {
    {"Binarizer MaxAbsScaler MinMaxScaler Normalizer PowerTransformer QuantileTransformer RobustScaler StandardScaler "
     "KNNImputer SimpleImputer PCA",
     "copy", "true"},
    {"ElasticNet Lasso LinearRegression Ridge RidgeClassifier", "copy_X", "true"},
    {"KMeans", "copy_x", "true"},
    {"BaggingClassifier BaggingRegressor RandomForestClassifier RandomForestRegressor ExtraTreesClassifier "
     "ExtraTreesRegressor ColumnTransformer FeatureUnion GridSearchCV RandomizedSearchCV KNeighborsClassifier "
     "KNeighborsRegressor LinearRegression LogisticRegression Perceptron SGDClassifier StackingClassifier "
     "StackingRegressor VotingClassifier VotingRegressor",
     "n_jobs", "null"},
    {"BaggingClassifier BaggingRegressor RandomForestClassifier RandomForestRegressor ExtraTreesClassifier "
     "ExtraTreesRegressor GradientBoostingClassifier GradientBoostingRegressor HistGradientBoostingClassifier "
     "HistGradientBoostingRegressor GridSearchCV RandomizedSearchCV KMeans LinearSVC LogisticRegression Perceptron RFE "
     "SGDClassifier SGDRegressor StackingClassifier StackingRegressor",
     "verbose", "0"},
    {"ColumnTransformer FeatureUnion Pipeline VotingClassifier VotingRegressor", "verbose", "false"},
    {"BaggingClassifier BaggingRegressor RandomForestClassifier RandomForestRegressor ExtraTreesClassifier "
     "ExtraTreesRegressor GradientBoostingClassifier GradientBoostingRegressor HistGradientBoostingClassifier "
     "HistGradientBoostingRegressor ElasticNet Lasso LogisticRegression Perceptron SGDClassifier SGDRegressor",
     "warm_start", "false"},
    {"ColumnTransformer", "sparse_threshold", "0.3"},
    {"ElasticNet Lasso", "precompute", "false"},
    {"FunctionTransformer", "accept_sparse", "false"},
    {"FunctionTransformer", "check_inverse", "true"},
    {"FunctionTransformer", "feature_names_out", "null"},
    {"FunctionTransformer", "inv_kw_args", "null"},
    {"FunctionTransformer", "kw_args", "null"},
    {"FunctionTransformer", "validate", "false"},
    {"GridSearchCV RandomizedSearchCV", "pre_dispatch", "\"2*n_jobs\""},
    {"KBinsDiscretizer", "dtype", "null"},
    {"KNNImputer SimpleImputer MissingIndicator", "missing_values", "NaN"},
    {"MissingIndicator", "sparse", "\"auto\""},
    {"KNeighborsClassifier KNeighborsRegressor", "leaf_size", "30"},
    {"KNeighborsClassifier KNeighborsRegressor", "metric_params", "null"},
    {"LinearDiscriminantAnalysis QuadraticDiscriminantAnalysis", "covariance_estimator", "null"},
    {"LinearDiscriminantAnalysis", "n_components", "null"},
    {"LinearDiscriminantAnalysis QuadraticDiscriminantAnalysis", "shrinkage", "null"},
    {"LinearDiscriminantAnalysis QuadraticDiscriminantAnalysis", "store_covariance", "false"},
    {"LinearRegression Ridge RidgeClassifier", "positive", "false"},
    {"LinearSVC", "multi_class", "\"ovr\""},
    {"OneHotEncoder", "feature_name_combiner", "\"concat\""},
    {"PCA", "iterated_power", "\"auto\""},
    {"PCA TruncatedSVD", "n_oversamples", "10"},
    {"PCA TruncatedSVD", "power_iteration_normalizer", "\"auto\""},
    {"PCA TruncatedSVD", "tol", "0.0"},
    {"TruncatedSVD", "n_iter", "5"},
    {"Pipeline", "memory", "null"},
    {"Pipeline", "transform_input", "null"},
    {"PolynomialFeatures", "order", "\"C\""},
    {"QuantileTransformer", "ignore_implicit_zeros", "false"},
    {"Ridge RidgeClassifier", "max_iter", "null"},
    {"Ridge RidgeClassifier", "random_state", "null"},
    {"Ridge RidgeClassifier", "tol", "0.0001"},
    {"RidgeCV", "alpha_per_target", "false"},
    {"RidgeCV", "gcv_mode", "null"},
    {"RidgeCV RidgeClassifierCV", "cv", "null"},
    {"RidgeCV RidgeClassifierCV", "scoring", "null"},
    {"RidgeCV RidgeClassifierCV", "store_cv_results", "false"},
    {"SelectFromModel", "prefit", "false"},
    {"VotingClassifier", "flatten_transform", "true"},
};

/// What the constructor of a class sets, though it is no parameter of it.
constexpr Row kSet[] = {
    {"DecisionTreeRegressor ExtraTreeRegressor RandomForestRegressor ExtraTreesRegressor", "class_weight", "null"},
    {"GradientBoostingClassifier", "alpha", "0.9"},
    {"KNeighborsClassifier KNeighborsRegressor", "radius", "null"},
    {"Lasso", "l1_ratio", "1.0"},
    {"Perceptron", "loss", "\"perceptron\""},
    {"Perceptron", "learning_rate", "\"constant\""},
    {"Perceptron", "epsilon", "0.1"},
    {"Perceptron", "power_t", "0.5"},
    {"Perceptron", "average", "false"},
    {"RidgeClassifierCV", "gcv_mode", "null"},
    {"RidgeClassifierCV", "alpha_per_target", "false"},
    {"StackingRegressor", "stack_method", "\"predict\""},
};

constexpr Row kFitted[] = {
    {"ColumnTransformer DummyClassifier", "sparse_output_", "false"},
    {"DecisionTreeClassifier DecisionTreeRegressor ExtraTreeClassifier ExtraTreeRegressor RandomForestClassifier "
     "RandomForestRegressor ExtraTreesClassifier ExtraTreesRegressor DummyClassifier DummyRegressor",
     "n_outputs_", "1"},
    {"KNeighborsClassifier", "outputs_2d_", "false"},
    {"MissingIndicator", "_precomputed", "false"},
    {"Ridge RidgeClassifier", "n_iter_", "null"},
    {"TargetEncoder", "_infrequent_enabled", "false"},
    {"TransformedTargetRegressor", "_training_dim", "1"},
};

template <size_t kSize>
void append(std::vector<Own>& out, const Row (&rows)[kSize], std::string_view class_name) {
  for (const Row& row : rows)
    if (is_among(row.classes, class_name)) out.push_back({row.name, row.json});
}

}  // namespace

std::vector<Own> own_params(std::string_view class_name) {
  std::vector<Own> out;
  append(out, kParams, class_name);
  append(out, kSet, class_name);
  return out;
}

std::vector<Own> own_attributes(std::string_view class_name) {
  std::vector<Own> out;
  append(out, kFitted, class_name);
  return out;
}

}  // namespace keepfit::interchange
