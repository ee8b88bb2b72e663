#include "ensemble/histogram/categories.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "core/table.h"
#include "ensemble/histogram/constraints.h"

namespace keepfit::ensemble::histogram {

std::vector<uint8_t> categorical_columns(const Estimator& e, const Table& X) {
  const Value& given = e.param("categorical_features");
  std::vector<uint8_t> out(static_cast<size_t>(X.columns()), 0);
  if (given.is("from_dtype")) {
    for (Index j = 0; j < X.columns(); ++j) out[static_cast<size_t>(j)] = X.is_text(j);
  } else if (const auto* items = given.get_if<Value::List>()) {
    const bool mask = !items->empty() && (*items)[0].get_if<bool>();
    if (mask && items->size() != out.size()) {
      throw bad_parameter(e, "categorical_features",
                          "has " + counted(items->size(), "entry", "entries") + " of true or false, but X has " +
                              counted(X.columns(), "column") + ".",
                          "Give one entry per column.");
    }
    for (size_t i = 0; i < items->size(); ++i) {
      const Value& item = (*items)[i];
      if (const auto* is = item.get_if<bool>(); is && mask) {
        out[i] = *is;
      } else if (const auto* at = item.get_if<int64_t>(); at && *at >= 0 && *at < static_cast<int64_t>(X.columns())) {
        out[static_cast<size_t>(*at)] = 1;
      } else if (const auto* name = item.get_if<std::string>()) {
        const auto found = std::find(X.names().begin(), X.names().end(), *name);
        if (found == X.names().end())
          throw bad_parameter(e, "categorical_features", "names the column " + item.repr() + ", which X does not have.",
                              "Use names of columns of X.");
        out[static_cast<size_t>(found - X.names().begin())] = 1;
      } else {
        throw bad_parameter(
            e, "categorical_features",
            "must hold names or positions of columns, or true and false for all of them. Got " + item.repr() + ".",
            "Positions count from 0.");
      }
    }
  }
  for (Index j = 0; j < X.columns(); ++j) {
    if (X.is_text(j) && !out[static_cast<size_t>(j)]) {
      throw about("text_input", X, j,
                  std::string(e.declaration().name) + " takes text as categories only, but " + X.label(j) +
                      " holds text and is not named in categorical_features.",
                  "Name it there, or leave categorical_features at 'from_dtype'.");
    }
  }
  if (std::count(out.begin(), out.end(), 1) == 0) out.clear();
  return out;
}

std::vector<Labels> find_categories(const Estimator& e, const Table& X, const std::vector<uint8_t>& is_categorical) {
  std::vector<Labels> out;
  for (size_t j = 0; j < is_categorical.size(); ++j) {
    if (!is_categorical[j]) continue;
    Column column = X.column(static_cast<Index>(j));
    out.push_back(keepfit::encode(column, false).labels);
    const Labels& found = out.back();
    if (!found.is_text && !found.numbers.empty() &&
        (std::isinf(found.numbers.front()) || std::isinf(found.numbers.back()))) {
      throw about("infinite_values", X, static_cast<Index>(j),
                  "An infinite number is no category, but " + X.label(static_cast<Index>(j)) + " holds one.",
                  "Replace it, or mark it as missing.");
    }
    const auto most = static_cast<size_t>(e.param("max_bins").integer());
    if (found.size() > most) {
      throw Error("bad_parameter", e.declaration().name,
                  X.label(static_cast<Index>(j)) + " has " + counted(found.size(), "category", "categories") +
                      ", but max_bins allows " + std::to_string(most) + ".",
                  "Merge rare categories, or encode the column otherwise.");
    }
  }
  return out;
}

namespace {

Error unexpected_text(const Estimator& e, const Table& X, Index j) {
  return about("text_input", X, j,
               std::string(e.declaration().name) + " was fitted with numbers in " + X.label(j) + ", but it holds text.",
               "Give numbers.");
}

/// The place of every value of the column among those known; NaN where it is none of them.
Vector numbers_of(const Estimator& e, const Table& X, Index j, const Labels& known) {
  Vector codes = Vector::Constant(X.rows(), std::numeric_limits<double>::quiet_NaN());
  if (known.is_text != X.is_text(j)) {
    if (X.is_text(j)) throw unexpected_text(e, X, j);
  } else if (known.is_text) {
    std::vector<double> of_entry;
    for (const std::string& entry : X.text(j).categories) {
      const auto at = std::lower_bound(known.strings.begin(), known.strings.end(), entry);
      of_entry.push_back(at != known.strings.end() && *at == entry ? static_cast<double>(at - known.strings.begin())
                                                                   : std::numeric_limits<double>::quiet_NaN());
    }
    for (Index i = 0; i < X.rows(); ++i) {
      if (const int32_t code = X.text(j).codes[static_cast<size_t>(i)]; code >= 0)
        codes[i] = of_entry[static_cast<size_t>(code)];
    }
  } else {
    const auto column = X.numeric(j);
    for (Index i = 0; i < X.rows(); ++i) {
      const auto at = std::lower_bound(known.numbers.begin(), known.numbers.end(), column[i]);
      if (at != known.numbers.end() && *at == column[i]) codes[i] = static_cast<double>(at - known.numbers.begin());
    }
  }
  return codes;
}

}  // namespace

const Table& encode_categories(const Estimator& e, const Table& X, const std::vector<uint8_t>& is_categorical,
                               const std::vector<Labels>& categories, Table& storage) {
  if (is_categorical.empty()) return X;
  std::vector<Column> columns;
  size_t k = 0;
  for (Index j = 0; j < X.columns(); ++j) {
    if (!is_categorical[static_cast<size_t>(j)]) {
      if (X.is_text(j)) throw unexpected_text(e, X, j);
      columns.push_back(X.column(j));
      continue;
    }
    columns.push_back(Column::of_numbers(numbers_of(e, X, j, categories[k++])));
  }
  storage = Table::from_columns(std::move(columns), {}, X.rows());
  return storage;
}

}  // namespace keepfit::ensemble::histogram
