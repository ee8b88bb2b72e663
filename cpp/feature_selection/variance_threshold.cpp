#include "feature_selection/variance_threshold.h"

#include <algorithm>
#include <cmath>

#include "core/numerics.h"
#include "core/registry.h"
#include "core/table.h"

namespace keepfit {

KEEPFIT_REGISTER(VarianceThreshold)

KEEPFIT_SMALL const Declaration& VarianceThreshold::declared() {
  static const Declaration d{
      .name = "VarianceThreshold",
      .module = "feature_selection",
      .doc = "Keeps columns whose variance is above a threshold.",
      .kind = Kind::kTransformer,
      .exactness = {.exactness = Exactness::kExact, .by_columns = Exactness::kTight},
      .traits = {.accepts_missing = true, .keeps_missing = true},
      .params = {{"threshold",
                  0.0,
                  {constraint::real("[0, inf)")},
                  "Columns with a variance up to this are left out; 0 leaves out constant ones."}},
      .fitted = {field<&VarianceThreshold::variances_>(
          "variances_", {"n_features_in_"},
          "Variance of each column; for the threshold 0 its range where that is smaller.")},
      .unsupported = {},
      .unsupported_methods = {"get_support"},
      .create = &create<VarianceThreshold>};
  return d;
}

void VarianceThreshold::do_fit(const Table& X, const Column*, const Context&) {
  const Matrix& x = X.numbers();
  const bool any_difference = param("threshold").number() == 0.0;
  variances_.resize(x.cols());
  Vector work(x.rows());
  // A single column is contiguous: NumPy adds it pairwise; otherwise rows are added one after another.
  const auto sum = [&](const Vector& v) {
    return x.cols() == 1 ? numerics::sum_pairwise(v) : numerics::sum_sequential(v.data(), v.size());
  };
  for (Index j = 0; j < x.cols(); ++j) {
    double count = 0, low = kInf, high = -kInf;
    for (Index i = 0; i < x.rows(); ++i) {
      const double v = x(i, j);
      const bool missing = std::isnan(v);
      work[i] = missing ? 0.0 : v;
      count += missing ? 0 : 1;
      low = v < low ? v : low;
      high = v > high ? v : high;
    }
    const double mean = sum(work) / count;
    const bool missing = count != static_cast<double>(x.rows());  // then np.ptp is NaN, and the variance counts
    for (Index i = 0; i < x.rows(); ++i) {
      const double d = std::isnan(x(i, j)) ? 0.0 : x(i, j) - mean;
      work[i] = d * d;
    }
    const double variance = sum(work) / count;
    variances_[j] = any_difference && !missing && high - low < variance ? high - low : variance;
  }
  const std::vector<char> mask = support();
  if (std::none_of(mask.begin(), mask.end(), [](char keep) { return keep; })) {
    throw Error("nothing_selected", name(),
                "No column has a variance above the threshold " + repr(param("threshold").number()) + ".",
                "Lower the threshold.");
  }
}

std::vector<char> VarianceThreshold::support() const {
  std::vector<char> mask;
  for (double v : variances_) mask.push_back(v > param("threshold").number());
  return mask;
}

}  // namespace keepfit
