#include "interchange/sklearn/params.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

namespace keepfit::interchange {

namespace {

bool holds(const Value& constraint, const Value& value) {
  const std::string& type = constraint.at("type").text();
  const auto* number = value.get_if<double>();
  const auto* whole = value.get_if<int64_t>();
  if (type == "interval") {
    if (!whole && (!number || constraint.at("numeric").is("int"))) return false;
    const double at = whole ? static_cast<double>(*whole) : *number;
    const Value &low = constraint.at("low"), &high = constraint.at("high");
    const bool above =
        low.is_null() || at > low.number() || (at == low.number() && constraint.at("low_closed").boolean());
    const bool below =
        high.is_null() || at < high.number() || (at == high.number() && constraint.at("high_closed").boolean());
    return above && below && !std::isnan(at);
  }
  if (type == "options") {
    const Value::List& options = constraint.at("options").list();
    const auto* text = value.get_if<std::string>();
    const auto* flag = value.get_if<bool>();
    return std::any_of(options.begin(), options.end(), [&](const Value& option) {
      return text ? option.is(*text) : flag && option.get_if<bool>() && option.boolean() == *flag;
    });
  }
  if (type == "none") return value.is_null();
  if (type == "boolean") return value.get_if<bool>() != nullptr;
  if (type == "string") return value.get_if<std::string>() != nullptr;
  if (type == "number") return number || whole;
  if (type == "list") return value.get_if<Value::List>() != nullptr;
  // A mapping, a grid, an estimator, steps, a splitter: what is in it is audited.
  return value.get_if<Value::List>() || value.get_if<Value::Map>();
}

}  // namespace

bool is_among(std::string_view names, std::string_view name) {
  if (names == "*") return true;
  while (true) {
    const size_t end = names.find(' ');
    if (names.substr(0, end) == name) return true;
    if (end == std::string_view::npos) return false;
    names.remove_prefix(end + 1);
  }
}

bool takes_whole(const Value& param) {
  for (const Value& constraint : param.at("constraint").list())
    if (const Value* numeric = constraint.find("numeric"); numeric && numeric->is("int")) return true;
  return false;
}

bool takes_float(const Value& param) {
  for (const Value& constraint : param.at("constraint").list())
    if (constraint.at("type").is("interval") || constraint.at("type").is("number")) return true;
  return false;
}

Value default_of(const Value& param) {
  const Value& value = param.at("default");
  const auto* whole = value.get_if<int64_t>();
  const bool is_float = whole && takes_float(param) && (!takes_whole(param) || param.find("share"));
  return is_float ? Value(static_cast<double>(*whole)) : value;
}

bool holds_estimators(const Value& param) {
  for (const Value& constraint : param.at("constraint").list())
    for (const char* type : {"estimator", "steps", "transformers"})
      if (constraint.at("type").is(type)) return true;
  return false;
}

bool accepts(const Value& param, const Value& value) {
  const Value::List& constraints = param.at("constraint").list();
  return std::any_of(constraints.begin(), constraints.end(), [&](const Value& each) { return holds(each, value); });
}

bool is_of_fit_alone(std::string_view class_name, std::string_view name) {
  constexpr std::pair<std::string_view, std::string_view> kNames[] = {
      {"*",
       "criterion splitter max_features max_samples min_impurity_decrease random_state monotonic_cst class_weight "
       "sample_weight tol max_iter n_init smooth cv scoring early_stopping validation_fraction n_iter_no_change "
       "param_grid param_distributions n_iter refit error_score subsample quantile_method stack_method "
       "interaction_cst categorical_features priors class_prior norm_order oob_score shuffle"},
      {"PCA", "svd_solver n_components"},
      {"TruncatedSVD", "algorithm"},
      {"KMeans", "init algorithm"},
      {"QuadraticDiscriminantAnalysis", "solver"},
      {"Ridge RidgeClassifier", "solver"},
      {"RidgeCV RidgeClassifierCV", "alphas"},
      {"LogisticRegression", "penalty solver C l1_ratio"},
      {"LinearSVC", "penalty loss dual"},
      {"SGDClassifier SGDRegressor Perceptron", "penalty learning_rate average l1_ratio eta0 power_t epsilon"},
      {"GradientBoostingClassifier GradientBoostingRegressor", "init"},
      {"BernoulliNB MultinomialNB", "force_alpha alpha"},
      {"KBinsDiscretizer", "strategy n_bins"},
      {"SelectKBest SelectPercentile", "score_func"},
  };
  return std::any_of(std::begin(kNames), std::end(kNames),
                     [&](const auto& each) { return is_among(each.first, class_name) && is_among(each.second, name); });
}

}  // namespace keepfit::interchange
