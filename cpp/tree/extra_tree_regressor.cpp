#include "tree/extra_tree_regressor.h"

#include "core/registry.h"

namespace keepfit {

KEEPFIT_REGISTER(ExtraTreeRegressor)

KEEPFIT_SMALL const Declaration& ExtraTreeRegressor::declared() {
  static const Declaration d =
      tree::extra_tree(DecisionTreeRegressor::declared(), "ExtraTreeRegressor",
                       "A tree of random thresholds that predicts a number.", 1.0, &create<ExtraTreeRegressor>);
  return d;
}

}  // namespace keepfit
