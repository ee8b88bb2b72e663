#include "linear_model/linear_regression.h"

#include <algorithm>

#include "core/audit.h"
#include "core/factor.h"
#include "core/registry.h"
#include "core/shared.h"
#include "core/table.h"
#include "linear_model/linear_fit.h"

namespace keepfit {

KEEPFIT_REGISTER(LinearRegression)

KEEPFIT_SMALL const Declaration& LinearRegression::declared() {
  static const Declaration d{
      .name = "LinearRegression",
      .module = "linear_model",
      .doc = "Ordinary least squares: a straight line (plane, ...) through the data.",
      .kind = Kind::kRegressor,
      .exactness = {Exactness::kConverged},
      .traits = {.needs_target = true, .sample_weight = true},
      .params = {param::fit_intercept(),
                 {"tol",
                  1e-6,
                  {constraint::real("[0, inf)")},
                  "Directions whose singular value is below this share of the largest are left out."}},
      .fitted = {coef_field(),
                 field<&LinearRegression::rank_>("rank_", {}, "Number of directions in which the data vary."),
                 field<&LinearRegression::singular_>("singular_", {"n_singular"},
                                                     "Singular values of the centred data."),
                 intercept_field()},
      .unsupported = {"copy_X", "n_jobs", "positive"},
      .create = &create<LinearRegression>};
  return d;
}

void LinearRegression::do_fit(const Table& X, const Column* y, const Context&) {
  Centered data(X.numbers(), numeric_target(name(), *y), param("fit_intercept").boolean(), sample_weight());
  const factor::SingularSystem system = factor::singular_system(data.take_X(), data.y);
  singular_ = system.singular;
  const double cut = param("tol").number() * singular_[0];
  rank_ = std::count_if(singular_.begin(), singular_.end(), [cut](double s) { return s > cut; });
  coef_ = system.combine([cut](double s) { return s > cut ? 1.0 / s : 0.0; });
  intercept_ = data.intercept(coef_);
  require_finite_fit();
}

void LinearRegression::check_fitted() const {
  LinearRegressor::check_fitted();
  audit::finite("singular_", singular_);
  if (rank_ < 0 || rank_ > singular_.size() || singular_.size() > coef_.size()) {
    audit::refuse("rank_", "rank_ and singular_ do not go with coef_.");
  }
}

}  // namespace keepfit
