#include "linear_model/ridge_cv.h"

#include <cmath>
#include <limits>

#include "core/audit.h"
#include "core/factor.h"
#include "core/numerics.h"
#include "core/registry.h"
#include "core/shared.h"
#include "core/table.h"
#include "linear_model/linear_fit.h"

namespace keepfit {

KEEPFIT_REGISTER(RidgeCV)

const Declaration& RidgeCV::declared() {
  static const Declaration d{
      .name = "RidgeCV",
      .module = "linear_model",
      .doc = "Ridge that chooses the strength of its penalty by leaving one row out.",
      .kind = Kind::kRegressor,
      .exactness = {Exactness::kConverged, "The same formulas on another factorisation."},
      .traits = {.needs_target = true, .sample_weight = true},
      .params = {{"alphas",
                  Value::List{0.1, 1.0, 10.0},
                  {constraint::list(), constraint::real("(0, inf)")},
                  "Strengths of the penalty to choose from, all above 0; of equally good ones the first."},
                 param::fit_intercept()},
      .fitted = {field<&RidgeCV::alpha_>("alpha_", {}, "Strength that was chosen."),
                 field<&RidgeCV::best_score_>(
                     "best_score_", {}, "Its mean squared error on rows left out, negated; NaN for a single row."),
                 coef_field(), intercept_field()},
      .unsupported = {"scoring", "cv", "gcv_mode", "store_cv_results", "alpha_per_target"},
      .create = &create<RidgeCV>};
  return d;
}

namespace {

std::vector<double> strengths(const Value& given) {
  std::vector<double> out;
  if (given.is_number()) out.push_back(given.number());
  else {
    for (const Value& v : given.list()) {
      if (!v.is_number() || !(v.number() > 0) || !std::isfinite(v.number())) {
        throw Error("bad_parameter", "RidgeCV",
                    "alphas of RidgeCV must hold finite numbers above 0. Got " + v.repr() + ".");
      }
      out.push_back(v.number());
    }
  }
  if (out.empty()) throw Error("bad_parameter", "RidgeCV", "alphas of RidgeCV is empty.", "Give at least one number.");
  return out;
}

}  // namespace

void RidgeCV::do_fit(const Table& X, const Column* y, const Context&) {
  const std::vector<double> alphas = strengths(param("alphas"));
  const bool intercept = param("fit_intercept").boolean();
  Centered data(X.numbers(), numeric_target(name(), *y), intercept, sample_weight());
  const Index n = X.rows(), p = X.columns();
  const factor::SingularSystem system = factor::singular_system(data.X(), data.y);

  // The left singular vectors, as far as there is something to the right of them.
  Index rank = 0;
  const double least = static_cast<double>(std::max(n, p)) * std::numeric_limits<double>::epsilon() *
                       (system.singular.size() ? system.singular[0] : 0.0);
  while (rank < system.singular.size() && system.singular[rank] > least) ++rank;
  Matrix left(n, rank);
  for (Index k = 0; k < rank; ++k) {
    numerics::matrix_vector(data.X(), system.directions.col(k).data(), left.col(k).data());
    left.col(k) /= system.singular[k];
  }
  // What no weights can reach: of the target, and of each row's unit vector. The constant, where it is fitted, is out
  // of it.
  Vector unreached = data.y, share = Vector::Ones(n);
  if (intercept && sample_weight()) share -= *sample_weight() / numerics::sum_pairwise(*sample_weight());
  else if (intercept) share.array() -= 1.0 / static_cast<double>(n);
  for (Index k = 0; k < rank; ++k) {
    numerics::axpy(-system.projected[k], left.col(k).data(), unreached.data(), n);
    share.array() -= left.col(k).array().square();
  }
  if (rank + (intercept ? 1 : 0) >= n) {
    unreached.setZero();
    share.setZero();
  }

  for (size_t a = 0; a < alphas.size(); ++a) {
    const double alpha = alphas[a];
    Vector residual = unreached, leverage = share;
    for (Index k = 0; k < rank; ++k) {
      const double s = system.singular[k], left_over = alpha / (s * s + alpha);
      numerics::axpy(left_over * system.projected[k], left.col(k).data(), residual.data(), n);
      leverage.array() += left_over * left.col(k).array().square();
    }
    const Vector squares = (residual.array() / leverage.array()).square();
    const double score = -numerics::mean(squares.data(), n);
    if (a > 0 && !(score > best_score_)) continue;
    alpha_ = alpha;
    best_score_ = score;
  }
  coef_ = system.combine([this](double s) { return s / (s * s + alpha_); });
  intercept_ = data.intercept(coef_);
  require_finite_fit();
}

void RidgeCV::check_fitted() const {
  LinearRegressor::check_fitted();
  if (!(alpha_ > 0) || !std::isfinite(alpha_)) audit::refuse("alpha_", "alpha_ must be a finite number above 0.");
  if (best_score_ > 0)
    audit::refuse("best_score_", "best_score_ is a negated squared error, so it cannot be positive.");
}

}  // namespace keepfit
