// Tables, targets and recipes of which requests are made.
#pragma once

#include <limits>
#include <utility>
#include <vector>

#include "core/value.h"

namespace keepfit::fuzz {

inline constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

inline Value numbers(std::vector<double> values) { return Array::own(std::move(values)); }
inline Value whole(std::vector<int32_t> values) { return Array::own(std::move(values)); }
inline Value text(std::vector<int32_t> codes, Value::List categories) {
  return Value::Map{{"codes", whole(std::move(codes))}, {"categories", std::move(categories)}};
}
inline Value recipe(const char* name, Value::Map params = {}) {
  return Value::Map{{"class", name}, {"params", std::move(params)}};
}
inline Value columns(Value::List named, int64_t rows) {
  return Value::Map{{"columns", std::move(named)}, {"rows", rows}};
}

inline Value numbers_table() {
  return columns({Value::List{"a", numbers({1, 2, 3, 4, 5, 6})}, Value::List{"b", numbers({0, 1, 0, 1, 1, 0})}}, 6);
}
inline Value texts_table() {
  return columns(
      {Value::List{"t", text({0, 1, 0, 1, 1, 0}, {"r", "s"})}, Value::List{"b", numbers({0, 1, 0, 1, 1, 0})}}, 6);
}
inline Value labels() { return text({0, 1, 0, 1, 1, 0}, {"no", "yes"}); }

}  // namespace keepfit::fuzz
