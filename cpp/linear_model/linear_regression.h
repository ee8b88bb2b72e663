#pragma once

#include "linear_model/linear_regressor.h"

namespace keepfit {

/// Ordinary least squares: the coefficients of least squared error; of these the shortest vector when columns depend on
/// one another. Directions in which the (centred) data vary less than `tol` times the most are left out. Method: QR
/// with pivoting, then the singular values of R.
class LinearRegression final : public LinearRegressor {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }

  Vector singular_;
  int64_t rank_ = 0;

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  void check_fitted() const override;
};

}  // namespace keepfit
