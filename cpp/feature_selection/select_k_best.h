#pragma once

#include "feature_selection/scored_selector.h"

namespace keepfit {

/// Keep the k columns with the highest scores. Exact with f_classif: scores equal to scikit-learn bit for bit; tight
/// (1e-10) with f_regression and chi2. P-values: 1e-9.
class SelectKBest final : public ScoredSelector {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }
  std::vector<char> support() const override;
};

}  // namespace keepfit
