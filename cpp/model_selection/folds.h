// Cross-validation splitters: several splits of the same rows, index for index as scikit-learn makes them.
#pragma once

#include <string>
#include <vector>

#include "core/value.h"
#include "model_selection/split.h"

namespace keepfit {

/// The splits that `cv` asks for.
/// cv: None (5 folds), a number of folds (StratifiedKFold for a classifier with labels, else KFold), or a splitter
/// {"class": "ShuffleSplit", "params": {"n_splits": 10, ...}} with scikit-learn's parameters and defaults; random_state
/// None stands for the seed 0. y and groups, where the splitter needs them, have n rows. Throws Error "bad_split".
std::vector<Split> cv_splits(const Value& cv, Index n, const Column* y, const Column* groups, bool classifier);

/// Throws Error "bad_split" for what is no cv at all, as far as that can be said without rows.
void check_cv(const Value& cv);

/// A splitter as the schema lists it: {name, doc, params: [{name, default, doc}], needs: ["y", "groups"]}.
Value splitters_schema();

}  // namespace keepfit
