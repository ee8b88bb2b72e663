#pragma once

#include "core/estimator.h"
#include "tree/forest.h"

namespace keepfit {

/// Gradient boosting (Friedman 2001) for the squared error: each tree is fitted to what the ones before it leave over. Exact: tree by tree it is
/// scikit-learn's, and so are predictions.
class GradientBoostingRegressor final : public Estimator {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }
  std::vector<std::pair<Index, double>> critical_values() const override { return estimators_.critical_values(); }

  int64_t n_estimators_ = 0, n_trees_per_iteration_ = 1;
  Vector feature_importances_, train_score_, init_prediction_;
  tree::Forest estimators_;

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  Column do_predict(const Table& X) const override;
  void check_fitted() const override;
};

}  // namespace keepfit
