#include "interchange/operations.h"

#include <algorithm>
#include <cstdint>

#include "core/errors.h"
#include "interchange/examine.h"

namespace keepfit::interchange {

namespace {

/// {bytes, from?, count?} -> what examine_pickle tells.
Value examine(const Value& request, const Context&) {
  const Bytes& bytes = request.at("bytes").bytes("bytes");
  const auto number = [&](const char* key) {
    const Value* given = request.find(key);
    return given ? static_cast<size_t>(std::max<int64_t>(0, given->integer(key))) : size_t{0};
  };
  return examine_pickle({reinterpret_cast<const char*>(bytes.data), bytes.size}, number("from"), number("count"));
}

}  // namespace

Operation find_operation(std::string_view name) { return name == "examine_pickle" ? &examine : nullptr; }

}  // namespace keepfit::interchange
