#include "ensemble/gradient_boosting_regressor.h"

#include "core/numerics.h"
#include "core/registry.h"
#include "ensemble/gradient_boosting.h"

namespace keepfit {

KEEPFIT_REGISTER(GradientBoostingRegressor)

namespace {

struct SquaredError final : ensemble::BoostingLoss {
  std::vector<double> start(const std::vector<double>& y) const override { return {numerics::mean(y.data(), static_cast<Index>(y.size()))}; }
  double mean(const std::vector<double>& y, const std::vector<double>& raw, const std::vector<uint8_t>& rows) const override {
    std::vector<double> losses;
    for (size_t i = 0; i < y.size(); ++i) {
      if (rows[i]) losses.push_back(0.5 * (raw[i] - y[i]) * (raw[i] - y[i]));
    }
    return 2 * numerics::mean(losses.data(), static_cast<Index>(losses.size()));
  }
  void negative_gradient(const std::vector<double>& y, const std::vector<double>& raw, std::vector<double>& out) const override {
    for (size_t i = 0; i < y.size(); ++i) out[i] = y[i] - raw[i];
  }
  bool leaf(const std::vector<double>&, const double*, const std::vector<int32_t>&, Index, double&) const override { return false; }
};

}  // namespace

const Declaration& GradientBoostingRegressor::declared() {
  static const Declaration d = [] {
    Declaration d{
        .name = "GradientBoostingRegressor",
        .module = "ensemble",
        .doc = "Adds up small trees, each correcting the ones before.",
        .kind = Kind::kRegressor,
        .exactness = {Exactness::kExact},
        .traits = {.needs_target = true},
        .params = ensemble::boosting_params("squared_error"),
        .fitted = {field<&GradientBoostingRegressor::n_estimators_>("n_estimators_", {}, "Number of stages made."),
                   field<&GradientBoostingRegressor::n_trees_per_iteration_>("n_trees_per_iteration_", {}, "Trees per stage: 1."),
                   field<&GradientBoostingRegressor::feature_importances_>("feature_importances_", {"n_features_in_"}, "Share of each feature in the decrease of impurity, averaged over the trees."),
                   field<&GradientBoostingRegressor::train_score_>("train_score_", {"n_estimators_"}, "Loss on the rows of each stage, after it."),
                   field<&GradientBoostingRegressor::init_prediction_>("init_prediction_", {"n_trees_per_iteration_"}, "What is predicted before the first tree."),
                   field<&GradientBoostingRegressor::estimators_>("estimators_", {}, "The trees, one after another, one entry per node.")},
        .unsupported = ensemble::boosting_unsupported(),
        .create = &create<GradientBoostingRegressor>};
    d.unsupported.push_back("alpha");
    return d;
  }();
  return d;
}

void GradientBoostingRegressor::do_fit(const Table& X, const Column* y, const Context& context) {
  const Vector& target = numeric_target(name(), *y);
  ensemble::Staged fitted = ensemble::boost_trees(*this, X, {target.begin(), target.end()}, nullptr, SquaredError(), context);
  n_trees_per_iteration_ = 1;
  const auto vector = [](const std::vector<double>& v) { return Vector(Eigen::Map<const Vector>(v.data(), static_cast<Index>(v.size()))); };
  n_estimators_ = fitted.n_stages;
  feature_importances_ = std::move(fitted.importances);
  train_score_ = vector(fitted.train_score);
  init_prediction_ = vector(fitted.start);
  estimators_ = std::move(fitted.trees);
}

Column GradientBoostingRegressor::do_predict(const Table& X) const {
  return Column::of_numbers(ensemble::staged_scores(estimators_, init_prediction_, param("learning_rate").number(), X, name()).col(0));
}

void GradientBoostingRegressor::check_fitted() const {
  const int64_t expected = 1;
  if (n_trees_per_iteration_ != expected) throw Error("audit_values", "n_trees_per_iteration_", "n_trees_per_iteration_ does not fit the target.");
  ensemble::check_staged(estimators_, init_prediction_, n_estimators_, expected, train_score_, n_features_in());
  tree::check_importances(feature_importances_, n_features_in());
}

}  // namespace keepfit
