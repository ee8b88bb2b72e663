// Estimators as people name them.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/estimator.h"

namespace keepfit {

/// The estimator of a recipe. Throws Error "unknown_estimator", which says what is near: an estimator that does much
/// the same as one of scikit-learn or a package beside it, or one whose name is spelt almost so.
std::unique_ptr<Estimator> create_named(std::string_view name);

/// What is meant by a name that no estimator has, as a hint; empty where nothing is near.
std::string near_to(std::string_view name);

}  // namespace keepfit
