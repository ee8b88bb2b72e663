#include "ensemble/hist_gradient_boosting_regressor.h"

#include "core/numerics.h"
#include "core/registry.h"
#include "ensemble/hist_gradient_boosting.h"

namespace keepfit {

KEEPFIT_REGISTER(HistGradientBoostingRegressor)

namespace {

struct SquaredError final : ensemble::HistLoss {
  bool constant_hessian() const override { return true; }
  std::vector<double> baseline(const std::vector<double>& y) const override { return {numerics::mean(y.data(), static_cast<Index>(y.size()))}; }
  double mean(const std::vector<double>& y, const std::vector<double>& raw) const override {
    std::vector<double> losses(y.size());
    for (size_t i = 0; i < y.size(); ++i) losses[i] = 0.5 * (raw[i] - y[i]) * (raw[i] - y[i]);
    return numerics::mean(losses.data(), static_cast<Index>(losses.size()));
  }
  void gradients(const std::vector<double>& y, const std::vector<double>& raw, std::vector<float>& gradient, std::vector<float>&) const override {
    for (size_t i = 0; i < y.size(); ++i) gradient[i] = static_cast<float>(raw[i] - y[i]);
  }
};

}  // namespace

const Declaration& HistGradientBoostingRegressor::declared() {
  static const Declaration d = [] {
    Declaration d{
        .name = "HistGradientBoostingRegressor",
        .module = "ensemble",
        .doc = "Adds up small trees over binned columns, each correcting the ones before; for large tables.",
        .kind = Kind::kRegressor,
        .exactness = {Exactness::kExact},
        .traits = {.accepts_missing = true, .accepts_infinite = true, .needs_target = true},
        .params = ensemble::hist_params("squared_error"),
        .fitted = {field<&HistGradientBoostingRegressor::n_iter_>("n_iter_", {}, "Number of iterations made."),
                   field<&HistGradientBoostingRegressor::n_trees_per_iteration_>("n_trees_per_iteration_", {}, "Trees per iteration: 1."),
                   field<&HistGradientBoostingRegressor::train_score_>("train_score_", {"n_scores"}, "Score on the training rows before and after each iteration; empty without early stopping."),
                   field<&HistGradientBoostingRegressor::validation_score_>("validation_score_", {"n_validation_scores"}, "The same on the rows set aside."),
                   field<&HistGradientBoostingRegressor::baseline_prediction_>("baseline_prediction_", {"n_trees_per_iteration"}, "What is predicted before the first tree."),
                   field<&HistGradientBoostingRegressor::predictors_>("predictors_", {}, "The trees, one after another, one entry per node.")},
        .unsupported = ensemble::hist_unsupported(),
        .create = &create<HistGradientBoostingRegressor>};
    d.unsupported.push_back("quantile");
    return d;
  }();
  return d;
}

void HistGradientBoostingRegressor::do_fit(const Table& X, const Column* y, const Context& context) {
  const Vector& target = numeric_target(name(), *y);
  ensemble::Boosted fitted = ensemble::boost(*this, X, {target.begin(), target.end()}, nullptr, SquaredError(), context);
  const auto vector = [](const std::vector<double>& v) { return Vector(Eigen::Map<const Vector>(v.data(), static_cast<Index>(v.size()))); };
  n_iter_ = fitted.n_iter;
  n_trees_per_iteration_ = 1;
  train_score_ = vector(fitted.train_score);
  validation_score_ = vector(fitted.validation_score);
  baseline_prediction_ = vector(fitted.baseline);
  predictors_ = std::move(fitted.trees);
}

Column HistGradientBoostingRegressor::do_predict(const Table& X) const {
  return Column::of_numbers(ensemble::raw_scores(predictors_, baseline_prediction_, X).col(0));
}

void HistGradientBoostingRegressor::check_fitted() const {
  if (n_trees_per_iteration_ != 1) throw Error("audit_values", "n_trees_per_iteration_", "A regressor has one tree per iteration.");
  ensemble::check_boosted(predictors_, baseline_prediction_, n_iter_, 1, n_features_in(), train_score_, validation_score_);
}

}  // namespace keepfit
