#include "linear_model/ridge.h"

#include "core/audit.h"
#include "core/columns.h"
#include "core/factor.h"
#include "core/numerics.h"
#include "core/registry.h"
#include "core/shared.h"
#include "core/table.h"
#include "core/warnings.h"
#include "linear_model/linear_fit.h"

namespace keepfit {

KEEPFIT_REGISTER(Ridge)

const Declaration& Ridge::declared() {
  static const Declaration d{
      .name = "Ridge",
      .module = "linear_model",
      .doc = "Least squares whose weights an L2 penalty keeps small.",
      .kind = Kind::kRegressor,
      .exactness = {Exactness::kConverged},
      .traits = {.needs_target = true, .sample_weight = true},
      .params =
          {{"alpha", 1.0, {constraint::real("[0, inf)")}, "Strength of the penalty; 0 is ordinary least squares."},
           param::fit_intercept(),
           {"solver", "auto", {constraint::options({"auto", "cholesky", "svd"})}, "Method; 'auto' is 'cholesky'."}},
      .fitted = {coef_field(), intercept_field(), field<&Ridge::solver_>("solver_", {}, "Method that was used.")},
      .unsupported = {"copy_X", "max_iter", "tol", "positive", "random_state"},
      .create = &create<Ridge>};
  return d;
}

namespace {

/// False when the equations are singular.
bool solve_normal_equations(Centered& data, Index n, double alpha, Vector& coef) {
  const Index p = data.x_mean.size();
  const bool by_rows = p > n;
  coef.resize(p);
  Matrix gram = by_rows ? numerics::gram(Matrix(data.X().transpose())) : data.gram(coef.data());
  for (Index i = 0; i < gram.rows(); ++i) gram(i, i) += alpha;
  if (!factor::cholesky(gram)) return false;
  if (by_rows) {
    Vector dual = data.y;
    factor::cholesky_solve(gram, dual);
    numerics::transposed_matrix_vector(data.X(), dual.data(), coef.data());
  } else {
    factor::cholesky_solve(gram, coef);
  }
  return true;
}

}  // namespace

void Ridge::do_fit(const Table& X, const Column* y, const Context&) {
  Centered data(X.numbers(), numeric_target(name(), *y), param("fit_intercept").boolean(), sample_weight());
  const double alpha = param("alpha").number();
  solver_ = "cholesky";
  if (param("solver").is("svd") || !solve_normal_equations(data, X.rows(), alpha, coef_)) {
    solver_ = "svd";
    if (X.columns() > X.rows() && !param("solver").is("svd")) {
      warn("UserWarning", "The equations of Ridge are singular; a least-squares solution stands for theirs.",
           "Raise alpha, or remove columns that follow from others.");
    }
    const factor::SingularSystem system = factor::singular_system(data.take_X(), data.y);
    coef_ = system.combine([alpha](double s) { return s > 1e-15 ? s / (s * s + alpha) : 0.0; });
  }
  intercept_ = data.intercept(coef_);
  require_finite_fit();
}

void Ridge::check_fitted() const {
  LinearRegressor::check_fitted();
  if (solver_ != "cholesky" && solver_ != "svd") {
    audit::refuse("solver_", "solver_ must be 'cholesky' or 'svd'.");
  }
}

}  // namespace keepfit
