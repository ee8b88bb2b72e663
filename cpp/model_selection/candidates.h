// Which parameters a search tries: every point of a grid, or points drawn from distributions.
#pragma once

#include <vector>

#include "core/value.h"

namespace keepfit {

/// Values by path of a parameter, sorted by path: {model__C: 1.0, ...}.
using Candidate = Value::Map;

/// Every combination, as scikit-learn's ParameterGrid orders them: paths sorted, the last one varying fastest; several
/// grids one after another. `grid` is {path: [values]} or a list of such maps. Throws Error "bad_grid" for more than a
/// million combinations.
std::vector<Candidate> grid_candidates(const Value& grid);

/// n_iter candidates as scikit-learn's ParameterSampler draws them: from lists alone without repetition (all of them
/// when there are fewer), else one by one. A distribution is {distribution: name, ...} with the names and parameters of
/// scipy.stats: uniform (loc, scale), loguniform (a, b), norm (loc, scale), randint (low, high). Throws Error
/// "bad_grid".
std::vector<Candidate> drawn_candidates(const Value& distributions, int64_t n_iter, const Value& random_state);

}  // namespace keepfit
