#include "core/column.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/errors.h"
#include "core/table.h"
#include "core/value.h"

namespace keepfit {

void TextColumn::validate(const std::string& where) const {
  const auto n = static_cast<int32_t>(categories.size());
  for (size_t i = 0; i < codes.size(); ++i) {
    if (codes[i] < -1 || codes[i] >= n) {
      throw Error("bad_codes", where,
                  "The code in " + row_text(static_cast<int64_t>(i)) + " of " + where + " is " +
                      std::to_string(codes[i]) + ", but its dictionary holds " + counted(n, "string") + ".",
                  "Codes run from 0 to the number of categories minus 1; -1 stands for a missing value.")
          .in_row(static_cast<int64_t>(i));
    }
  }
}

Column Column::of_numbers(Vector values) {
  Column column;
  column.numbers = std::move(values);
  return column;
}

Column Column::of_text(TextColumn values) {
  Column column;
  column.is_text = true;
  column.text = std::move(values);
  return column;
}

namespace {

Encoded encode_text(const TextColumn& column, bool keep_missing) {
  // Only the strings that occur count, and equal strings may stand twice in a foreign dictionary.
  std::vector<char> used(column.categories.size(), 0);
  bool missing = false;
  for (int32_t code : column.codes) {
    if (code < 0) missing = true;
    else used[static_cast<size_t>(code)] = 1;
  }
  Encoded out;
  out.labels.is_text = true;
  std::vector<std::string>& strings = out.labels.strings;
  for (size_t i = 0; i < used.size(); ++i) {
    if (used[i]) strings.push_back(column.categories[i]);
  }
  // UTF-8 bytes sort as code points do.
  std::sort(strings.begin(), strings.end());
  strings.erase(std::unique(strings.begin(), strings.end()), strings.end());
  out.labels.none_last = missing && keep_missing;

  std::vector<int32_t> rank(column.categories.size(), -1);
  for (size_t i = 0; i < used.size(); ++i) {
    if (!used[i]) continue;
    const auto at = std::lower_bound(strings.begin(), strings.end(), column.categories[i]);
    rank[i] = static_cast<int32_t>(at - strings.begin());
  }
  const int32_t none = keep_missing ? static_cast<int32_t>(strings.size()) : -1;
  out.codes.reserve(column.codes.size());
  for (int32_t code : column.codes) out.codes.push_back(code < 0 ? none : rank[static_cast<size_t>(code)]);
  return out;
}

/// Distinct numbers of a column, ascending. Of many rows mostly few differ, as in a target of classes: those are found
/// without a sort.
std::vector<double> distinct_numbers(const Vector& column) {
  constexpr size_t kFew = 64;
  std::vector<double> values;
  double last = std::numeric_limits<double>::quiet_NaN();
  Index i = 0;
  for (; i < column.size() && values.size() <= kFew; ++i) {
    const double v = column[i];
    if (v == last || std::isnan(v)) continue;
    last = v;
    const auto at = std::lower_bound(values.begin(), values.end(), v);
    if (at == values.end() || *at != v) values.insert(at, v);
  }
  if (i == column.size()) return values;
  values.reserve(values.size() + static_cast<size_t>(column.size() - i));
  for (; i < column.size(); ++i) {
    if (!std::isnan(column[i])) values.push_back(column[i]);
  }
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

Encoded encode_numbers(const Vector& column, bool keep_missing) {
  Encoded out;
  std::vector<double>& values = out.labels.numbers;
  values = distinct_numbers(column);
  const bool missing = column.hasNaN();
  for (double& v : values) v += 0.0;  // -0.0 and 0.0 are one value; it is written as 0.0
  const auto known = values.end() - values.begin();
  const int32_t nan_code = keep_missing ? static_cast<int32_t>(known) : -1;
  out.codes.reserve(static_cast<size_t>(column.size()));
  double last = std::numeric_limits<double>::quiet_NaN();
  for (double v : column) {
    if (v == last) out.codes.push_back(out.codes.back());
    else if (std::isnan(v)) out.codes.push_back(nan_code);
    else
      out.codes.push_back(
          static_cast<int32_t>(std::lower_bound(values.begin(), values.begin() + known, v) - values.begin()));
    last = v;
  }
  if (missing && keep_missing) values.push_back(std::numeric_limits<double>::quiet_NaN());
  return out;
}

}  // namespace

Encoded encode(const Column& column, bool keep_missing) {
  return column.is_text ? encode_text(column.text, keep_missing) : encode_numbers(column.numbers, keep_missing);
}

Column decode(const Labels& labels, const std::vector<int32_t>& codes) {
  if (labels.is_text) {
    TextColumn text{codes, labels.strings};
    return Column::of_text(std::move(text));
  }
  Vector numbers(static_cast<Index>(codes.size()));
  for (size_t i = 0; i < codes.size(); ++i)
    numbers[static_cast<Index>(i)] = labels.numbers[static_cast<size_t>(codes[i])];
  return Column::of_numbers(std::move(numbers));
}

}  // namespace keepfit
