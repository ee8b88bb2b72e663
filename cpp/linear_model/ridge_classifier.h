#pragma once

#include "linear_model/ridge_targets.h"

namespace keepfit {

/// Ridge as a classifier, by ridge::fit; solver_ says which method it was.
class RidgeClassifier final : public RidgeTargets {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }

  std::string solver_;

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  void check_fitted() const override;
};

}  // namespace keepfit
