// Pieces of the sentences and offers of readings.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "core/value.h"

namespace keepfit::tables {

/// "1 row", "12,345 rows".
inline std::string count_of(int64_t n, const char* one, const char* many) {
  std::string digits = std::to_string(n);
  for (std::ptrdiff_t at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
    digits.insert(static_cast<size_t>(at), ",");
  return digits + " " + (n == 1 ? one : many);
}
inline std::string count_of(int64_t n, const char* one) {
  return count_of(n, one, *one ? (std::string(one) + "s").c_str() : "");
}

/// As they are called: commas.
inline const char* name_of_delimiter(char c) {
  return c == ','    ? "commas"
         : c == ';'  ? "semicolons"
         : c == '\t' ? "tabs"
         : c == '|'  ? "bars"
         : c == ' '  ? "blanks"
         : c == ':'  ? "colons"
         : c == '^'  ? "carets"
         : c == '~'  ? "tildes"
                     : "control characters";
}
/// As it stands on a button.
inline std::string shown_delimiter(char c) {
  return c == '\t' || c == ' ' || c < ' ' ? name_of_delimiter(c) : std::string(1, c);
}

/// The options that choose something for one column.
inline Value column_option(const std::string& name, Value::Map rest) {
  Value::Map choice{{"name", name}};
  for (auto& entry : rest) choice.push_back(std::move(entry));
  return Value::Map{{"columns", Value::List{Value(std::move(choice))}}};
}

/// ASCII in small letters.
inline std::string lowered(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

}  // namespace keepfit::tables
