#include "linear_model/ridge_fit.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "core/audit.h"
#include "core/columns.h"
#include "core/estimator.h"
#include "core/factor.h"
#include "core/numerics.h"
#include "core/warnings.h"

namespace keepfit::ridge {

KEEPFIT_SMALL Param alpha() noexcept {
  return {"alpha", 1.0, {constraint::real("[0, inf)")}, "Strength of the penalty; 0 is ordinary least squares."};
}

KEEPFIT_SMALL Param solver() noexcept {
  return {"solver", "auto", {constraint::options({"auto", "cholesky", "svd"})}, "Method; 'auto' is 'cholesky'."};
}

KEEPFIT_SMALL Param alphas() noexcept {
  return {"alphas",
          Value::List{0.1, 1.0, 10.0},
          {constraint::list(), constraint::real("(0, inf)")},
          "Strengths of the penalty to choose from, all above 0; of equally good ones the first."};
}

namespace {

[[noreturn]] void refuse_overflow(const std::string& who) {
  throw Error("not_finite", who, who + " met numbers too large to square.",
              "Scale the columns first, for example with StandardScaler.");
}

/// Strengths of the directions, largest first, can be squared.
bool can_be_squared(const Vector& singular) { return singular.size() == 0 || std::isfinite(singular[0] * singular[0]); }

/// False when the equations are singular. Throws Error "not_finite".
bool solve_normal_equations(const std::string& who, Centered& data, double alpha, RowMatrix& coef) {
  const Index n = data.y.rows(), p = data.x_mean.size(), k = data.y.cols();
  const bool by_rows = p > n;
  Matrix solutions(p, k);
  Matrix gram = by_rows ? numerics::gram(Matrix(data.X().transpose())) : data.gram(solutions.data());
  if (!gram.diagonal().allFinite() || (!by_rows && !solutions.allFinite())) refuse_overflow(who);
  for (Index i = 0; i < gram.rows(); ++i) gram(i, i) += alpha;
  if (!factor::cholesky(gram)) return false;
  for (Index t = 0; t < k; ++t) {
    Vector side = by_rows ? data.y.col(t) : solutions.col(t);
    factor::cholesky_solve(gram, side);
    if (by_rows) numerics::transposed_matrix_vector(data.X(), side.data(), solutions.col(t).data());
    else solutions.col(t) = side;
  }
  coef = solutions.transpose();
  return true;
}

void set_intercepts(const Centered& data, LinearFits& fit) {
  fit.intercept.resize(fit.coef.rows());
  for (Index t = 0; t < fit.coef.rows(); ++t) fit.intercept[t] = data.intercept(fit.coef.row(t), t);
}

}  // namespace

LinearFits fit(const Estimator& asked, const Matrix& X, const Matrix& targets, const Vector* weights,
               std::string& used) {
  Centered data(X, targets, asked.param("fit_intercept").boolean(), weights);
  const double alpha = asked.param("alpha").number();
  const bool svd = asked.param("solver").is("svd");
  LinearFits out;
  used = "cholesky";
  if (svd || !solve_normal_equations(asked.declaration().name, data, alpha, out.coef)) {
    used = "svd";
    if (X.cols() > X.rows() && !svd) {
      warn("UserWarning",
           std::string("The equations of ") + asked.declaration().name +
               " are singular; a least-squares solution stands for theirs.",
           "Raise alpha, or remove columns that follow from others.");
    }
    const factor::SingularSystem system = factor::singular_system(data.take_X(), data.y);
    if (!can_be_squared(system.singular)) {
      warn("RuntimeWarning",
           std::string(asked.declaration().name) + " met numbers too large to square, and leaves their directions out.",
           "Scale the columns first, for example with StandardScaler.");
    }
    out.coef.resize(targets.cols(), X.cols());
    for (Index t = 0; t < targets.cols(); ++t)
      out.coef.row(t) = system.combine([alpha](double s) { return s > 1e-15 ? s / (s * s + alpha) : 0.0; }, t);
  }
  set_intercepts(data, out);
  return out;
}

std::vector<double> alphas_of(const Estimator& asked) {
  const std::string who = asked.declaration().name;
  const Value& given = asked.param("alphas");
  std::vector<double> out;
  if (given.is_number()) out.push_back(given.number());
  else {
    for (const Value& v : given.list()) {
      if (!v.is_number() || !(v.number() > 0) || !std::isfinite(v.number())) {
        throw Error("bad_parameter", who,
                    "alphas of " + who + " must hold finite numbers above 0. Got " + v.repr() + ".");
      }
      out.push_back(v.number());
    }
  }
  if (out.empty()) throw Error("bad_parameter", who, "alphas of " + who + " is empty.", "Give at least one number.");
  return out;
}

LinearFits fit_left_out(const Estimator& asked, const Matrix& X, const Matrix& targets, const Vector* weights,
                        const std::vector<double>& alphas, double& chosen, double& best_score) {
  const bool fit_intercept = asked.param("fit_intercept").boolean();
  Centered data(X, targets, fit_intercept, weights);
  const Index n = X.rows(), p = X.cols(), k = targets.cols();
  const factor::SingularSystem system = factor::singular_system(data.X(), data.y);
  if (!can_be_squared(system.singular)) refuse_overflow(asked.declaration().name);

  // The left singular vectors, as far as there is something to the right of them.
  Index rank = 0;
  const double least = static_cast<double>(std::max(n, p)) * std::numeric_limits<double>::epsilon() *
                       (system.singular.size() ? system.singular[0] : 0.0);
  while (rank < system.singular.size() && system.singular[rank] > least) ++rank;
  Matrix left(n, rank);
  for (Index r = 0; r < rank; ++r) {
    numerics::matrix_vector(data.X(), system.directions.col(r).data(), left.col(r).data());
    left.col(r) /= system.singular[r];
  }
  // What no weights can reach: of the targets, and of each row's unit vector. The constant, where it is fitted, is out
  // of it.
  Matrix unreached = data.y;
  Vector share = Vector::Ones(n);
  if (fit_intercept && weights) share -= *weights / numerics::sum_pairwise(*weights);
  else if (fit_intercept) share.array() -= 1.0 / static_cast<double>(n);
  for (Index r = 0; r < rank; ++r) {
    for (Index t = 0; t < k; ++t)
      numerics::axpy(-system.projected(r, t), left.col(r).data(), unreached.col(t).data(), n);
    share.array() -= left.col(r).array().square();
  }
  if (rank + (fit_intercept ? 1 : 0) >= n) {
    unreached.setZero();
    share.setZero();
  }

  for (size_t a = 0; a < alphas.size(); ++a) {
    const double alpha = alphas[a];
    Matrix squares = unreached;
    Vector leverage = share;
    for (Index r = 0; r < rank; ++r) {
      const double s = system.singular[r], left_over = alpha / (s * s + alpha);
      for (Index t = 0; t < k; ++t)
        numerics::axpy(left_over * system.projected(r, t), left.col(r).data(), squares.col(t).data(), n);
      leverage.array() += left_over * left.col(r).array().square();
    }
    squares = (squares.array().colwise() / leverage.array()).square();
    const double score = -numerics::mean(squares.data(), squares.size());
    if (a > 0 && !(score > best_score)) continue;
    chosen = alpha;
    best_score = score;
  }
  LinearFits out{RowMatrix(k, p), {}};
  for (Index t = 0; t < k; ++t)
    out.coef.row(t) = system.combine([chosen](double s) { return s / (s * s + chosen); }, t);
  set_intercepts(data, out);
  return out;
}

void audit_solver(const std::string& solver) {
  if (solver != "cholesky" && solver != "svd") audit::refuse("solver_", "solver_ must be 'cholesky' or 'svd'.");
}

void audit_choice(double alpha, double best_score) {
  if (!(alpha > 0) || !std::isfinite(alpha)) audit::refuse("alpha_", "alpha_ must be a finite number above 0.");
  if (best_score > 0) audit::refuse("best_score_", "best_score_ is a negated squared error, so it cannot be positive.");
}

}  // namespace keepfit::ridge
