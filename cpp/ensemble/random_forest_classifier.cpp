#include "ensemble/random_forest_classifier.h"

#include "core/registry.h"

namespace keepfit {

KEEPFIT_REGISTER(RandomForestClassifier)

KEEPFIT_SMALL const Declaration& RandomForestClassifier::declared() {
  static const Declaration d =
      declare("RandomForestClassifier", "Averages trees grown on random rows, with random features for every split.",
              false, &create<RandomForestClassifier>);
  return d;
}

}  // namespace keepfit
