#pragma once

#include "ensemble/forest.h"

namespace keepfit {

/// Extremely randomized trees (Geurts et al. 2006): one random threshold for every feature looked at, and the best of
/// these splits; the answer is the mean of the trees. Exact: tree by tree, and in the order of sums, it is
/// scikit-learn's forest with one job.
class ExtraTreesClassifier final : public ForestClassifier {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }
};

}  // namespace keepfit
