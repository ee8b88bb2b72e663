#include "core/trigonometry.h"

#include <cmath>
#include <limits>

namespace keepfit::math {

namespace {

/// The unevaluated sum of two doubles, the second below half a unit in the last place of the first (T. J. Dekker, A
/// Floating-Point Technique for Extending the Available Precision, 1971).
struct Double2 {
  double high, low;
};

Double2 sum(double a, double b) {
  const double s = a + b, part = s - a;
  return {s, (a - (s - part)) + (b - part)};
}

Double2 product(double a, double b) {
  constexpr double kSplit = 134217729.0;  // 2^27 + 1
  const double p = a * b, wide_a = kSplit * a, wide_b = kSplit * b;
  const double a1 = wide_a - (wide_a - a), a2 = a - a1, b1 = wide_b - (wide_b - b), b2 = b - b1;
  return {p, ((a1 * b1 - p) + a1 * b2 + a2 * b1) + a2 * b2};
}

Double2 add(Double2 a, Double2 b) {
  const Double2 high = sum(a.high, b.high), low = sum(a.low, b.low);
  const Double2 first = sum(high.high, high.low + low.high);
  return sum(first.high, first.low + low.low);
}

Double2 multiply(Double2 a, Double2 b) {
  const Double2 p = product(a.high, b.high);
  return sum(p.high, p.low + (a.high * b.low + a.low * b.high));
}

Double2 divide(Double2 a, double b) {
  const double quotient = a.high / b;
  const Double2 p = product(quotient, b);
  const double rest = (((a.high - p.high) - p.low) + a.low) / b;
  return sum(quotient, rest);
}

/// pi / 2 in three parts.
constexpr double kHalfPi[] = {0x1.921fb54442d18p+0, 0x1.1a62633145c07p-54, -0x1.f1976b7ed8fbcp-110};

/// x = r + quarter * pi / 2 with |r| <= pi / 4.
struct Reduced {
  Double2 r;
  int quarter;
};

Reduced reduce(double x) {
  const double k = std::floor(x / kHalfPi[0] + 0.5);
  Double2 r{x, 0};
  for (double part : kHalfPi) {
    const Double2 p = product(k, part);
    r = add(r, {-p.high, -p.low});
  }
  return {r, static_cast<int>(static_cast<long long>(k) & 3)};
}

/// The series of Taylor from its term r^first / first! on, every other term.
Double2 series(Double2 r, int first) {
  const Double2 square = multiply(r, r);
  Double2 term = first == 0 ? Double2{1, 0} : r, total = term;
  for (int n = first + 2; n < 30; n += 2) {
    term = divide(multiply(term, square), -static_cast<double>(n * (n - 1)));
    total = add(total, term);
  }
  return total;
}

/// sin(x + shift * pi / 2)
double sine(double x, int shift) {
  if (!std::isfinite(x)) return std::numeric_limits<double>::quiet_NaN();
  const Reduced at = reduce(x);
  const int quarter = (at.quarter + shift) & 3;
  const double value = series(at.r, quarter & 1 ? 0 : 1).high;
  return quarter & 2 ? -value : value;
}

}  // namespace

double sin_nearest(double x) { return sine(x, 0); }
double cos_nearest(double x) { return sine(x, 1); }

}  // namespace keepfit::math
