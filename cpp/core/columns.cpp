#include "core/columns.h"

#include <algorithm>
#include <array>
#include <vector>

#include "core/simd.h"
#include "core/table.h"

namespace keepfit::numerics {

namespace {

constexpr Index kLanes = 8;
using simd::load;
using simd::store;
using simd::Two;

/// a += x y and b += x z, lane by lane; x is read once for both.
void add_two_products(std::array<double, 8>& a, std::array<double, 8>& b, const double* x, const double* y,
                      const double* z, Index n) {
  Two a0 = load(&a[0]), a1 = load(&a[2]), a2 = load(&a[4]), a3 = load(&a[6]);
  Two b0 = load(&b[0]), b1 = load(&b[2]), b2 = load(&b[4]), b3 = load(&b[6]);
  Index i = 0;
  for (; i + kLanes <= n; i += kLanes) {
    const Two x0 = load(x + i), x1 = load(x + i + 2), x2 = load(x + i + 4), x3 = load(x + i + 6);
    a0 = a0 + x0 * load(y + i);
    a1 = a1 + x1 * load(y + i + 2);
    a2 = a2 + x2 * load(y + i + 4);
    a3 = a3 + x3 * load(y + i + 6);
    b0 = b0 + x0 * load(z + i);
    b1 = b1 + x1 * load(z + i + 2);
    b2 = b2 + x2 * load(z + i + 4);
    b3 = b3 + x3 * load(z + i + 6);
  }
  store(&a[0], a0);
  store(&a[2], a1);
  store(&a[4], a2);
  store(&a[6], a3);
  store(&b[0], b0);
  store(&b[2], b1);
  store(&b[4], b2);
  store(&b[6], b3);
  for (Index l = 0; i + l < n; ++l) {
    a[static_cast<size_t>(l)] += x[i + l] * y[i + l];
    b[static_cast<size_t>(l)] += x[i + l] * z[i + l];
  }
}

/// Sums of kTogether columns that do not wait for one another.
template <int kTogether, class Get>
void add_up(const double* x, Index n, const Get& get, double* out) {
  std::array<double, kTogether> sums{};
  for (Index i = 0; i < n; ++i) {
    for (int k = 0; k < kTogether; ++k) sums[static_cast<size_t>(k)] += get(x[k * n + i]);
  }
  std::copy(sums.begin(), sums.end(), out);
}

template <class Get>
Vector sums_by_column(const Matrix& X, const Get& get) {
  const Index n = X.rows(), p = X.cols();
  Vector out(p);
  Index j = 0;
  for (; j + 8 <= p; j += 8) add_up<8>(X.data() + j * n, n, get, &out[j]);
  for (; j + 4 <= p; j += 4) add_up<4>(X.data() + j * n, n, get, &out[j]);
  for (; j < p; ++j) add_up<1>(X.data() + j * n, n, get, &out[j]);
  return out;
}

}  // namespace

Vector column_sums(const Matrix& X) {
  return sums_by_column(X, [](double v) { return v; });
}
Vector column_square_sums(const Matrix& X) {
  return sums_by_column(X, [](double v) { return v * v; });
}

Matrix gram(const Matrix& X, const Vector* shift, const double* y, double* Zy, Index targets) {
  if (!y) targets = 0;
  constexpr Index kBlock = 128;  // of 20 columns fit the first-level cache
  const Index n = X.rows(), p = X.cols();
  std::vector<Lanes> sums(static_cast<size_t>(p * (p + 1) / 2)), with_y(static_cast<size_t>(p * targets));
  std::vector<double> centred(static_cast<size_t>(shift ? p * kBlock : 0));
  for (Index start = 0; start < n; start += kBlock) {
    const Index count = std::min(kBlock, n - start);
    const double* x = X.data() + start;
    Index stride = n;
    if (shift) {
      for (Index j = 0; j < p; ++j) {
        const double* from = x + j * n;
        double* to = &centred[static_cast<size_t>(j * kBlock)];
        const double middle = (*shift)[j];
        for (Index i = 0; i < count; ++i) to[i] = from[i] - middle;
      }
      x = centred.data();
      stride = kBlock;
    }
    size_t at = 0;
    for (Index i = 0; i < p; ++i) {
      const double* own = x + i * stride;
      Index j = 0;
      for (; j + 2 <= i + 1; j += 2, at += 2) {
        add_two_products(sums[at].lane, sums[at + 1].lane, own, x + j * stride, x + (j + 1) * stride, count);
      }
      for (; j <= i; ++j, ++at) sums[at].add_product(own, x + j * stride, count);
      for (Index t = 0; t < targets; ++t)
        with_y[static_cast<size_t>(t * p + i)].add_product(own, y + t * n + start, count);
    }
  }
  Matrix out(p, p);
  size_t at = 0;
  for (Index i = 0; i < p; ++i) {
    for (Index j = 0; j <= i; ++j) out(i, j) = out(j, i) = sums[at++].total();
  }
  for (size_t i = 0; i < with_y.size(); ++i) Zy[i] = with_y[i].total();
  return out;
}

double axpy_dot(double a, const double* x, double* y, const double* z, Index n) {
  std::array<double, 8> lanes{};
  Two s[4] = {};
  Index i = 0;
  for (; i + kLanes <= n; i += kLanes) {
    for (Index k = 0; k < 4; ++k) {
      const Index at = i + 2 * k;
      const Two moved = load(y + at) + a * load(x + at);
      store(y + at, moved);
      s[k] = s[k] + load(z + at) * moved;
    }
  }
  for (size_t k = 0; k < 4; ++k) store(&lanes[2 * k], s[k]);
  for (Index l = 0; i + l < n; ++l) {
    y[i + l] += a * x[i + l];
    lanes[static_cast<size_t>(l)] += z[i + l] * y[i + l];
  }
  return Lanes{lanes}.total();
}

}  // namespace keepfit::numerics
