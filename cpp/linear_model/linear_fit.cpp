#include "linear_model/linear_fit.h"

#include <algorithm>
#include <cmath>

#include "core/columns.h"
#include "core/errors.h"
#include "core/numerics.h"
#include "core/table.h"

namespace keepfit {

Centered::Centered(const Matrix& x, Matrix targets, bool fit_intercept, const Vector* weights)
    : y(std::move(targets)),
      x_mean(Vector::Zero(x.cols())),
      y_mean(Vector::Zero(y.cols())),
      given_(x),
      weights_(weights),
      moved_(fit_intercept) {
  const Index n = x.rows();
  if (fit_intercept && !weights) {
    x_mean = numerics::column_sums(x) / static_cast<double>(n);
    for (Index t = 0; t < y.cols(); ++t) y_mean[t] = numerics::mean(y.col(t).data(), n);
  } else if (fit_intercept) {
    const double total = numerics::sum_pairwise(*weights);
    for (Index j = 0; j < x.cols(); ++j) {
      const Vector products = x.col(j).cwiseProduct(*weights);
      x_mean[j] = numerics::sum_sequential(products.data(), n) / total;
    }
    for (Index t = 0; t < y.cols(); ++t)
      y_mean[t] = numerics::weighted_sum(y.col(t).data(), weights->data(), n) / total;
  }
  if (moved_) y.rowwise() -= y_mean.transpose();
  if (weights) y.array().colwise() *= weights->array().sqrt();
}

void Centered::make(Index j, Index from, Index count) {
  auto to = made_.col(j).segment(from, count).array();
  const auto given = given_.col(j).segment(from, count).array();
  if (moved_) to = given - x_mean[j];
  else to = given;
  if (weights_) to *= weights_->segment(from, count).array().sqrt();
}

const Matrix& Centered::X() {
  if (made_.size() != 0) return made_;
  made_.resize(given_.rows(), given_.cols());
  for (Index j = 0; j < made_.cols(); ++j) make(j, 0, made_.rows());
  return made_;
}

const Matrix& Centered::X(Vector& squares, Vector& with_y) {
  const Index n = given_.rows(), p = given_.cols();
  // Whole groups of the lanes, few enough to stay in the first-level cache.
  constexpr Index kRows = 512;
  made_.resize(n, p);
  squares.resize(p);
  with_y.resize(p);
  for (Index j = 0; j < p; ++j) {
    numerics::Lanes own, other;
    for (Index from = 0; from < n; from += kRows) {
      const Index count = std::min(kRows, n - from);
      make(j, from, count);
      const double* x = made_.col(j).data() + from;
      own.add_product(x, x, count);
      other.add_product(y.data() + from, x, count);
    }
    squares[j] = own.total();
    with_y[j] = other.total();
  }
  return made_;
}

Matrix Centered::gram(double* Xy) {
  if (weights_) return numerics::gram(X(), nullptr, y.data(), Xy, y.cols());
  return numerics::gram(given_, moved_ ? &x_mean : nullptr, y.data(), Xy, y.cols());
}

double Centered::intercept(const Vector& coef, Index target) const {
  return y_mean[target] - numerics::dot(x_mean, coef);
}

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

}  // namespace keepfit
