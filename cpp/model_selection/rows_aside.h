// Stopping early: some rows are set aside, on which a fit that goes on is scored.
#pragma once

#include "core/estimator.h"
#include "model_selection/split.h"

namespace keepfit {

/// train_test_split; what it refuses is laid to the parameters that asked for it: `asked`, by which rows are set aside,
/// and validation_fraction. `without`: how to do without.
Split rows_aside(const Estimator& e, const char* asked, const std::string& without, Index n, const Value& fraction,
                 const Value& random_state, const Column* labels);

}  // namespace keepfit
