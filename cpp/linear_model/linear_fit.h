// What the linear regressors share, and the classifiers that are made of them.
#pragma once

#include <utility>

#include "core/table.h"

namespace keepfit {

/// X and y less their means: fitting these without an intercept fits the originals with one. With weights the means are
/// weighted, and rows are then multiplied by the square roots of theirs: least squares of these is weighted least
/// squares of the originals.
class Centered {
 public:
  Matrix y;  // a column per target
  Vector x_mean, y_mean;

  /// Keeps references to X and the weights.
  Centered(const Matrix& X, Matrix targets, bool fit_intercept, const Vector* weights = nullptr);
  /// Made when it is first asked for.
  const Matrix& X();
  /// The same, and in passing the dot of each of its columns with itself and with the first target.
  const Matrix& X(Vector& squares, Vector& with_y);
  Matrix take_X() { return X(), std::move(made_); }
  /// X'X, and X'y, (p, targets), to Xy, for which X need not be made.
  Matrix gram(double* Xy);
  /// The intercept that belongs to coefficients of the centred problem.
  double intercept(const Vector& coef, Index target = 0) const;

 private:
  const Matrix& given_;
  const Vector* weights_;
  bool moved_;
  Matrix made_;

  /// Fills the rows [from, from + count) of column j.
  void make(Index j, Index from, Index count);
};

/// What was fitted to several targets: a row and a number each.
struct LinearFits {
  RowMatrix coef;
  Vector intercept;
};

/// X coef + intercept, a function of the row.
Vector linear_prediction(const Matrix& X, const Vector& coef, double intercept);

/// Throws Error "not_finite".
void require_finite_fit(const std::string& who, const Vector& coef, double intercept);

}  // namespace keepfit
