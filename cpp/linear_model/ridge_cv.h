#pragma once

#include "linear_model/linear_regressor.h"

namespace keepfit {

/// Ridge with the penalty chosen by leaving one row out, by ridge::fit_left_out.
class RidgeCV final : public LinearRegressor {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }

  double alpha_ = 0, best_score_ = 0;

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  void check_fitted() const override;
};

}  // namespace keepfit
