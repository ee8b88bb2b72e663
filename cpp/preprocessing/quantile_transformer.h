#pragma once

#include "core/estimator.h"

namespace keepfit {

/// Map each column to its quantiles: uniformly distributed, or normally. Missing values are left out of the statistics
/// and stay missing. Exact for 'uniform': equal to scikit-learn bit for bit; tight (1e-12) for 'normal'.
class QuantileTransformer final : public Estimator {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }
  bool can_inverse_transform() const override { return true; }
  std::vector<std::pair<Index, double>> critical_values() const override;

  int64_t n_quantiles_ = 0;
  RowMatrix quantiles_;
  Vector references_;

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  Table do_transform(const Table& X) const override;
  Table do_inverse_transform(const Table& X) const override;
  void check_fitted() const override;
};

}  // namespace keepfit
