#include "preprocessing/quantiles.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/math.h"
#include "core/normal_quantile.h"

namespace keepfit::quantiles {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

double polynomial(const double* c, double x) {
  double sum = c[7];
  for (int i = 6; i >= 0; --i) sum = sum * x + c[i];
  return sum;
}

/// Between a and b, measured from the nearer end.
double between(double a, double b, double t) {
  const double width = b - a;
  return t >= 0.5 ? b - width * (1.0 - t) : a + width * t;
}

}  // namespace

std::vector<double> linspace(double from, double to, Index count) {
  std::vector<double> out(static_cast<size_t>(count));
  if (count == 1) out[0] = from;
  if (count < 2) return out;
  const double parts = static_cast<double>(count - 1);
  const double width = to - from, step = width / parts;
  for (Index i = 0; i < count; ++i) {
    const double k = static_cast<double>(i);
    out[static_cast<size_t>(i)] = (step == 0.0 ? k / parts * width : k * step) + from;
  }
  out.back() = to;
  return out;
}

std::vector<double> sorted_values(const double* x, Index n) {
  std::vector<double> out;
  out.reserve(static_cast<size_t>(n));
  for (Index i = 0; i < n; ++i) {
    if (!std::isnan(x[i])) out.push_back(x[i]);
  }
  std::sort(out.begin(), out.end());
  return out;
}

double median(const std::vector<double>& sorted) {
  if (sorted.empty()) return kNaN;
  const size_t middle = sorted.size() / 2;
  return sorted.size() % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2.0;
}

double percentile(const std::vector<double>& sorted, double percent, Method method) {
  if (sorted.empty()) return kNaN;
  const double n = static_cast<double>(sorted.size()), q = percent / 100.0;
  const auto at = [&](double index) {
    return sorted[static_cast<size_t>(index < 0 ? 0.0 : index > n - 1 ? n - 1 : index)];
  };
  // Hyndman and Fan's family: alpha = beta, the position in the sample from 0.
  const auto position = [&](double alpha) { return n * q + (alpha + q * (1.0 - alpha - alpha)) - 1.0; };
  double where = 0;
  switch (method) {
    case Method::kLinear: where = (n - 1.0) * q; break;
    case Method::kAveragedInvertedCdf:
    case Method::kInvertedCdf:
    case Method::kInterpolatedInvertedCdf: where = n * q - 1.0; break;
    case Method::kClosestObservation: where = n * q - 1.0 - 0.5; break;
    case Method::kHazen: where = position(0.5); break;
    case Method::kWeibull: where = position(0.0); break;
    case Method::kMedianUnbiased: where = position(1 / 3.0); break;
    case Method::kNormalUnbiased: where = position(3 / 8.0); break;
  }
  const double below = std::floor(where), part = where - below;
  if (method == Method::kInvertedCdf) return at(part == 0.0 ? below : below + 1);
  if (method == Method::kClosestObservation) return at(part == 0.0 && std::fmod(below, 2.0) == 1.0 ? below : below + 1);
  if (where >= n - 1.0) return sorted.back();
  if (where < 0.0) return sorted.front();
  const double t = method != Method::kAveragedInvertedCdf ? part : part == 0.0 ? 0.5 : 1.0;
  return between(at(below), at(below + 1), t);
}

double normal(double p) {
  using namespace normal_quantile_by;
  if (std::isnan(p) || p < 0.0 || p > 1.0) return kNaN;
  if (p == 0.0) return -std::numeric_limits<double>::infinity();
  if (p == 1.0) return std::numeric_limits<double>::infinity();
  const double q = p - 0.5;
  if (std::abs(q) <= 0.425) {
    const double r = 0.180625 - q * q;
    return q * polynomial(kCentre, r) / polynomial(kCentreBelow, r);
  }
  const double r = std::sqrt(-math::log(q < 0 ? p : 1.0 - p));
  const double x = r <= 5.0 ? polynomial(kNear, r - 1.6) / polynomial(kNearBelow, r - 1.6)
                            : polynomial(kFar, r - 5.0) / polynomial(kFarBelow, r - 5.0);
  return q < 0 ? -x : x;
}

double normal_share(double x) {
  const double size = std::abs(x), density = 0x1.9884533d43651p-2 * math::exp(-0.5 * x * x);
  if (size < 2.0) {
    double term = x, sum = x, before = 0.0;
    for (double odd = 3.0; sum != before; odd += 2.0) {
      before = sum;
      term *= x * x / odd;
      sum += term;
    }
    return 0.5 + density * sum;
  }
  double below = size;
  for (double k = 120.0; k > 0.0; k -= 1.0) below = size + k / below;
  return x > 0.0 ? 1.0 - density / below : density / below;
}

}  // namespace keepfit::quantiles
