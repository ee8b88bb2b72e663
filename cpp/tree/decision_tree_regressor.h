#pragma once

#include "core/estimator.h"
#include "tree/tree.h"

namespace keepfit {

/// A regression tree (CART; Breiman et al. 1984): splits at the threshold that leaves the smallest squared error around
/// the means of both parts (or absolute error around the medians, or Poisson deviance), by scikit-learn's rules and in
/// its order of sums. Exact: node by node it is scikit-learn's tree; impurities by Poisson deviance, which pass through
/// logarithms, agree to 1e-12. Values are compared in single precision. Missing values are treated as in
/// DecisionTreeClassifier.
class DecisionTreeRegressor : public Estimator {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }
  std::vector<std::pair<Index, double>> critical_values() const override { return tree_.critical_values(); }

  int64_t max_features_ = 0;
  Vector feature_importances_;
  tree::Tree tree_;

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  Column do_predict(const Table& X) const override;
  void check_fitted() const override;
};

}  // namespace keepfit
