#include "ensemble/extra_trees_classifier.h"

#include "core/registry.h"

namespace keepfit {

KEEPFIT_REGISTER(ExtraTreesClassifier)

KEEPFIT_SMALL const Declaration& ExtraTreesClassifier::declared() {
  static const Declaration d = declare("ExtraTreesClassifier", "Averages trees whose thresholds are drawn at random.",
                                       true, &create<ExtraTreesClassifier>);
  return d;
}

}  // namespace keepfit
