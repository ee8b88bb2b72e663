#pragma once

#include "ensemble/gradient_boosting.h"

namespace keepfit {

/// Gradient boosting (Friedman 2001) for the log loss or, as AdaBoost does, the exponential loss: one tree per stage
/// for two classes, one per class for more. Tight: gradients pass through exp, whose last bit may differ; trees are
/// scikit-learn's unless two splits are equal to within that, and probabilities agree to 1e-10.
class GradientBoostingClassifier final : public ensemble::GradientBoosting<Classifier> {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }
  bool can_decision_function() const override { return true; }

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  Column do_predict(const Table& X) const override;
  RowMatrix do_predict_proba(const Table& X) const override;
  RowMatrix do_decision_function(const Table& X) const override { return scores(X); }
  void check_fitted() const override;
  Index fewest_classes() const override { return 2; }
};

}  // namespace keepfit
