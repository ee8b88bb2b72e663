#include "neighbors/nearest.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <optional>

#include "core/audit.h"
#include "core/bits.h"
#include "core/constraint.h"
#include "core/errors.h"
#include "core/estimator.h"
#include "core/math.h"
#include "core/simd.h"
#include "core/warnings.h"
#include "neighbors/ordered_search.h"

namespace keepfit::neighbors {

namespace {

/// Training rows that are compared at a time.
constexpr Index kLanes = 8;
/// Columns between two looks at whether a row of the group can still be near enough.
constexpr Index kStride = 8;

using simd::Two;

struct Euclid {
  static Two add(Two sum, Two away) { return sum + away * away; }
};
struct Manhattan {
  static Two add(Two sum, Two away) { return sum + Two{std::fabs(away[0]), std::fabs(away[1])}; }
};
struct Chebyshev {
  static double larger(double a, double b) { return a < b ? b : a; }
  static Two add(Two sum, Two away) {
    return Two{larger(sum[0], std::fabs(away[0])), larger(sum[1], std::fabs(away[1]))};
  }
};

/// The training rows in groups of kLanes, column by column within a group; the last group is filled up with zeros.
std::vector<double> grouped(const RowMatrix& training) {
  const Index n = training.rows(), p = training.cols(), groups = (n + kLanes - 1) / kLanes;
  std::vector<double> out(static_cast<size_t>(groups * p * kLanes), 0.0);
  for (Index i = 0; i < n; ++i) {
    double* group = &out[static_cast<size_t>((i / kLanes) * p * kLanes + i % kLanes)];
    for (Index j = 0; j < p; ++j) group[j * kLanes] = training(i, j);
  }
  return out;
}

template <class Kind>
void search(const std::vector<double>& groups, Index n, const double* query, Index p, Best& best) {
  double sums[kLanes];
  for (Index start = 0; start < n; start += kLanes) {
    const double* x = groups.data() + start * p;
    Two a{0, 0}, b{0, 0}, c{0, 0}, d{0, 0};
    // That next to the worst: rows as far away are offered, so that ties are seen.
    const double beyond =
        best.worst() < kInf ? keepfit::bit_cast<double>(keepfit::bit_cast<uint64_t>(best.worst()) + 1) : kInf;
    bool hopeless = false;
    for (Index j = 0; j < p && !hopeless;) {
      const Index stop = std::min(p, j + kStride);
      for (; j < stop; ++j, x += kLanes) {
        const Two q{query[j], query[j]};
        Two v[4];
        std::memcpy(v, x, sizeof v);
        a = Kind::add(a, v[0] - q);
        b = Kind::add(b, v[1] - q);
        c = Kind::add(c, v[2] - q);
        d = Kind::add(d, v[3] - q);
      }
      // Sums never fall, so that a group all of whose rows are too far already can be left.
      hopeless = beyond < kInf && !simd::any_below(a, b, c, d, beyond);
    }
    if (hopeless) continue;
    std::memcpy(sums, &a, sizeof a);
    std::memcpy(sums + 2, &b, sizeof b);
    std::memcpy(sums + 4, &c, sizeof c);
    std::memcpy(sums + 6, &d, sizeof d);
    const Index count = std::min(kLanes, n - start);
    for (Index l = 0; l < count; ++l) best.offer(sums[l], start + l);
  }
}

/// The training rows in single precision, for telling which are too far without adding up exactly. Columns that spread
/// most come first, so that a few of them decide; a common middle is taken off, so that little is rounded away.
class Sieve {
 public:
  explicit Sieve(const RowMatrix& training)
      : training_(training), order_(static_cast<size_t>(training.cols())), middle_(training.cols()) {
    const Index n = training.rows(), p = training.cols(), groups = (n + kRows - 1) / kRows;
    Vector spread(p);
    for (Index j = 0; j < p; ++j) {
      middle_[j] = training.col(j).mean();
      spread[j] = (training.col(j).array() - middle_[j]).square().sum();
      order_[static_cast<size_t>(j)] = j;
    }
    std::stable_sort(order_.begin(), order_.end(), [&](Index a, Index b) { return spread[a] > spread[b]; });
    values_.resize(static_cast<size_t>(groups * p * kRows), 0.0f);
    for (Index i = 0; i < n; ++i) {
      // Four rows of a group lie in the same lane of four vectors.
      float* group = &values_[static_cast<size_t>((i / kRows) * p * kRows + i % 4 * 4 + i % kRows / 4)];
      double squares = 0;
      for (Index j = 0; j < p; ++j) {
        const Index column = order_[static_cast<size_t>(j)];
        const double away = training(i, column) - middle_[column];
        group[j * kRows] = static_cast<float>(away);
        squares += away * away;
      }
      reach_ = std::max(reach_, squares);
    }
    reach_ = std::sqrt(reach_);
  }

