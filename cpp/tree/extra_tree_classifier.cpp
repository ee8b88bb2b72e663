#include "tree/extra_tree_classifier.h"

#include "core/registry.h"

namespace keepfit {

KEEPFIT_REGISTER(ExtraTreeClassifier)

const Declaration& ExtraTreeClassifier::declared() {
  static const Declaration d = [] {
    const Declaration& base = DecisionTreeClassifier::declared();
    Declaration d{
        .name = "ExtraTreeClassifier",
        .module = "tree",
        .doc = "A tree of random thresholds that tells classes apart.",
        .kind = base.kind,
        .exactness = base.exactness,
        .traits = base.traits,
        .params = base.params,
        .fitted = base.fitted,
        .unsupported = base.unsupported,
        .create = &create<ExtraTreeClassifier>};
    for (Param& p : d.params) {
      if (std::string_view(p.name) == "splitter") p.fallback = "random";
      if (std::string_view(p.name) == "max_features") p.fallback = "sqrt";
    }
    return d;
  }();
  return d;
}

}  // namespace keepfit
