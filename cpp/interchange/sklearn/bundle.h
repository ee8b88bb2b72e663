// What people dump together with a model: a dict with its columns and scores beside it, a list, a tuple.
#pragma once

#include <string>
#include <string_view>

#include "interchange/pickle/items.h"
#include "interchange/pickle/machine.h"

namespace keepfit::interchange {

/// Whether it is a dict, a list, a tuple or a set.
bool is_container(const pickle::Item& made);

/// Whether all foreign names are of what holds data only, such as frames of pandas and dates, nothing else is called
/// and nothing was found: that may stand beside a model.
bool only_data_beside(const pickle::Log& log);

struct Chosen {
  const pickle::Item* estimator;
  std::string note;  // what was taken of what, and what was not
};

/// @param part  Which estimator is meant, as Python would write it, ['model'] or [0][1], or the key alone; "" where it
///     is the only one.
/// @throws Error "not_taken" where there is none, or more than one and no word which; it names them.
Chosen choose_estimator(const pickle::Item& made, std::string_view part);

}  // namespace keepfit::interchange
