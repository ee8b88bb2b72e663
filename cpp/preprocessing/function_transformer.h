#pragma once

#include "core/estimator.h"

namespace keepfit {

/// Apply one of a closed list of functions to every number; the function is named, never code. Exact for abs,
/// reciprocal, sign, sqrt, square, floor, ceil and rint: equal to scikit-learn bit for bit; tight (1e-14) for
/// exponentials and logarithms.
class FunctionTransformer final : public Estimator {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }
  bool can_inverse_transform() const override { return true; }
  std::vector<std::pair<Index, double>> critical_values() const override;

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  Table do_transform(const Table& X) const override;
  Table do_inverse_transform(const Table& X) const override;
};

}  // namespace keepfit
