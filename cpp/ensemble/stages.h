// Gradient boosting stage by stage: rows set aside, trees fitted to what is left over, scores.
#pragma once

#include <cstdint>
#include <vector>

#include "core/estimator.h"
#include "ensemble/losses.h"
#include "tree/packed_forest.h"

namespace keepfit::ensemble {

struct Staged {
  int64_t n_stages = 0;
  /// What is predicted before the first tree.
  std::vector<double> start;
  /// Loss after each stage: on its rows, on the others (where there are some), and by how much that became less.
  std::vector<double> train_score, oob_scores, oob_improvement;
  Vector importances;
  tree::Forest trees;
};

/// Grows the trees that the parameters of `e` ask for. y: targets or class indices; labels: what a validation part is
/// stratified by, or null. Throws Error "bad_target" where an answer or a score is not finite, or the rows set aside
/// leave a class without rows; and what rows_aside throws.
Staged boost_in_stages(const Estimator& e, const Table& X, const std::vector<double>& y, const Vector* sample_weight,
                       const Column* labels, Loss& loss, const Context& context);

}  // namespace keepfit::ensemble
