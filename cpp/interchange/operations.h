// The border of this room: operations by name, as the engine has them.
#pragma once

#include <string_view>

#include "core/estimator.h"
#include "core/value.h"

namespace keepfit::interchange {

using Operation = Value (*)(const Value&, const Context&);
/// What reads files of other programs, and what writes those of each kind; null for a name that is none of them.
Operation find_reading(std::string_view name);
Operation find_onnx_writing(std::string_view name);
Operation find_pmml_writing(std::string_view name);
Operation find_skops_writing(std::string_view name);

}  // namespace keepfit::interchange
