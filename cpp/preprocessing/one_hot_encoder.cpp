#include "preprocessing/one_hot_encoder.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <unordered_map>

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
      .params = {{"categories", "auto", {constraint::options({"auto"}), constraint::list()},
                  "'auto': those seen in fit; or a list of categories per column, in the order of the output."},
                 {"drop", Value(), {constraint::options({"first", "if_binary"}), constraint::none()},
                  "Leave out the first category of every column, or of columns with two categories."},
                 {"handle_unknown", "error", {constraint::options({"error", "ignore"})},
                  "A category that fit did not see is an error, or becomes all zeros."}},
      .fitted = {field<&OneHotEncoder::categories_>("categories_", {"n_features_in_"}, "Categories of each column, a missing value last."),
                 field<&OneHotEncoder::drop_idx_>("drop_idx_", {}, "Index of the category left out in each column.")},
      .unsupported = {"sparse_output", "dtype", "min_frequency", "max_categories", "feature_name_combiner"},
      .create = &create<OneHotEncoder>};
  return d;
}

namespace {

/// One column's list from the parameter `categories`.
Labels given_categories(const Value& given, const Table& X, Index j) {
  const auto refuse = [&](const std::string& what) {
    throw Error("bad_parameter", X.label(j), "The categories that OneHotEncoder was given for " + X.label(j) + " " + what + ".");
  };
  Labels labels;
  labels.is_text = X.is_text(j);
  for (const Value& item : given.list("categories")) {
    if (item.is_null() && labels.is_text && !labels.none_last) {
      labels.none_last = true;
      continue;
    }
    if (labels.none_last) refuse("must have None at the end");
    if (labels.is_text) {
      if (!item.get_if<std::string>()) refuse("must be text, as the column is");
      if (std::find(labels.strings.begin(), labels.strings.end(), item.text()) != labels.strings.end()) refuse("hold '" + item.text() + "' twice");
      labels.strings.push_back(item.text());
    } else {
      if (!item.is_number()) refuse("must be numbers, as the column is");
      const double v = item.number();
      if (!labels.numbers.empty() && !(labels.numbers.back() < v) && !(std::isnan(v) && !std::isnan(labels.numbers.back()))) {
        refuse("must be distinct and ascending, as they are numbers");
      }
      labels.numbers.push_back(v);
    }
  }
  return labels;
}

}  // namespace

void OneHotEncoder::do_fit(const Table& X, const Column*, const Context&) {
  categories_.clear();
  const auto* given = param("categories").get_if<Value::List>();
  if (given && static_cast<Index>(given->size()) != X.columns()) {
    throw Error("bad_parameter", name(), "categories of OneHotEncoder must hold one list per column: " + std::to_string(X.columns()) + ". Got " +
                                             std::to_string(given->size()) + ".");
  }
  for (Index j = 0; j < X.columns(); ++j) {
    categories_.push_back(given ? given_categories((*given)[static_cast<size_t>(j)], X, j) : encode(X.column(j), true).labels);
  }
  if (given && param("handle_unknown").is("error")) {
    for (Index j = 0; j < X.columns(); ++j) refuse_unknown(X, j, categories_of(X, j));
  }
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
    // Looked up once per entry of the dictionary, not once per row. Categories that were given need not be sorted.
    std::unordered_map<std::string_view, int32_t> index;
    for (size_t c = 0; c < known.strings.size(); ++c) index.emplace(known.strings[c], static_cast<int32_t>(c));
    std::vector<int32_t> rank(text.categories.size(), -1);
    for (size_t c = 0; c < rank.size(); ++c) {
      if (const auto at = index.find(text.categories[c]); at != index.end()) rank[c] = at->second;
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

void OneHotEncoder::refuse_unknown(const Table& X, Index j, const std::vector<int32_t>& codes) const {
  const auto at = std::find(codes.begin(), codes.end(), -1);
  if (at == codes.end()) return;
  const auto row = at - codes.begin();
  const int32_t code = X.is_text(j) ? X.text(j).codes[static_cast<size_t>(row)] : 0;
  const std::string value = !X.is_text(j) ? repr(X.numeric(j)[row])
                            : code < 0    ? "a missing value"
                                          : "'" + X.text(j).categories[static_cast<size_t>(code)].substr(0, 80) + "'";
  throw Error("unknown_category", X.label(j), X.label(j) + " holds " + value + " in row " + std::to_string(row) + ", which is none of the known categories.",
              "Correct the value, or fit with handle_unknown='ignore'.");
}

Table OneHotEncoder::do_transform(const Table& X) const {
  const bool refuse = param("handle_unknown").is("error");
  Index width = 0;
  for (size_t j = 0; j < categories_.size(); ++j) width += static_cast<Index>(categories_[j].size()) - (dropped(j) >= 0 ? 1 : 0);
  Matrix out = Matrix::Zero(X.rows(), width);
  Index first = 0;
  for (Index j = 0; j < X.columns(); ++j) {
    const std::vector<int32_t> codes = categories_of(X, j);
    if (refuse) refuse_unknown(X, j, codes);
    const int64_t skip = dropped(static_cast<size_t>(j));
    for (size_t i = 0; i < codes.size(); ++i) {
      const int32_t c = codes[i];
      const auto row = static_cast<Index>(i);
      if (c < 0) continue;
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
