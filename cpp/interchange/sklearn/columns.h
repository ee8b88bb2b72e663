// What a model says of its input columns: which are texts, what numbers are usual there. scikit-learn keeps no data
// with a model, so this is all that its card and the rows of its proof can be made from.
#pragma once

#include <string>
#include <vector>

#include "core/value.h"

namespace keepfit::interchange {

struct InputColumns {
  /// As the card of a model has it, without the ends of numbers that are not known. `missing` is -1: not known.
  Value input;
  /// A table of a few made rows for the proof: numbers around what is usual, known categories.
  Value samples;
  /// Columns in which a SimpleImputer left missing texts as they were, as the categories behind it tell.
  std::vector<std::string> keeping_none;
};

/// @param step  A fitted step as files hold it.
InputColumns input_columns(const Value& step);

}  // namespace keepfit::interchange
