#include "preprocessing/k_bins_discretizer.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "cluster/k_means.h"
#include "core/audit.h"
#include "core/numerics.h"
#include "core/percentile.h"
#include "core/random.h"
#include "core/registry.h"
#include "core/shared.h"
#include "core/table.h"
#include "core/warnings.h"
#include "preprocessing/categories.h"
#include "preprocessing/quantiles.h"

namespace keepfit {

KEEPFIT_REGISTER(KBinsDiscretizer)

namespace {

constexpr const char* kMethods[] = {
    "linear",  "averaged_inverted_cdf",     "inverted_cdf",    "closest_observation", "hazen",
    "weibull", "interpolated_inverted_cdf", "median_unbiased", "normal_unbiased"};

quantiles::Method method_of(const Value& name) {
  size_t i = 0;
  while (!name.is(kMethods[i])) ++i;
  return static_cast<quantiles::Method>(i);
}

/// The ends, and the middles between neighbouring centres of a k-means that starts with intervals of equal width.
std::vector<double> centre_edges(const Vector& column, const Vector* weights, double low, double high, int32_t bins) {
  if (column.size() < bins) {
    throw Error("bad_parameter", "KBinsDiscretizer",
                "n_bins of KBinsDiscretizer must be at most the number of rows with strategy='kmeans'. Got " +
                    std::to_string(bins) + " for " + std::to_string(column.size()) + ".");
  }
  const std::vector<double> uniform = quantiles::linspace(low, high, bins + 1);
  RowMatrix centres(bins, 1);
  for (Index c = 0; c < bins; ++c)
    centres(c, 0) = (uniform[static_cast<size_t>(c) + 1] + uniform[static_cast<size_t>(c)]) * 0.5;
  centres = k_means_centres(column, std::move(centres), weights);
  std::vector<double> sorted(centres.data(), centres.data() + bins), edges{low};
  std::sort(sorted.begin(), sorted.end());
  for (size_t c = 1; c < sorted.size(); ++c) edges.push_back((sorted[c] + sorted[c - 1]) * 0.5);
  edges.push_back(high);
  return edges;
}

}  // namespace

KEEPFIT_SMALL const Declaration& KBinsDiscretizer::declared() {
  static const Declaration d{
      .name = "KBinsDiscretizer",
      .module = "preprocessing",
      .doc = "Cuts each column into intervals and encodes the interval.",
      .kind = Kind::kTransformer,
      .exactness = {Exactness::kExact, "", {{Exactness::kTight, {}, "strategy", {"kmeans"}}}},
      .traits = {.sample_weight = true},
      .params =
          {{"n_bins",
            5,
            {constraint::integer("[2, inf)"), constraint::list()},
            "Number of intervals, or a list with one number per column."},
           {"encode",
            "onehot",
            {constraint::options({"onehot", "onehot-dense", "ordinal"})},
            "A 0/1 column per interval, or the interval's number."},
           {"strategy",
            "quantile",
            {constraint::options({"uniform", "quantile", "kmeans"})},
            "Intervals of equal width, with equally many rows, or around the centres of a k-means of the column."},
           {"quantile_method",
            "averaged_inverted_cdf",
            {constraint::options(std::vector<std::string>(std::begin(kMethods), std::end(kMethods)))},
            "How quantiles are interpolated: NumPy's names. With sample_weight only the two 'inverted_cdf'."},
           {"subsample",
            200000,
            {constraint::integer("[1, inf)"), constraint::none()},
            "Number of rows drawn for the edges when there are more."},
           param::random_state("Seed of that draw; None stands for 0.")},
      .first = "n_bins strategy encode",
      .fitted = {field<&KBinsDiscretizer::bin_edges_>("bin_edges_", {"n_features_in_"},
                                                      "Edges of the intervals of each column."),
                 field<&KBinsDiscretizer::n_bins_>(
                     "n_bins_", {"n_features_in_"},
                     "Number of intervals of each column; intervals without width are left out.")},
      .unsupported = {"dtype"},
      .create = &create<KBinsDiscretizer>};
  return d;
}

std::vector<int32_t> KBinsDiscretizer::wanted_bins(Index columns) const {
  constexpr int64_t kMost = 10000000;
  const Value& given = param("n_bins");
  Value::List each = given.get_if<Value::List>() ? given.list() : Value::List(static_cast<size_t>(columns), given);
  if (static_cast<Index>(each.size()) != columns) {
    throw Error("bad_parameter", name(),
                "n_bins of KBinsDiscretizer must be an int or one int per column: " + std::to_string(columns) +
                    ". Got " + std::to_string(each.size()) + ".");
  }
  std::vector<int32_t> out;
  for (const Value& bins : each) {
    const auto* n = bins.get_if<int64_t>();
    if (!n || *n < 2 || *n > kMost) {
      throw Error(
          "bad_parameter", name(),
          "n_bins of KBinsDiscretizer must hold ints in [2, " + std::to_string(kMost) + "]. Got " + bins.repr() + ".");
    }
    out.push_back(static_cast<int32_t>(*n));
  }
  return out;
}

void KBinsDiscretizer::do_fit(const Table& X, const Column*, const Context&) {
  n_bins_ = wanted_bins(X.columns());
  const Value& subsample = param("subsample");
  const Vector* weights = sample_weight();
  std::vector<int64_t> rows;
  if (!subsample.is_null() && X.rows() > subsample.integer()) {
    RandomState random = random_state_of(param("random_state"));
    const auto size = static_cast<size_t>(subsample.integer());
    if (weights) {
      const Vector chances = *weights / numerics::sum_pairwise(*weights);
      rows = random.choice(std::vector<double>(chances.begin(), chances.end()), size, true);
      weights = nullptr;  // the draw has counted them
    } else {
      rows = random.randint(0, X.rows(), size);
    }
  }
  const bool by_quantile = param("strategy").is("quantile"), by_centres = param("strategy").is("kmeans");
  const quantiles::Method method = method_of(param("quantile_method"));
  const bool averaged = method == quantiles::Method::kAveragedInvertedCdf;
  if (by_quantile && weights && !averaged && method != quantiles::Method::kInvertedCdf) {
    throw Error("bad_parameter", name(),
                "quantile_method of KBinsDiscretizer must be 'averaged_inverted_cdf' or 'inverted_cdf' with "
                "sample_weight. Got " +
                    param("quantile_method").repr() + ".");
  }
  Value::List all;
  for (Index j = 0; j < X.columns(); ++j) {
    int32_t& bins = n_bins_[static_cast<size_t>(j)];
    Vector column = X.numeric(j);
    if (!rows.empty()) {
      column.resize(static_cast<Index>(rows.size()));
      for (Index i = 0; i < column.size(); ++i) column[i] = X.numeric(j)[rows[static_cast<size_t>(i)]];
    }
    double low = kInf, high = -kInf;
    for (Index i = 0; i < column.size(); ++i) {
      // Rows without weight do not stretch intervals.
      if (!by_quantile && weights && (*weights)[i] == 0) continue;
      low = std::min(low, column[i]);
      high = std::max(high, column[i]);
    }
    std::vector<double> edges;
    if (low == high) {
      warn("UserWarning", X.label(j) + " is constant, so KBinsDiscretizer makes 0 of it.",
           "Drop the column, for example with VarianceThreshold.");
      bins = 1;
      edges = {-kInf, kInf};
    } else if (!by_quantile && !by_centres) {
      edges = quantiles::linspace(low, high, bins + 1);
    } else {
      std::vector<double> candidates;
      if (by_centres) {
        candidates = centre_edges(column, weights, low, high, bins);
      } else {
        const std::vector<double> sorted = quantiles::sorted_values(column.data(), column.size());
        for (double percent : quantiles::linspace(0, 100, bins + 1)) {
          candidates.push_back(
              weights ? weighted_percentile(column.data(), weights->data(), column.size(), percent, averaged)
                      : quantiles::percentile(sorted, percent, method));
        }
      }
      // An edge closer to the one before it than this is no edge of its own; compared with all, also those left out.
      constexpr double kNarrow = 1e-8;
      double before = -kInf;
      for (const double edge : candidates) {
        if (edge - before > kNarrow) edges.push_back(edge);
        before = edge;
      }
      const auto asked = bins;
      bins = static_cast<int32_t>(edges.size()) - 1;
      if (bins != asked) {
        warn("UserWarning",
             "Of the " + std::to_string(asked) + " intervals of " + X.label(j) + " some have no width; " +
                 std::to_string(bins) + " stay.",
             "Lower n_bins, or choose strategy='uniform'.");
      }
      if (bins == 0) {
        bins = 1;
        edges = {-kInf, kInf};
      }
    }
    all.emplace_back(Value::List(edges.begin(), edges.end()));
  }
  bin_edges_ = std::move(all);
}

std::vector<double> KBinsDiscretizer::edges(size_t j) const {
  std::vector<double> out;
  for (const Value& edge : bin_edges_.list()[j].list()) out.push_back(edge.number());
  return out;
}

Table KBinsDiscretizer::do_transform(const Table& X) const {
  const bool numbers = ordinal();
  Index width = 0;
  for (int32_t bins : n_bins_) width += numbers ? 1 : bins;
  Matrix z = Matrix::Zero(X.rows(), width);
  Index first = 0;
  for (Index j = 0; j < X.columns(); ++j) {
    const std::vector<double> all = edges(static_cast<size_t>(j));
    const auto from = all.begin() + 1, to = std::max(from, all.end() - 1);
    for (Index i = 0; i < X.rows(); ++i) {
      const auto bin = std::upper_bound(from, to, X.numeric(j)[i]) - from;
      if (numbers) z(i, j) = static_cast<double>(bin);
      else z(i, first + bin) = 1.0;
    }
    first += n_bins_[static_cast<size_t>(j)];
  }
  return Table(std::move(z));
}

Table KBinsDiscretizer::do_inverse_transform(const Table& X) const {
  Matrix out(X.rows(), n_features_in());
  Index first = 0;
  for (Index j = 0; j < out.cols(); ++j) {
    const int32_t count = n_bins_[static_cast<size_t>(j)];
    const std::vector<double> all = edges(static_cast<size_t>(j));
    const std::vector<int32_t> bins =
        ordinal() ? categories::whole_codes(X, j, count) : categories::largest(X.numbers(), first, count);
    for (Index i = 0; i < out.rows(); ++i) {
      const int32_t bin = bins[static_cast<size_t>(i)];
      if (bin < 0) {
        const std::string column = input_names()[static_cast<size_t>(j)];
        throw Error(
            "unknown_code", column,
            "All columns of '" + column + "' are zero in " + row_text(i) + ", which stands for none of its intervals.",
            "Give it what transform makes.")
            .in_row(i);
      }
      out(i, j) = (all[static_cast<size_t>(bin) + 1] + all[static_cast<size_t>(bin)]) * 0.5;
    }
    first += count;
  }
  return Table(std::move(out));
}

std::vector<std::string> KBinsDiscretizer::do_feature_names_out(const std::vector<std::string>& in) const {
  if (ordinal()) return in;
  std::vector<std::string> names;
  for (size_t j = 0; j < in.size(); ++j) {
    for (int32_t b = 0; b < n_bins_[j]; ++b) names.push_back(in[j] + "_" + std::to_string(b) + ".0");
  }
  return names;
}

std::vector<std::pair<Index, double>> KBinsDiscretizer::critical_values() const {
  std::vector<std::pair<Index, double>> out;
  for (size_t j = 0; j < n_bins_.size(); ++j) {
    const std::vector<double> all = edges(j);
    for (size_t e = 1; e + 1 < all.size(); ++e) out.emplace_back(static_cast<Index>(j), all[e]);
  }
  return out;
}

void KBinsDiscretizer::check_fitted() const {
  for (size_t j = 0; j < n_bins_.size(); ++j) {
    const auto* items = bin_edges_.list()[j].get_if<Value::List>();
    bool sound = items && n_bins_[j] >= 1 && items->size() == static_cast<size_t>(n_bins_[j]) + 1;
    for (size_t e = 0; sound && e < items->size(); ++e) {
      sound = (*items)[e].get_if<double>() && (e == 0 || (*items)[e - 1].number() <= (*items)[e].number());
    }
    if (!sound)
      audit::refuse("bin_edges_", "bin_edges_ must hold ascending floats, one more than n_bins_, per column.");
  }
}

}  // namespace keepfit
