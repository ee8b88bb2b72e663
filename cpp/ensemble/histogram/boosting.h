// The iterations of histogram boosting, and what they begin with: rows set aside, bins, limits.
#pragma once

#include <cstdint>
#include <vector>

#include "core/estimator.h"
#include "ensemble/losses.h"
#include "tree/packed_forest.h"

namespace keepfit::ensemble::histogram {

/// What a fit is given. X: categories as their numbers; named: the same table as it was given, by whose labels columns
/// are called; weights: per row, or empty for 1 each; labels: what a validation part is stratified by, or null.
struct Data {
  const Table &X, &named;
  const std::vector<double>&y, &weights;
  const Column* labels;
  const std::vector<uint8_t>& is_categorical;
  const std::vector<Labels>& categories;
};

struct Boosted {
  std::vector<double> baseline, train_score, validation_score;
  tree::WideForest trees;
  int64_t n_iter = 0;
};

/// Grows the trees that the parameters of `e` ask for. Throws Error "bad_parameter", "empty_column", "bad_target" where
/// an answer is not finite, and what rows_aside throws.
Boosted boost(const Estimator& e, const Data& data, const Loss& loss, const Context& context);

/// Adds the answers of the trees from `first` on to rows of raw predictions.
void add_scores(const tree::WideForest& trees, Index first, Index per_iteration, const Table& X, double* raw,
                Index row_stride, Index tree_stride);

}  // namespace keepfit::ensemble::histogram
