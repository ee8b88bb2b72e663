#pragma once

#include "tree/decision_tree_regressor.h"

namespace keepfit {

/// An extremely randomized tree (Geurts et al. 2006): one threshold is drawn for every feature looked at, and the best
/// of these splits is made. A DecisionTreeRegressor with other defaults; equal to scikit-learn's tree, node by node.
class ExtraTreeRegressor final : public DecisionTreeRegressor {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }
};

}  // namespace keepfit
