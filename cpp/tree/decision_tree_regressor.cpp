#include "tree/decision_tree_regressor.h"

#include "core/numerics.h"
#include "core/registry.h"

namespace keepfit {

KEEPFIT_REGISTER(DecisionTreeRegressor)

const Declaration& DecisionTreeRegressor::declared() {
  static const Declaration d = [] {
    Declaration d{
        .name = "DecisionTreeRegressor",
        .module = "tree",
        .doc = "A tree of thresholds that predicts a number.",
        .kind = Kind::kRegressor,
        .exactness = {Exactness::kExact},
        .traits = {.accepts_missing = true, .needs_target = true, .sample_weight = true},
        .params = tree::shared_params({"squared_error"}),
        .fitted = {field<&DecisionTreeRegressor::max_features_>("max_features_", {}, "Features looked at for a split."),
                   field<&DecisionTreeRegressor::feature_importances_>("feature_importances_", {"n_features_in_"},
                                                                       "Share of each feature in the decrease of impurity."),
                   field<&DecisionTreeRegressor::tree_>("tree_", {}, "The tree, one entry per node.")},
        .unsupported = {"monotonic_cst"},
        .create = &create<DecisionTreeRegressor>};
    d.params.push_back({"ccp_alpha", 0.0, {constraint::real("[0, inf)")}, "Price of a leaf: branches that are not worth it are cut off."});
    return d;
  }();
  return d;
}

void DecisionTreeRegressor::do_fit(const Table& X, const Column* y, const Context& context) {
  const tree::Features x(X, name());
  const Vector& target = numeric_target(name(), *y);
  std::vector<double> weights;
  if (sample_weight()) weights.assign(sample_weight()->begin(), sample_weight()->end());
  const double total = weights.empty() ? static_cast<double>(X.rows()) : numerics::sum_pairwise(weights.data(), X.rows());
  const tree::Options options = tree::options_of(*this, X.rows(), X.columns(), total);
  max_features_ = options.max_features;
  RandomState random = random_state_of(param("random_state"));
  tree_ = tree::grow(x, {.numbers = target.data()}, weights.empty() ? nullptr : &weights, options, random, context);
  const double alpha = param("ccp_alpha").number();
  if (alpha > 0.0) tree_ = tree_.pruned(alpha);
  feature_importances_ = tree_.feature_importances(x.columns());
}

Column DecisionTreeRegressor::do_predict(const Table& X) const {
  const tree::Features x(X, name());
  Vector out(X.rows());
  for (Index i = 0; i < X.rows(); ++i) out[i] = tree_.value(tree_.apply(x, i), 0);
  return Column::of_numbers(std::move(out));
}

void DecisionTreeRegressor::check_fitted() const {
  tree_.check(n_features_in(), "tree_");
  if (tree_.value.cols() != 1) throw Error("audit_values", "tree_", "The nodes of a regression tree have one value each.");
  if (max_features_ < 1) throw Error("audit_values", "max_features_", "max_features_ must be at least 1.");
  tree::check_importances(feature_importances_, n_features_in());
}

}  // namespace keepfit
