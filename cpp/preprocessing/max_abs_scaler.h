#pragma once

#include "core/estimator.h"

namespace keepfit {

/// Divide each column by its largest absolute value. Missing values are left out of the statistics and stay missing;
/// columns of (almost) nothing but zeros are left as they are. Exact: equal to scikit-learn bit for bit.
class MaxAbsScaler final : public Estimator {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }
  bool can_inverse_transform() const override { return true; }

  Vector scale_, max_abs_;
  int64_t n_samples_seen_ = 0;

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  Table do_transform(const Table& X) const override;
  Table do_inverse_transform(const Table& X) const override;
  void check_fitted() const override;
};

}  // namespace keepfit
