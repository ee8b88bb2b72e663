// What a declaration says of parameters, asked of the engine's schema.
#pragma once

#include <string_view>

#include "core/value.h"

namespace keepfit::interchange {

/// Whether a name is among some with blanks between; "*" is any.
bool is_among(std::string_view names, std::string_view name);

// `param`: as the schema has it, {name, default, constraint, ...}.
/// Whether a number that is meant as a float may be written as a whole one.
bool takes_whole(const Value& param);
bool takes_float(const Value& param);
bool holds_estimators(const Value& param);
/// What the parameter is by default: hosts that write 1.0 and 1 alike lose which it was.
Value default_of(const Value& param);
/// Whether one of its constraints holds for the value. What is within a mapping, a grid or an estimator is audited.
bool accepts(const Value& param, const Value& value);

/// Of these a fit alone depends: where Keepfit has no such value, predictions are the same.
bool is_of_fit_alone(std::string_view class_name, std::string_view name);

}  // namespace keepfit::interchange
