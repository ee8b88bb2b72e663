#pragma once

#include "core/estimator.h"

namespace keepfit {

/// A classifier by linear scores, X coef' + intercept: one score for two classes (above 0 is the second class), else
/// one per class (the first largest wins).
class LinearClassifier : public Classifier {
 public:
  bool can_decision_function() const override { return true; }

  RowMatrix coef_;
  Vector intercept_;

 protected:
  RowMatrix scores(const Table& X) const;
  Column do_predict(const Table& X) const override;
  RowMatrix do_decision_function(const Table& X) const override { return scores(X); }
  void check_fitted() const override;
  virtual Index fewest_classes() const { return 2; }
  /// classes_ from y, at least two of them; throws Error "one_class".
  std::vector<int32_t> encode_classes(const Column& y);
  /// Throws Error "not_finite".
  void require_finite_weights() const;
};

/// Scores through the logistic function: two classes share one score, the scores of more are made to sum to 1.
RowMatrix one_vs_rest_probabilities(RowMatrix scores);

}  // namespace keepfit
