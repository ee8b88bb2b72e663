// Bytes in, bytes out, and the last stop of exceptions: what every host of the engine calls.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/estimator.h"

namespace keepfit::border {

struct Reply {
  /// Else `bytes` is {code, where, message, hint, row?, column?, warnings?}.
  bool answered;
  std::vector<uint8_t> bytes;
};

/// Runs the operation `name` on an encoded request. Throws nothing but std::bad_alloc, where not even the refusal can
/// be written.
Reply call(std::string_view name, const uint8_t* request, size_t size, const Context& context);

}  // namespace keepfit::border
