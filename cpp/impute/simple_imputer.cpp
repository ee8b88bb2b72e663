#include "impute/simple_imputer.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/audit.h"
#include "core/numerics.h"
#include "core/registry.h"
#include "core/table.h"
#include "core/warnings.h"

namespace keepfit {

KEEPFIT_REGISTER(SimpleImputer)

namespace {
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// The most frequent code; of equally frequent ones the smallest.
int32_t mode(const Encoded& encoded) {
  std::vector<int64_t> counts(encoded.labels.size(), 0);
  for (int32_t c : encoded.codes) {
    if (c >= 0) ++counts[static_cast<size_t>(c)];
  }
  return static_cast<int32_t>(std::max_element(counts.begin(), counts.end()) - counts.begin());
}
/// A column of missing values.
Column nothing(bool is_text, Index rows) {
  return is_text ? Column::of_text({std::vector<int32_t>(static_cast<size_t>(rows), -1), {}})
                 : Column::of_numbers(Vector::Constant(rows, kNaN));
}
}  // namespace

KEEPFIT_SMALL const std::vector<Field>& MissingFeatures::fields() const {
  static const std::vector<Field> list{field<&MissingFeatures::features_>(
      "features_", {"n_indicators"}, "Positions of the columns that get an indicator.")};
  return list;
}

KEEPFIT_SMALL const Declaration& SimpleImputer::declared() {
  static const Declaration d{
      .name = "SimpleImputer",
      .module = "impute",
      .doc = "Replaces missing values by a statistic of their column or by a constant.",
      .kind = Kind::kTransformer,
      .exactness = {.exactness = Exactness::kExact, .by_columns = Exactness::kTight},
      .traits = {.accepts_text = true, .accepts_missing = true, .keeps_text = true},
      .traits_when = {{&Traits::accepts_text, false, "strategy", {"mean", "median"}}},
      .params =
          {{"strategy",
            "mean",
            {constraint::options({"mean", "median", "most_frequent", "constant"})},
            "What replaces a missing value."},
           {"fill_value",
            Value(),
            {constraint::number(), constraint::text(), constraint::none()},
            "The constant for strategy='constant'; None means 0 for numbers and 'missing_value' for text."},
           {"add_indicator",
            false,
            {constraint::boolean()},
            "Append a 0/1 column for each column that had missing values in fit; inverse_transform asks for it."},
           {"keep_empty_features", false, {constraint::boolean()}, "Keep columns that had no value at all in fit."}},
      .first = "strategy fill_value add_indicator",
      .fitted = {field<&SimpleImputer::statistics_>("statistics_", {"n_features_in_"},
                                                    "What replaces a missing value in each column."),
                 field<&SimpleImputer::indicator_>("indicator_", {}, "The indicator of missing values.")},
      .unsupported = {"missing_values", "copy"},
      .create = &create<SimpleImputer>};
  return d;
}

Value SimpleImputer::statistic(const Table& X, Index j) const {
  const std::string& strategy = param("strategy").text();
  const Value& fill = param("fill_value");
  const bool keep = param("keep_empty_features").boolean();
  const bool none = all_missing(X, j);
  if (none && !keep) return X.is_text(j) ? Value() : Value(kNaN);
  // A column without any value is of whatever kind the filling is.
  if (none && strategy == "constant" && !fill.is_null()) return fill.is_number() ? Value(fill.number()) : fill;
  if (X.is_text(j)) {
    if (!none && (strategy == "mean" || strategy == "median")) {
      throw about("text_input", X, j,
                  "SimpleImputer cannot take the " + strategy + " of " + X.label(j) + ", which holds text.",
                  "Use strategy='most_frequent' or 'constant' for text.");
    }
    if (strategy == "constant") {
      if (fill.is_null()) return "missing_value";
      if (fill.get_if<std::string>()) return fill;
      throw about("bad_parameter", X, j,
                  "fill_value of SimpleImputer must be a text for " + X.label(j) + ". Got " + fill.repr() + ".");
    }
    if (none) return strategy == "most_frequent" ? Value("missing_value") : Value(0.0);
    const Encoded encoded = encode(X.column(j), false);
    return encoded.labels.strings[static_cast<size_t>(mode(encoded))];
  }
  std::vector<double> values;
  Vector filled(X.rows());  // missing values count as 0 in their place, as in NumPy's masked sums
  for (Index i = 0; i < X.rows(); ++i) {
    const double v = X.numeric(j)[i];
    filled[i] = std::isnan(v) ? 0.0 : v;
    if (!std::isnan(v)) values.push_back(v);
  }
  if (strategy == "constant") {
    if (fill.is_null()) return 0.0;
    if (fill.is_number()) return fill.number();
    throw about("bad_parameter", X, j,
                "fill_value of SimpleImputer must be a number for " + X.label(j) + ". Got " + fill.repr() + ".");
  }
  if (none) return 0.0;
  if (strategy == "mean") {
    // A single column is contiguous: NumPy adds it pairwise; otherwise rows are added one after another.
    const double sum =
        X.columns() == 1 ? numerics::sum_pairwise(filled) : numerics::sum_sequential(filled.data(), filled.size());
    return sum / static_cast<double>(values.size());
  }
  if (strategy == "median") {
    std::sort(values.begin(), values.end());
    const size_t middle = values.size() / 2;
    return values.size() % 2 ? values[middle] : (values[middle - 1] + values[middle]) / 2.0;
  }
  const Encoded encoded = encode(X.column(j), false);
  return encoded.labels.numbers[static_cast<size_t>(mode(encoded))];
}

void SimpleImputer::do_fit(const Table& X, const Column*, const Context&) {
  Value::List statistics;
  indicator_.features_.clear();
  const bool indicate = param("add_indicator").boolean();
  for (Index j = 0; j < X.columns(); ++j) {
    statistics.push_back(statistic(X, j));
    if (!indicate) continue;
    bool missing = false;
    if (X.is_text(j)) {
      for (int32_t c : X.text(j).codes) missing |= c < 0;
    } else {
      for (double v : X.numeric(j)) missing |= std::isnan(v);
    }
    if (missing) indicator_.features_.push_back(static_cast<int32_t>(j));
  }
  statistics_ = std::move(statistics);
}

bool SimpleImputer::left_out(size_t j) const {
  const Value& s = statistics_.list()[j];
  return s.is_null() || (s.get_if<double>() && std::isnan(s.number()));
}

bool SimpleImputer::is_text(size_t j) const {
  const Value& s = statistics_.list()[j];
  return s.get_if<std::string>() || s.is_null();
}

void SimpleImputer::check_kind(const Table& X, Index at, size_t j) const {
  // A column that is left out, or in which all is missing, may be of either kind.
  if (X.is_text(at) == is_text(j) || left_out(j) || all_missing(X, at)) return;
  throw about("wrong_kind", X, at,
              X.label(at) + " holds " + (is_text(j) ? "numbers" : "text") + ", but SimpleImputer was fitted with " +
                  (is_text(j) ? "text" : "numbers") + " there.",
              "Give the column the kind it had in fit.");
}

Table SimpleImputer::do_transform(const Table& X) const {
  const Value::List& statistics = statistics_.list();
  std::vector<Column> columns;
  columns.reserve(statistics.size());
  std::vector<std::string> empty;
  for (Index j = 0; j < X.columns(); ++j) {
    const Value& s = statistics[static_cast<size_t>(j)];
    check_kind(X, j, static_cast<size_t>(j));
    if (left_out(static_cast<size_t>(j))) {
      empty.push_back(X.label(j));
      continue;
    }
    Column column = X.is_text(j) == is_text(static_cast<size_t>(j))
                        ? X.column(j)
                        : nothing(is_text(static_cast<size_t>(j)), X.rows());
    if (column.is_text) {
      int32_t code = -1;
      for (int32_t& c : column.text.codes) {
        if (c >= 0) continue;
        if (code < 0) {
          const auto& known = column.text.categories;
          const auto at = std::find(known.begin(), known.end(), s.text());
          code = static_cast<int32_t>(at - known.begin());
          if (at == known.end()) column.text.categories.push_back(s.text());
        }
        c = code;
      }
    } else {
      for (double& v : column.numbers) {
        if (std::isnan(v)) v = s.number();
      }
    }
    columns.push_back(std::move(column));
  }
  if (!empty.empty()) {
    warn("UserWarning",
         some_of(empty) + " had no value in the fit, so SimpleImputer leaves " +
             (empty.size() == 1 ? "it out." : "them out."),
         "Drop what is empty, or set keep_empty_features to true.");
  }
  for (int32_t j : indicator_.features_) {
    Vector indicator(X.rows());
    for (Index i = 0; i < X.rows(); ++i) {
      indicator[i] = X.is_text(j) ? X.text(j).codes[static_cast<size_t>(i)] < 0 : std::isnan(X.numeric(j)[i]);
    }
    columns.push_back(Column::of_numbers(std::move(indicator)));
  }
  return Table::from_columns(std::move(columns), {}, X.rows());
}

Table SimpleImputer::do_inverse_transform(const Table& X) const {
  const auto d = static_cast<size_t>(n_features_in());
  std::vector<Column> columns;
  Index next = 0;
  for (size_t j = 0; j < d; ++j) {
    if (!left_out(j)) {
      check_kind(X, next, j);
      columns.push_back(X.column(next++));
    } else {
      columns.push_back(nothing(is_text(j), X.rows()));
    }
  }
  for (const int32_t j : indicator_.features_) {
    const Index at = next++;
    if (X.is_text(at))
      throw about("wrong_kind", X, at, X.label(at) + " holds text, but an indicator of SimpleImputer is a number.",
                  "Give it what transform makes.");
    Column& column = columns[static_cast<size_t>(j)];
    for (Index i = 0; i < X.rows(); ++i) {
      if (X.numeric(at)[i] == 0.0) continue;
      if (column.is_text) column.text.codes[static_cast<size_t>(i)] = -1;
      else column.numbers[i] = kNaN;
    }
  }
  return Table::from_columns(std::move(columns), {}, X.rows());
}

std::vector<std::string> SimpleImputer::do_feature_names_out(const std::vector<std::string>& in) const {
  std::vector<std::string> names;
  for (size_t j = 0; j < in.size(); ++j) {
    if (!left_out(j)) names.push_back(in[j]);
  }
  for (int32_t j : indicator_.features_) names.push_back("missingindicator_" + in[static_cast<size_t>(j)]);
  return names;
}

void SimpleImputer::check_fitted() const {
  for (const Value& s : statistics_.list()) {
    if (!s.is_null() && !s.get_if<double>() && !s.get_if<std::string>()) {
      audit::refuse("statistics_", "statistics_ holds " + s.type_name() + ".");
    }
  }
  int64_t last = -1;
  for (int32_t j : indicator_.features_) {
    if (j <= last || j >= n_features_in())
      audit::refuse("indicator_.features_", "indicator_.features_ names a column that does not exist.");
    last = j;
  }
}

}  // namespace keepfit
