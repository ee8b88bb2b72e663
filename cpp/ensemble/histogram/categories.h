// Columns of categories: which they are, what they hold, and their numbers.
#pragma once

#include <cstdint>
#include <vector>

#include "core/estimator.h"

namespace keepfit::ensemble::histogram {

/// 1 for each column that categorical_features makes one of categories; empty when none is. Throws Error
/// "bad_parameter", or "text_input" for text that is not named there.
std::vector<uint8_t> categorical_columns(const Estimator& e, const Table& X);

/// What the columns of categories hold, in order. Throws Error "infinite_values", or "bad_parameter" where one holds
/// more than max_bins allows.
std::vector<Labels> find_categories(const Estimator& e, const Table& X, const std::vector<uint8_t>& is_categorical);

/// Categories as their numbers, unknown ones as missing; X itself where there are no such columns. Throws Error
/// "text_input" for text in a column that was fitted with numbers.
const Table& encode_categories(const Estimator& e, const Table& X, const std::vector<uint8_t>& is_categorical,
                               const std::vector<Labels>& categories, Table& storage);

}  // namespace keepfit::ensemble::histogram
