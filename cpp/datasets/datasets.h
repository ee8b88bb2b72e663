// Data drawn from a seed, number for number as sklearn.datasets draws them.
#pragma once

#include <string_view>

#include "core/column.h"
#include "core/table.h"
#include "core/value.h"

namespace keepfit::datasets {

struct Dataset {
  Table X;   // columns x0, x1, ...
  Column y;  // numbers: classes from 0, or values
};

/// The generator of that name (make_moons, ...) with parameters by name; those left out take scikit-learn's defaults,
/// random_state None being 0. Throws Error "unknown_dataset", "unknown_parameter", "bad_parameter", "too_large".
Dataset make(std::string_view name, const Value::Map& params);

/// Every generator as the schema lists it: {name, doc, kind: "classification" | "regression", params: [{name, default,
/// doc, constraint, text}]}.
Value generators_schema();

}  // namespace keepfit::datasets
