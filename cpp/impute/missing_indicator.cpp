#include "impute/missing_indicator.h"

#include <algorithm>
#include <cmath>

#include "core/audit.h"
#include "core/registry.h"
#include "core/table.h"

namespace keepfit {

KEEPFIT_REGISTER(MissingIndicator)

KEEPFIT_SMALL const Declaration& MissingIndicator::declared() {
  static const Declaration d{.name = "MissingIndicator",
                             .module = "impute",
                             .doc = "Says where values are missing.",
                             .kind = Kind::kTransformer,
                             .exactness = {Exactness::kExact},
                             .traits = {.accepts_text = true, .accepts_missing = true},
                             .params = {{"features",
                                         "missing-only",
                                         {constraint::options({"missing-only", "all"})},
                                         "Columns that had missing values in fit, or all."},
                                        {"error_on_new",
                                         true,
                                         {constraint::boolean()},
                                         "With 'missing-only': a missing value in another column is an error."}},
                             .fitted = {field<&MissingIndicator::features_>(
                                 "features_", {"n_indicators"}, "Positions of the columns that get an indicator.")},
                             .unsupported = {"missing_values", "sparse"},
                             .create = &create<MissingIndicator>};
  return d;
}

namespace {

/// 1 where column j has no value.
Vector missing(const Table& X, Index j) {
  Vector out(X.rows());
  for (Index i = 0; i < X.rows(); ++i)
    out[i] = X.is_text(j) ? X.text(j).codes[static_cast<size_t>(i)] < 0 : std::isnan(X.numeric(j)[i]);
  return out;
}

}  // namespace

void MissingIndicator::do_fit(const Table& X, const Column*, const Context&) {
  features_.clear();
  for (Index j = 0; j < X.columns(); ++j) {
    if (param("features").is("all") || (missing(X, j).array() != 0).any()) features_.push_back(static_cast<int32_t>(j));
  }
}

Table MissingIndicator::do_transform(const Table& X) const {
  if (param("features").is("missing-only") && param("error_on_new").boolean()) {
    for (Index j = 0; j < X.columns(); ++j) {
      if (std::binary_search(features_.begin(), features_.end(), static_cast<int32_t>(j)) ||
          !(missing(X, j).array() != 0).any())
        continue;
      throw about("missing_values", X, j,
                  X.label(j) + " has a missing value, but had none when MissingIndicator was fitted.",
                  "Fit with error_on_new=False to pass over it, or with features='all'.");
    }
  }
  Matrix z(X.rows(), static_cast<Index>(features_.size()));
  for (size_t k = 0; k < features_.size(); ++k) z.col(static_cast<Index>(k)) = missing(X, features_[k]);
  return Table(std::move(z));
}

std::vector<std::string> MissingIndicator::do_feature_names_out(const std::vector<std::string>& in) const {
  std::vector<std::string> names;
  for (int32_t j : features_) names.push_back("missingindicator_" + in[static_cast<size_t>(j)]);
  return names;
}

void MissingIndicator::check_fitted() const {
  int64_t last = -1;
  for (int32_t j : features_) {
    if (j <= last || j >= n_features_in())
      audit::refuse("features_", "features_ must name columns that exist, in ascending order.");
    last = j;
  }
  if (param("features").is("all") && static_cast<int64_t>(features_.size()) != n_features_in()) {
    audit::refuse("features_", "features_ must name every column with features='all'.");
  }
}

}  // namespace keepfit
