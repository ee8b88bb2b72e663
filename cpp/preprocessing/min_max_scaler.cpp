#include "preprocessing/min_max_scaler.h"

#include <cmath>
#include <limits>

#include "core/registry.h"
#include "core/table.h"

namespace keepfit {

KEEPFIT_REGISTER(MinMaxScaler)

KEEPFIT_SMALL const Declaration& MinMaxScaler::declared() {
  static const Declaration d{
      .name = "MinMaxScaler",
      .module = "preprocessing",
      .doc = "Scales each column to a given range, by default from 0 to 1.",
      .kind = Kind::kTransformer,
      .exactness = {Exactness::kExact},
      .traits = {.accepts_missing = true, .keeps_missing = true},
      .params = {{"feature_range",
                  Value::List{0.0, 1.0},
                  {constraint::list()},
                  "The range that the training data is scaled to: [low, high]."},
                 {"clip", false, {constraint::boolean()}, "Keep later data within the range too."}},
      .fitted = {field<&MinMaxScaler::min_>("min_", {"n_features_in_"}, "What is added after scaling."),
                 field<&MinMaxScaler::scale_>("scale_", {"n_features_in_"}, "What each column is multiplied by."),
                 field<&MinMaxScaler::data_min_>("data_min_", {"n_features_in_"},
                                                 "Smallest value seen in each column."),
                 field<&MinMaxScaler::data_max_>("data_max_", {"n_features_in_"}, "Largest value seen in each column."),
                 field<&MinMaxScaler::data_range_>("data_range_", {"n_features_in_"}, "data_max_ - data_min_."),
                 field<&MinMaxScaler::n_samples_seen_>("n_samples_seen_", {}, "Number of rows seen.")},
      .unsupported = {"copy"},
      .unsupported_methods = {"partial_fit"},
      .create = &create<MinMaxScaler>};
  return d;
}

std::pair<double, double> MinMaxScaler::range() const {
  const Value::List& given = param("feature_range").list("feature_range");
  if (given.size() != 2 || !given[0].is_number() || !given[1].is_number() || !(given[0].number() < given[1].number()) ||
      !std::isfinite(given[0].number()) || !std::isfinite(given[1].number())) {
    throw Error("bad_parameter", name(),
                "feature_range of MinMaxScaler must be [low, high] with low < high. Got " +
                    param("feature_range").repr() + ".");
  }
  return {given[0].number(), given[1].number()};
}

void MinMaxScaler::do_fit(const Table& X, const Column*, const Context&) {
  const auto [low, high] = range();
  const Matrix& x = X.numbers();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  data_min_ = Vector::Constant(x.cols(), nan);
  data_max_ = data_min_;
  for (Index j = 0; j < x.cols(); ++j) {
    for (Index i = 0; i < x.rows(); ++i) {
      const double v = x(i, j);
      if (std::isnan(v)) continue;
      if (!(data_min_[j] <= v)) data_min_[j] = v;
      if (!(data_max_[j] >= v)) data_max_[j] = v;
    }
  }
  data_range_ = data_max_ - data_min_;
  scale_.resize(x.cols());
  constexpr double kSmallest = 10 * std::numeric_limits<double>::epsilon();
  for (Index j = 0; j < x.cols(); ++j) scale_[j] = (high - low) / (data_range_[j] < kSmallest ? 1.0 : data_range_[j]);
  min_ = Vector::Constant(x.cols(), low).array() - data_min_.array() * scale_.array();
  n_samples_seen_ = x.rows();
}

Table MinMaxScaler::do_transform(const Table& X) const {
  Matrix z = X.numbers();
  const bool clip = param("clip").boolean();
  const auto [low, high] = range();
  for (Index j = 0; j < z.cols(); ++j) {
    for (Index i = 0; i < z.rows(); ++i) {
      double v = z(i, j) * scale_[j] + min_[j];
      if (clip) v = v < low ? low : v > high ? high : v;
      z(i, j) = v;
    }
  }
  return Table(std::move(z));
}

Table MinMaxScaler::do_inverse_transform(const Table& X) const {
  Matrix x = X.numbers();
  for (Index j = 0; j < x.cols(); ++j) x.col(j).array() = (x.col(j).array() - min_[j]) / scale_[j];
  return Table(std::move(x));
}

}  // namespace keepfit
