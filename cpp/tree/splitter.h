// The best split of a node, feature after feature: draws, sorts and comparisons in the order of scikit-learn's dense
// splitters, because ties between splits depend on it. Read by what grows trees alone.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "core/random.h"
#include "core/replicas/introsort.h"
#include "tree/criteria.h"

namespace keepfit::tree {

/// Values closer than this count as equal; the sum is rounded to single precision.
inline constexpr float kClose = 1e-7f;

struct Found {
  size_t pos;
  int32_t feature = kNoFeature;
  double threshold = 0, improvement = -kInf;
  double left_impurity = kInf, right_impurity = kInf;
  double middle = 0;  // between the parts' values, where their order is constrained
  bool missing_left = false;
};

/// What the values below a node may be, where features have a direction.
struct Bounds {
  double low = -kInf, high = kInf;
};

template <class Sums>
class Splitter {
 public:
  Splitter(const Features& x, const Target& y, const double* weights, const Options& options, RandomState& random,
           const Context& context)
      : x_(x),
        options_(options),
        context_(context),
        random_{static_cast<uint32_t>(random.randint(0, OurRandR::kMax))},
        entries_(rows_with_weight(x.rows(), weights)),
        sums_(entries_.data(), entries_.size(), y, weights) {
    for (Index i = 0; i < x.rows(); ++i) total_weight_ += weights ? weights[i] : 1.0;
    features_.resize(static_cast<size_t>(x.columns()));
    for (size_t j = 0; j < features_.size(); ++j) features_[j] = static_cast<int32_t>(j);
    constants_.resize(features_.size());
  }

  /// How many rows have weight.
  size_t rows() const { return entries_.size(); }
  const Sums& sums() const { return sums_; }
  const Bounds& bounds() const { return bounds_; }

  /// Turns to the rows [start, end), whose values must keep within the bounds.
  void enter(size_t start, size_t end, const Bounds& bounds) {
    bounds_ = bounds;
    sums_.init(start, end);
  }

  /// The best split of the rows that were entered. n_constant: how many features are known to be constant there; then
  /// how many are below.
  Found split(size_t start, size_t end, double impurity, size_t& n_constant) {
    Found best{end};
    double best_proxy = -kInf;
    const size_t known = n_constant;
    // features_ holds, in this order: constant features drawn, other known constants, constants found here, features
    // not drawn yet, features drawn.
    size_t total = known, found = 0, drawn = 0, unseen = features_.size();
    int64_t visited = 0;
    int32_t last = kNoFeature;
    while (unseen > total && (visited < options_.max_features || visited <= static_cast<int64_t>(found + drawn))) {
      ++visited;
      auto at = static_cast<size_t>(random_.integer(static_cast<int64_t>(drawn), static_cast<int64_t>(unseen - found)));
      if (at < known) {
        std::swap(features_[drawn++], features_[at]);
        continue;
      }
      at += found;
      const int32_t feature = last = features_[at];
      float low = 0, high = 0;
      const size_t missing =
          options_.random_thresholds ? spread(feature, start, end, low, high) : sort_by(feature, start, end);
      worked(end - start);
      const size_t stop = end - missing;
      if (!options_.random_thresholds && stop > start) {
        low = entries_[start].value;
        high = entries_[stop - 1].value;
      }
      if (stop == start || (missing == 0 && high <= low + kClose)) {
        std::swap(features_[at], features_[total++]);
        ++found;
        continue;
      }
      std::swap(features_[--unseen], features_[at]);
      try_feature(feature, start, end, low, high, missing, best_proxy, best);
    }
    settle(best, last, start, end, impurity);
    // Siblings must find the known constants in their old order.
    std::copy_n(constants_.begin(), known, features_.begin());
    std::copy_n(features_.begin() + static_cast<std::ptrdiff_t>(known), found,
                constants_.begin() + static_cast<std::ptrdiff_t>(known));
    n_constant = total;
    return best;
  }

