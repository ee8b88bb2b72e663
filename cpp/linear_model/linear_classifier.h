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
  static Field coef_field() noexcept;
  static Field intercept_field() noexcept;

  RowMatrix scores(const Table& X) const;
  Column do_predict(const Table& X) const override;
  RowMatrix do_decision_function(const Table& X) const override { return scores(X); }
  void check_fitted() const override;
  Index fewest_classes() const override { return 2; }
  /// Throws Error "not_finite".
  void require_finite_weights() const;
};

/// Scores through the logistic function: two classes share one score, the scores of more are made to sum to 1.
RowMatrix one_vs_rest_probabilities(RowMatrix scores);

}  // namespace keepfit
