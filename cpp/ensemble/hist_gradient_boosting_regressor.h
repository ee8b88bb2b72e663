#pragma once

#include "core/estimator.h"
#include "tree/forest.h"

namespace keepfit {

/// Gradient boosting over histograms (Ke et al. 2017) for the squared error: columns are cut into at most 255 bins, and each tree is fitted
/// to what the ones before it leave over, best gain first. Missing values go to the side that suits them better. Exact: bins, trees and
/// predictions are scikit-learn's.
class HistGradientBoostingRegressor final : public Estimator {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }
  std::vector<std::pair<Index, double>> critical_values() const override { return predictors_.critical_values(); }

  int64_t n_iter_ = 0, n_trees_per_iteration_ = 1;
  Vector train_score_, validation_score_, baseline_prediction_;
  tree::WideForest predictors_;

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  Column do_predict(const Table& X) const override;
  void check_fitted() const override;
};

}  // namespace keepfit
