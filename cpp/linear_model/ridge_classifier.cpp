#include "linear_model/ridge_classifier.h"

#include "core/registry.h"
#include "core/shared.h"
#include "core/table.h"
#include "linear_model/ridge_fit.h"

namespace keepfit {

KEEPFIT_REGISTER(RidgeClassifier)

KEEPFIT_SMALL const Declaration& RidgeClassifier::declared() {
  static const Declaration d{
      .name = "RidgeClassifier",
      .module = "linear_model",
      .doc = "Ridge that tells classes apart, by targets of -1 and 1.",
      .kind = Kind::kClassifier,
      .exactness = {Exactness::kConverged},
      .traits = {.needs_target = true, .sample_weight = true},
      .params = {ridge::alpha(), param::fit_intercept(), param::class_weight(), ridge::solver()},
      .first = "alpha class_weight solver",
      .fitted = {fields::classes(), coef_field(), intercept_field(), ridge::solver_field<RidgeClassifier>()},
      .unsupported = {"copy_X", "max_iter", "tol", "positive", "random_state"},
      .create = &create<RidgeClassifier>};
  return d;
}

void RidgeClassifier::do_fit(const Table& X, const Column* y, const Context&) {
  Vector weights;
  const Matrix goals = targets(*y, weights);
  take(ridge::fit(*this, X.numbers(), goals, weights.size() ? &weights : nullptr, solver_));
}

void RidgeClassifier::check_fitted() const {
  LinearClassifier::check_fitted();
  ridge::audit_solver(solver_);
}

}  // namespace keepfit
