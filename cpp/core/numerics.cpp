#include "core/numerics.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace keepfit::numerics {

namespace {

constexpr Index kLanes = 8;
/// Rows handled at a time: a block of sums stays in the first-level cache while all columns pass over it.
constexpr Index kRows = 512;

[[maybe_unused]] const bool blocking_fixed = (fix_blocking(), true);

template <class Get>
double pairwise(Index from, Index n, const Get& get) {
  if (n < 8) {
    double sum = -0.0;
    for (Index i = 0; i < n; ++i) sum += get(from + i);
    return sum;
  }
  if (n <= 128) {
    double r[8];
    for (Index l = 0; l < 8; ++l) r[l] = get(from + l);
    Index i = 8;
    for (; i < n - n % 8; i += 8) {
      for (Index l = 0; l < 8; ++l) r[l] += get(from + i + l);
    }
    double sum = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]));
    for (; i < n; ++i) sum += get(from + i);
    return sum;
  }
  Index half = n / 2;
  half -= half % 8;
  return pairwise(from, half, get) + pairwise(from + half, n - half, get);
}

}  // namespace

void fix_blocking() {
  Eigen::setCpuCacheSizes(32 * 1024, 256 * 1024, 2 * 1024 * 1024);
}

double sum_sequential(const double* x, Index n, Index stride) {
  double sum = 0;
  for (Index i = 0; i < n; ++i) sum += x[i * stride];
  return sum;
}

double sum_pairwise(const double* x, Index n, Index stride) {
  // NumPy starts from zero, so that a sum of -0.0 is 0.0.
  if (stride == 1) return 0.0 + pairwise(0, n, [x](Index i) { return x[i]; });
  return 0.0 + pairwise(0, n, [x, stride](Index i) { return x[i * stride]; });
}

double mean(const double* x, Index n, Index stride) { return sum_pairwise(x, n, stride) / static_cast<double>(n); }

double weighted_sum(const double* x, const double* w, Index n) {
  return 0.0 + pairwise(0, n, [x, w](Index i) { return x[i] * w[i]; });
}

void Lanes::add(const double* x, Index n) {
  std::array<double, 8> r = lane;  // in registers
  Index i = 0;
  for (; i + kLanes <= n; i += kLanes) {
    for (Index l = 0; l < kLanes; ++l) r[static_cast<size_t>(l)] += x[i + l];
  }
  for (Index l = 0; i + l < n; ++l) r[static_cast<size_t>(l)] += x[i + l];
  lane = r;
}

void Lanes::add_product(const double* x, const double* y, Index n) {
  std::array<double, 8> r = lane;
  Index i = 0;
  for (; i + kLanes <= n; i += kLanes) {
    for (Index l = 0; l < kLanes; ++l) r[static_cast<size_t>(l)] += x[i + l] * y[i + l];
  }
  for (Index l = 0; i + l < n; ++l) r[static_cast<size_t>(l)] += x[i + l] * y[i + l];
  lane = r;
}

double dot(const double* x, const double* y, Index n) {
  Lanes lanes;
  lanes.add_product(x, y, n);
  return lanes.total();
}

double norm(const double* x, Index n) { return std::sqrt(dot(x, x, n)); }

void axpy(double a, const double* x, double* y, Index n) {
  for (Index i = 0; i < n; ++i) y[i] += a * x[i];
}

void matrix_vector(const Matrix& X, const double* w, Index from, Index count, double* out) {
  const Index p = X.cols();
  if (p == 0) std::fill(out, out + count, 0.0);
  for (Index start = 0; start < count; start += kRows) {
    const Index n = std::min(kRows, count - start);
    double* sums = out + start;
    for (Index j = 0; j < p; ++j) {
      const double* x = X.data() + j * X.rows() + from + start;
      const double weight = w[j];
      if (j == 0) {
        for (Index i = 0; i < n; ++i) sums[i] = weight * x[i];
      } else {
        axpy(weight, x, sums, n);
      }
    }
  }
}

void matrix_vector(const Matrix& X, const double* w, double* out) { matrix_vector(X, w, 0, X.rows(), out); }

void transposed_matrix_vector(const Matrix& X, const double* v, double* out) {
  for (Index j = 0; j < X.cols(); ++j) out[j] = dot(X.data() + j * X.rows(), v, X.rows());
}

RowMatrix linear_scores(const Matrix& X, const RowMatrix& coef, const Vector& intercept) {
  const Index n = X.rows(), k = coef.rows();
  RowMatrix out(n, k);
  std::array<double, kRows> sums;
  for (Index start = 0; start < n; start += kRows) {
    const Index count = std::min(kRows, n - start);
    for (Index c = 0; c < k; ++c) {
      matrix_vector(X, coef.data() + c * coef.cols(), start, count, sums.data());
      for (Index i = 0; i < count; ++i) out(start + i, c) = sums[static_cast<size_t>(i)] + intercept[c];
    }
  }
  return out;
}

}  // namespace keepfit::numerics
