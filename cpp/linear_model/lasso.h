#pragma once

#include "linear_model/coordinate_descent.h"

namespace keepfit {

/// Least squares with an L1 penalty: ElasticNet with l1_ratio=1. See CoordinateDescent for the method and its
/// exactness.
class Lasso final : public CoordinateDescent {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }
};

}  // namespace keepfit
