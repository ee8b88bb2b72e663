// One column of numbers or text, and the distinct values in it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/index.h"
#include "core/labels.h"

namespace keepfit {

/// Strings as codes into a dictionary; code -1 is a missing value. The dictionary may hold entries that no row uses.
struct TextColumn {
  std::vector<int32_t> codes;
  std::vector<std::string> categories;

  /// Throws Error "bad_codes" when a code is outside the dictionary.
  void validate(const std::string& where) const;
};

/// One column: numbers (NaN is missing) or text.
struct Column {
  bool is_text = false;
  Vector numbers;
  TextColumn text;

  Index rows() const { return is_text ? static_cast<Index>(text.codes.size()) : numbers.size(); }
  static Column of_numbers(Vector values);
  static Column of_text(TextColumn values);
};

/// Distinct values of a column in ascending order and, for every row, the index of its value.
/// With `keep_missing` missing values are a category of their own at the end; otherwise their index is -1.
struct Encoded {
  Labels labels;
  std::vector<int32_t> codes;
};
Encoded encode(const Column& column, bool keep_missing);

/// The labels that `codes` stand for.
Column decode(const Labels& labels, const std::vector<int32_t>& codes);

}  // namespace keepfit
