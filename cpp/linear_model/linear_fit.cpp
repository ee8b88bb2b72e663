#include "linear_model/linear_fit.h"

#include <cmath>

#include "core/columns.h"
#include "core/errors.h"
#include "core/numerics.h"

namespace keepfit {

Centered::Centered(const Matrix& x, const Vector& target, bool fit_intercept, const Vector* weights)
    : X(x), y(target), x_mean(Vector::Zero(x.cols())) {
  const Index n = x.rows();
  if (fit_intercept && !weights) {
    x_mean = numerics::column_sums(x) / static_cast<double>(n);
    X.rowwise() -= x_mean.transpose();
    y_mean = numerics::mean(y.data(), n);
    y.array() -= y_mean;
  } else if (fit_intercept) {
    const double total = numerics::sum_pairwise(*weights);
    for (Index j = 0; j < x.cols(); ++j) {
      const Vector products = X.col(j).cwiseProduct(*weights);
      x_mean[j] = numerics::sum_sequential(products.data(), n) / total;
      X.col(j).array() -= x_mean[j];
    }
    y_mean = numerics::weighted_sum(y.data(), weights->data(), n) / total;
    y.array() -= y_mean;
  }
  if (!weights) return;
  const Vector roots = weights->cwiseSqrt();
  X.array().colwise() *= roots.array();
  y.array() *= roots.array();
}

double Centered::intercept(const Vector& coef) const { return y_mean - numerics::dot(x_mean, coef); }

Vector linear_prediction(const Matrix& X, const Vector& coef, double intercept) {
  Vector out(X.rows());
  numerics::matrix_vector(X, coef.data(), out.data());
  out.array() += intercept;
  return out;
}

void require_finite_fit(const std::string& who, const Vector& coef, double intercept) {
  if (coef.allFinite() && std::isfinite(intercept)) return;
  throw Error("not_finite", who, who + " ran into numbers that are not finite.",
              "Scale the columns first, for example with StandardScaler.");
}

void audit_linear(const Vector& coef, double intercept) {
  if (!coef.allFinite()) throw Error("audit_values", "coef_", "coef_ holds a number that is not finite.");
  if (!std::isfinite(intercept)) throw Error("audit_values", "intercept_", "intercept_ is not finite.");
}

}  // namespace keepfit
