#pragma once

#include "ensemble/forest.h"

namespace keepfit {

/// Random forest (Breiman 2001): trees grown on rows drawn with replacement, looking at some features for every split;
/// the answer is their mean. Exact: tree by tree, and in the order of sums, it is scikit-learn's forest with one job.
class RandomForestClassifier final : public ForestClassifier {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }
};

}  // namespace keepfit