  std::pair<Bounds, Bounds> bounds_below(const Found& found, const Bounds& b) const {
    const int sign = direction(found.feature);
    if (sign == 0) return {b, b};
    const Bounds lower{b.low, found.middle}, upper{found.middle, b.high};
    return sign > 0 ? std::pair{lower, upper} : std::pair{upper, lower};
  }

  /// Work done on some rows, of which the host is told now and then.
  void worked(size_t rows) {
    constexpr size_t kReportEvery = 1 << 18;  // some tens of milliseconds
    work_ += rows;
    if (work_ < kReportEvery) return;
    work_ = 0;
    context_.report(static_cast<double>(done_), static_cast<double>(entries_.size()));
  }
  /// Rows that have found their leaf.
  void settled(size_t rows) { done_ += rows; }

 private:
  static std::vector<Entry> rows_with_weight(Index n, const double* weights) {
    std::vector<Entry> out;
    out.reserve(static_cast<size_t>(n));
    for (Index i = 0; i < n; ++i) {
      if (!weights || weights[i] != 0.0) out.push_back({0.0f, static_cast<int32_t>(i)});
    }
    return out;
  }

  /// Sorts the range by the feature; missing values go to its end. Returns how many there are.
  size_t sort_by(int32_t feature, size_t start, size_t end) {
    const float* column = x_.column(feature);
    size_t missing = 0;
    if (x_.has_missing(feature)) {
      size_t i = start, stop = end;
      while (i < stop) {
        const float last = column[entries_[stop - 1].row];
        if (std::isnan(last)) {
          ++missing;
          --stop;
          continue;
        }
        if (std::isnan(column[entries_[i].row])) {
          std::swap(entries_[i], entries_[stop - 1]);
          ++missing;
          --stop;
        }
        entries_[i].value = column[entries_[i].row];
        ++i;
      }
    } else {
      for (size_t i = start; i < end; ++i) entries_[i].value = column[entries_[i].row];
    }
    replicas::introsort(entries_.data() + start, end - start - missing);
    return missing;
  }

  /// Copies the feature's values beside the rows of the range and finds the smallest, the largest and the number of
  /// missing ones.
  size_t spread(int32_t feature, size_t start, size_t end, float& low, float& high) {
    const float* column = x_.column(feature);
    size_t missing = 0;
    low = std::numeric_limits<float>::infinity();
    high = -low;
    for (size_t i = start; i < end; ++i) {
      const float v = entries_[i].value = column[entries_[i].row];
      missing += std::isnan(v);
      if (v < low) low = v;
      if (v > high) high = v;
    }
    return missing;
  }

  /// 1 or -1 where the answer may only rise or fall with the feature.
  int direction(int32_t feature) const {
    return options_.directions.empty() ? 0 : options_.directions[static_cast<size_t>(feature)];
  }

  /// Whether the parts' values lie in the direction, and within the bounds of the node.
  bool keeps(int sign) const {
    const double l = sums_.left_value(), r = sums_.right_value();
    return l >= bounds_.low && r >= bounds_.low && l <= bounds_.high && r <= bounds_.high && (l - r) * sign <= 0;
  }

  /// Tries one threshold drawn between the extremes of the feature whose values the range holds.
  void try_random(int32_t feature, size_t start, size_t end, float low, float high, size_t missing, double& best_proxy,
                  Found& best) {
    const size_t least = static_cast<size_t>(options_.min_samples_leaf);
    double threshold = random_.uniform(low, high);
    const bool missing_left = missing && random_.integer(0, 2);
    if (threshold == high) threshold = low;
    size_t pos = start;
    for (size_t stop = end; pos < stop;) {
      const float v = entries_[pos].value;
      if (std::isnan(v) ? missing_left : static_cast<double>(v) <= threshold) ++pos;
      else std::swap(entries_[pos], entries_[--stop]);
    }
    if (pos - start < least || end - pos < least) return;
    sums_.reset();
    sums_.update(pos);
    if (sums_.left_weight < options_.min_weight_leaf || sums_.right_weight < options_.min_weight_leaf) return;
    if (const int sign = direction(feature); sign && !keeps(sign)) return;
    const double proxy = sums_.proxy();
    if (!(proxy > best_proxy)) return;
    best_proxy = proxy;
    best.pos = pos;
    best.feature = feature;
    best.threshold = threshold;
    best.missing_left = missing ? missing_left : pos - start > end - pos;
  }

