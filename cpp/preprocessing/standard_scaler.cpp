#include "preprocessing/standard_scaler.h"

#include <cmath>

#include "core/registry.h"

namespace keepfit {

KEEPFIT_REGISTER(StandardScaler)

const Declaration& StandardScaler::declared() {
  static const Declaration d{
      .name = "StandardScaler",
      .module = "preprocessing",
      .doc = "Removes the mean and scales to unit variance, column by column.",
      .kind = Kind::kTransformer,
      .traits = {.accepts_missing = true},
      .params = {{"with_mean", true, {constraint::boolean()}, "Subtract the mean of each column."},
                 {"with_std", true, {constraint::boolean()}, "Divide each column by its standard deviation."}},
      .fitted = {field<&StandardScaler::mean_>("mean_", {"n_features_in_"}, "Mean of each column over the rows seen."),
                 field<&StandardScaler::var_>("var_", {"n_features_in_"}, "Population variance of each column."),
                 field<&StandardScaler::scale_>("scale_", {"n_features_in_"}, "What each column is divided by."),
                 field<&StandardScaler::n_samples_seen_>("n_samples_seen_", {"n_features_in_"},
                                                         "Number of values seen in each column, missing ones left out.")},
      .unsupported = {"copy"},
      .create = &create<StandardScaler>};
  return d;
}

void StandardScaler::do_fit(const Table& X, const Column*, const Context&) {
  constexpr double kEps = 2.220446049250313e-16;
  const Matrix& x = X.numbers();
  const Index p = x.cols();
  mean_.resize(p);
  var_.resize(p);
  scale_.resize(p);
  n_samples_seen_.assign(static_cast<size_t>(p), 0);
  for (Index j = 0; j < p; ++j) {
    const auto column = x.col(j);
    // Each sum runs down the column in row order: the order in which NumPy adds a C-ordered matrix along axis 0.
    double sum = 0;
    int64_t seen = 0;
    for (Index i = 0; i < x.rows(); ++i) {
      if (std::isnan(column[i])) continue;
      sum += column[i];
      ++seen;
    }
    const double n = static_cast<double>(seen);
    const double mean = sum / n;
    double correction = 0, squares = 0;
    for (Index i = 0; i < x.rows(); ++i) {
      if (std::isnan(column[i])) continue;
      const double d = column[i] - mean;
      correction += d;
      squares += d * d;
    }
    const double var = (squares - correction * correction / n) / n;
    mean_[j] = mean;
    var_[j] = var;
    n_samples_seen_[static_cast<size_t>(j)] = seen;
    const double noise = n * mean * kEps;
    const bool constant = var <= n * kEps * var + noise * noise;
    scale_[j] = constant ? 1.0 : std::sqrt(var);
  }
}

Table StandardScaler::do_transform(const Table& X) const {
  Matrix z = X.numbers();
  const bool with_mean = param("with_mean").boolean(), with_std = param("with_std").boolean();
  for (Index j = 0; j < z.cols(); ++j) {
    if (with_mean) z.col(j).array() -= mean_[j];
    if (with_std) z.col(j).array() /= scale_[j];
  }
  return Table(std::move(z));
}

void StandardScaler::check_fitted() const {
  for (Index j = 0; j < scale_.size(); ++j) {
    if (scale_[j] == 0.0) throw Error("audit_values", "scale_", "scale_ holds a zero; nothing can be divided by it.");
  }
}

}  // namespace keepfit
