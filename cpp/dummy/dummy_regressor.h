#pragma once

#include "core/estimator.h"

namespace keepfit {

/// Predicts the same number for every row: the mean, the median or another quantile of the target, or a given constant.
/// A baseline for real regressors. Quantiles between two targets are interpolated linearly.
class DummyRegressor final : public Estimator {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }
  std::vector<char> columns_used() const override { return std::vector<char>(static_cast<size_t>(n_features_in()), 0); }

  RowMatrix constant_;

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  Column do_predict(const Table& X) const override;
  void check_fitted() const override;
};

}  // namespace keepfit
