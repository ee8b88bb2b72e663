// Sums of constants in the engine's order (core/numerics), so that an export holds the same numbers. Eigen stands
// behind that header, which a small module does without.
#pragma once

#include <array>
#include <cstddef>

namespace keepfit::interchange::lower::sums {

/// Eight lanes: lane l takes the elements l, l + 8, ...
inline double dot(const double* x, const double* y, size_t n) {
  std::array<double, 8> lane{};
  for (size_t i = 0; i < n; ++i) lane[i % 8] += x[i] * y[i];
  return ((lane[0] + lane[1]) + (lane[2] + lane[3])) + ((lane[4] + lane[5]) + (lane[6] + lane[7]));
}

/// NumPy's pairwise sum.
inline double pairwise(const double* x, size_t n) {
  if (n < 8) {
    double sum = 0;
    for (size_t i = 0; i < n; ++i) sum += x[i];
    return sum;
  }
  if (n <= 128) {
    std::array<double, 8> r;
    for (size_t l = 0; l < 8; ++l) r[l] = x[l];
    size_t i = 8;
    for (; i < n - n % 8; i += 8)
      for (size_t l = 0; l < 8; ++l) r[l] += x[i + l];
    double sum = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]));
    for (; i < n; ++i) sum += x[i];
    return sum;
  }
  const size_t half = n / 2 - n / 2 % 8;
  return pairwise(x, half) + pairwise(x + half, n - half);
}

/// np.einsum('ij,ij->i', X, X) of one row.
inline double squares(const double* x, size_t n) {
  double even = 0, odd = 0;
  size_t i = 0;
  for (; i + 8 <= n; i += 8)
    for (size_t k = 8; k >= 2; k -= 2) {
      even = x[i + k - 2] * x[i + k - 2] + even;
      odd = x[i + k - 1] * x[i + k - 1] + odd;
    }
  for (; i < n; i += 2) {
    even = x[i] * x[i] + even;
    if (i + 1 < n) odd = x[i + 1] * x[i + 1] + odd;
  }
  return even + odd;
}

}  // namespace keepfit::interchange::lower::sums
