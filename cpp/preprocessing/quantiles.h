// Quantiles of a sample as NumPy computes them, and those of the normal distribution.
#pragma once

#include <vector>

#include "core/table.h"

namespace keepfit::quantiles {

/// np.linspace(from, to, count).
std::vector<double> linspace(double from, double to, Index count);

/// The values of a column without the missing ones, ascending.
std::vector<double> sorted_values(const double* x, Index n);

/// np.median of ascending values; NaN when there are none.
double median(const std::vector<double>& sorted);

enum class Method {
  kLinear,
  kAveragedInvertedCdf,
  kInvertedCdf,
  kClosestObservation,
  kHazen,
  kWeibull,
  kInterpolatedInvertedCdf,
  kMedianUnbiased,
  kNormalUnbiased
};
/// np.percentile of ascending values; NaN when there are none.
double percentile(const std::vector<double>& sorted, double percent, Method method = Method::kLinear);

/// The normal distribution's quantile function (Wichura 1988, AS 241): relative error about 1e-16.
double normal(double p);

/// The share of a normal distribution below x (a series near 0, Marsaglia 2004; Laplace's continued fraction beyond):
/// relative error below 1e-14 for |x| < 6.
double normal_share(double x);

}  // namespace keepfit::quantiles
