// How much an estimator makes of each column: what selectors ask of the estimator they hold.
#pragma once

#include <string>

#include "core/estimator.h"

namespace keepfit {

/// One row per class or target (one row for a vector), one column per feature: coef_, or else feature_importances_.
/// `getter` is 'auto' or the path of an attribute, such as model__coef_ inside a Pipeline. Throws Error
/// "no_importances".
RowMatrix importances_of(const Estimator& estimator, const std::string& getter);

/// A selector takes what its estimator takes; without one it is an empty form, which has the traits it declares.
Traits traits_of_selector(const Estimator& selector);

/// The estimator in the parameter `estimator`. Throws Error "bad_parameter" when there is none.
const Estimator& inner_estimator(const Estimator& selector);

}  // namespace keepfit
