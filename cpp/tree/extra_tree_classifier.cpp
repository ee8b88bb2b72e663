#include "tree/extra_tree_classifier.h"

#include "core/registry.h"

namespace keepfit {

KEEPFIT_REGISTER(ExtraTreeClassifier)

KEEPFIT_SMALL const Declaration& ExtraTreeClassifier::declared() {
  static const Declaration d =
      tree::extra_tree(DecisionTreeClassifier::declared(), "ExtraTreeClassifier",
                       "A tree of random thresholds that tells classes apart.", "sqrt", &create<ExtraTreeClassifier>);
  return d;
}

}  // namespace keepfit
