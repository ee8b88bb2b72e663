#pragma once

#include "core/estimator.h"
#include "tree/tree.h"

namespace keepfit {

/// A classification tree (CART; Breiman et al. 1984): splits at the threshold that makes both parts purest, by
/// scikit-learn's rules. Exact: node by node it is scikit-learn's tree; entropies, which pass through logarithms, agree
/// to 1e-12. Values are compared in single precision. Missing values go to the side that suited them best in training,
/// or where most training rows went if there were none.
class DecisionTreeClassifier : public Classifier {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }
  std::vector<std::pair<Index, double>> critical_values() const override { return tree_.critical_values(); }

  int64_t n_classes_ = 0, max_features_ = 0;
  Vector feature_importances_;
  tree::Tree tree_;

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  RowMatrix do_predict_proba(const Table& X) const override;
  void check_fitted() const override;
};

}  // namespace keepfit
