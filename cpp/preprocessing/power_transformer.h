#pragma once

#include "core/estimator.h"

namespace keepfit {

/// Bend each column by a power, so that it comes closer to a normal distribution (Yeo and Johnson 2000; Box and Cox
/// 1964, for numbers above 0), and standardise it. The exponents maximise the likelihood. Missing values are left out
/// of the statistics and stay missing. Exactness: converged, to 1e-6; scikit-learn's search (Brent's method, step for
/// step) on the same likelihood, which is level within rounding around its maximum: other last bits, or the rows in
/// another order, move the exponents by up to 1e-6.
class PowerTransformer final : public Estimator {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }
  bool can_inverse_transform() const override { return true; }

  Vector lambdas_, scaler_mean_, scaler_scale_;

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  Table do_transform(const Table& X) const override;
  Table do_inverse_transform(const Table& X) const override;
  void check_fitted() const override;

 private:
  /// Throws Error "not_positive" where method='box-cox' is given a number that is not above 0.
  void require_positive(const Table& X) const;
  /// Columns through their powers, not yet standardised.
  Matrix powers(const Matrix& X) const;
};

}  // namespace keepfit
