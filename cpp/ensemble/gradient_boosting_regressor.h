#pragma once

#include "ensemble/gradient_boosting.h"

namespace keepfit {

/// Gradient boosting (Friedman 2001): each tree is fitted to what the ones before it leave over, or for robust losses
/// to the gradient there. Exact: tree by tree it is scikit-learn's, and so are predictions.
class GradientBoostingRegressor final : public ensemble::GradientBoosting<Estimator> {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  Column do_predict(const Table& X) const override;
  void check_fitted() const override;
};

}  // namespace keepfit
