// Distinct values: class labels and categories.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace keepfit {

/// Sorted distinct values: class labels, categories. Text sorts by code points; a missing value comes last.
struct Labels {
  bool is_text = false;
  std::vector<double> numbers;       // with a NaN at the end when missing values form a category
  std::vector<std::string> strings;  // without the missing one
  bool none_last = false;            // text only: a missing value (None) is a category, after `strings`

  size_t size() const { return is_text ? strings.size() + (none_last ? 1 : 0) : numbers.size(); }
  bool operator==(const Labels&) const = default;
  /// As scikit-learn prints it in feature names: "3.0", "red", "None", "nan"; but a missing value beside a category
  /// "None" is "None (missing)".
  std::string name(size_t i) const;
  /// As sentences have it: 'red', 3, 0.5.
  std::string text(size_t i) const;
};

}  // namespace keepfit
