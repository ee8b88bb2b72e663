#include "tree/decision_tree_regressor.h"

#include "core/audit.h"
#include "core/registry.h"
#include "core/table.h"

namespace keepfit {

KEEPFIT_REGISTER(DecisionTreeRegressor)

KEEPFIT_SMALL const Declaration& DecisionTreeRegressor::declared() {
  static const Declaration d = []() KEEPFIT_SMALL {
    Declaration d{
        .name = "DecisionTreeRegressor",
        .module = "tree",
        .doc = "A tree of thresholds that predicts a number.",
        .kind = Kind::kRegressor,
        .exactness = {Exactness::kExact,
                      "A Poisson deviance is a sum of logarithms; the splits chosen by it are equal.",
                      {{Exactness::kTight, {"tree_.impurity", "feature_importances_"}, "criterion", {"poisson"}}}},
        .traits = {.accepts_missing = true, .needs_target = true, .sample_weight = true},
        .traits_when = {{&Traits::needs_positive_target, true, "criterion", {"poisson"}}},
        .params = tree::shared_params(tree::regression_criteria()),
        .first = "max_depth min_samples_leaf criterion ccp_alpha",
        .fitted = {field<&DecisionTreeRegressor::max_features_>("max_features_", {}, "Features looked at for a split."),
                   field<&DecisionTreeRegressor::feature_importances_>(
                       "feature_importances_", {"n_features_in_"},
                       "Share of each feature in the decrease of impurity."),
                   field<&DecisionTreeRegressor::tree_>("tree_", {}, "The tree, one entry per node.")},
        .unsupported = {},
        .unsupported_methods = {"apply", "cost_complexity_pruning_path", "decision_path", "get_depth", "get_n_leaves"},
        .create = &create<DecisionTreeRegressor>};
    d.params.push_back(tree::ccp_alpha_param());
    d.params.push_back(tree::monotonic_param());
    return d;
  }();
  return d;
}

void DecisionTreeRegressor::do_fit(const Table& X, const Column* y, const Context& context) {
  const Vector& target = numeric_target(name(), *y);
  tree::check_target(*this, target);
  std::vector<double> weights;
  if (sample_weight()) weights.assign(sample_weight()->begin(), sample_weight()->end());
  tree::Fitted fitted = tree::fit_tree(*this, X, {.numbers = target.data()}, weights, context);
  tree_ = std::move(fitted.tree);
  max_features_ = fitted.max_features;
  feature_importances_ = std::move(fitted.importances);
}

Column DecisionTreeRegressor::do_predict(const Table& X) const {
  const tree::Features x(X, name());
  Vector out(X.rows());
  for (Index i = 0; i < X.rows(); ++i) out[i] = tree_.value(tree_.apply(x, i), 0);
  return Column::of_numbers(std::move(out));
}

void DecisionTreeRegressor::check_fitted() const {
  tree_.check(n_features_in(), "tree_");
  if (tree_.value.cols() != 1) audit::refuse("tree_", "The nodes of a regression tree have one value each.");
  if (max_features_ < 1) audit::refuse("max_features_", "max_features_ must be at least 1.");
  tree::check_importances(feature_importances_, n_features_in());
}

}  // namespace keepfit
