// What one look at a column of numbers tells: its range, what is missing, its median.
#pragma once

#include <Eigen/Core>
#include <cmath>
#include <limits>

namespace keepfit {

/// Of the values that are not NaN; zeros carry no sign, since which of -0.0 and 0.0 comes out on top is chance.
struct NumberSummary {
  Eigen::Index missing = 0;
  double low = std::numeric_limits<double>::infinity();  // where all are missing, low is above high
  double high = -std::numeric_limits<double>::infinity();
  double median = std::numeric_limits<double>::quiet_NaN();

  bool any_infinite() const { return low <= high && (std::isinf(low) || std::isinf(high)); }
};

/// The median of an even number of values is the mean of the middle two.
NumberSummary summarise(const double* x, Eigen::Index n);

}  // namespace keepfit
