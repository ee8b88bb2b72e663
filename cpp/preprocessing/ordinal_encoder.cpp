#include "preprocessing/ordinal_encoder.h"

#include <cmath>
#include <limits>

#include "core/audit.h"
#include "core/registry.h"
#include "core/table.h"

namespace keepfit {

KEEPFIT_REGISTER(OrdinalEncoder)

namespace {

Listed<Example> examples() { return {{"handle_unknown", {"use_encoded_value"}, {{"unknown_value", -1}}}}; }

}  // namespace

KEEPFIT_SMALL const Declaration& OrdinalEncoder::declared() {
  static const Declaration d{
      .name = "OrdinalEncoder",
      .module = "preprocessing",
      .doc = "Turns each category of a column into its number.",
      .kind = Kind::kTransformer,
      .exactness = {Exactness::kExact},
      .traits = {.accepts_text = true, .accepts_missing = true},
      .params = {{"categories",
                  "auto",
                  {constraint::options({"auto"}), constraint::list()},
                  "'auto': those seen in fit; or a list of categories per column, in the order of their numbers."},
                 {"handle_unknown",
                  "error",
                  {constraint::options({"error", "use_encoded_value"})},
                  "A category that fit did not see is an error, or becomes unknown_value."},
                 {"unknown_value",
                  Value(),
                  {constraint::number(), constraint::none()},
                  "The number of unknown categories: a whole number that no category has, or NaN."},
                 {"encoded_missing_value",
                  std::numeric_limits<double>::quiet_NaN(),
                  {constraint::number()},
                  "The number of missing values."},
                 {"min_frequency",
                  Value(),
                  {constraint::integer("[1, inf)"), constraint::real("(0, 1)"), constraint::none()},
                  "Categories with fewer rows (a count or a share) are infrequent and share a number."},
                 {"max_categories",
                  Value(),
                  {constraint::integer("[1, inf)"), constraint::none()},
                  "At most so many numbers per column; the rarest categories are infrequent."}},
      .first = "handle_unknown unknown_value encoded_missing_value",
      .fitted = {field<&OrdinalEncoder::categories_>("categories_", {"n_features_in_"},
                                                     "Categories of each column, a missing value last."),
                 field<&OrdinalEncoder::infrequent_categories_>("infrequent_categories_", {},
                                                                "The infrequent categories of each column.")},
      .examples = &examples,
      .unsupported = {"dtype"},
      .create = &create<OrdinalEncoder>};
  return d;
}

categories::Grouping OrdinalEncoder::grouping(size_t j) const {
  std::vector<char> marked =
      categories::marked(categories_[j], infrequent_categories_.is_null() ? Value() : infrequent_categories_.list()[j]);
  marked.resize(present(j));
  return categories::group(marked);
}

namespace {
constexpr const char* kUnknownHint =
    "Correct the value, or fit with handle_unknown='use_encoded_value' and an unknown_value.";
}

void OrdinalEncoder::do_fit(const Table& X, const Column*, const Context&) {
  const Value& unknown = param("unknown_value");
  const bool refuse = param("handle_unknown").is("error");
  if (refuse != unknown.is_null()) {
    throw Error(
        "bad_parameter", name(),
        refuse ? "unknown_value of OrdinalEncoder needs handle_unknown='use_encoded_value'."
               : "handle_unknown='use_encoded_value' of OrdinalEncoder needs an unknown_value: a whole number or NaN.");
  }
  if (!refuse && !std::isnan(unknown.number()) && unknown.number() != std::floor(unknown.number())) {
    throw Error("bad_parameter", name(),
                "unknown_value of OrdinalEncoder must be a whole number or NaN. Got " + unknown.repr() + ".");
  }
  categories_ = categories::learn(name(), param("categories"), X);
  infrequent_categories_ = Value();
  Value::List infrequent;
  for (Index j = 0; j < X.columns(); ++j) {
    if (!groups() && param("categories").is("auto")) break;
    const Labels& labels = categories_[static_cast<size_t>(j)];
    const std::vector<int32_t> codes = categories::codes(declaration().name, labels, X, j);
    if (refuse) categories::refuse_unknown(X, j, labels, codes, kUnknownHint);
    if (!groups()) continue;
    const size_t count = present(static_cast<size_t>(j));
    infrequent.push_back(categories::listed(
        labels, categories::infrequent(codes, count, param("min_frequency"), param("max_categories"))));
  }
  if (groups()) infrequent_categories_ = std::move(infrequent);
  for (size_t j = 0; j < categories_.size(); ++j) {
    const double numbers = grouping(j).size;
    const auto taken = [&](double v) { return v >= 0 && v < numbers; };
    if (!refuse && taken(unknown.number())) {
      throw about("bad_parameter", X, static_cast<Index>(j),
                  "unknown_value of OrdinalEncoder is " + unknown.repr() + ", which is the number of a category of " +
                      X.label(static_cast<Index>(j)) + ".",
                  "Choose another, such as -1.");
    }
    if (categories::has_missing(categories_[j]) && taken(param("encoded_missing_value").number())) {
      throw about("bad_parameter", X, static_cast<Index>(j),
                  "encoded_missing_value of OrdinalEncoder is " + param("encoded_missing_value").repr() +
                      ", which is the number of a category of " + X.label(static_cast<Index>(j)) + ".",
                  "Choose another, such as -1.");
    }
  }
}

Table OrdinalEncoder::do_transform(const Table& X) const {
  const bool refuse = param("handle_unknown").is("error");
  const double unknown = refuse ? 0.0 : param("unknown_value").number(),
               missing = param("encoded_missing_value").number();
  Matrix z(X.rows(), X.columns());
  for (Index j = 0; j < X.columns(); ++j) {
    const std::vector<int32_t> codes = categories::codes(declaration().name, categories_[static_cast<size_t>(j)], X, j);
    if (refuse) categories::refuse_unknown(X, j, categories_[static_cast<size_t>(j)], codes, kUnknownHint);
    const categories::Grouping numbers = grouping(static_cast<size_t>(j));
    for (size_t i = 0; i < codes.size(); ++i) {
      const auto c = static_cast<size_t>(codes[i]);
      z(static_cast<Index>(i), j) = codes[i] < 0 ? unknown : c >= numbers.code.size() ? missing : numbers.code[c];
    }
  }
  return Table(std::move(z));
}

Table OrdinalEncoder::do_inverse_transform(const Table& X) const {
  const auto same = [](double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); };
  std::vector<Column> columns;
  for (size_t j = 0; j < categories_.size(); ++j) {
    const categories::Grouping numbers = grouping(j);
    const bool missing = categories::has_missing(categories_[j]), unknown = !param("unknown_value").is_null();
    const auto passes = [&](double v) {
      return (missing && same(v, param("encoded_missing_value").number())) ||
             (unknown && same(v, param("unknown_value").number()));
    };
    columns.push_back(categories::decode(categories_[j], numbers,
                                         categories::whole_codes(X, static_cast<Index>(j), numbers.size, passes)));
  }
  return Table::from_columns(std::move(columns), {}, X.rows());
}

void OrdinalEncoder::check_fitted() const {
  categories::check_listed(categories_, infrequent_categories_, groups());
  if (param("handle_unknown").is("error") != param("unknown_value").is_null()) {
    audit::refuse("unknown_value", "unknown_value does not agree with handle_unknown.");
  }
}

}  // namespace keepfit
