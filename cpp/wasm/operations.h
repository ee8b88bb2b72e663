// The operations of the border: each takes a value and answers with one. A new operation is one entry in
// operations.cpp.
#pragma once

#include <string_view>

#include "core/estimator.h"
#include "core/value.h"

namespace keepfit {

/// Runs one operation. Throws Error; models live behind integer handles until released.
Value run_operation(std::string_view name, const Value& request, const Context& context);

}  // namespace keepfit
