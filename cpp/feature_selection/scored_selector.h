// How much a column says about the target: scikit-learn's score functions.
#pragma once

#include "core/declaration.h"
#include "feature_selection/selector.h"

namespace keepfit {

/// What SelectKBest and SelectPercentile share: scores of columns.
class ScoredSelector : public Selector {
 public:
  Vector scores_, pvalues_;

 protected:
  static Param score_func();
  static std::vector<When> traits_of_score_func();
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  /// The scores with NaN as the smallest number.
  std::vector<double> comparable_scores() const;
};

}  // namespace keepfit
