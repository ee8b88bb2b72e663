// Values as JSON, for the metadata of files of other programs.
#pragma once

#include <string>

#include "core/value.h"

namespace keepfit::interchange {

/// Numbers that JSON does not have are null, arrays are flat lists. Only what stands in cards and reports: no bytes, no
/// estimators.
std::string to_json(const Value& value);

}  // namespace keepfit::interchange
