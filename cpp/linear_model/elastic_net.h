#pragma once

#include "linear_model/coordinate_descent.h"

namespace keepfit {

/// Least squares with a mixture of L1 and L2 penalties; l1_ratio=1 is the Lasso. See CoordinateDescent for the method
/// and its exactness.
class ElasticNet final : public CoordinateDescent {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }
};

}  // namespace keepfit
