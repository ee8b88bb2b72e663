// By what trees judge a split: sums over a node [start, end) of the training rows and its parts [start, pos) and
// [pos, end), in scikit-learn's order. Read by what grows trees alone, so that the loops over rows are inlined there.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "core/math_nearest.h"
#include "tree/tree.h"

namespace keepfit::tree {

/// A training row and its value in the feature at hand. The builder keeps one array of these; a node is a range of it.
struct Entry {
  float value;
  int32_t row;
};

inline constexpr double kEpsilon = std::numeric_limits<double>::epsilon();

/// update() of those below adds rows to the left part or takes them from the whole, whichever is less work; the right
/// part is always the difference.
template <bool kWeighted>
struct Node {
  const Entry* entries;
  const double* weights;
  size_t start = 0, pos = 0, end = 0;
  double weight = 0, left_weight = 0, right_weight = 0;

  double weight_of(size_t p) const {
    if constexpr (kWeighted) return weights[entries[p].row];
    return 1.0;
  }
};

inline void clip_number(double& value, double low, double high) {
  if (value < low) value = low;
  else if (value > high) value = high;
}

template <bool kWeighted>
struct ClassSums : Node<kWeighted> {
  using Node<kWeighted>::entries, Node<kWeighted>::start, Node<kWeighted>::pos, Node<kWeighted>::end,
      Node<kWeighted>::weight, Node<kWeighted>::left_weight, Node<kWeighted>::right_weight, Node<kWeighted>::weight_of;
  const int32_t* codes;
  std::vector<double> total, left, right;

  ClassSums(const Entry* e, size_t, const Target& y, const double* w)
      : Node<kWeighted>{e, w},
        codes(y.codes->data()),
        total(static_cast<size_t>(y.n_classes)),
        left(total),
        right(total) {}

  size_t n_values() const { return total.size(); }
  size_t code(size_t p) const { return static_cast<size_t>(codes[entries[p].row]); }

  void init(size_t from, size_t to) {
    start = from;
    end = to;
    weight = 0.0;
    std::fill(total.begin(), total.end(), 0.0);
    for (size_t p = start; p < end; ++p) {
      const double w = weight_of(p);
      total[code(p)] += w;
      weight += w;
    }
    reset();
  }

  void reset() {
    pos = start;
    left_weight = 0.0;
    right_weight = weight;
    std::fill(left.begin(), left.end(), 0.0);
    right = total;
  }

  void update(size_t to) {
    if (to - pos <= end - to) {
      for (size_t p = pos; p < to; ++p) {
        const double w = weight_of(p);
        left[code(p)] += w;
        left_weight += w;
      }
    } else {
      left = total;
      left_weight = weight;
      for (size_t p = end; p-- > to;) {
        const double w = weight_of(p);
        left[code(p)] -= w;
        left_weight -= w;
      }
    }
    right_weight = weight - left_weight;
    for (size_t c = 0; c < total.size(); ++c) right[c] = total[c] - left[c];
    pos = to;
  }

  void node_value(double* out) const {
    for (size_t c = 0; c < total.size(); ++c) out[c] = total[c] / weight;
  }

  // What constraints on the direction of an effect compare: shares of the first of two classes.
  double left_value() const { return left[0] / left_weight; }
  double right_value() const { return right[0] / right_weight; }
  double middle() const { return left[0] / (2 * left_weight) + right[0] / (2 * right_weight); }
  void clip(double* value, double low, double high) const {
    clip_number(*value, low, high);
    if (total.size() == 2) value[1] = 1 - value[0];
  }
};

template <bool kWeighted>
struct Gini : ClassSums<kWeighted> {
  using ClassSums<kWeighted>::ClassSums;

  static double of(const std::vector<double>& sums, double weight) {
    double squares = 0.0;
    for (double s : sums) squares += s * s;
    return 1.0 - squares / (weight * weight);
  }
  double node_impurity() const { return of(this->total, this->weight); }
  std::pair<double, double> children_impurity() const {
    return {of(this->left, this->left_weight), of(this->right, this->right_weight)};
  }
  double proxy() const {
    const auto [l, r] = children_impurity();
    return -this->right_weight * r - this->left_weight * l;
  }
};

template <bool kWeighted>
struct Entropy : ClassSums<kWeighted> {
  using ClassSums<kWeighted>::ClassSums;

