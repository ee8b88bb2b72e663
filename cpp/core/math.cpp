#include "core/math.h"

#include "core/math_nearest.h"

namespace keepfit::math {

namespace {

/// An unevaluated sum high + low with |low| <= ulp(high)/2.
struct Double2 {
  double high, low;
};

Double2 sum_ordered(double a, double b) {  // |a| >= |b| or a == 0
  const double s = a + b;
  return {s, (a - s) + b};
}

Double2 sum_any(double a, double b) {
  const double s = a + b, t = s - a;
  return {s, (a - (s - t)) + (b - t)};
}

/// The exact product, by Veltkamp's splitting and Dekker's formula.
Double2 product(double a, double b) {
  constexpr double kSplit = 0x1p27 + 1;
  const double ta = a * kSplit, tb = b * kSplit;
  const double a1 = ta - (ta - a), b1 = tb - (tb - b);
  const double a2 = a - a1, b2 = b - b1;
  const double p = a * b;
  return {p, ((a1 * b1 - p) + a1 * b2 + a2 * b1) + a2 * b2};
}

Double2 operator*(Double2 a, Double2 b) {
  const Double2 p = product(a.high, b.high);
  return sum_ordered(p.high, p.low + (a.high * b.low + a.low * b.high));
}

Double2 operator+(Double2 a, Double2 b) {
  const Double2 s = sum_any(a.high, b.high);
  return sum_ordered(s.high, s.low + (a.low + b.low));
}

/// log(x) to about 2^-70 of its size, for finite x > 0: 2 atanh(s) with s = f/(2+f), the first three terms of the
/// series in double precision twice.
Double2 log_precise(double x) {
  const detail::Split p = detail::split(x);
  const double f = p.m - 1.0;
  const Double2 d = sum_ordered(2.0, f);
  const double quotient = f / d.high;
  const Double2 back = product(quotient, d.high);
  const Double2 s = sum_ordered(quotient, ((f - back.high) - back.low - quotient * d.low) / d.high);
  const Double2 z = s * s;
  // sum over i >= 2 of 2/(2i+3) z^(i-2), near-minimax
  const double t = z.high;
  const double rest =
      0x1.2492492492497p-2 +
      t * (0x1.c71c71c71540cp-3 +
           t * (0x1.745d17550ec17p-3 +
                t * (0x1.3b13a5232ab39p-3 +
                     t * (0x1.1115a07a3393ep-3 + t * (0x1.e01fbbc2cb832p-4 + t * 0x1.d9c6b2fa66c6cp-4)))));
  const Double2 two_fifths{0x1.999999999999ap-2, -0x1.999999999999ap-56};
  const Double2 two_thirds{0x1.5555555555555p-1, 0x1.5555555555555p-55};
  const Double2 series = (z * (two_thirds + z * (two_fifths + sum_ordered(t * rest, 0.0)))) * s;
  const Double2 log_m = Double2{2.0 * s.high, 2.0 * s.low} + series;
  if (p.k == 0.0) return log_m;
  return sum_ordered(p.k * detail::kLn2Hi, p.k * detail::kLn2Lo) + log_m;
}

/// What exp_nearest and log_nearest look up, made by the double-double arithmetic above.
struct Tables {
  // m in [sqrt(1/2), sqrt(2)) lies in one of these parts of the range, each with 7 leading bits of its own; 1 begins
  // one of them.
  static constexpr uint64_t kFirst = 0x3fe6000000000000;
  static constexpr int kLogs = 134, kPowers = 128, kShift = 45;
  struct Log {
    double inverse, high,
        low;  // about 1/c for the middle c, in few bits; -log(inverse), the first part a multiple of 2^-42
  };
  Log log[kLogs];
  Double2 power[kPowers];  // 2^(j/128)

