#include "interchange/operations.h"

#include <algorithm>
#include <cstdint>

#include "core/errors.h"
#include "interchange/examine.h"
#include "interchange/sklearn/read.h"

namespace keepfit::interchange {

namespace {

/// {bytes, from?, count?} -> what examine_pickle or examine_skops tells.
Value examine(const Value& request, const Context&) {
  const Bytes& bytes = request.at("bytes").bytes("bytes");
  const auto number = [&](const char* key) {
    const Value* given = request.find(key);
    return given ? static_cast<size_t>(std::max<int64_t>(0, given->integer(key))) : size_t{0};
  };
  const std::string_view file(reinterpret_cast<const char*>(bytes.data), bytes.size);
  const auto look = file.substr(0, 4) == "PK\3\4" ? examine_skops : examine_pickle;
  return look(file, number("from"), number("count"));
}

/// {bytes, schema, sha256?, part?} -> what read_sklearn gives.
Value read(const Value& request, const Context&) {
  const Bytes& bytes = request.at("bytes").bytes("bytes");
  const auto text = [&](const char* key) {
    const Value* given = request.find(key);
    return given ? given->text(key) : std::string();
  };
  return read_sklearn({reinterpret_cast<const char*>(bytes.data), bytes.size}, request.at("schema"), text("sha256"),
                      text("part"));
}

}  // namespace

Operation find_reading(std::string_view name) {
  if (name == "examine_pickle") return &examine;
  return name == "read_sklearn" ? &read : nullptr;
}

}  // namespace keepfit::interchange