  bool apart(size_t p) const { return entries_[p].value > entries_[p - 1].value + kClose; }

  /// Tries every threshold of the feature that the range is sorted by. Missing values lie at the end, or first if
  /// missing_left.
  void scan(int32_t feature, size_t start, size_t end, size_t missing, bool missing_left, double& best_proxy,
            Found& best) {
    const size_t least = static_cast<size_t>(options_.min_samples_leaf);
    const size_t first = missing_left ? start + missing : start;
    const size_t stop = missing_left ? end : end - missing;
    const int sign = direction(feature);
    sums_.reset();
    // p == stop: present values against missing ones.
    for (size_t p = first + 1; p < end && p <= stop; ++p) {
      if (p < stop && !apart(p)) continue;
      if (p - start < least || end - p < least) continue;
      sums_.update(p);
      if (sums_.left_weight < options_.min_weight_leaf || sums_.right_weight < options_.min_weight_leaf) continue;
      if (sign && !keeps(sign)) continue;
      const double proxy = sums_.proxy();
      if (!(proxy > best_proxy)) continue;
      best_proxy = proxy;
      best.pos = p;
      best.feature = feature;
      best.threshold = p == stop ? kInf : entries_[p - 1].value / 2.0 + entries_[p].value / 2.0;
      best.missing_left = missing ? missing_left : p - start > end - p;
    }
  }

  /// Tries the thresholds of the feature whose values the range holds.
  void try_feature(int32_t feature, size_t start, size_t end, float low, float high, size_t missing, double& best_proxy,
                   Found& best) {
    if (options_.random_thresholds) {
      try_random(feature, start, end, low, high, missing, best_proxy, best);
      return;
    }
    scan(feature, start, end, missing, false, best_proxy, best);
    if (missing) {
      std::rotate(entries_.begin() + static_cast<std::ptrdiff_t>(start),
                  entries_.begin() + static_cast<std::ptrdiff_t>(end - missing),
                  entries_.begin() + static_cast<std::ptrdiff_t>(end));
      scan(feature, start, end, missing, true, best_proxy, best);
    }
  }

  /// Puts the rows of the best split found on their sides, and works out what it brings.
  void settle(Found& best, int32_t last, size_t start, size_t end, double impurity) {
    if (best.pos >= end) return;
    // A random split that was tried last has left its rows in place, in an order that counts.
    if (!options_.random_thresholds || last != best.feature) partition(best, start, end);
    sums_.reset();
    sums_.update(best.pos);
    const auto [left, right] = sums_.children_impurity();
    best.left_impurity = left;
    best.right_impurity = right;
    best.middle = sums_.middle();
    best.improvement = (sums_.weight / total_weight_) * (impurity - (sums_.right_weight / sums_.weight * right) -
                                                         (sums_.left_weight / sums_.weight * left));
  }

  void partition(const Found& found, size_t start, size_t end) {
    const float* column = x_.column(found.feature);
    while (start < end) {
      const float v = column[entries_[start].row];
      const bool left = std::isnan(v) ? found.missing_left : static_cast<double>(v) <= found.threshold;
      if (left) ++start;
      else std::swap(entries_[start], entries_[--end]);
    }
  }

  const Features& x_;
  const Options& options_;
  const Context& context_;
  OurRandR random_;
  std::vector<Entry> entries_;
  Sums sums_;
  Bounds bounds_;  // of the node at hand
  double total_weight_ = 0;
  std::vector<int32_t> features_, constants_;
  size_t work_ = 0, done_ = 0;
};

}  // namespace keepfit::tree
