// The border of this room: operations by name, as the engine has them.
#pragma once

#include <string_view>

#include "core/estimator.h"
#include "core/value.h"

namespace keepfit::interchange {

using Operation = Value (*)(const Value&, const Context&);
/// Null for a name that is none of its operations.
Operation find_operation(std::string_view name);

}  // namespace keepfit::interchange
