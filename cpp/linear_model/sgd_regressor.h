#pragma once

#include "core/estimator.h"

namespace keepfit {

/// Linear regressor trained row by row.
/// Exactness: equal to scikit-learn's bit for bit with learning_rate 'constant', 'optimal' and 'adaptive'; 'invscaling'
/// (the default) passes through powers and agrees to 1e-9. random_state=None is the seed 0.
class SGDRegressor final : public Estimator {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }

  Vector coef_, intercept_;
  int64_t n_iter_ = 0;
  double t_ = 0;

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  Column do_predict(const Table& X) const override;
  void check_fitted() const override;
};

}  // namespace keepfit
