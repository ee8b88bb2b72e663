// What a learning curve fits: the first rows of every split's training rows, in growing numbers.
#pragma once

#include <cstdint>
#include <vector>

#include "core/value.h"
#include "model_selection/split.h"

namespace keepfit {

struct LearningSplits {
  std::vector<int64_t> sizes;  // numbers of training rows, ascending, each once
  std::vector<Split> splits;   // split by split, and within each in the order of `sizes`
};

/// train_sizes: numbers of rows (all ints), or shares in (0, 1] of the first split's training rows; None: 0.1, 0.325,
/// 0.55, 0.775 and 1.0. shuffle: permutes each split's training rows first, drawing from one stream. As scikit-learn's
/// learning_curve does. Throws Error "bad_split".
LearningSplits learning_splits(const std::vector<Split>& splits, const Value& train_sizes, bool shuffle,
                               const Value& random_state);

}  // namespace keepfit
