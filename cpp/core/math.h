// Elementary functions with the same bits on every host: compilers' own libraries differ from one another. Additions,
// multiplications and divisions in a fixed order, no fused multiply-add, no table, no library call. Special values
// follow C99; NaN comes back as NaN. The errors stated are bounds against exact values, in units in the last place
// (ulp); tests measure them.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>

#include "core/bits.h"
#include "core/index.h"

namespace keepfit::math {

namespace detail {

#if defined(__GNUC__)
#define KEEPFIT_INLINE inline __attribute__((always_inline))
#else
#define KEEPFIT_INLINE inline
#endif

inline constexpr double kHuge = std::numeric_limits<double>::infinity();
inline constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
inline constexpr double kLog2e = 0x1.71547652b82fep+0;
/// log(2) in two parts; the first has 41 bits, so that its product with an exponent is exact.
inline constexpr double kLn2Hi = 0x1.62e42fefa4000p-1, kLn2Lo = -0x1.8432a1b0e2634p-43;
/// Adding this rounds to a whole number, which then stands in the low bits, with the bias of an exponent added.
inline constexpr double kShifter = 0x1.8p+52 + 1023;

/// 2^k for the whole number that was added to kShifter.
KEEPFIT_INLINE double power_of_two(double shifted) {
  return keepfit::bit_cast<double>(keepfit::bit_cast<uint64_t>(shifted) << 52);
}

/// exp(r) - 1 - r for |r| <= log(2)/2: r*r times a polynomial of degree 10 (near-minimax, relative error below 2^-61).
KEEPFIT_INLINE double exp_rest(double r) {
  const double r2 = r * r, r4 = r2 * r2;
  const double a = 0x1.0000000000000p-1 + r * 0x1.5555555555557p-3;
  const double b = 0x1.5555555555556p-5 + r * 0x1.11111111100cep-7;
  const double c = 0x1.6c16c16c162ccp-10 + r * 0x1.a01a01abef415p-13;
  const double d = 0x1.a01a01a6dcaffp-16 + r * 0x1.71de021a90822p-19;
  const double e = 0x1.27e4db57442fbp-22 + r * (0x1.af4e196027428p-26 + r * 0x1.1f731ea5352cap-29);
  return r2 * ((a + r2 * b) + r4 * ((c + r2 * d) + r4 * e));
}

/// exp(x + tail) for |tail| far below |x|; overflows to infinity, underflows through subnormal numbers to zero.
KEEPFIT_INLINE double exp_sum(double x, double tail) {
  x = x > 710.0 ? 710.0 : x;
  x = x < -746.0 ? -746.0 : x;
  const double shifted = x * kLog2e + kShifter;
  const double k = shifted - kShifter;
  const double high = x - k * kLn2Hi;
  const double low = k * kLn2Lo - tail;
  const double r = high - low;
  const double lost = (high - r) - low;
  const double one_r = 1.0 + r;
  const double rounding = (1.0 - one_r) + r;
  const double m = one_r + (rounding + (exp_rest(r) + (lost + lost * r)));
  // 2^k in two factors: k alone may be too large or too small for an exponent.
  const double half = k * 0.5 + kShifter;
  const double rest = (k - (half - kShifter)) + kShifter;
  return (m * power_of_two(half)) * power_of_two(rest);
}

/// expm1(x) = (high + low) * scale * scale2, for x within the range of exp_sum.
struct Parts {
  double high, low, scale, scale2;
};
KEEPFIT_INLINE Parts expm1_parts(double x) {
  const double shifted = x * kLog2e + kShifter;
  const double k = shifted - kShifter;
  const double up = x - k * kLn2Hi;
  const double down = k * kLn2Lo;
  const double r = up - down;
  const double lost = (up - r) - down;
  // 2^k (exp(r) - 2^-k) = 2^k ((1 - 2^-k) + r + ...); beyond 2^60 the subtrahend no longer counts.
  const double k_near = k > 60.0 ? 60.0 : k;
  const double subtrahend = power_of_two(kShifter - k_near);
  const double one = 1.0 - subtrahend;
  const double one_low = (1.0 - one) - subtrahend;
  const double high = one + r;
  const double low = ((one - high) + r) + (exp_rest(r) + ((lost + lost * r) + one_low));
  const double half = k * 0.5 + kShifter;
  const double rest = (k - (half - kShifter)) + kShifter;
  return {high, low, power_of_two(half), power_of_two(rest)};
}

/// x = 2^k m with m in [sqrt(1/2), sqrt(2)), for finite x > 0.
struct Split {
  double k, m;
};
KEEPFIT_INLINE Split split(double x) {
  constexpr uint64_t kRoot = 0x3fe6a09e667f3bcd;  // sqrt(1/2)
  const bool tiny = x < std::numeric_limits<double>::min();
  const double scaled = x * 0x1p54;
  const uint64_t shifted = keepfit::bit_cast<uint64_t>(tiny ? scaled : x) + (0x3ff0000000000000 - kRoot);
  // The exponent as a double, without a conversion: it stands in the low bits of 2^52.
  const double biased = keepfit::bit_cast<double>((shifted >> 52) | 0x4330000000000000);
  const double k = biased - (0x1p52 + 1023) - (tiny ? 54.0 : 0.0);
  return {k, keepfit::bit_cast<double>((shifted & 0x000fffffffffffff) + kRoot)};
}

/// k log(2) + log(1 + f) + extra, for 1 + f in [sqrt(1/2), sqrt(2)): with s = f/(2+f), log(1+f) = 2 atanh(s), whose
/// leading part is written as f - f*f/2 + ... so that it is exact.
KEEPFIT_INLINE double log_sum(double k, double f, double extra) {
  const double s = f / (2.0 + f);
  const double z = s * s, w = z * z;
  const double a = 0x1.5555555555555p-1 + z * 0x1.9999999999a38p-2;
  const double b = 0x1.2492492476b73p-2 + z * 0x1.c71c72017f306p-3;
  const double c = 0x1.745cf8f4a7ec6p-3 + z * 0x1.3b1c38bb12df2p-3;
  const double d = 0x1.0fbe3b6c6987dp-3 + z * 0x1.0c074d9f1dd73p-3;
  const double series = z * ((a + w * b) + (w * w) * (c + w * d));
  const double half_square = 0.5 * f * f;
  const double small = s * (half_square + series) + (k * kLn2Lo + extra);
  // The two large terms are added with the rounding error kept.
  const double large = k * kLn2Hi;
  const double sum = large + f;
  const double rounding = k == 0.0 ? 0.0 : (large - sum) + f;
  return sum - (half_square - (small + rounding));
}

}  // namespace detail

/// Error < 0.65 ulp (< 0.8 where the result is subnormal).
KEEPFIT_INLINE double exp(double x) { return detail::exp_sum(x, 0.0); }

/// Error < 0.8 ulp.
KEEPFIT_INLINE double expm1(double x) {
  const double low = x < -60.0 ? -60.0 : x;
  const detail::Parts p = detail::expm1_parts(low > 710.0 ? 710.0 : low);
  const double value = ((p.high + p.low) * p.scale) * p.scale2;
  return x == 0.0 ? x : value;  // keeps -0.0
}

/// Error < 0.9 ulp.
KEEPFIT_INLINE double log(double x) {
  const detail::Split p = detail::split(x);
  double value = detail::log_sum(p.k, p.m - 1.0, 0.0);
  value = x < detail::kHuge ? value : x;  // infinity and NaN
  value = x > 0.0 ? value : (x == 0.0 ? -detail::kHuge : detail::kNaN);
  return value;
}

/// Error < 0.9 ulp.
KEEPFIT_INLINE double log1p(double x) {
  const double u = 1.0 + x;
  const double lost = x < 1.0 ? x - (u - 1.0) : 1.0 - (u - x);
  const detail::Split p = detail::split(u);
  const bool near_one = p.k == 0.0;
  double value = detail::log_sum(p.k, near_one ? x : p.m - 1.0, near_one ? 0.0 : lost / u);
  value = x < detail::kHuge ? value : x;
  value = x > -1.0 ? value : (x == -1.0 ? -detail::kHuge : detail::kNaN);
  return x == 0.0 ? x : value;
}

/// log(x) / log(2), the quotient that scikit-learn's trees compute; < 2 ulp.
KEEPFIT_INLINE double log2(double x) { return math::log(x) / 0x1.62e42fefa39efp-1; }

/// 1 / (1 + exp(-x)), as scipy.special.expit; < 2 ulp, and 0 where exp(-x) overflows.
KEEPFIT_INLINE double expit(double x) { return 1.0 / (1.0 + math::exp(-x)); }

/// Error < 1.2 ulp.
double tanh(double x);

/// Error < 0.65 ulp (< 0.8 where the result is subnormal).
double pow(double x, double y);

// The same functions over arrays, bit for bit; `out` may be `x`.
void exp(const double* x, double* out, Index n);
void log(const double* x, double* out, Index n);
void log1p(const double* x, double* out, Index n);
void expit(const double* x, double* out, Index n);
void tanh(const double* x, double* out, Index n);

}  // namespace keepfit::math
