#include "impute/knn_imputer.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/arg_partition.h"
#include "core/audit.h"
#include "core/numerics.h"
#include "core/registry.h"
#include "core/table.h"

namespace keepfit {

KEEPFIT_REGISTER(KNNImputer)

KEEPFIT_SMALL const Declaration& KNNImputer::declared() {
  static const Declaration d{
      .name = "KNNImputer",
      .module = "impute",
      .doc = "Replaces missing values by the mean of the nearest training rows.",
      .kind = Kind::kTransformer,
      .exactness = {Exactness::kTight,
                    "scikit-learn's distances come from inner products, which cancel; weights show that.",
                    {{Exactness::kConverged, {}, "weights", {"distance"}}}},
      .traits = {.accepts_missing = true, .holds_training_rows = true},
      .params = {{"n_neighbors", 5, {constraint::integer("[1, inf)")}, "How many rows the mean is taken of."},
                 {"weights",
                  "uniform",
                  {constraint::options({"uniform", "distance"})},
                  "All of them count the same, or by the inverse of their distance."},
                 {"metric",
                  "nan_euclidean",
                  {constraint::options({"nan_euclidean"})},
                  "Euclidean distance over the columns that both rows have, scaled up to all columns."},
                 {"add_indicator",
                  false,
                  {constraint::boolean()},
                  "Append a 0/1 column for each column that had missing values in fit."},
                 {"keep_empty_features",
                  false,
                  {constraint::boolean()},
                  "Keep columns that had no value at all in fit, as zeros."}},
      .first = "n_neighbors weights add_indicator",
      .fitted = {field<&KNNImputer::fit_X_>("fit_X_", {"n_samples_fit", "n_features_in_"}, "The training rows."),
                 field<&KNNImputer::indicator_>("indicator_", {}, "The indicator of missing values."),
                 field<&KNNImputer::ties_>("ties_", {},
                                           "Which of equally near rows count; row_order: the earlier ones.",
                                           [] { return added("0.3.0", "row_order"); })},
      .unsupported = {"missing_values", "copy"},
      .create = &create<KNNImputer>};
  return d;
}

void KNNImputer::do_fit(const Table& X, const Column*, const Context&) {
  fit_X_ = X.numbers();
  ties_ = "introselect";
  indicator_.features_.clear();
  if (!param("add_indicator").boolean()) return;
  for (Index j = 0; j < fit_X_.cols(); ++j) {
    if (fit_X_.col(j).array().isNaN().any()) indicator_.features_.push_back(static_cast<int32_t>(j));
  }
}

std::vector<char> KNNImputer::known() const {
  std::vector<char> out(static_cast<size_t>(fit_X_.cols()), 0);
  for (Index i = 0; i < fit_X_.rows(); ++i) {
    for (Index j = 0; j < fit_X_.cols(); ++j) out[static_cast<size_t>(j)] |= !std::isnan(fit_X_(i, j));
  }
  return out;
}

namespace {

/// The places of donors, the nearest `count` first: those that scikit-learn chooses among equals, or in their order.
std::vector<Index> nearest_first(const std::vector<double>& distances, Index count, bool in_order) {
  if (!in_order) return arg_partition(distances, count - 1);
  std::vector<Index> places(distances.size());
  for (size_t i = 0; i < places.size(); ++i) places[i] = static_cast<Index>(i);
  for (size_t i = 0; i < static_cast<size_t>(count); ++i) {
    size_t best = i;
    for (size_t l = i + 1; l < places.size(); ++l) {
      const double d = distances[static_cast<size_t>(places[l])], least = distances[static_cast<size_t>(places[best])];
      if (d < least || (d == least && places[l] < places[best])) best = l;
    }
    std::swap(places[i], places[best]);
  }
  return places;
}

}  // namespace

Table KNNImputer::do_transform(const Table& X) const {
  const Matrix& x = X.numbers();
  const std::vector<char> valid = known();
  const Index k = std::min<int64_t>(param("n_neighbors").integer(), fit_X_.rows());
  const bool by_distance = param("weights").is("distance"), keep = param("keep_empty_features").boolean();
  const bool in_order = ties_ == "row_order";
  const double width = static_cast<double>(x.cols());
  Vector row(x.cols());
  std::vector<double> distances(static_cast<size_t>(fit_X_.rows()));
  std::vector<Index> donors;
  std::vector<double> away;
  Matrix filled = x;
  for (Index i = 0; i < x.rows(); ++i) {
    bool measured = false;
    for (Index j = 0; j < x.cols(); ++j) {
      if (!valid[static_cast<size_t>(j)]) {
        filled(i, j) = 0.0;
        continue;
      }
      if (!std::isnan(x(i, j))) continue;
      if (!measured) {
        row = x.row(i);
        for (Index r = 0; r < fit_X_.rows(); ++r) {
          double sum = 0, present = 0;
          for (Index c = 0; c < x.cols(); ++c) {
            const double difference = row[c] - fit_X_(r, c);
            if (std::isnan(difference)) continue;
            sum += difference * difference;
            present += 1;
          }
          distances[static_cast<size_t>(r)] =
              present == 0 ? std::numeric_limits<double>::quiet_NaN() : std::sqrt(sum / present * width);
        }
        measured = true;
      }
      donors.clear();
      away.clear();
      double sum = 0, count = 0;
      bool near = false;
      for (Index r = 0; r < fit_X_.rows(); ++r) {
        if (std::isnan(fit_X_(r, j))) continue;
        sum += fit_X_(r, j);
        count += 1;
        const double distance = distances[static_cast<size_t>(r)];
        near |= !std::isnan(distance);
        if (in_order && std::isnan(distance)) continue;
        donors.push_back(r);
        away.push_back(distance);
      }
      if (!near) {
        filled(i, j) = sum / count;  // no row shares a column with this one
        continue;
      }
      const Index nearest = std::min(k, static_cast<Index>(donors.size()));
      const std::vector<Index> places = nearest_first(away, nearest, in_order);
      // A row at distance 0 outweighs all others.
      bool same = false;
      for (Index l = 0; l < nearest; ++l) same |= away[static_cast<size_t>(places[static_cast<size_t>(l)])] == 0.0;
      sum = count = 0;
      for (Index l = 0; l < nearest; ++l) {
        const auto at = static_cast<size_t>(places[static_cast<size_t>(l)]);
        if (std::isnan(away[at])) continue;  // shares no column
        const double weight = !by_distance ? 1.0 : same ? (away[at] == 0.0 ? 1.0 : 0.0) : 1.0 / away[at];
        sum += fit_X_(donors[at], j) * weight;
        count += weight;
      }
      filled(i, j) = sum / count;
    }
  }
  std::vector<Column> columns;
  for (Index j = 0; j < x.cols(); ++j) {
    if (valid[static_cast<size_t>(j)] || keep) columns.push_back(Column::of_numbers(filled.col(j)));
  }
  for (int32_t j : indicator_.features_)
    columns.push_back(Column::of_numbers(x.col(j).array().isNaN().cast<double>().matrix()));
  return Table::from_columns(std::move(columns), {}, X.rows());
}

std::vector<std::string> KNNImputer::do_feature_names_out(const std::vector<std::string>& in) const {
  const std::vector<char> valid = known();
  std::vector<std::string> names;
  for (size_t j = 0; j < in.size(); ++j) {
    if (valid[j] || param("keep_empty_features").boolean()) names.push_back(in[j]);
  }
  for (int32_t j : indicator_.features_) names.push_back("missingindicator_" + in[static_cast<size_t>(j)]);
  return names;
}

void KNNImputer::check_fitted() const {
  using audit::refuse;
  if (fit_X_.rows() == 0 || fit_X_.array().isInf().any()) refuse("fit_X_", "fit_X_ must hold rows without infinities.");
  if (ties_ != "introselect" && ties_ != "row_order") refuse("ties_", "ties_ must be introselect or row_order.");
  int64_t last = -1;
  for (int32_t j : indicator_.features_) {
    if (j <= last || j >= n_features_in())
      refuse("indicator_.features_", "indicator_.features_ names a column that does not exist.");
    last = j;
  }
}

}  // namespace keepfit
