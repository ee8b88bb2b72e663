#include "linear_model/linear_regressor.h"

#include "core/audit.h"
#include "core/table.h"
#include "linear_model/linear_fit.h"

namespace keepfit {

KEEPFIT_SMALL Field LinearRegressor::coef_field() noexcept {
  return field<&LinearRegressor::coef_>("coef_", {"n_features_in_"}, "Weights, one per column.");
}

KEEPFIT_SMALL Field LinearRegressor::intercept_field() noexcept {
  return field<&LinearRegressor::intercept_>("intercept_", {}, "Prediction where every column is 0.");
}

Column LinearRegressor::do_predict(const Table& X) const {
  return Column::of_numbers(linear_prediction(X.numbers(), coef_, intercept_));
}

void LinearRegressor::check_fitted() const {
  audit::finite("coef_", coef_);
  audit::finite("intercept_", intercept_);
}

void LinearRegressor::take(const LinearFits& fits) {
  coef_ = fits.coef.row(0);
  intercept_ = fits.intercept[0];
  require_finite_fit();
}

void LinearRegressor::require_finite_fit() const { keepfit::require_finite_fit(name(), coef_, intercept_); }

}  // namespace keepfit
