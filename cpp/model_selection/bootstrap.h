// The score of a fitted model on rows that are drawn again: how far it depends on which rows were held out.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/estimator.h"

namespace keepfit {

struct BootstrapRequest {
  /// Names of scorers; none: the model's own.
  std::vector<std::string> scoring{};
  int64_t n_resamples = 1000;
  Value random_state{};  // None stands for the seed 0
};

struct Bootstrap {
  std::vector<double> score;   // per scorer, of the rows as they are
  std::vector<Vector> scores;  // per scorer, of each resample; NaN where it is not defined there
};

/// Each resample is as many rows as there are, drawn with replacement, all from one stream: the draws of
/// sklearn.utils.resample with one RandomState. The model predicts each row once. Throws Error "bad_value", and what
/// scoring the rows as they are throws.
Bootstrap bootstrap_scores(const Estimator& model, const Table& X, const Column& y, const BootstrapRequest& request,
                           const Context& context = {});

}  // namespace keepfit
