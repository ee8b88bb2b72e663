#include "core/labels.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "core/text.h"
#include "core/value.h"

namespace keepfit {

std::string Labels::name(size_t i) const {
  if (is_text) {
    if (i < strings.size()) return strings[i];
    std::string none = "None";
    while (std::find(strings.begin(), strings.end(), none) != strings.end()) none += " (missing)";
    return none;
  }
  return repr(numbers[i]);
}

std::string Labels::text(size_t i) const {
  if (is_text) return "'" + shown(name(i)) + "'";
  const double value = numbers[i];
  // Small whole numbers are codes of classes: 3, not 3.0.
  return value == std::floor(value) && std::fabs(value) < 1e15 ? std::to_string(static_cast<int64_t>(value))
                                                               : repr(value);
}

}  // namespace keepfit
