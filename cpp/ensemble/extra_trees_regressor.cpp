#include "ensemble/extra_trees_regressor.h"

#include "core/registry.h"

namespace keepfit {

KEEPFIT_REGISTER(ExtraTreesRegressor)

KEEPFIT_SMALL const Declaration& ExtraTreesRegressor::declared() {
  static const Declaration d = declare("ExtraTreesRegressor", "Averages trees whose thresholds are drawn at random.",
                                       true, &create<ExtraTreesRegressor>);
  return d;
}

}  // namespace keepfit
