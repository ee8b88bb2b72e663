#pragma once

#include "core/estimator.h"

namespace keepfit {

/// Scale every row to length 1; rows of nothing but zeros stay. It learns nothing. Exact: equal to scikit-learn bit for
/// bit.
class Normalizer final : public Estimator {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  Table do_transform(const Table& X) const override;
};

}  // namespace keepfit
