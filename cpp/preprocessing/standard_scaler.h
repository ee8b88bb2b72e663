#pragma once

#include "core/estimator.h"

namespace keepfit {

/// Standardise columns by removing the mean and scaling to unit variance: z = (x - mean) / scale.
/// The variance is the population variance; columns that are constant up to rounding get the scale 1. Missing values
/// are left out of the statistics and stay missing. Method: two passes with the correction term of Chan, Golub and
/// LeVeque (1983). Exact without weights; with sample_weight tight (1e-12), since scikit-learn then leaves sums to
/// BLAS.
class StandardScaler final : public Estimator {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }
  bool can_inverse_transform() const override { return true; }

  Vector mean_, var_, scale_;
  Value n_samples_seen_ = 0;  // an int (a float with weights), or one per column when the columns differ

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  Table do_transform(const Table& X) const override;
  Table do_inverse_transform(const Table& X) const override;
  void check_fitted() const override;
};

}  // namespace keepfit
