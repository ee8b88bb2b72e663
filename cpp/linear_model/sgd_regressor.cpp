#include "linear_model/sgd_regressor.h"

#include "core/audit.h"
#include "core/random.h"
#include "core/registry.h"
#include "core/table.h"
#include "linear_model/linear_fit.h"
#include "linear_model/stochastic_gradient.h"

namespace keepfit {

KEEPFIT_REGISTER(SGDRegressor)

namespace {

KEEPFIT_SMALL std::vector<Param> params_of_regressor() {
  std::vector<Param> params{
      {"loss",
       "squared_error",
       {constraint::options({"squared_error", "huber", "epsilon_insensitive", "squared_epsilon_insensitive"})},
       "What is minimised."}};
  for (Param& p : sgd::common_params("l2", Value())) params.push_back(std::move(p));
  params.push_back(
      {"epsilon", 0.1, {constraint::real("[0, inf)")}, "Width of the losses 'huber' and '..._insensitive'."});
  params.push_back({"learning_rate",
                    "invscaling",
                    {constraint::options({"constant", "optimal", "invscaling", "adaptive"})},
                    "How the step size falls."});
  params.push_back({"eta0", 0.01, {constraint::real("(0, inf)")}, "First step size; not used by 'optimal'."});
  params.push_back({"power_t", 0.25, {constraint::real("[0, inf)")}, "Exponent of learning_rate='invscaling'."});
  params.push_back(sgd::average_param());
  return params;
}

}  // namespace

namespace {

Listed<Example> examples() { return {{"early_stopping", {true}, {{"validation_fraction", 0.3}}}}; }

}  // namespace

KEEPFIT_SMALL const Declaration& SGDRegressor::declared() {
  static const Declaration d{
      .name = "SGDRegressor",
      .module = "linear_model",
      .doc = "Linear regressor trained row by row (stochastic gradient descent).",
      .kind = Kind::kRegressor,
      .exactness = {Exactness::kExact,
                    "Powers are the engine's own.",
                    {{Exactness::kTight, {"predict"}}, {Exactness::kTight, {}, "learning_rate", {"invscaling"}}}},
      .traits = {.needs_target = true, .sample_weight = true},
      .params = params_of_regressor(),
      .first = "loss penalty alpha learning_rate max_iter",
      .fitted = {field<&SGDRegressor::coef_>("coef_", {"n_features_in_"}, "Weights, one per column."),
                 field<&SGDRegressor::intercept_>("intercept_", {"1"}, "Prediction where every column is 0."),
                 field<&SGDRegressor::n_iter_>("n_iter_", {}, "Passes over the rows."),
                 field<&SGDRegressor::t_>("t_", {}, "Number of steps, plus 1.")},
      .examples = &examples,
      .unsupported = {"warm_start", "verbose"},
      .unsupported_methods = {"partial_fit"},
      .create = &create<SGDRegressor>};
  return d;
}

void SGDRegressor::do_fit(const Table& X, const Column* y, const Context& context) {
  const sgd::Options options = sgd::options_of(*this, sgd::loss_of(param("loss").text()));
  const RowMatrix rows = X.numbers();
  const auto seed = static_cast<uint32_t>(random_state_of(param("random_state")).randint(0, 2147483647));
  const Vector& target = numeric_target(name(), *y);
  const sgd::Aside aside = sgd::rows_aside_of(*this, X.rows(), nullptr, sample_weight());
  const sgd::Model model = sgd::fit(rows, target, sample_weight(), aside, options, seed, 1.0, 1.0, name(), context);
  const bool mean = sgd::averages(options, model.epochs, X.rows());
  coef_ = mean ? model.mean_w : model.w;
  intercept_ = Vector::Constant(1, mean ? model.mean_intercept : model.intercept);
  n_iter_ = model.epochs;
  sgd::warn_of_last_epoch(options, n_iter_, name());
  t_ = 1.0 + static_cast<double>(n_iter_) * static_cast<double>(X.rows());
  require_finite_fit(name(), coef_, intercept_[0]);
}

Column SGDRegressor::do_predict(const Table& X) const {
  return Column::of_numbers(linear_prediction(X.numbers(), coef_, intercept_[0]));
}

void SGDRegressor::check_fitted() const {
  audit::finite("coef_", coef_);
  audit::finite("intercept_", intercept_);
}

}  // namespace keepfit
