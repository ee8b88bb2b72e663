#include "ensemble/random_forest_regressor.h"

#include "core/registry.h"

namespace keepfit {

KEEPFIT_REGISTER(RandomForestRegressor)

KEEPFIT_SMALL const Declaration& RandomForestRegressor::declared() {
  static const Declaration d =
      declare("RandomForestRegressor", "Averages trees grown on random rows, with random features for every split.",
              false, &create<RandomForestRegressor>);
  return d;
}

}  // namespace keepfit
