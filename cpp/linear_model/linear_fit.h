// What the linear regressors share.
#pragma once

#include "core/table.h"

namespace keepfit {

/// X and y less their means: fitting these without an intercept fits the originals with one. With weights the means are weighted, and
/// rows are then multiplied by the square roots of theirs: least squares of these is weighted least squares of the originals.
struct Centered {
  Matrix X;
  Vector y;
  Vector x_mean;
  double y_mean = 0;

  Centered(const Matrix& X, const Vector& y, bool fit_intercept, const Vector* weights = nullptr);
  /// The intercept that belongs to coefficients of the centred problem.
  double intercept(const Vector& coef) const;
};

/// X coef + intercept, a function of the row.
Vector linear_prediction(const Matrix& X, const Vector& coef, double intercept);

/// Throws Error "not_finite" after a fit, "audit_values" when a file holds such numbers.
void require_finite_fit(const std::string& who, const Vector& coef, double intercept);
void audit_linear(const Vector& coef, double intercept);

}  // namespace keepfit
