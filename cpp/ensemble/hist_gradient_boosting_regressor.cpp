#include "ensemble/hist_gradient_boosting_regressor.h"

#include "core/math.h"
#include "core/registry.h"
#include "core/table.h"

namespace keepfit {

KEEPFIT_REGISTER(HistGradientBoostingRegressor)

namespace {

Listed<Example> examples() {
  return {{"early_stopping", {true}, {{"validation_fraction", 0.3}}}, {"loss", {"quantile"}, {{"quantile", 0.25}}}};
}

}  // namespace

KEEPFIT_SMALL const Declaration& HistGradientBoostingRegressor::declared() {
  static const Declaration d = []() KEEPFIT_SMALL {
    Declaration d{.name = "HistGradientBoostingRegressor",
                  .module = "ensemble",
                  .doc = "Adds up small trees over binned columns, each correcting the ones before; for large tables.",
                  .kind = Kind::kRegressor,
                  .exactness = {Exactness::kExact,
                                "With poisson and gamma, gradients are exponentials.",
                                {{Exactness::kTight, {}, "loss", {"poisson", "gamma"}}}},
                  .traits = {.accepts_text = true,
                             .accepts_missing = true,
                             .accepts_infinite = true,
                             .needs_target = true,
                             .sample_weight = true},
                  .traits_when = {{&Traits::needs_positive_target, true, "loss", {"gamma", "poisson"}}},
                  .params = ensemble::hist_params({"squared_error", "absolute_error", "gamma", "poisson", "quantile"}),
                  .first = "max_iter learning_rate max_leaf_nodes min_samples_leaf l2_regularization",
                  .fitted = hist_fields(),
                  .examples = &examples,
                  .unsupported = {"warm_start", "verbose"},
                  .unsupported_methods = {"staged_predict"},
                  .create = &create<HistGradientBoostingRegressor>};
    d.params.insert(d.params.begin() + 1, {"quantile",
                                           Value(),
                                           {constraint::real("[0, 1]"), constraint::none()},
                                           "The quantile that the loss 'quantile' predicts."});
    return d;
  }();
  return d;
}

void HistGradientBoostingRegressor::do_fit(const Table& X, const Column* y, const Context& context) {
  const Vector& target = numeric_target(name(), *y);
  const Value &loss = param("loss"), &quantile = param("quantile");
  if (loss.is("quantile") && (quantile.is_null() || quantile.number() <= 0.0 || quantile.number() >= 1.0)) {
    throw Error("bad_parameter", name(), "quantile of " + name() + " must lie between 0 and 1 for the loss 'quantile'.",
                "For example 0.5 for the median.");
  }
  if (loss.is("gamma") && !(target.minCoeff() > 0.0))
    throw Error("bad_target", "y", "The loss 'gamma' needs positive targets.", "Use another loss.");
  if (loss.is("poisson") && !(target.minCoeff() >= 0.0 && target.sum() > 0.0)) {
    throw Error("bad_target", "y", "The loss 'poisson' needs targets that are not negative, and not all 0.",
                "Use another loss.");
  }
  std::vector<double> weights;
  if (sample_weight()) weights.assign(sample_weight()->begin(), sample_weight()->end());
  boost(X, {target.begin(), target.end()}, weights, nullptr,
        *ensemble::make_loss(loss.text(), 1, quantile.is_null() ? 0.0 : quantile.number()), context);
}

Column HistGradientBoostingRegressor::do_predict(const Table& X) const {
  Vector out = raw_scores(X).col(0);
  if (param("loss").is("poisson") || param("loss").is("gamma")) math::exp(out.data(), out.data(), out.size());
  return Column::of_numbers(std::move(out));
}

void HistGradientBoostingRegressor::check_fitted() const { check_boosted(1); }

}  // namespace keepfit