  Tables() {
    for (int i = 0; i < kLogs; ++i) {
      const uint64_t from = kFirst + (static_cast<uint64_t>(i) << kShift);
      const double low_end = keepfit::bit_cast<double>(from),
                   high_end = keepfit::bit_cast<double>(from + (uint64_t{1} << kShift));
      const bool touches_one = low_end == 1.0 || high_end == 1.0;
      const double inverse = touches_one ? 1.0 : std::floor(2048.0 / (low_end + high_end) + 0.5) / 1024.0;
      const Double2 l = log_precise(inverse);
      const double high = std::floor(-l.high * 0x1p42 + 0.5) * 0x1p-42;
      log[i] = {inverse, touches_one ? 0.0 : high, touches_one ? 0.0 : (-l.high - high) - l.low};
    }
    Double2 root{2.0, 0.0};
    for (int k = 1; k < kPowers; k *= 2) {
      // One step of Newton's method doubles the digits of a square root.
      const double s = std::sqrt(root.high);
      const Double2 square = product(s, s);
      root = sum_ordered(s, ((root.high - square.high) - square.low + root.low) / (2.0 * s));
    }
    power[0] = {1.0, 0.0};
    for (int j = 1; j < kPowers; ++j) power[j] = power[j - 1] * root;
  }
};

const Tables kTables;

template <class F>
void map(const double* x, double* out, Index n, F f) {
  // Whole blocks of fixed length through a buffer: every compiler turns these loops into vector instructions.
  constexpr Index kBlock = 16;
  double in[kBlock], result[kBlock];
  Index i = 0;
  for (; i + kBlock <= n; i += kBlock) {
    for (Index j = 0; j < kBlock; ++j) in[j] = x[i + j];
    for (Index j = 0; j < kBlock; ++j) result[j] = f(in[j]);
    for (Index j = 0; j < kBlock; ++j) out[i + j] = result[j];
  }
  for (; i < n; ++i) out[i] = f(x[i]);
}

/// tanh(|x|) = e / (e + 2) with e = expm1(2|x|), numerator and denominator in two parts each.
KEEPFIT_INLINE double tanh_kernel(double x) {
  const double twice = 2.0 * std::fabs(x);
  const detail::Parts p = detail::expm1_parts(twice > 44.0 ? 44.0 : twice);
  const double scale = p.scale * p.scale2;
  const double e = (p.high + p.low) * scale;
  const double e_low = ((p.high * scale) - e) + p.low * scale;
  const double d = e + 2.0;
  const double d_low = (e > 2.0 ? (e - d) + 2.0 : (2.0 - d) + e) + e_low;
  const double q = e / d;
  const double value = q + (e_low - q * d_low) / d;
  return x == 0.0 ? x : std::copysign(value, x);
}

}  // namespace

double tanh(double x) { return tanh_kernel(x); }

double log_nearest(double x) {
  if (!(x > 0.0 && x < detail::kHuge)) return math::log(x);
  const detail::Split p = detail::split(x);
  const uint64_t bits = keepfit::bit_cast<uint64_t>(p.m);
  const Tables::Log& at = kTables.log[(bits - Tables::kFirst) >> Tables::kShift];
  // m * inverse - 1 = r + r_low without an error: the upper half of m, and then the rest.
  const double upper = keepfit::bit_cast<double>(bits & 0xfffffffff8000000);
  const double a = upper * at.inverse - 1.0, b = (p.m - upper) * at.inverse;
  const double r = a + b, r_low = (a - r) + b;
  const double r2 = r * r;
  const double series =
      r2 *
      (-0.5 + r * (1.0 / 3 +
                   r * (-0.25 + r * (0.2 + r * (-1.0 / 6 + r * (1.0 / 7 + r * (-0.125 + r * (1.0 / 9 - r * 0.1))))))));
  const double w = p.k * detail::kLn2Hi + at.high;
  const double high = w + r, lost = w == 0.0 ? 0.0 : (w - high) + r;
  return high + (((series + (r_low - r * r_low)) + (p.k * detail::kLn2Lo + at.low)) + lost);
}

double exp_nearest(double x) {
  if (!(x > -708.0 && x < 709.0)) return math::exp(x);
  constexpr double kRound = 0x1.8p+52;
  const double shifted = x * (detail::kLog2e * 128.0) + kRound;
  const double k = shifted - kRound;
  // The upper part of log(2) has 33 bits and |k| 17: no rounding but in the last subtraction.
  constexpr double kHi = 0x1.62e42fefp-1 / 128.0, kLo = 0x1.473de6af278edp-34 / 128.0;
  const double r = (x - k * kHi) - k * kLo;
  const auto whole = static_cast<int64_t>(k);
  const Double2& t = kTables.power[whole & 127];
  const double series = r + r * r * (0.5 + r * (1.0 / 6 + r * (1.0 / 24 + r * (1.0 / 120 + r * (1.0 / 720)))));
  const double value = t.high + (t.low + t.high * series);
  return value * keepfit::bit_cast<double>(static_cast<uint64_t>(1023 + (whole >> 7)) << 52);
}

double pow(double x, double y) {
  if (y == 0.0 || x == 1.0) return 1.0;
  if (std::isnan(x) || std::isnan(y)) return detail::kNaN;
  const double size = std::fabs(y);
  // From 2^53 on every double is an even whole number.
  const bool whole = size >= 0x1p53 || std::floor(y) == y;
  const bool odd = whole && size < 0x1p53 && std::floor(y * 0.5) != y * 0.5;
  const double sign = std::signbit(x) && odd ? -1.0 : 1.0;
  const double base = std::fabs(x);
  if (base == 0.0 || std::isinf(base)) {
    const bool large = (base == 0.0) == (y < 0.0);
    return large ? sign * detail::kHuge : sign * 0.0;
  }
  if (base == 1.0) return x > 0.0 || whole ? sign : detail::kNaN;
  if (std::isinf(y)) return (base > 1.0) == (y > 0.0) ? detail::kHuge : 0.0;
  if (x < 0.0 && !whole) return detail::kNaN;
  const Double2 l = log_precise(base);
  // |log| >= 2^-54 here, so that beyond 2^65 the result overflows or vanishes whatever the rest of y is.
  const double exponent = y > 0x1p65 ? 0x1p65 : (y < -0x1p65 ? -0x1p65 : y);
  const Double2 p = product(exponent, l.high);
  const bool in_range = std::fabs(p.high) < 800.0;
  return sign * detail::exp_sum(p.high, in_range ? p.low + exponent * l.low : 0.0);
}

void exp(const double* x, double* out, Index n) {
  map(x, out, n, [](double v) { return math::exp(v); });
}
void log(const double* x, double* out, Index n) {
  map(x, out, n, [](double v) { return math::log(v); });
}
void log1p(const double* x, double* out, Index n) {
  map(x, out, n, [](double v) { return math::log1p(v); });
}
void expit(const double* x, double* out, Index n) {
  map(x, out, n, [](double v) { return math::expit(v); });
}
void tanh(const double* x, double* out, Index n) {
  map(x, out, n, [](double v) { return tanh_kernel(v); });
}

}  // namespace keepfit::math
