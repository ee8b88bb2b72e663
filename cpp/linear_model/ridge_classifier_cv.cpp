#include "linear_model/ridge_classifier_cv.h"

#include "core/registry.h"
#include "core/shared.h"
#include "core/table.h"
#include "linear_model/ridge_fit.h"

namespace keepfit {

KEEPFIT_REGISTER(RidgeClassifierCV)

KEEPFIT_SMALL const Declaration& RidgeClassifierCV::declared() {
  static const Declaration d{
      .name = "RidgeClassifierCV",
      .module = "linear_model",
      .doc = "RidgeClassifier that chooses the strength of its penalty by leaving one row out.",
      .kind = Kind::kClassifier,
      .exactness = {Exactness::kConverged, "The same formulas on another factorisation."},
      .traits = {.needs_target = true, .sample_weight = true},
      .params = {ridge::alphas(), param::fit_intercept(), param::class_weight()},
      .fitted = {ridge::alpha_field<RidgeClassifierCV>(), ridge::best_score_field<RidgeClassifierCV>(),
                 fields::classes(), coef_field(), intercept_field()},
      .unsupported = {"scoring", "cv", "store_cv_results"},
      .create = &create<RidgeClassifierCV>};
  return d;
}

void RidgeClassifierCV::do_fit(const Table& X, const Column* y, const Context&) {
  const std::vector<double> alphas = ridge::alphas_of(*this);
  Vector weights;
  const Matrix goals = targets(*y, weights);
  take(
      ridge::fit_left_out(*this, X.numbers(), goals, weights.size() ? &weights : nullptr, alphas, alpha_, best_score_));
}

void RidgeClassifierCV::check_fitted() const {
  LinearClassifier::check_fitted();
  ridge::audit_choice(alpha_, best_score_);
}

}  // namespace keepfit
