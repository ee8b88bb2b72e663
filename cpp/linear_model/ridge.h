#pragma once

#include "linear_model/linear_regressor.h"

namespace keepfit {

/// Least squares with an L2 penalty: minimises |y - X w|^2 + alpha |w|^2; the intercept is not penalised, alpha is not
/// scaled by the number of rows. 'cholesky' solves the normal equations (in the rows when there are fewer rows than
/// columns) and falls back to 'svd' where they are singular; solver_ says which it was.
class Ridge final : public LinearRegressor {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }

  std::string solver_;

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  void check_fitted() const override;
};

}  // namespace keepfit
