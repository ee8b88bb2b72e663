#include "linear_model/ridge_cv.h"

#include "core/registry.h"
#include "core/shared.h"
#include "core/table.h"
#include "linear_model/ridge_fit.h"

namespace keepfit {

KEEPFIT_REGISTER(RidgeCV)

KEEPFIT_SMALL const Declaration& RidgeCV::declared() {
  static const Declaration d{
      .name = "RidgeCV",
      .module = "linear_model",
      .doc = "Ridge that chooses the strength of its penalty by leaving one row out.",
      .kind = Kind::kRegressor,
      .exactness = {Exactness::kConverged, "The same formulas on another factorisation."},
      .traits = {.needs_target = true, .sample_weight = true},
      .params = {ridge::alphas(), param::fit_intercept()},
      .fitted = {ridge::alpha_field<RidgeCV>(), ridge::best_score_field<RidgeCV>(), coef_field(), intercept_field()},
      .unsupported = {"scoring", "cv", "gcv_mode", "store_cv_results", "alpha_per_target"},
      .create = &create<RidgeCV>};
  return d;
}

void RidgeCV::do_fit(const Table& X, const Column* y, const Context&) {
  const std::vector<double> alphas = ridge::alphas_of(*this);
  take(ridge::fit_left_out(*this, X.numbers(), numeric_target(name(), *y), sample_weight(), alphas, alpha_,
                           best_score_));
}

void RidgeCV::check_fitted() const {
  LinearRegressor::check_fitted();
  ridge::audit_choice(alpha_, best_score_);
}

}  // namespace keepfit
