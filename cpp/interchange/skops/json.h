// JSON as Python's json writes it (RFC 8259, and NaN and Infinity), with where each value stands.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace keepfit::interchange {

struct Json {
  enum class Kind { kNull, kFalse, kTrue, kInt, kFloat, kText, kList, kMap };
  Kind kind = Kind::kNull;
  std::string text;               // of texts; of numbers as they are written
  std::vector<Json> items;        // of lists; of maps the values
  std::vector<std::string> keys;  // of maps, each once
  std::string_view written;       // as it stands in the file

  const Json* find(std::string_view key) const;
};

/// @throws Error "bad_source" where it is none, with the byte; 400 levels and 10 million values at most.
Json parse_json(std::string_view text, const std::string& where);

}  // namespace keepfit::interchange
