// Every small change of a value, one after the other: what its types allow and no fit makes. No chance is involved, so
// that each refusal is met in every run.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/value.h"

namespace keepfit::fuzz {

/// Calls `visit` with `tree` after each change and takes the change back. Steps are also replaced by each of `donors`.
/// Of long lists the first, the second and the last item are changed; of arrays a few elements, and all at once.
void each_change(Value& tree, const std::vector<Value>& donors, const std::function<void(const Value&)>& visit);

/// Calls `visit` with the recipe of a step for each value that each of its parameters may have.
void each_choice(const Value& recipe, const std::function<void(const Value&)>& visit);

/// What a value is like: types and whether there is much of it, not which numbers.
std::string shape_of(const Value& value);

}  // namespace keepfit::fuzz
