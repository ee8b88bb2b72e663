// The parameter class_weight of classifiers: None, 'balanced' or a map keyed by label, as weights.
#pragma once

#include <cstdint>
#include <vector>

#include "core/estimator.h"

namespace keepfit {

/// Weight per class, as scikit-learn computes it; codes: the class of each row. With `sample_weight`, 'balanced' counts
/// weights instead of rows. Throws Error "bad_parameter" for a class that y does not hold, unless all others have
/// weights.
std::vector<double> class_weights(const Classifier& classifier, const Value& class_weight,
                                  const std::vector<int32_t>& codes, const Vector* sample_weight = nullptr);

/// Weight per row: sample_weight, or 1 where it is null, times that of the row's class; empty for 1 each. 'balanced'
/// counts the weights `balanced_by`, or rows where that is null.
std::vector<double> row_weights(const Classifier& classifier, const Value& class_weight,
                                const std::vector<int32_t>& codes, const Vector* sample_weight,
                                const Vector* balanced_by);

/// The sum of weights of rows. Throws Error "bad_parameter" where class_weight has left none above 0.
double total_weight(const Classifier& classifier, const Vector& weights);

}  // namespace keepfit
