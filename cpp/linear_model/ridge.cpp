#include "linear_model/ridge.h"

#include "core/registry.h"
#include "core/shared.h"
#include "core/table.h"
#include "linear_model/ridge_fit.h"

namespace keepfit {

KEEPFIT_REGISTER(Ridge)

KEEPFIT_SMALL const Declaration& Ridge::declared() {
  static const Declaration d{.name = "Ridge",
                             .module = "linear_model",
                             .doc = "Least squares whose weights an L2 penalty keeps small.",
                             .kind = Kind::kRegressor,
                             .exactness = {Exactness::kConverged},
                             .traits = {.needs_target = true, .sample_weight = true},
                             .params = {ridge::alpha(), param::fit_intercept(), ridge::solver()},
                             .first = "alpha fit_intercept solver",
                             .fitted = {coef_field(), intercept_field(), ridge::solver_field<Ridge>()},
                             .unsupported = {"copy_X", "max_iter", "tol", "positive", "random_state"},
                             .create = &create<Ridge>};
  return d;
}

void Ridge::do_fit(const Table& X, const Column* y, const Context&) {
  take(ridge::fit(*this, X.numbers(), numeric_target(name(), *y), sample_weight(), solver_));
}

void Ridge::check_fitted() const {
  LinearRegressor::check_fitted();
  ridge::audit_solver(solver_);
}

}  // namespace keepfit
