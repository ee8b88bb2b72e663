#pragma once

#include "linear_model/ridge_targets.h"

namespace keepfit {

/// RidgeCV as a classifier, by ridge::fit_left_out: one penalty for all classes, chosen by the squared errors of their
/// targets.
class RidgeClassifierCV final : public RidgeTargets {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }

  double alpha_ = 0, best_score_ = 0;

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  void check_fitted() const override;
};

}  // namespace keepfit
