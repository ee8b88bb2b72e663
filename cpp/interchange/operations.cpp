#include "interchange/operations.h"

#include <algorithm>
#include <cstdint>

#include "core/errors.h"
#include "interchange/examine.h"
#include "interchange/sklearn/read.h"

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

/// {bytes, schema, sha256?} -> what read_sklearn gives.
Value read(const Value& request, const Context&) {
  const Bytes& bytes = request.at("bytes").bytes("bytes");
  const Value* sha256 = request.find("sha256");
  return read_sklearn({reinterpret_cast<const char*>(bytes.data), bytes.size}, request.at("schema"),
                      sha256 ? sha256->text("sha256") : std::string());
}

}  // namespace

Operation find_reading(std::string_view name) {
  if (name == "examine_pickle") return &examine;
  return name == "read_sklearn" ? &read : nullptr;
}

}  // namespace keepfit::interchange
