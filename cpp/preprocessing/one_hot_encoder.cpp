#include "preprocessing/one_hot_encoder.h"

#include <algorithm>
#include <cmath>

#include "core/registry.h"

namespace keepfit {

KEEPFIT_REGISTER(OneHotEncoder)

const Declaration& OneHotEncoder::declared() {
  static const Declaration d{
      .name = "OneHotEncoder",
      .module = "preprocessing",
      .doc = "Turns each category of a column into a 0/1 column.",
      .kind = Kind::kTransformer,
      .traits = {.accepts_text = true, .accepts_missing = true},
      .params = {{"categories", "auto", {constraint::options({"auto"})}, "The categories are those seen in fit."},
                 {"drop", Value(), {constraint::options({"first", "if_binary"}), constraint::none()},
                  "Leave out the first category of every column, or of columns with two categories."},
                 {"handle_unknown", "error", {constraint::options({"error", "ignore"})},
                  "A category that fit did not see is an error, or becomes all zeros."}},
      .fitted = {field<&OneHotEncoder::categories_>("categories_", {"n_features_in_"}, "Categories of each column, ascending, a missing value last."),
                 field<&OneHotEncoder::drop_idx_>("drop_idx_", {}, "Index of the category left out in each column.")},
      .unsupported = {"sparse_output", "dtype", "min_frequency", "max_categories", "feature_name_combiner"},
      .create = &create<OneHotEncoder>};
  return d;
}

void OneHotEncoder::do_fit(const Table& X, const Column*, const Context&) {
  categories_.clear();
  for (Index j = 0; j < X.columns(); ++j) categories_.push_back(encode(X.column(j), true).labels);
  drop_idx_ = Value();
  const Value& drop = param("drop");
  if (drop.is_null()) return;
  Value::List indices;
  for (const Labels& labels : categories_) indices.push_back(drop.is("first") || labels.size() == 2 ? Value(0) : Value());
  drop_idx_ = std::move(indices);
}

int64_t OneHotEncoder::dropped(size_t j) const {
  const auto* indices = drop_idx_.get_if<Value::List>();
  if (!indices || (*indices)[j].is_null()) return -1;
  return (*indices)[j].integer("drop_idx_");
}

std::vector<int32_t> OneHotEncoder::categories_of(const Table& X, Index j) const {
  const Labels& known = categories_[static_cast<size_t>(j)];
  std::vector<int32_t> codes(static_cast<size_t>(X.rows()), -1);
  if (X.is_text(j) != known.is_text) {
    throw Error("wrong_kind", X.label(j), X.label(j) + " holds " + (X.is_text(j) ? "text" : "numbers") + ", but OneHotEncoder was fitted with " +
                                              (known.is_text ? "text" : "numbers") + " there.",
                "Give the column the kind it had in fit.");
  }
  if (known.is_text) {
    const TextColumn& text = X.text(j);
    const int32_t none = known.none_last ? static_cast<int32_t>(known.strings.size()) : -1;
    // Looked up once per entry of the dictionary, not once per row.
    std::vector<int32_t> rank(text.categories.size(), -1);
    for (size_t c = 0; c < rank.size(); ++c) {
      const auto at = std::lower_bound(known.strings.begin(), known.strings.end(), text.categories[c]);
      if (at != known.strings.end() && *at == text.categories[c]) rank[c] = static_cast<int32_t>(at - known.strings.begin());
    }
    for (size_t i = 0; i < codes.size(); ++i) codes[i] = text.codes[i] < 0 ? none : rank[static_cast<size_t>(text.codes[i])];
    return codes;
  }
  const auto& numbers = known.numbers;
  const bool nan_known = !numbers.empty() && std::isnan(numbers.back());
  const auto end = numbers.end() - (nan_known ? 1 : 0);
  const auto values = X.numeric(j);
  for (size_t i = 0; i < codes.size(); ++i) {
    const double v = values[static_cast<Index>(i)];
    if (std::isnan(v)) {
      codes[i] = nan_known ? static_cast<int32_t>(numbers.size()) - 1 : -1;
      continue;
    }
    const auto at = std::lower_bound(numbers.begin(), end, v);
    if (at != end && *at == v) codes[i] = static_cast<int32_t>(at - numbers.begin());
  }
  return codes;
}

Table OneHotEncoder::do_transform(const Table& X) const {
  const bool refuse = param("handle_unknown").is("error");
  Index width = 0;
  for (size_t j = 0; j < categories_.size(); ++j) width += static_cast<Index>(categories_[j].size()) - (dropped(j) >= 0 ? 1 : 0);
  Matrix out = Matrix::Zero(X.rows(), width);
  Index first = 0;
  for (Index j = 0; j < X.columns(); ++j) {
    const std::vector<int32_t> codes = categories_of(X, j);
    const int64_t skip = dropped(static_cast<size_t>(j));
    for (size_t i = 0; i < codes.size(); ++i) {
      const int32_t c = codes[i];
      const auto row = static_cast<Index>(i);
      if (c < 0) {
        if (!refuse) continue;
        const std::string value = !X.is_text(j) ? repr(X.numeric(j)[row])
                                  : X.text(j).codes[i] < 0 ? "a missing value"
                                                           : "'" + X.text(j).categories[static_cast<size_t>(X.text(j).codes[i])].substr(0, 80) + "'";
        throw Error("unknown_category", X.label(j), X.label(j) + " holds " + value + " in row " + std::to_string(i) + ", a category that fit did not see.",
                    "Correct the value, or fit with handle_unknown='ignore'.");
      }
      if (c == skip) continue;
      out(row, first + c - (skip >= 0 && c > skip ? 1 : 0)) = 1.0;
    }
    first += static_cast<Index>(categories_[static_cast<size_t>(j)].size()) - (skip >= 0 ? 1 : 0);
  }
  return Table(std::move(out));
}

std::vector<std::string> OneHotEncoder::do_feature_names_out(const std::vector<std::string>& in) const {
  std::vector<std::string> names;
  for (size_t j = 0; j < categories_.size(); ++j) {
    for (size_t c = 0; c < categories_[j].size(); ++c) {
      if (static_cast<int64_t>(c) != dropped(j)) names.push_back(in[j] + "_" + categories_[j].name(c));
    }
  }
  return names;
}

void OneHotEncoder::check_fitted() const {
  const auto refuse = [](const std::string& message) { throw Error("audit_values", "drop_idx_", message, "Nothing was loaded."); };
  if (drop_idx_.is_null() != param("drop").is_null()) refuse("drop_idx_ does not agree with the parameter drop.");
  if (drop_idx_.is_null()) return;
  const auto* indices = drop_idx_.get_if<Value::List>();
  if (!indices || indices->size() != categories_.size()) refuse("drop_idx_ must hold one entry per column.");
  for (size_t j = 0; j < indices->size(); ++j) {
    if ((*indices)[j].is_null()) continue;
    const auto* index = (*indices)[j].get_if<int64_t>();
    if (!index || *index < 0 || *index >= static_cast<int64_t>(categories_[j].size())) refuse("drop_idx_ names a category that does not exist.");
  }
}

}  // namespace keepfit
