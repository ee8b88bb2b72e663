#include "preprocessing/quantile_transformer.h"

#include <algorithm>
#include <cmath>

#include "core/audit.h"
#include "core/random.h"
#include "core/registry.h"
#include "core/shared.h"
#include "core/table.h"
#include "core/warnings.h"
#include "preprocessing/quantiles.h"

namespace keepfit {

KEEPFIT_REGISTER(QuantileTransformer)

namespace {

Listed<Example> examples() { return {{"subsample", {20}, {{"n_quantiles", 10}}}}; }

}  // namespace

KEEPFIT_SMALL const Declaration& QuantileTransformer::declared() {
  static const Declaration d{
      .name = "QuantileTransformer",
      .module = "preprocessing",
      .doc = "Maps each column to its quantiles, so that it is distributed uniformly or normally.",
      .kind = Kind::kTransformer,
      .exactness = {Exactness::kExact, "", {{Exactness::kTight, {}, "output_distribution", {"normal"}}}},
      .traits = {.accepts_missing = true, .keeps_missing = true},
      .params =
          {{"n_quantiles", 1000, {constraint::integer("[1, inf)")}, "Number of quantiles kept, at most one per row."},
           {"output_distribution",
            "uniform",
            {constraint::options({"uniform", "normal"})},
            "The distribution of the output."},
           {"subsample",
            10000,
            {constraint::integer("[1, inf)"), constraint::none()},
            "Number of rows drawn for the quantiles when there are more."},
           param::random_state("Seed of that draw; None stands for 0.")},
      .first = "n_quantiles output_distribution",
      .fitted = {field<&QuantileTransformer::n_quantiles_>("n_quantiles_", {}, "Number of quantiles kept."),
                 field<&QuantileTransformer::quantiles_>("quantiles_", {"n_quantiles", "n_features_in_"},
                                                         "The quantiles of each column."),
                 field<&QuantileTransformer::references_>("references_", {"n_quantiles"},
                                                          "The shares that they stand for.")},
      .examples = &examples,
      .unsupported = {"ignore_implicit_zeros", "copy"},
      .create = &create<QuantileTransformer>};
  return d;
}

void QuantileTransformer::do_fit(const Table& X, const Column*, const Context&) {
  const Value& subsample = param("subsample");
  const int64_t wanted = param("n_quantiles").integer();
  if (!subsample.is_null() && wanted > subsample.integer()) {
    throw Error("bad_parameter", name(),
                "n_quantiles of QuantileTransformer must not be greater than subsample. Got " + std::to_string(wanted) +
                    " and " + std::to_string(subsample.integer()) + ".");
  }
  const Matrix& x = X.numbers();
  if (wanted > x.rows()) {
    warn("UserWarning",
         "n_quantiles=" + std::to_string(wanted) + " of QuantileTransformer is more than X has, which is " +
             counted(x.rows(), "row") + "; one per row is kept.",
         "Lower n_quantiles.");
  }
  n_quantiles_ = std::min<int64_t>(wanted, x.rows());
  const std::vector<double> references = quantiles::linspace(0, 1, n_quantiles_);
  references_ = Eigen::Map<const Vector>(references.data(), n_quantiles_);
  std::vector<int64_t> rows;
  if (!subsample.is_null() && subsample.integer() < x.rows()) {
    rows = random_state_of(param("random_state")).permutation(x.rows());
    rows.resize(static_cast<size_t>(subsample.integer()));
  }
  quantiles_.resize(n_quantiles_, x.cols());
  Vector drawn(static_cast<Index>(rows.size()));
  for (Index j = 0; j < x.cols(); ++j) {
    for (Index i = 0; i < drawn.size(); ++i) drawn[i] = x(rows[static_cast<size_t>(i)], j);
    const std::vector<double> sorted = rows.empty() ? quantiles::sorted_values(x.col(j).data(), x.rows())
                                                    : quantiles::sorted_values(drawn.data(), drawn.size());
    for (Index q = 0; q < n_quantiles_; ++q) quantiles_(q, j) = quantiles::percentile(sorted, references_[q] * 100);
  }
}

namespace {

/// np.interp of one value.
double interpolate(double v, const std::vector<double>& x, const std::vector<double>& y) {
  const auto above = std::upper_bound(x.begin(), x.end(), v) - x.begin();
  if (above == 0) return y.front();
  if (above == static_cast<std::ptrdiff_t>(x.size())) return y.back();
  const auto k = static_cast<size_t>(above - 1);
  if (x[k] == v) return y[k];
  const double slope = (y[k + 1] - y[k]) / (x[k + 1] - x[k]);
  double out = slope * (v - x[k]) + y[k];
  if (std::isnan(out)) out = slope * (v - x[k + 1]) + y[k + 1];
  return out;
}

}  // namespace

Table QuantileTransformer::do_transform(const Table& X) const {
  constexpr double kBound = 1e-7, kSpacing = 0x1p-52;
  const bool normal = param("output_distribution").is("normal");
  const double lowest = quantiles::normal(kBound - kSpacing), highest = quantiles::normal(1 - (kBound - kSpacing));
  const std::vector<double> y(references_.begin(), references_.end());
  std::vector<double> x(y.size()), back_x(y.size()), back_y(y.size());
  for (size_t q = 0; q < y.size(); ++q) back_y[q] = -y[y.size() - 1 - q];
  Matrix z = X.numbers();
  for (Index j = 0; j < z.cols(); ++j) {
    for (size_t q = 0; q < x.size(); ++q) x[q] = quantiles_(static_cast<Index>(q), j);
    for (size_t q = 0; q < x.size(); ++q) back_x[q] = -x[x.size() - 1 - q];
    for (Index i = 0; i < z.rows(); ++i) {
      const double v = z(i, j);
      if (std::isnan(v)) continue;
      // Equal quantiles: the mean of the first and the last of them.
      double out = 0.5 * (interpolate(v, x, y) - interpolate(-v, back_x, back_y));
      if (normal ? v + kBound > x.back() : v == x.back()) out = 1;
      if (normal ? v - kBound < x.front() : v == x.front()) out = 0;
      if (normal) out = std::min(std::max(quantiles::normal(out), lowest), highest);
      z(i, j) = out;
    }
  }
  return Table(std::move(z));
}

Table QuantileTransformer::do_inverse_transform(const Table& X) const {
  constexpr double kBound = 1e-7;
  const bool normal = param("output_distribution").is("normal");
  const std::vector<double> shares(references_.begin(), references_.end());
  std::vector<double> values(shares.size());
  Matrix x = X.numbers();
  for (Index j = 0; j < x.cols(); ++j) {
    for (size_t q = 0; q < values.size(); ++q) values[q] = quantiles_(static_cast<Index>(q), j);
    for (double& v : x.col(j)) {
      if (std::isnan(v)) continue;
      const double share = normal ? quantiles::normal_share(v) : v;
      // Below the first share and above the last lie the smallest and the largest value.
      if (normal && share - kBound < 0) v = values.front();
      else if (normal && share + kBound > 1) v = values.back();
      else v = interpolate(share, shares, values);
    }
  }
  return Table(std::move(x));
}

std::vector<std::pair<Index, double>> QuantileTransformer::critical_values() const {
  std::vector<std::pair<Index, double>> out;
  for (Index j = 0; j < quantiles_.cols(); ++j) {
    for (Index q : {Index{0}, quantiles_.rows() - 1}) {
      if (std::isfinite(quantiles_(q, j))) out.emplace_back(j, quantiles_(q, j));
    }
  }
  return out;
}

void QuantileTransformer::check_fitted() const {
  using audit::refuse;
  if (n_quantiles_ < 1 || n_quantiles_ != quantiles_.rows())
    refuse("n_quantiles_", "n_quantiles_ does not agree with quantiles_.");
  for (Index q = 1; q < quantiles_.rows(); ++q) {
    if (!(references_[q - 1] <= references_[q])) refuse("references_", "references_ must ascend.");
    for (Index j = 0; j < quantiles_.cols(); ++j) {
      // Rounding may put interpolated neighbours an ulp out of order.
      if (quantiles_(q - 1, j) - quantiles_(q, j) > 1e-9 * std::abs(quantiles_(q, j)))
        refuse("quantiles_", "quantiles_ must ascend in every column.");
    }
  }
}

}  // namespace keepfit