  void search(const double* query, Best& best) {
    const Index n = training_.rows(), p = training_.cols();
    query_.resize(static_cast<size_t>(p));
    last_.resize(static_cast<size_t>(p));
    double squares = 0, moved = 0;
    for (Index j = 0; j < p; ++j) {
      const Index column = order_[static_cast<size_t>(j)];
      const double away = query[column] - middle_[column];
      query_[static_cast<size_t>(j)] = static_cast<float>(away);
      squares += away * away;
      double& last = last_[static_cast<size_t>(j)];
      moved += (query[column] - last) * (query[column] - last);
      last = query[column];
    }
    const double lost = 0x1.1p-24 * (reach_ + std::sqrt(squares)), grown = 1 + static_cast<double>(p + 8) * 0x1p-22;
    Index waiting[kWaiting], count = 0;
    // What single precision makes of the square of a distance at least as large as this lies below the limit only if it
    // is exactly so by rounding.
    const auto limit_of = [&](double distance) {
      const double most = (distance + lost) * (distance + lost) * grown;
      return most < 1e37 ? static_cast<float>(most) * (1 + 0x1p-22f) + 1e-40f : std::numeric_limits<float>::infinity();
    };
    // The worst of the last query and the way from there are no less than the worst of this one. What place decides
    // depends on every row in turn.
    float limit = limit_of(best.by_place() ? kInf : last_worst_ + std::sqrt(moved));
    const auto flush = [&] {
      weigh_up(query, waiting, count, best);
      count = 0;
      limit = std::min(limit, limit_of(std::sqrt(best.worst())));
    };
    for (Index start = 0; start < n; start += kRows) {
      const float* x = values_.data() + start * p;
      simd::Four a{}, b{}, c{}, d{};
      bool some = true;
      for (Index j = 0; j < p && some;) {
        for (const Index stop = std::min(p, j + kStride); j < stop; ++j, x += kRows) {
          const float v = query_[static_cast<size_t>(j)];
          const simd::Four q{v, v, v, v};
          const simd::Four e = simd::load(x) - q, f = simd::load(x + 4) - q, g = simd::load(x + 8) - q,
                           h = simd::load(x + 12) - q;
          a = a + e * e;
          b = b + f * f;
          c = c + g * g;
          d = d + h * h;
        }
        // Sums never fall: a group all of whose rows are too far already can be left.
        some = simd::any_not_above(a, b, c, d, limit);
      }
      if (!some) continue;
      unsigned near = simd::not_above(a, b, c, d, limit);
      // The last group is filled up with rows that there are not.
      if (n - start < kRows) near &= (1u << (n - start)) - 1;
      for (; near; near &= near - 1) waiting[count++] = start + std::countr_zero(near);
      if (count > kWaiting - kRows || limit == std::numeric_limits<float>::infinity()) flush();
    }
    flush();
    last_worst_ = std::sqrt(best.worst());
  }

 private:
  static constexpr Index kRows = 16, kStride = 4, kWaiting = 32;

