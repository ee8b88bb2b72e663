// Parameters and fitted attributes that estimators of many rooms declare, each with its sentence.
#pragma once

#include "core/estimator.h"

namespace keepfit {

namespace param {
/// `doc` says what is drawn.
Param random_state(const char* doc, Value fallback = {}) noexcept;
Param fit_intercept(const char* doc = "Add a constant; without it the line passes through the origin.") noexcept;
Param class_weight() noexcept;
/// Probabilities of classes, from whom they are known.
Param priors() noexcept;
}  // namespace param

namespace fields {
/// Of every Classifier.
Field classes() noexcept;

template <class C>
Field n_classes() noexcept {
  return field<&C::n_classes_>("n_classes_", {}, "Number of classes.");
}
}  // namespace fields

}  // namespace keepfit
