#include "core/numerics.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/simd.h"
#include "core/table.h"

namespace keepfit::numerics {

namespace {

constexpr Index kLanes = 8;
/// Rows handled at a time: a block of sums stays in the first-level cache while all columns pass over it.
constexpr Index kRows = 512;

using simd::load;
using simd::store;
using simd::Two;

/// lanes[l] += value of elements l, l + 8, ...
template <class Pair, class Single>
void add_to_lanes(std::array<double, 8>& lanes, Index n, const Pair& pair, const Single& single) {
  Two a = load(&lanes[0]), b = load(&lanes[2]), c = load(&lanes[4]), d = load(&lanes[6]);
  Index i = 0;
  for (; i + kLanes <= n; i += kLanes) {
    a = a + pair(i);
    b = b + pair(i + 2);
    c = c + pair(i + 4);
    d = d + pair(i + 6);
  }
  store(&lanes[0], a);
  store(&lanes[2], b);
  store(&lanes[4], c);
  store(&lanes[6], d);
  for (Index l = 0; i + l < n; ++l) lanes[static_cast<size_t>(l)] += single(i + l);
}

/// sums += w[0] x + w[1] (x + stride) + ..., column after column: each sum is read and written once for four columns.
void add_four_columns(const double* w, const double* x, Index stride, double* sums, Index n) {
  const double *x0 = x, *x1 = x + stride, *x2 = x + 2 * stride, *x3 = x + 3 * stride;
  Index i = 0;
  for (; i + 2 <= n; i += 2) {
    Two s = load(sums + i);
    s = s + w[0] * load(x0 + i);
    s = s + w[1] * load(x1 + i);
    s = s + w[2] * load(x2 + i);
    s = s + w[3] * load(x3 + i);
    store(sums + i, s);
  }
  for (; i < n; ++i) sums[i] = (((sums[i] + w[0] * x0[i]) + w[1] * x1[i]) + w[2] * x2[i]) + w[3] * x3[i];
}

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

void fix_blocking() { Eigen::setCpuCacheSizes(32 * 1024, 256 * 1024, 2 * 1024 * 1024); }

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

double sum_of_squares_einsum(const double* x, Index n) {
  double even = 0, odd = 0;
  Index i = 0;
  for (; i + 8 <= n; i += 8) {
    for (Index k = 6; k >= 0; k -= 2) {
      even = x[i + k] * x[i + k] + even;
      odd = x[i + k + 1] * x[i + k + 1] + odd;
    }
  }
  for (; i < n; i += 2) {
    even = x[i] * x[i] + even;
    if (i + 1 < n) odd = x[i + 1] * x[i + 1] + odd;
  }
  return even + odd;
}

void Lanes::add(const double* x, Index n) {
  add_to_lanes(lane, n, [x](Index i) { return load(x + i); }, [x](Index i) { return x[i]; });
}

void Lanes::add_product(const double* x, const double* y, Index n) {
  add_to_lanes(lane, n, [x, y](Index i) { return load(x + i) * load(y + i); }, [x, y](Index i) { return x[i] * y[i]; });
}

double dot(const double* x, const double* y, Index n) {
  Lanes lanes;
  lanes.add_product(x, y, n);
  return lanes.total();
}

double norm(const double* x, Index n) { return std::sqrt(dot(x, x, n)); }

void axpy(double a, const double* x, double* y, Index n) {
  Index i = 0;
  for (; i + 2 <= n; i += 2) store(y + i, load(y + i) + a * load(x + i));
  for (; i < n; ++i) y[i] += a * x[i];
}

void matrix_vector(const Matrix& X, const double* w, Index from, Index count, double* out) {
  const Index p = X.cols(), stride = X.rows();
  if (p == 0) std::fill(out, out + count, 0.0);
  for (Index start = 0; start < count; start += kRows) {
    const Index n = std::min(kRows, count - start);
    const double* x = X.data() + from + start;
    double* sums = out + start;
    if (p > 0) {
      for (Index i = 0; i < n; ++i) sums[i] = w[0] * x[i];
    }
    Index j = 1;
    for (; j + 4 <= p; j += 4) add_four_columns(w + j, x + j * stride, stride, sums, n);
    for (; j < p; ++j) axpy(w[j], x + j * stride, sums, n);
  }
}

void matrix_vector(const Matrix& X, const double* w, double* out) { matrix_vector(X, w, 0, X.rows(), out); }

void transposed_matrix_vector(const Matrix& X, const double* v, double* out) {
  const Index n = X.rows(), p = X.cols();
  std::vector<Lanes> sums(static_cast<size_t>(p));
  // A block of v stays in the first-level cache while all columns pass over it.
  for (Index start = 0; start < n; start += kRows) {
    const Index count = std::min(kRows, n - start);
    const double* x = X.data() + start;
    for (Index j = 0; j < p; ++j) sums[static_cast<size_t>(j)].add_product(v + start, x + j * n, count);
  }
  for (Index j = 0; j < p; ++j) out[j] = sums[static_cast<size_t>(j)].total();
}

RowMatrix linear_scores(const Matrix& X, const RowMatrix& coef, const Vector& intercept) {
  const Index n = X.rows(), k = coef.rows();
  RowMatrix out(n, k);
  std::array<double, kRows> sums;
  for (Index start = 0; start < n; start += kRows) {
    const Index count = std::min(kRows, n - start);
    for (Index c = 0; c < k; ++c) {
      matrix_vector(X, coef.data() + c * coef.cols(), start, count, sums.data());
#ifdef KEEPFIT_CHANGED_KERNEL  // a test build only: the intercept comes first, which moves the last bits
      for (Index i = 0; i < count; ++i) {
        double sum = intercept[c];
        for (Index j = 0; j < X.cols(); ++j) sum += X(start + i, j) * coef(c, j);
        out(start + i, c) = sum;
      }
#else
      for (Index i = 0; i < count; ++i) out(start + i, c) = sums[static_cast<size_t>(i)] + intercept[c];
#endif
    }
  }
  return out;
}

}  // namespace keepfit::numerics
