#pragma once

#include "core/estimator.h"

namespace keepfit {

/// Least squares with an L2 penalty: minimises |y - X w|^2 + alpha |w|^2; the intercept is not penalised, alpha is not
/// scaled by the number of rows. 'cholesky' solves the normal equations (in the rows when there are fewer rows than
/// columns) and falls back to 'svd' where they are singular; solver_ says which it was.
class Ridge final : public Estimator {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }

  Vector coef_;
  double intercept_ = 0;
  std::string solver_;

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  Column do_predict(const Table& X) const override;
  void check_fitted() const override;
};

}  // namespace keepfit
