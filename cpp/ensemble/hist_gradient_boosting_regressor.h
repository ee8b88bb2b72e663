#pragma once

#include "ensemble/hist_gradient_boosting.h"

namespace keepfit {

/// Gradient boosting over histograms (Ke et al. 2017): columns are cut into at most 255 bins, and each tree is fitted
/// to what the ones before it leave over, best gain first. Missing values go to the side that suits them better;
/// categories, unknown ones as missing, go where their set goes. Exact: bins, trees and predictions are scikit-learn's;
/// with the losses poisson and gamma, which pass through exp, tight: predictions agree to 1e-10.
class HistGradientBoostingRegressor final : public ensemble::HistGradientBoosting<Estimator> {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  Column do_predict(const Table& X) const override;
  void check_fitted() const override;
};

}  // namespace keepfit
