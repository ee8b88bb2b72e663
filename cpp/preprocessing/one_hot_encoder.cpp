#include "preprocessing/one_hot_encoder.h"

#include <algorithm>
#include <cmath>

#include "core/audit.h"
#include "core/registry.h"
#include "core/table.h"
#include "core/warnings.h"

namespace keepfit {

KEEPFIT_REGISTER(OneHotEncoder)

KEEPFIT_SMALL const Declaration& OneHotEncoder::declared() {
  static const Declaration d{
      .name = "OneHotEncoder",
      .module = "preprocessing",
      .doc = "Turns each category of a column into a 0/1 column.",
      .kind = Kind::kTransformer,
      .exactness = {Exactness::kExact},
      .traits = {.accepts_text = true, .accepts_missing = true},
      .params = {{"categories",
                  "auto",
                  {constraint::options({"auto"}), constraint::list()},
                  "'auto': those seen in fit; or a list of categories per column, in the order of the output."},
                 {"drop",
                  Value(),
                  {constraint::options({"first", "if_binary"}), constraint::list(), constraint::none()},
                  "Leave out the first category of every column, or of columns with two categories, or the category "
                  "listed for each column."},
                 {"sparse_output",
                  false,
                  {constraint::off("(there are no sparse tables here)")},
                  "A table without its zeros.",
                  [] { return added("0.2.0", false); }},
                 {"handle_unknown",
                  "error",
                  {constraint::options({"error", "ignore", "infrequent_if_exist", "warn"})},
                  "A category that fit did not see is an error, becomes all zeros, or counts as infrequent where there "
                  "are infrequent ones."},
                 {"min_frequency",
                  Value(),
                  {constraint::integer("[1, inf)"), constraint::real("(0, 1)"), constraint::none()},
                  "Categories with fewer rows (a count or a share) are infrequent."},
                 {"max_categories",
                  Value(),
                  {constraint::integer("[1, inf)"), constraint::none()},
                  "At most so many columns per column; the rarest categories are infrequent."}},
      .first = "handle_unknown drop min_frequency max_categories",
      .fitted = {field<&OneHotEncoder::categories_>("categories_", {"n_features_in_"},
                                                    "Categories of each column, a missing value last."),
                 field<&OneHotEncoder::drop_idx_>("drop_idx_", {}, "Index of the category left out in each column."),
                 field<&OneHotEncoder::infrequent_categories_>("infrequent_categories_", {},
                                                               "The infrequent categories of each column.")},
      .unsupported = {"dtype", "feature_name_combiner"},
      .create = &create<OneHotEncoder>};
  return d;
}

categories::Grouping OneHotEncoder::grouping(size_t j) const {
  return categories::group(categories::marked(
      categories_[j], infrequent_categories_.is_null() ? Value() : infrequent_categories_.list()[j]));
}

int32_t OneHotEncoder::dropped(size_t j, const categories::Grouping& grouping) const {
  const auto* indices = drop_idx_.get_if<Value::List>();
  if (!indices || (*indices)[j].is_null()) return -1;
  return grouping.code[static_cast<size_t>((*indices)[j].integer("drop_idx_"))];
}

Value::List OneHotEncoder::indices_to_drop() const {
  const Value& drop = param("drop");
  const auto* wanted = drop.get_if<Value::List>();
  if (wanted && wanted->size() != categories_.size()) {
    throw Error("bad_parameter", name(),
                "drop of OneHotEncoder must hold one category per column: " + std::to_string(categories_.size()) +
                    ". Got " + std::to_string(wanted->size()) + ".");
  }
  Value::List out;
  for (size_t j = 0; j < categories_.size(); ++j) {
    const Labels& labels = categories_[j];
    const categories::Grouping codes = grouping(j);
    if (!wanted) {
      const bool leave_out = drop.is("first") || codes.size == 2;
      const auto first = std::find(codes.code.begin(), codes.code.end(), 0) - codes.code.begin();
      out.push_back(leave_out && codes.size > 0 ? Value(static_cast<int64_t>(first)) : Value());
      continue;
    }
    const Value& category = (*wanted)[j];
    size_t at = labels.size();
    for (size_t c = 0; c < labels.size(); ++c) {
      const bool missing = c + 1 == labels.size() && categories::has_missing(labels);
      bool same = false;
      if (missing) same = category.is_null() || (category.get_if<double>() && std::isnan(category.number()));
      else if (labels.is_text) same = category.is(labels.strings[c]);
      else same = category.is_number() && category.number() == labels.numbers[c];
      if (same) at = c;
    }
    if (at == labels.size()) {
      throw Error(
          "bad_parameter", name(),
          "drop of OneHotEncoder names " + category.repr() + ", which column '" + input_names()[j] + "' does not hold.",
          "Name a category of each column.");
    }
    if (codes.code[at] == codes.group) {
      throw Error("bad_parameter", name(),
                  "drop of OneHotEncoder names " + category.repr() + " of column '" + input_names()[j] +
                      "', which is infrequent.",
                  "Name a frequent category.");
    }
    out.emplace_back(static_cast<int64_t>(at));
  }
  return out;
}

namespace {
constexpr const char* kUnknownHint = "Correct the value, or fit with handle_unknown='ignore'.";
}

void OneHotEncoder::do_fit(const Table& X, const Column*, const Context&) {
  categories_ = categories::learn(name(), param("categories"), X);
  const bool refuse = param("handle_unknown").is("error");
  Value::List infrequent;
  for (Index j = 0; j < X.columns(); ++j) {
    const Labels& labels = categories_[static_cast<size_t>(j)];
    if (!groups() && param("categories").is("auto")) continue;
    const std::vector<int32_t> codes = categories::codes(declaration().name, labels, X, j);
    if (refuse) categories::refuse_unknown(X, j, labels, codes, kUnknownHint);
    if (groups())
      infrequent.push_back(categories::listed(
          labels, categories::infrequent(codes, labels.size(), param("min_frequency"), param("max_categories"))));
  }
  infrequent_categories_ = groups() ? Value(std::move(infrequent)) : Value();
  drop_idx_ = param("drop").is_null() ? Value() : Value(indices_to_drop());
}

Table OneHotEncoder::do_transform(const Table& X) const {
  const Value& handle = param("handle_unknown");
  const bool to_group = handle.is("infrequent_if_exist") || handle.is("warn");
  std::vector<categories::Grouping> groupings;
  Index width = 0;
  for (size_t j = 0; j < categories_.size(); ++j) {
    groupings.push_back(grouping(j));
    width += groupings[j].size - (dropped(j, groupings[j]) >= 0 ? 1 : 0);
  }
  Matrix out = Matrix::Zero(X.rows(), width);
  Index first = 0;
  for (Index j = 0; j < X.columns(); ++j) {
    const categories::Grouping& codes = groupings[static_cast<size_t>(j)];
    const std::vector<int32_t> found = categories::codes(declaration().name, categories_[static_cast<size_t>(j)], X, j);
    if (handle.is("error")) categories::refuse_unknown(X, j, categories_[static_cast<size_t>(j)], found, kUnknownHint);
    const int32_t skip = dropped(static_cast<size_t>(j), codes);
    if ((handle.is("warn") || !param("drop").is_null()) && std::find(found.begin(), found.end(), -1) != found.end()) {
      warn("UserWarning",
           X.label(j) + " holds categories that the fit did not, which become " +
               (to_group && codes.group >= 0 ? "the infrequent one." : "zeros in all its columns."),
           param("drop").is_null() ? "Fit with these categories too."
                                   : "Fit with these categories too, or keep them apart by drop=None.");
    }
    for (size_t i = 0; i < found.size(); ++i) {
      const int32_t c = found[i] >= 0 ? codes.code[static_cast<size_t>(found[i])] : to_group ? codes.group : -1;
      if (c < 0 || c == skip) continue;
      out(static_cast<Index>(i), first + c - (skip >= 0 && c > skip ? 1 : 0)) = 1.0;
    }
    first += codes.size - (skip >= 0 ? 1 : 0);
  }
  return Table(std::move(out));
}

Table OneHotEncoder::do_inverse_transform(const Table& X) const {
  const Value& handle = param("handle_unknown");
  std::vector<Column> columns;
  Index first = 0;
  for (size_t j = 0; j < categories_.size(); ++j) {
    const categories::Grouping codes = grouping(j);
    const int32_t skip = dropped(j, codes);
    const Index width = codes.size - (skip >= 0 ? 1 : 0);
    const bool unknown = handle.is("ignore") || (!handle.is("error") && codes.group < 0);
    std::vector<int32_t> found = categories::largest(X.numbers(), first, width);
    for (size_t i = 0; i < found.size(); ++i) {
      if (found[i] >= 0) found[i] += skip >= 0 && found[i] >= skip ? 1 : 0;
      else if (skip >= 0) found[i] = skip;
      else if (!unknown) {
        throw Error("unknown_category", input_names()[j],
                    "All columns of '" + input_names()[j] + "' are zero in " + row_text(static_cast<int64_t>(i)) +
                        ", which stands for none of its categories.",
                    "Give it what transform makes, or fit with handle_unknown='ignore'.")
            .in_row(static_cast<int64_t>(i));
      }
    }
    columns.push_back(categories::decode(categories_[j], codes, std::move(found)));
    first += width;
  }
  return Table::from_columns(std::move(columns), {}, X.rows());
}

std::vector<std::string> OneHotEncoder::do_feature_names_out(const std::vector<std::string>& in) const {
  std::vector<std::string> names;
  for (size_t j = 0; j < categories_.size(); ++j) {
    const categories::Grouping codes = grouping(j);
    const int32_t skip = dropped(j, codes);
    for (size_t c = 0; c < categories_[j].size(); ++c) {
      if (codes.code[c] != codes.group && codes.code[c] != skip) names.push_back(in[j] + "_" + categories_[j].name(c));
    }
    if (codes.group >= 0 && codes.group != skip) names.push_back(in[j] + "_infrequent_sklearn");
  }
  return names;
}

void OneHotEncoder::check_fitted() const {
  categories::check_listed(categories_, infrequent_categories_, groups());
  const auto refuse = [](const std::string& message) { audit::refuse("drop_idx_", message); };
  if (drop_idx_.is_null() != param("drop").is_null()) refuse("drop_idx_ does not agree with the parameter drop.");
  if (drop_idx_.is_null()) return;
  const auto* indices = drop_idx_.get_if<Value::List>();
  if (!indices || indices->size() != categories_.size()) refuse("drop_idx_ must hold one entry per column.");
  for (size_t j = 0; j < indices->size(); ++j) {
    if ((*indices)[j].is_null()) continue;
    const auto* index = (*indices)[j].get_if<int64_t>();
    if (!index || *index < 0 || *index >= static_cast<int64_t>(categories_[j].size()))
      refuse("drop_idx_ names a category that does not exist.");
  }
}

}  // namespace keepfit
