#include "feature_selection/distributions.h"

#include <cmath>
#include <limits>

#include "core/math.h"

namespace keepfit::distributions {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kEps = std::numeric_limits<double>::epsilon();
constexpr double kTiny = 1e-300;
constexpr int kSteps = 100000;

/// log(gamma(x)) for x > 0: Stirling's series beyond 10, recurrence below.
double log_gamma(double x) {
  double product = 1.0;
  while (x < 10.0) product *= x++;
  const double r = 1.0 / x, r2 = r * r;
  const double series =
      r *
      (1.0 / 12 -
       r2 * (1.0 / 360 - r2 * (1.0 / 1260 - r2 * (1.0 / 1680 - r2 * (1.0 / 1188 - r2 * (691.0 / 360360 - r2 / 156))))));
  return (x - 0.5) * math::log(x) - x + 0.91893853320467274178 + series - math::log(product);
}

double away_from_zero(double v) { return std::abs(v) < kTiny ? kTiny : v; }

/// Lentz's evaluation of the continued fraction of the incomplete beta function.
double beta_fraction(double a, double b, double x) {
  double c = 1.0, d = 1.0 / away_from_zero(1.0 - (a + b) * x / (a + 1.0)), value = d;
  for (int i = 1; i < kSteps; ++i) {
    const double m = i;
    const double even = m * (b - m) * x / ((a + 2 * m - 1.0) * (a + 2 * m));
    d = 1.0 / away_from_zero(1.0 + even * d);
    c = away_from_zero(1.0 + even / c);
    value *= d * c;
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1.0));
    d = 1.0 / away_from_zero(1.0 + odd * d);
    c = away_from_zero(1.0 + odd / c);
    value *= d * c;
    if (std::abs(d * c - 1.0) < kEps) break;
  }
  return value;
}

/// The regularised incomplete beta function at x; `rest` is 1 - x without its rounding.
double beta(double a, double b, double x, double rest) {
  if (x <= 0.0) return 0.0;
  if (rest <= 0.0) return 1.0;
  const double front =
      math::exp(log_gamma(a + b) - log_gamma(a) - log_gamma(b) + a * math::log(x) + b * math::log(rest));
  if (x < (a + 1.0) / (a + b + 2.0)) return front * beta_fraction(a, b, x) / a;
  return 1.0 - front * beta_fraction(b, a, rest) / b;
}

}  // namespace

double f_survival(double d1, double d2, double x) {
  if (!(d1 > 0) || !(d2 > 0) || std::isnan(x) || x < 0) return kNaN;
  if (std::isinf(x)) return 0.0;
  const double whole = d2 + d1 * x;
  return beta(d2 / 2, d1 / 2, d2 / whole, d1 * x / whole);
}

double chi2_survival(double d, double x) {
  if (!(d > 0) || std::isnan(x)) return kNaN;
  if (x <= 0) return 1.0;
  if (std::isinf(x)) return 0.0;
  const double a = d / 2, z = x / 2;
  const double front = math::exp(a * math::log(z) - z - log_gamma(a));
  if (z < a + 1.0) {
    double term = 1.0 / a, sum = term;
    for (int i = 1; i < kSteps && term > sum * kEps; ++i) {
      term *= z / (a + i);
      sum += term;
    }
    return 1.0 - sum * front;
  }
  double b = z + 1.0 - a, c = 1.0 / kTiny, e = 1.0 / away_from_zero(b), value = e;
  for (int i = 1; i < kSteps; ++i) {
    const double n = -i * (i - a);
    b += 2.0;
    e = 1.0 / away_from_zero(n * e + b);
    c = away_from_zero(b + n / c);
    value *= e * c;
    if (std::abs(e * c - 1.0) < kEps) break;
  }
  return front * value;
}

}  // namespace keepfit::distributions