  /// Exact distances of the rows that were not told apart, in their order.
  void weigh_up(const double* query, const Index* rows, Index count, Best& best) const {
    const Index p = training_.cols();
    const double* x = training_.data();
    for (Index i = 0; i < count; i += 4) {
      const double* row[4];
      for (Index l = 0; l < 4; ++l) row[l] = x + rows[std::min(i + l, count - 1)] * p;
      double sums[4] = {};
      for (Index j = 0; j < p; ++j) {
        for (Index l = 0; l < 4; ++l) {
          const double away = row[l][j] - query[j];
          sums[l] += away * away;
        }
      }
      for (Index l = 0; l < 4 && i + l < count; ++l) best.offer(sums[l], rows[i + l]);
    }
  }

  const RowMatrix& training_;
  std::vector<Index> order_;
  Vector middle_;
  double reach_ = 0;  // largest distance of a row from the middle
  std::vector<float> values_, query_;
  std::vector<double> last_;  // query, its columns in their order here
  double last_worst_ = kInf;
};

void search_power(const RowMatrix& training, const double* query, double exponent, Best& best) {
  for (Index i = 0; i < training.rows(); ++i) {
    double sum = 0;
    for (Index j = 0; j < training.cols(); ++j) sum += math::pow(std::fabs(training(i, j) - query[j]), exponent);
    best.offer(sum, i);
  }
}

/// All training rows are offered in their order, but for those that are farther away than the worst.
struct Scan {
  const RowMatrix& training;
  const std::vector<double>& groups;
  Sieve* sieve;
  const Metric& metric;
  bool power;  // an exponent of its own

