#pragma once

#include "core/estimator.h"

namespace keepfit {

struct LinearFits;

/// A regressor by X coef + intercept.
class LinearRegressor : public Estimator {
 public:
  Vector coef_;
  double intercept_ = 0;

 protected:
  static Field coef_field() noexcept;
  static Field intercept_field() noexcept;

  Column do_predict(const Table& X) const final;
  void check_fitted() const override;
  /// What was fitted to one target; throws Error "not_finite".
  void take(const LinearFits& fits);
  /// Throws Error "not_finite".
  void require_finite_fit() const;
};

}  // namespace keepfit
