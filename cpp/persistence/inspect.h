// What is inside a pipeline, as flat rows for people: from a file's parsed parts (nothing is constructed) or from a
// living model.
#pragma once

#include <string>

#include "core/value.h"

namespace keepfit {

/// One row per step, parameter and fitted attribute, depth first:
/// {level, path, name, kind, dtype, shape, preview, bytes, doc}; kind is "estimator", "param", "fitted" or, before
/// them, "warning": one row for each of the card's `warnings` where they are given (where, code, and as preview the
/// message). `bytes` is the size in the file. Works on nodes that were never audited: what it does not know it shows
/// without a doc.
Value inspect_rows(const Value& node, const Value* warnings = nullptr);

/// The first elements of an array, or the value as Python would print it.
std::string preview(const Value& value);

/// Whether a step keeps rows of the training data, as far as declarations say (k nearest neighbours, support vectors).
bool holds_training_rows(const Value& node);

}  // namespace keepfit
