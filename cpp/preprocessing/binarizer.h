#pragma once

#include "core/estimator.h"

namespace keepfit {

/// 1 where a value is above a threshold, 0 elsewhere. It learns nothing. Exact: equal to scikit-learn bit for bit.
class Binarizer final : public Estimator {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }
  std::vector<std::pair<Index, double>> critical_values() const override;

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  Table do_transform(const Table& X) const override;
};

}  // namespace keepfit
