#pragma once

#include "linear_model/linear_regressor.h"

namespace keepfit {

/// What Lasso and ElasticNet are: coordinate descent on |y - X w|^2 / (2 n) + alpha l1_ratio |w|_1 + alpha (1 -
/// l1_ratio) |w|^2 / 2, the first term being a mean with the weights of sample_weight where they are given, until the
/// duality gap is at most tol |y|^2; columns that the gap proves to be 0 are left out on the way (Fercoq, Gramfort and
/// Salmon 2015). Without a parameter l1_ratio it is 1. Exactness: scikit-learn's own sweeps and stopping rule, n_iter_
/// included; coefficients to 1e-9, since it leaves inner products to BLAS.
class CoordinateDescent : public LinearRegressor {
 public:
  int64_t n_iter_ = 0;
  double dual_gap_ = 0;

 protected:
  static Declaration declare(const char* name, const char* doc, bool with_ratio,
                             std::unique_ptr<Estimator> (*create)());

  void do_fit(const Table& X, const Column* y, const Context& context) final;
};

}  // namespace keepfit
