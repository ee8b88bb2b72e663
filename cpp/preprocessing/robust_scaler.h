#pragma once

#include <utility>

#include "core/estimator.h"

namespace keepfit {

/// Subtract the median and divide by the range between two percentiles, column by column. Missing values are left out
/// of the statistics and stay missing. Exact: equal to scikit-learn bit for bit; with unit_variance to 1e-12 (a normal
/// quantile on the way).
class RobustScaler final : public Estimator {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }
  bool can_inverse_transform() const override { return true; }

  Value center_, scale_;  // None, or one float per column

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  Table do_transform(const Table& X) const override;
  Table do_inverse_transform(const Table& X) const override;
  void check_fitted() const override;

 private:
  std::pair<double, double> range() const;
};

}  // namespace keepfit
