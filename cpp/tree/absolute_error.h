// The absolute error around the median, of every part that a split can leave.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <utility>
#include <vector>

#include "core/replicas/introsort.h"
#include "tree/criteria.h"

namespace keepfit::tree {

/// Running sums of weights and weighted targets by rank (Fenwick 1994).
class RankedSums {
 public:
  explicit RankedSums(size_t most) : weights_(most + 1), products_(most + 1) {}

  void reset(size_t size) {
    size_ = size;
    std::fill_n(weights_.begin(), size + 1, 0.0);
    std::fill_n(products_.begin(), size + 1, 0.0);
    weight = product = 0.0;
    top_ = std::bit_floor(size);
  }

  void add(size_t rank, double y, double w) {
    const double wy = w * y;
    for (size_t i = rank + 1; i <= size_; i += i & -i) {
      weights_[i] += w;
      products_[i] += wy;
    }
    weight += w;
    product += wy;
  }

  /// Where the running weight passes `target`: sums below `rank`. `before` differs from it where a running weight is
  /// just that.
  struct Place {
    size_t rank = 0, before = 0;
    double weight = 0, product = 0;
  };
  Place find(double target) const {
    Place at;
    size_t bit = top_;
    const auto take = [&](size_t next) {
      target -= weights_[next];
      at.rank = next;
      at.weight += weights_[next];
      at.product += products_[next];
    };
    for (; bit; bit >>= 1) {
      const size_t next = at.rank + bit;
      if (next > size_) continue;
      if (target == weights_[next]) break;
      if (target > weights_[next]) take(next);
    }
    at.before = at.rank;
    double left = target;
    for (size_t b = bit; b; b >>= 1) {
      const size_t next = at.before + b;
      if (next <= size_ && left > weights_[next]) {
        left -= weights_[next];
        at.before = next;
      }
    }
    for (; bit; bit >>= 1) {
      const size_t next = at.rank + bit;
      if (next <= size_ && target >= weights_[next]) take(next);
    }
    return at;
  }

  double weight = 0, product = 0;

 private:
  size_t size_ = 0, top_ = 0;
  std::vector<double> weights_, products_;
};

/// Absolute error around the median. reset() works out the error and the median of every possible part of the node
/// beforehand.
template <bool kWeighted>
struct AbsoluteError : Node<kWeighted> {
  using Node<kWeighted>::entries, Node<kWeighted>::start, Node<kWeighted>::pos, Node<kWeighted>::end,
      Node<kWeighted>::weight, Node<kWeighted>::left_weight, Node<kWeighted>::right_weight, Node<kWeighted>::weight_of;

  AbsoluteError(const Entry* e, size_t n, const Target& y, const double* w)
      : Node<kWeighted>{e, w}, numbers_(y.numbers), sums_(n), ranks_(n), left_(n), right_(n) {
    sorted_.reserve(n);
  }

  size_t n_values() const { return 1; }

  void init(size_t from, size_t to) {
    start = from;
    end = to;
    weight = 0.0;
    for (size_t p = start; p < end; ++p) weight += weight_of(p);
    reset();
  }

  void reset() {
    pos = start;
    left_weight = 0.0;
    right_weight = weight;
    sorted_.clear();
    for (size_t p = start; p < end; ++p) sorted_.push_back({numbers_[entries[p].row], p});
    replicas::introsort(sorted_.data(), sorted_.size());
    for (size_t rank = 0; rank < sorted_.size(); ++rank) ranks_[sorted_[rank].position] = rank;
    sums_.reset(sorted_.size());
    for (size_t p = start; p < end; ++p) left_[p] = with(p);
    sums_.reset(sorted_.size());
    for (size_t p = end; p-- > start;) right_[p] = with(p);
    median_ = right_[start].median;
  }

  void update(size_t to) {
    for (; pos < to; ++pos) left_weight += weight_of(pos);
    right_weight = weight - left_weight;
  }

  void node_value(double* out) const { *out = median_; }
  double left_value() const { return left_[pos - 1].median; }
  double right_value() const { return right_[pos].median; }
  double middle() const { return (left_value() + right_value()) / 2; }
  void clip(double* value, double low, double high) const { clip_number(*value, low, high); }

  double node_impurity() const { return right_[start].error / weight; }
  std::pair<double, double> children_impurity() const {
    return {(pos > start ? left_[pos - 1].error : 0.0) / left_weight,
            (pos < end ? right_[pos].error : 0.0) / right_weight};
  }
  double proxy() const {
    const auto [l, r] = children_impurity();
    return -right_weight * r - left_weight * l;
  }

 private:
  struct Ranked {
    double value;
    size_t position;
  };
  struct Part {
    double error, median;
  };

  /// The part of the node whose rows are in sums_, and row p.
  Part with(size_t p) {
    sums_.add(ranks_[p], sorted_[ranks_[p]].value, weight_of(p));
    const RankedSums::Place at = sums_.find(0.5 * sums_.weight);
    const double median =
        at.rank != at.before ? (sorted_[at.before].value + sorted_[at.rank].value) / 2 : sorted_[at.rank].value;
    const double weight_above = sums_.weight - at.weight, product_above = sums_.product - at.product;
    return {(product_above - median * weight_above) + (median * at.weight - at.product), median};
  }

  const double* numbers_;
  RankedSums sums_;
  std::vector<Ranked> sorted_;
  std::vector<size_t> ranks_;  // by position, as the parts up to and from there
  std::vector<Part> left_, right_;
  double median_ = 0;
};

}  // namespace keepfit::tree
