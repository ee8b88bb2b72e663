#include "decomposition/components.h"

#include <cmath>
#include <string>

#include "core/columns.h"
#include "core/errors.h"
#include "core/numerics.h"

namespace keepfit::axes {

void fix_signs(RowMatrix& components) {
  for (Index i = 0; i < components.rows(); ++i) {
    Index largest = 0;
    for (Index j = 1; j < components.cols(); ++j) {
      if (std::abs(components(i, j)) > std::abs(components(i, largest))) largest = j;
    }
    if (components(i, largest) < 0) components.row(i) = -components.row(i);
  }
}

namespace {
double sum(const Vector& v, bool alone) {
  return alone ? numerics::sum_pairwise(v) : numerics::sum_sequential(v.data(), v.size());
}
}  // namespace

Vector column_means(const Matrix& x, Vector sums) {
  if (x.cols() == 1) sums[0] = numerics::sum_pairwise(x.data(), x.rows());
  return sums / static_cast<double>(x.rows());
}

double column_variance(const Matrix& x, Index j) {
  const double mean = sum(x.col(j), x.cols() == 1) / static_cast<double>(x.rows());
  const Vector squares = (x.col(j).array() - mean).square();
  return sum(squares, x.cols() == 1) / static_cast<double>(x.rows());
}

void require_finite(const char* who, const RowMatrix& components, const Vector& singular) {
  if (components.allFinite() && singular.allFinite()) return;
  throw Error("overflow", who, std::string(who) + " met numbers too large to square.",
              "Scale the columns first, for example with StandardScaler.");
}

}  // namespace keepfit::axes
