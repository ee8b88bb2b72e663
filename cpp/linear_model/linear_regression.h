#pragma once

#include "core/estimator.h"

namespace keepfit {

/// Ordinary least squares: the coefficients of least squared error; of these the shortest vector when columns depend on
/// one another. Directions in which the (centred) data vary less than `tol` times the most are left out. Method: QR
/// with pivoting, then the singular values of R.
class LinearRegression final : public Estimator {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }

  Vector coef_, singular_;
  double intercept_ = 0;
  int64_t rank_ = 0;

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  Column do_predict(const Table& X) const override;
  void check_fitted() const override;
};

}  // namespace keepfit
