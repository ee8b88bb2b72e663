// Limits that a fit is given: directions of columns, and columns that may interact.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/estimator.h"
#include "ensemble/histogram/binning.h"

namespace keepfit::ensemble::histogram {

/// An Error "bad_parameter" of the estimator: "monotonic_cst of ... has 2 entries ...".
Error bad_parameter(const Estimator& e, const char* param, const std::string& message, const char* hint);

/// 1, -1 or 0 for each column of x, or empty where monotonic_cst asks for none. trees: per iteration. Throws Error
/// "bad_parameter".
std::vector<int8_t> directions_of(const Estimator& e, const Columns& x, int64_t trees);

/// What interaction_cst means; empty where all columns may interact. Throws Error "bad_parameter".
std::vector<replicas::PythonSet> groups_of(const Estimator& e, const Columns& x);

}  // namespace keepfit::ensemble::histogram
