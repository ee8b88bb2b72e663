// The best split of a node, told by its histogram.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/constraint.h"
#include "core/pcg64.h"
#include "ensemble/histogram/binning.h"
#include "ensemble/histogram/histogram.h"

namespace keepfit::ensemble::histogram {

inline constexpr double kLeastHessian = 1e-3;

struct Options {
  int64_t max_leaf_nodes, max_depth, min_samples_leaf;  // 0: no limit
  double l2, learning_rate, max_features;
};

/// What the answers below a node may be, where columns have a direction.
struct Bounds {
  double low = -kInf, high = kInf;
};

/// Which of 256 bins go left.
struct BinSet {
  uint32_t words[8] = {};
  void add(size_t bin) { words[bin / 32] |= uint32_t{1} << (bin % 32); }
  bool has(size_t bin) const { return words[bin / 32] >> (bin % 32) & 1; }
};

/// What a split is sought for: sums over the rows of a node, and its answer.
struct Sums {
  size_t rows = 0;
  double gradient = 0, hessian = 0, value = 0;
  Bounds below = {};  // what the values of children may be
};

/// The best split of a node, by the name that scikit-learn gives it; a gain of -1 where there is none.
struct SplitInfo {
  double gain = -1, left_gradient = 0, left_hessian = 0;
  size_t feature = 0, bin = 0;
  bool missing_left = false;
  BinSet left_bins = {};  // of a column of categories
};

template <bool kConstant>
class Splitter {
 public:
  Splitter(const Columns& x, const Options& options, Pcg64& random) : x_(x), options_(options), random_(random) {}

  double value_of(double gradient, double hessian, const Bounds& bounds) const {
    const double value = -gradient / (hessian + options_.l2 + 1e-15);
    if (x_.directions.empty()) return value;
    return value < bounds.low ? bounds.low : value > bounds.high ? bounds.high : value;
  }

  /// The best split of all columns, or of those `allowed`, of which some may be drawn; its gain is -1 where there is
  /// none.
  SplitInfo find(const Sums& node, const std::vector<Bin<kConstant>>& histogram, const std::vector<uint32_t>* allowed);

 private:
  double gain(double loss, double left_g, double left_h, double right_g, double right_h, int direction,
              const Bounds& bounds) const;
  SplitInfo split_numbers(const Sums& node, const Bin<kConstant>* bins, size_t j) const;
  SplitInfo split_categories(const Sums& node, const Bin<kConstant>* bins, size_t j) const;

  const Columns& x_;
  const Options options_;
  Pcg64& random_;
};

extern template class Splitter<true>;
extern template class Splitter<false>;

}  // namespace keepfit::ensemble::histogram
