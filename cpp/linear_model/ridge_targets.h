#pragma once

#include "linear_model/linear_classifier.h"
#include "linear_model/linear_fit.h"

namespace keepfit {

/// A classifier by least squares: its targets are 1 for the rows of a class and -1 for others, one target for two
/// classes (the second's), else one per class. A single class is learned, too, and is always the answer.
class RidgeTargets : public LinearClassifier {
 protected:
  Index fewest_classes() const override { return 1; }
  /// Finds classes_ and gives what is fitted to: (n, k). `weights`: sample_weight times class_weight, empty for 1 each;
  /// 'balanced' counts rows, whatever they weigh.
  Matrix targets(const Column& y, Vector& weights);
  void take(LinearFits fits);
};

}  // namespace keepfit
