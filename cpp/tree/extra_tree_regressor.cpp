#include "tree/extra_tree_regressor.h"

#include "core/registry.h"

namespace keepfit {

KEEPFIT_REGISTER(ExtraTreeRegressor)

const Declaration& ExtraTreeRegressor::declared() {
  static const Declaration d = [] {
    const Declaration& base = DecisionTreeRegressor::declared();
    Declaration d{
        .name = "ExtraTreeRegressor",
        .module = "tree",
        .doc = "A tree of random thresholds that predicts a number.",
        .kind = base.kind,
        .exactness = base.exactness,
        .traits = base.traits,
        .params = base.params,
        .fitted = base.fitted,
        .unsupported = base.unsupported,
        .create = &create<ExtraTreeRegressor>};
    for (Param& p : d.params) {
      if (std::string_view(p.name) == "splitter") p.fallback = "random";
      if (std::string_view(p.name) == "max_features") p.fallback = 1.0;
    }
    return d;
  }();
  return d;
}

}  // namespace keepfit
