// What ensembles of many estimators of one kind share: bagging and AdaBoost. To whoever records their steps such an
// ensemble is one step.
#pragma once

#include "compose/members.h"
#include "core/random.h"

namespace keepfit::ensemble {

/// The parameter `estimator`, or `fallback` where it is None. Throws Error "bad_parameter" when it is not of the
/// ensemble's kind.
const Estimator& base_of(const Estimator& ensemble, const Estimator& fallback);

/// A clone whose parameters random_state, its own and nested ones, are drawn in the alphabetical order of their paths.
std::shared_ptr<Estimator> seeded_clone(const Estimator& base, RandomState& random);

/// Index into `classes` of each label, -1 for a label that is none of them.
std::vector<int32_t> codes_of(const Column& labels, const Labels& classes);

/// X without names: the estimators see columns by position, as in scikit-learn.
Table unnamed(const Table& X);

}  // namespace keepfit::ensemble
