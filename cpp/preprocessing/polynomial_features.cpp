#include "preprocessing/polynomial_features.h"

#include <algorithm>

#include "core/audit.h"
#include "core/registry.h"
#include "core/table.h"

namespace keepfit {

KEEPFIT_REGISTER(PolynomialFeatures)

KEEPFIT_SMALL const Declaration& PolynomialFeatures::declared() {
  static const Declaration d{
      .name = "PolynomialFeatures",
      .module = "preprocessing",
      .doc = "Makes all products of columns up to a degree.",
      .kind = Kind::kTransformer,
      .exactness = {Exactness::kExact},
      .traits = {},
      .params =
          {{"degree",
            2,
            {constraint::integer("[0, inf)"), constraint::list()},
            "Largest degree, or [smallest, largest]."},
           {"interaction_only", false, {constraint::boolean()}, "Only products of different columns: no squares."},
           {"include_bias", true, {constraint::boolean()}, "Include the product of no columns: a column of ones."}},
      .fitted = {field<&PolynomialFeatures::powers_>("powers_", {"n_output_features", "n_features_in_"},
                                                     "Exponent of each column in each product."),
                 field<&PolynomialFeatures::n_output_features_>("n_output_features_", {}, "Number of products.")},
      .unsupported = {"order"},
      .create = &create<PolynomialFeatures>};
  return d;
}

namespace {

/// More factors than this in all products would not fit anywhere; their number grows fast.
constexpr double kMost = 2e7;

/// Calls `visit(columns)` for every product of `degree` columns out of `width`, in ascending order of positions.
template <class Visit>
void each_product(Index width, Index degree, bool distinct, const Visit& visit) {
  std::vector<Index> columns(static_cast<size_t>(degree));
  const auto last = [&](size_t k) { return distinct ? width - degree + static_cast<Index>(k) : width - 1; };
  for (size_t k = 0; k < columns.size(); ++k) columns[k] = distinct ? static_cast<Index>(k) : 0;
  if (degree > 0 && (width == 0 || last(0) < 0)) return;
  while (true) {
    visit(columns);
    size_t k = columns.size();
    while (k > 0 && columns[k - 1] == last(k - 1)) --k;
    if (k == 0) return;
    ++columns[k - 1];
    for (; k < columns.size(); ++k) columns[k] = columns[k - 1] + (distinct ? 1 : 0);
  }
}

}  // namespace

std::pair<int64_t, int64_t> PolynomialFeatures::degrees() const {
  const Value& given = param("degree");
  if (const auto* largest = given.get_if<int64_t>()) return {0, *largest};
  const Value::List& pair = given.list("degree");
  const bool sound = pair.size() == 2 && pair[0].get_if<int64_t>() && pair[1].get_if<int64_t>() &&
                     pair[0].integer() >= 0 && pair[0].integer() <= pair[1].integer();
  if (!sound) {
    throw Error("bad_parameter", name(),
                "degree of PolynomialFeatures must be an int >= 0 or [smallest, largest]. Got " + given.repr() + ".");
  }
  return {pair[0].integer(), pair[1].integer()};
}

RowMatrix PolynomialFeatures::exponents(Index width) const {
  const auto [low, high] = degrees();
  const bool distinct = param("interaction_only").boolean(), bias = param("include_bias").boolean();
  if (high == 0 && !bias) {
    throw Error("bad_parameter", name(),
                "PolynomialFeatures with degree=0 and include_bias=False would make no columns.",
                "Set another degree.");
  }
  std::vector<std::vector<Index>> products;
  if (bias) products.emplace_back();
  // Products of different columns end at their number.
  const int64_t most = distinct ? std::min<int64_t>(high, width) : high;
  double of_degree = 1, rows = 1, factors = static_cast<double>(most);  // counted before any is made
  for (int64_t degree = 1; degree <= most; ++degree) {
    of_degree *= static_cast<double>(distinct ? width - degree + 1 : width + degree - 1) / static_cast<double>(degree);
    if (degree >= low) {
      rows += of_degree;
      factors += of_degree * static_cast<double>(degree);
    }
    if (std::max(factors, rows * static_cast<double>(width)) > kMost) {
      throw Error(
          "too_large", name(),
          "PolynomialFeatures would make more columns than memory can hold out of " + std::to_string(width) + ".",
          "Set a smaller degree.");
    }
  }
  for (int64_t degree = std::max<int64_t>(low, 1); degree <= most; ++degree) {
    each_product(width, degree, distinct, [&](const std::vector<Index>& columns) { products.push_back(columns); });
  }
  RowMatrix out = RowMatrix::Zero(static_cast<Index>(products.size()), width);
  for (size_t k = 0; k < products.size(); ++k) {
    for (Index j : products[k]) out(static_cast<Index>(k), j) += 1.0;
  }
  return out;
}

void PolynomialFeatures::do_fit(const Table& X, const Column*, const Context&) {
  powers_ = exponents(X.columns());
  n_output_features_ = powers_.rows();
}

Table PolynomialFeatures::do_transform(const Table& X) const {
  const Matrix& x = X.numbers();
  Matrix z(x.rows(), powers_.rows());
  for (Index k = 0; k < z.cols(); ++k) {
    // a (a (b c)): from the last column to the first, one factor at a time
    bool empty = true;
    for (Index j = x.cols(); j-- > 0;) {
      for (int e = static_cast<int>(powers_(k, j)); e > 0; --e) {
        if (empty) z.col(k) = x.col(j);
        else z.col(k).array() *= x.col(j).array();
        empty = false;
      }
    }
    if (empty) z.col(k).setOnes();
  }
  return Table(std::move(z));
}

std::vector<std::string> PolynomialFeatures::do_feature_names_out(const std::vector<std::string>& in) const {
  std::vector<std::string> names;
  for (Index k = 0; k < powers_.rows(); ++k) {
    std::string made;
    for (Index j = 0; j < powers_.cols(); ++j) {
      const auto e = static_cast<int64_t>(powers_(k, j));
      if (e == 0) continue;
      made += (made.empty() ? "" : " ") + in[static_cast<size_t>(j)] + (e == 1 ? "" : "^" + std::to_string(e));
    }
    names.push_back(made.empty() ? "1" : made);
  }
  return names;
}

void PolynomialFeatures::check_fitted() const {
  if (n_output_features_ != powers_.rows() || powers_.rows() == 0) {
    throw Error("audit_shape", "n_output_features_", "n_output_features_ does not agree with powers_.",
                "Nothing was loaded.");
  }
  // They follow from the parameters; anything else was not made by fit.
  const RowMatrix expected = exponents(powers_.cols());
  if (expected.rows() != powers_.rows() || (expected.array() != powers_.array()).any()) {
    audit::refuse("powers_", "powers_ does not agree with the parameters.");
  }
}

}  // namespace keepfit
