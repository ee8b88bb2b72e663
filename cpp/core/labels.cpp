#include "core/labels.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

#include "core/classes_behind.h"
#include "core/per_thread.h"
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

namespace {

KEEPFIT_PER_THREAD ClassesBehind* behind = nullptr;

/// Small whole numbers are codes of classes: 3, not 3.0.
std::string number_text(double value) {
  return value == std::floor(value) && std::fabs(value) < 1e15 ? std::to_string(static_cast<int64_t>(value))
                                                               : repr(value);
}

}  // namespace

ClassesBehind::ClassesBehind(const Labels& classes) : classes_(classes), outer_(behind) { behind = this; }
ClassesBehind::~ClassesBehind() { behind = outer_; }

std::string ClassesBehind::name_of(double index) const {
  if (!(index >= 0 && index < static_cast<double>(classes_.size())) || index != std::floor(index)) return "";
  // Its own numbers may be indices, too.
  ClassesBehind* const inner = std::exchange(behind, outer_);
  std::string name = classes_.text(static_cast<size_t>(index));
  behind = inner;
  return name;
}

std::string Labels::text(size_t i) const {
  if (is_text) return "'" + shown(name(i)) + "'";
  const std::string name = behind ? behind->name_of(numbers[i]) : "";
  return name.empty() ? number_text(numbers[i]) : name;
}

std::string class_key(const Labels& classes, size_t i) {
  return classes.is_text || !behind ? classes.text(i) : number_text(classes.numbers[i]) + " for " + classes.text(i);
}

}  // namespace keepfit
