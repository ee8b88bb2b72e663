#include "preprocessing/standard_scaler.h"

#include <cmath>

#include "core/numerics.h"
#include "core/registry.h"
#include "core/table.h"
#include "preprocessing/scale.h"

namespace keepfit {

KEEPFIT_REGISTER(StandardScaler)

KEEPFIT_SMALL const Declaration& StandardScaler::declared() {
  static const Declaration d{
      .name = "StandardScaler",
      .module = "preprocessing",
      .doc = "Removes the mean and scales to unit variance, column by column.",
      .kind = Kind::kTransformer,
      .exactness = {.exactness = Exactness::kExact,
                    .note = "scikit-learn leaves sums over weighted rows to BLAS.",
                    .by_columns = Exactness::kTight},
      .traits = {.accepts_missing = true, .sample_weight = true, .keeps_missing = true, .gives_negative = true},
      .params = {{"with_mean", true, {constraint::boolean()}, "Subtract the mean of each column."},
                 {"with_std", true, {constraint::boolean()}, "Divide each column by its standard deviation."}},
      .fitted = {field<&StandardScaler::mean_>("mean_", {"n_features_in_"}, "Mean of each column over the rows seen."),
                 field<&StandardScaler::var_>("var_", {"n_features_in_"}, "Population variance of each column."),
                 field<&StandardScaler::scale_>("scale_", {"n_features_in_"}, "What each column is divided by."),
                 field<&StandardScaler::n_samples_seen_>("n_samples_seen_", {},
                                                         "Number of values seen (or the sum of their weights), missing "
                                                         "ones left out; one per column when they differ.")},
      .unsupported = {"copy"},
      .unsupported_methods = {"partial_fit"},
      .create = &create<StandardScaler>};
  return d;
}

namespace {

/// Of kWidth columns side by side, so that their sums do not wait for one another: the number of values, their mean,
/// and the sums of what lies off it and of its squares, row after row. Missing values count as 0 in their place.
template <int kWidth>
struct Moments {
  int64_t count[kWidth];
  double mean[kWidth], off[kWidth] = {}, squares[kWidth] = {};

  Moments(const double* column, Index n) {
    double sum[kWidth] = {};
    int64_t missing[kWidth] = {};
    for (Index i = 0; i < n; ++i) {
      for (int w = 0; w < kWidth; ++w) {
        const double v = column[w * n + i];
        sum[w] += std::isnan(v) ? 0.0 : v;
        missing[w] += std::isnan(v);
      }
    }
    for (int w = 0; w < kWidth; ++w) {
      count[w] = static_cast<int64_t>(n) - missing[w];
      mean[w] = sum[w] / static_cast<double>(count[w]);
    }
    for (Index i = 0; i < n; ++i) {
      for (int w = 0; w < kWidth; ++w) {
        const double v = column[w * n + i], d = std::isnan(v) ? 0.0 : v - mean[w];
        off[w] += d;
        squares[w] += d * d;
      }
    }
  }
};

}  // namespace

void StandardScaler::do_fit(const Table& X, const Column*, const Context&) {
  constexpr double kEps = 2.220446049250313e-16;
  const Matrix& x = X.numbers();
  const Index p = x.cols();
  // NumPy adds a C-ordered matrix along axis 0 row by row, but a single column, which is contiguous, pairwise. Missing
  // values count as 0 in their place.
  const auto sum = [p](const Vector& v) {
    return p == 1 ? numerics::sum_pairwise(v) : numerics::sum_sequential(v.data(), v.size());
  };
  mean_.resize(p);
  var_.resize(p);
  scale_.resize(p);
  Value::List seen;
  Vector work(x.rows()), present(x.rows());
  const Vector* weights = sample_weight();
  // scikit-learn leaves weighted sums to BLAS.
  const auto total = [&](const Vector& v) { return weights ? numerics::dot(*weights, v) : sum(v); };
  const auto finish = [&](Index j, double n, double mean, double correction, double squares, Value count) {
    const double var = (squares - correction * correction / n) / n;
    mean_[j] = mean;
    var_[j] = var;
    seen.push_back(std::move(count));
    const double noise = n * mean * kEps;
    const bool constant = var <= n * kEps * var + noise * noise;
    scale_[j] = constant ? 1.0 : std::sqrt(var);
  };
  Index j = 0;
  for (; !weights && j + 4 <= p; j += 4) {
    const Moments<4> m(x.data() + j * x.rows(), x.rows());
    for (int w = 0; w < 4; ++w)
      finish(j + w, static_cast<double>(m.count[w]), m.mean[w], m.off[w], m.squares[w], m.count[w]);
  }
  for (; j < p; ++j) {
    const auto column = x.col(j);
    int64_t count = 0;
    for (Index i = 0; i < x.rows(); ++i) {
      const bool missing = std::isnan(column[i]);
      work[i] = missing ? 0.0 : column[i];
      present[i] = missing ? 0.0 : weights ? (*weights)[i] : 1.0;
      count += missing ? 0 : 1;
    }
    const double n = weights ? sum(present) : static_cast<double>(count);
    const double mean = total(work) / n;
    for (Index i = 0; i < x.rows(); ++i) work[i] = std::isnan(column[i]) ? 0.0 : column[i] - mean;
    const double correction = total(work);
    for (double& d : work) d *= d;
    finish(j, n, mean, correction, total(work), weights ? Value(n) : Value(count));
  }
  bool same = true;
  for (const Value& count : seen) same = same && count.number() == seen[0].number();
  n_samples_seen_ = same ? seen[0] : Value(std::move(seen));
}

Table StandardScaler::do_transform(const Table& X) const {
  const Matrix& x = X.numbers();
  const bool with_mean = param("with_mean").boolean(), with_std = param("with_std").boolean();
  Matrix z(x.rows(), x.cols());
  for (Index j = 0; j < z.cols(); ++j) {
    const auto from = x.col(j).array();
    auto to = z.col(j).array();
    if (with_mean && with_std) to = (from - mean_[j]) / scale_[j];
    else if (with_mean) to = from - mean_[j];
    else if (with_std) to = from / scale_[j];
    else to = from;
  }
  return Table(std::move(z));
}

Table StandardScaler::do_inverse_transform(const Table& X) const {
  Matrix x = X.numbers();
  const bool with_mean = param("with_mean").boolean(), with_std = param("with_std").boolean();
  for (Index j = 0; j < x.cols(); ++j) {
    if (with_std) x.col(j).array() *= scale_[j];
    if (with_mean) x.col(j).array() += mean_[j];
  }
  return Table(std::move(x));
}

void StandardScaler::check_fitted() const {
  const auto* counts = n_samples_seen_.get_if<Value::List>();
  bool sound = counts ? counts->size() == static_cast<size_t>(n_features_in()) : n_samples_seen_.is_number();
  for (size_t j = 0; counts && j < counts->size(); ++j) sound = sound && (*counts)[j].is_number();
  if (!sound)
    throw Error("audit_type", "n_samples_seen_", "n_samples_seen_ must be a number, or one per column.",
                "Nothing was loaded.");
  check_scale(scale_);
}

}  // namespace keepfit
