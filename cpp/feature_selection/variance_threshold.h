#pragma once

#include "feature_selection/selector.h"

namespace keepfit {

/// Keep columns whose variance is above a threshold. Missing values are left out of the statistics. Exact: equal to
/// scikit-learn bit for bit.
class VarianceThreshold final : public Selector {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }
  std::vector<char> support() const override;

  Vector variances_;

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
};

}  // namespace keepfit
