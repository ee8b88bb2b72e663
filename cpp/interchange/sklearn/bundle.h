// What people dump together with a model: a dict with its columns and scores beside it, a list, a tuple.
#pragma once

#include <string>
#include <string_view>

#include "core/value.h"
#include "interchange/pickle/items.h"

namespace keepfit::interchange {

/// Whether it is a dict, a list, a tuple, a set or an array of objects.
bool is_container(const pickle::Item& made);

/// {kind: "a dict", estimators: ["['model']"], others: ["['columns']"], others_met} of a container, null of anything
/// else. Of others the first 100 are told.
Value contents_of(const pickle::Item& made);

struct Chosen {
  const pickle::Item* estimator;
  std::string note;  // what was taken of what, and what was not
};

/// @param part  Which estimator is meant, as Python would write it, ['model'] or [0][1], or the key alone; "" where it
///     is the only one.
/// @throws Error "not_taken" where there is none, or more than one and no word which; it names them.
Chosen choose_estimator(const pickle::Item& made, std::string_view part);

}  // namespace keepfit::interchange
