// Splitting rows for training and testing, index for index as scikit-learn does.
#pragma once

#include <vector>

#include "core/table.h"
#include "core/value.h"

namespace keepfit {

struct Split {
  std::vector<Index> train, test;
};

/// Rows 0, ..., n-1 in two parts, each in the order in which it was drawn.
/// test_size, train_size: None, a share (float in (0, 1)) or a number of rows (int); both None: a quarter is for
/// testing. random_state: None (as 0) or an int. shuffle = false takes the first rows for training. stratify: labels
/// whose shares both parts keep, or null. Throws Error "bad_split".
Split train_test_split(Index n, const Value& test_size, const Value& train_size, const Value& random_state,
                       bool shuffle, const Column* stratify);

/// `n_splits` such splits, drawn one after another from one stream: ShuffleSplit, or StratifiedShuffleSplit when there
/// are labels. Both sizes None: a tenth is for testing.
std::vector<Split> shuffle_splits(Index n, int64_t n_splits, const Value& test_size, const Value& train_size,
                                  const Value& random_state, const Column* labels);

/// A column's rows by position, in the given order; repeats allowed.
Column take_rows(const Column& column, const std::vector<Index>& rows);

/// Throws Error "bad_split" for a random_state that is neither None nor a seed.
void check_seed(const Value& random_state);

}  // namespace keepfit
