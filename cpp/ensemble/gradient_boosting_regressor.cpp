#include "ensemble/gradient_boosting_regressor.h"

#include "core/registry.h"
#include "core/table.h"

namespace keepfit {

KEEPFIT_REGISTER(GradientBoostingRegressor)

namespace {

Listed<Example> examples() {
  return {{"n_iter_no_change", {3}, {{"validation_fraction", 0.3}}}, {"loss", {"quantile"}, {{"alpha", 0.25}}}};
}

}  // namespace

KEEPFIT_SMALL const Declaration& GradientBoostingRegressor::declared() {
  static const Declaration d = []() KEEPFIT_SMALL {
    Declaration d{.name = "GradientBoostingRegressor",
                  .module = "ensemble",
                  .doc = "Adds up small trees, each correcting the ones before.",
                  .kind = Kind::kRegressor,
                  .exactness = {Exactness::kExact},
                  .traits = {.needs_target = true, .sample_weight = true},
                  .params = ensemble::boosting_params({"squared_error", "absolute_error", "huber", "quantile"}),
                  .first = "n_estimators learning_rate max_depth subsample random_state",
                  .fitted = boosting_fields(),
                  .examples = &examples,
                  .unsupported = {"verbose", "warm_start"},
                  .unsupported_methods = {"apply", "staged_predict"},
                  .create = &create<GradientBoostingRegressor>};
    d.params.push_back({"alpha",
                        0.9,
                        {constraint::real("(0, 1)")},
                        "The quantile that the loss 'quantile' predicts; with 'huber', the share of residuals that "
                        "count as squares."});
    return d;
  }();
  return d;
}

void GradientBoostingRegressor::do_fit(const Table& X, const Column* y, const Context& context) {
  const Vector& target = numeric_target(name(), *y);
  const auto loss = ensemble::make_loss(param("loss").text(), 1, param("alpha").number());
  boost(X, {target.begin(), target.end()}, nullptr, *loss, context);
}

Column GradientBoostingRegressor::do_predict(const Table& X) const { return Column::of_numbers(scores(X).col(0)); }

void GradientBoostingRegressor::check_fitted() const { check_boosted(1); }

}  // namespace keepfit