  // Not once for every caller: code is fetched before it runs.
  [[gnu::noinline]] void operator()(const double* query, Best& best) const {
    const Index n = training.rows(), p = training.cols();
    if (power) search_power(training, query, metric.p, best);
    else if (sieve) sieve->search(query, best);
    else if (metric.p == 2) search<Euclid>(groups, n, query, p, best);
    else if (metric.p == 1) search<Manhattan>(groups, n, query, p, best);
    else search<Chebyshev>(groups, n, query, p, best);
  }
};

}  // namespace

Metric metric_of(const std::string& metric, double p) {
  if (metric == "euclidean" || metric == "l2") return {"euclidean", 2};
  if (metric == "manhattan" || metric == "l1" || metric == "cityblock") return {"manhattan", 1};
  if (metric == "chebyshev") return {"chebyshev", kInf};
  if (p == 2) return {"euclidean", 2};
  if (p == 1) return {"manhattan", 1};
  if (std::isinf(p)) return {"chebyshev", kInf};
  return {"minkowski", p};
}

Neighbours nearest(const RowMatrix& training, const Matrix& queries, Index k, const Metric& metric,
                   const std::string& method, const std::vector<int32_t>& rows, bool in_order) {
  const Index p = training.cols(), m = queries.rows();
  Neighbours out{k, std::vector<Index>(static_cast<size_t>(m * k)),
                 std::vector<double>(static_cast<size_t>(in_order ? m * k : 0))};
  const bool power = metric.name == "minkowski";
  // To prepare the training rows takes as long as a few queries.
  constexpr Index kMany = 16;
  std::optional<Sieve> sieve;
  std::vector<double> groups;
  if (!power && metric.p == 2 && m >= kMany) sieve.emplace(training);
  else if (!power) groups = grouped(training);
  const bool brute = method == "brute", by_row = method == "row_order";
  Best best(k);
  std::optional<OrderedSearch> ordered;
  Index scanned = 0, tied = 0;
  const Scan scan{training, groups, sieve ? &*sieve : nullptr, metric, power};
  std::vector<double> query(static_cast<size_t>(p));
  for (Index i = 0; i < m; ++i) {
    for (Index j = 0; j < p; ++j) query[static_cast<size_t>(j)] = queries(i, j);
    // Where every other query was tied, the heap or the tree is asked at once, but for a look now and then.
    bool by_place = 2 * tied > scanned && i % 16 != 0;
    if (!by_place) {
      best.start(false);
      scan(query.data(), best);
      by_place = !by_row && best.tied();
      ++scanned;
      tied += by_place;
    }
    if (by_place) best.start(true);
    if (by_place && brute) {
      scan(query.data(), best);
      if (best.worst() == kInf) {  // some are infinitely far away
        best.start(false);
        scan(query.data(), best);
      }
    } else if (by_place) {
      if (!ordered) ordered.emplace(training, metric, method == "ball_tree", rows);
      ordered->search(query.data(), best);
    }
    if (in_order) best.sort();
    std::copy(best.rows.begin(), best.rows.end(), out.rows.begin() + i * k);
    if (!in_order) continue;
    for (Index l = 0; l < k; ++l) {
      const double sum = best.distances[static_cast<size_t>(l)];
      out.distances[static_cast<size_t>(i * k + l)] = power           ? math::pow(sum, 1.0 / metric.p)
                                                      : metric.p == 2 ? std::sqrt(sum)
                                                                      : sum;
    }
  }
  return out;
}

void weigh(const double* distances, Index k, std::vector<double>& weights) {
  bool touching = false, any = false;
  for (Index l = 0; l < k; ++l) {
    weights[static_cast<size_t>(l)] = 1.0 / distances[l];
    touching |= std::isinf(weights[static_cast<size_t>(l)]);
    any |= weights[static_cast<size_t>(l)] > 0;
  }
  // All neighbours infinitely far away count alike.
  if (touching || !any) {
    for (double& w : weights) w = !any || std::isinf(w) ? 1.0 : 0.0;
  }
}

KEEPFIT_SMALL std::vector<Param> params() {
  return {{"n_neighbors", 5, {constraint::integer("[1, inf)")}, "Number of neighbours."},
          {"weights",
           "uniform",
           {constraint::options({"uniform", "distance"})},
           "All neighbours count alike, or by 1 / distance."},
          {"algorithm",
           "auto",
           {constraint::options({"auto", "ball_tree", "kd_tree", "brute"})},
           "scikit-learn's way of searching, which decides among equally near rows."},
          {"p",
           2.0,
           {constraint::real("(0, inf]")},
           "Exponent of metric='minkowski': 2 is Euclid's distance, 1 Manhattan's."},
          {"metric",
           "minkowski",
           {constraint::options({"minkowski", "euclidean", "l2", "manhattan", "l1", "cityblock", "chebyshev"})},
           "Distance between rows."}};
}

void warn_of_exponent(const Estimator& e) {
  if (e.param("metric").is("minkowski") && e.param("p").number() < 1)
    warn("UserWarning", "p below 1 makes no distance: the way over a third row can be shorter than the straight one.",
         "Choose p of at least 1.");
}

void require_enough_rows(const std::string& who, int64_t k, Index rows) {
  if (k <= rows) return;
  throw Error("too_many_neighbors", who,
              "n_neighbors of " + who + " must be at most the number of training rows. Got " + std::to_string(k) +
                  " for " + std::to_string(rows) + ".",
              "Choose fewer neighbours, or give more rows.");
}

void audit(const RowMatrix& training, int64_t k, const std::string& effective_metric, const std::string& wanted_metric,
           const std::string& method, const std::vector<int32_t>& rows) {
  audit::finite("fit_X_", training);
  if (k > training.rows()) audit::refuse("fit_X_", "fit_X_ must hold at least n_neighbors rows.");
  if (effective_metric != wanted_metric)
    audit::refuse("effective_metric_", "effective_metric_ must be '" + wanted_metric + "'.");
  const bool tree = method == "kd_tree" || method == "ball_tree";
  std::vector<char> seen(tree ? static_cast<size_t>(training.rows()) : 0);
  bool sound = (tree || method == "brute" || method == "row_order") && rows.size() == seen.size();
  for (size_t i = 0; sound && i < rows.size(); ++i) {
    const auto row = static_cast<size_t>(rows[i]);
    sound = row < seen.size() && !seen[row]++;
  }
  if (!sound)
    audit::refuse("tree_rows_",
                  "tree_rows_ must name each training row once where fit_method_ is kd_tree or ball_tree, and none for "
                  "brute and row_order.");
}

Pasts method_past() { return added("0.3.0", "row_order"); }
Pasts rows_past() { return added("0.3.0", Array::own(std::vector<int32_t>())); }

}  // namespace keepfit::neighbors
