// The border: operations by name, each a value to a value. A new one is a function in a source of this room and an
// entry in operations.cpp.
#pragma once

#include <string_view>

#include "core/estimator.h"
#include "core/value.h"

namespace keepfit::border {

using Operation = Value (*)(const Value& request, const Context& context);

/// Runs one operation; `warnings` of the answer holds what was warned of. Throws Error. Models and data live behind
/// integer handles until released.
Value run_operation(std::string_view name, const Value& request, const Context& context);

}  // namespace keepfit::border
