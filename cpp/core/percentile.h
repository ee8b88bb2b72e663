// Percentiles of weighted values.
#pragma once

#include "core/index.h"

namespace keepfit {

/// scikit-learn's _weighted_percentile: the smallest value up to which `percent` of the weight lies; with `average` the
/// mean of it and the next where the share is reached exactly. At least one weight is above 0.
double weighted_percentile(const double* values, const double* weights, Index n, double percent, bool average = false);

}  // namespace keepfit
