// Cross-validation: a recipe fitted to some rows and judged on others, split by split.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/estimator.h"
#include "core/table.h"
#include "model_selection/split.h"

namespace keepfit {

struct FoldResult {
  std::vector<double> test;   // one score per scorer; NaN where it is not defined for these rows
  std::vector<double> train;  // empty unless asked for
  Column predicted;           // labels of the test rows; empty unless asked for
  RowMatrix proba;  // (test rows, classes of y in ascending order); a class without training rows has 0. Empty unless
                    // asked for
  std::optional<Error> failure;  // why the fit failed, where an error_score stands for it
};

struct FoldRequest {
  /// Names of scorers; none: accuracy of a classifier, R2 of a regressor.
  std::vector<std::string> scoring = {};
  bool train_scores = false;
  bool predictions = false;
  bool probabilities = false;
  /// All scores of a fit that fails, and the score of a scorer that fails; without one the failure is thrown.
  std::optional<double> error_score = std::nullopt;
  /// Where in a study this is ("fold 3 of 5"), for what is warned of.
  std::string place = "";
};

/// Where probabilities are to be had of more classes than the training rows hold.
void warn_of_lacking_classes(size_t known, size_t all);

/// Throws where every fit failed: an Error that says so and names the first cause.
void refuse_all_failed(const std::vector<FoldResult>& results);

/// What stands for a fit that failed: the error score, with a warning. Throws the error where there is none. Values
/// that a parameter refuses are such a failure, too, as scikit-learn looks at them in fit.
FoldResult failed_fit(const Error& failure, const FoldRequest& request);

/// Fits a clone of `estimator` to the training rows. Throws Error "bad_split" for rows that X does not have,
/// "unknown_scorer", "bad_scoring", and, without an error_score, what fitting throws.
FoldResult fit_and_score(const Estimator& estimator, const Table& X, const Column& y, const Split& split,
                         const FoldRequest& request, const Context& context = {});

/// fit_and_score of every split, in order.
std::vector<FoldResult> cross_validate(const Estimator& estimator, const Table& X, const Column& y,
                                       const std::vector<Split>& splits, const FoldRequest& request,
                                       const Context& context = {});

}  // namespace keepfit
