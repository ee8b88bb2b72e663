// Permutation importance: how much worse a fitted model scores when the values of one column are shuffled.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/estimator.h"

namespace keepfit {

struct PermutationRequest {
  /// Names of scorers; none: accuracy of a classifier, R2 of a regressor.
  std::vector<std::string> scoring;
  int64_t n_repeats = 5;
  Value random_state{};          // None stands for the seed 0
  Value max_samples = 1.0;       // a number of rows (int), or a share of them (float in (0, 1])
  std::vector<Index> columns{};  // which to permute; none: all
};

struct PermutationImportance {
  std::vector<double> baseline;        // per scorer
  std::vector<RowMatrix> importances;  // per scorer (columns, n_repeats): baseline minus the score with shuffled values
  std::vector<Vector> mean, std;       // per scorer, of each column's repeats; population standard deviation
};

/// As scikit-learn's permutation_importance, draw for draw: every column begins from the same seed, so that what one
/// column gives does not depend on which others are asked for. Exact where the scores are. X: (n, d) as the fitted
/// model takes it. Throws Error "bad_value", and what scoring throws.
PermutationImportance permutation_importance(const Estimator& model, const Table& X, const Column& y,
                                             const PermutationRequest& request, const Context& context = {});

}  // namespace keepfit