  static double of(const std::vector<double>& sums, double weight) {
    double entropy = 0.0;
    for (double s : sums) {
      if (!(s > 0.0)) continue;
      const double share = s / weight;
      entropy -= share * math::log2_nearest(share);
    }
    return entropy;
  }
  double node_impurity() const { return of(this->total, this->weight); }
  std::pair<double, double> children_impurity() const {
    return {of(this->left, this->left_weight), of(this->right, this->right_weight)};
  }
  double proxy() const {
    const auto [l, r] = children_impurity();
    return -this->right_weight * r - this->left_weight * l;
  }
};

template <bool kWeighted>
struct SquaredError : Node<kWeighted> {
  using Node<kWeighted>::entries, Node<kWeighted>::start, Node<kWeighted>::pos, Node<kWeighted>::end,
      Node<kWeighted>::weight, Node<kWeighted>::left_weight, Node<kWeighted>::right_weight, Node<kWeighted>::weight_of;
  const double* numbers;
  double total = 0, squares = 0, left = 0, right = 0;

  SquaredError(const Entry* e, size_t, const Target& y, const double* w) : Node<kWeighted>{e, w}, numbers(y.numbers) {}

  size_t n_values() const { return 1; }

  void init(size_t from, size_t to) {
    start = from;
    end = to;
    weight = total = squares = 0.0;
    for (size_t p = start; p < end; ++p) {
      const double w = weight_of(p), y = numbers[entries[p].row], wy = w * y;
      total += wy;
      squares += wy * y;
      weight += w;
    }
    reset();
  }

  void reset() {
    pos = start;
    left_weight = left = 0.0;
    right_weight = weight;
    right = total;
  }

  void update(size_t to) {
    if (to - pos <= end - to) {
      for (size_t p = pos; p < to; ++p) {
        const double w = weight_of(p);
        left += w * numbers[entries[p].row];
        left_weight += w;
      }
    } else {
      left = total;
      left_weight = weight;
      for (size_t p = end; p-- > to;) {
        const double w = weight_of(p);
        left -= w * numbers[entries[p].row];
        left_weight -= w;
      }
    }
    right_weight = weight - left_weight;
    right = total - left;
    pos = to;
  }

  void node_value(double* out) const { *out = total / weight; }
  double left_value() const { return left / left_weight; }
  double right_value() const { return right / right_weight; }
  double middle() const { return left / (2 * left_weight) + right / (2 * right_weight); }
  void clip(double* value, double low, double high) const { clip_number(*value, low, high); }

  static double of(double squares, double sum, double weight) {
    const double mean = sum / weight;
    return squares / weight - mean * mean;
  }
  double node_impurity() const { return of(squares, total, weight); }
  std::pair<double, double> children_impurity() const {
    double left_squares = 0.0;
    for (size_t p = start; p < pos; ++p) {
      const double y = numbers[entries[p].row];
      left_squares += weight_of(p) * y * y;
    }
    return {of(left_squares, left, left_weight), of(squares - left_squares, right, right_weight)};
  }
  double proxy() const { return left * left / left_weight + right * right / right_weight; }
};

/// Half the Poisson deviance from the mean. Parts whose targets sum to nothing are refused: their mean has no
/// logarithm.
template <bool kWeighted>
struct PoissonDeviance : SquaredError<kWeighted> {
  using SquaredError<kWeighted>::SquaredError;

  double of(size_t from, size_t to, double sum, double weight) const {
    if (sum <= kEpsilon) return kInf;
    const double mean = sum / weight;
    double deviance = 0.0;
    for (size_t p = from; p < to; ++p) {
      const double y = this->numbers[this->entries[p].row];
      deviance += this->weight_of(p) * (y == 0.0 ? 0.0 : y * math::log_nearest(y / mean));
    }
    return deviance / weight;
  }
  double node_impurity() const { return of(this->start, this->end, this->total, this->weight); }
  std::pair<double, double> children_impurity() const {
    return {of(this->start, this->pos, this->left, this->left_weight),
            of(this->pos, this->end, this->right, this->right_weight)};
  }
  double proxy() const {
    if (this->left <= kEpsilon || this->right <= kEpsilon) return -kInf;
    // To the base 2, which decides between splits that are equal but for rounding.
    return this->left * math::log2_nearest(this->left / this->left_weight) +
           this->right * math::log2_nearest(this->right / this->right_weight);
  }
};

}  // namespace keepfit::tree
