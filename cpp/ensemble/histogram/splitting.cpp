#include "ensemble/histogram/splitting.h"

#include <algorithm>
#include <cmath>

#include "core/replicas/qsort.h"

namespace keepfit::ensemble::histogram {

namespace {

struct Category {
  size_t bin;
  double value;
};

}  // namespace

/// What splitting a node brings: `loss` is the node's, then the sums of the left and of the right part. -1 where the
/// column's direction forbids it.
template <bool kConstant>
double Splitter<kConstant>::gain(double loss, double left_g, double left_h, double right_g, double right_h,
                                 int direction, const Bounds& bounds) const {
  const double left = value_of(left_g, left_h, bounds), right = value_of(right_g, right_h, bounds);
  if (direction != 0 && (direction > 0 ? left > right : left < right)) return -1;
  double out = loss;
  out -= left_g * left;
  out -= right_g * right;
  return out;
}

template <bool kConstant>
SplitInfo Splitter<kConstant>::find(const Sums& node, const std::vector<Bin<kConstant>>& histogram,
                                    const std::vector<uint32_t>* allowed) {
  SplitInfo best;
  const size_t n = allowed ? allowed->size() : x_.size();
  std::vector<uint8_t> drawn;
  if (options_.max_features < 1.0) {
    const auto wanted =
        std::max<size_t>(1, static_cast<size_t>(std::ceil(options_.max_features * static_cast<double>(n))));
    drawn.assign(n, 0);
    std::fill_n(drawn.begin(), wanted, 1);
    random_.shuffle(drawn);
  }
  for (size_t i = 0; i < n; ++i) {
    if (!drawn.empty() && !drawn[i]) continue;
    const size_t j = allowed ? (*allowed)[i] : i;
    const Bin<kConstant>* bins = histogram.data() + j * x_.n_bins;
    const SplitInfo found = x_.categorical[j] ? split_categories(node, bins, j) : split_numbers(node, bins, j);
    if (!(found.gain > best.gain)) continue;
    best = found;
    best.feature = j;
  }
  return best;
}

template <bool kConstant>
SplitInfo Splitter<kConstant>::split_numbers(const Sums& node, const Bin<kConstant>* bins, size_t j) const {
  const double loss = node.gradient * node.value;
  const auto least = static_cast<size_t>(options_.min_samples_leaf);
  const size_t n = node.rows;
  const int direction = x_.directions.empty() ? 0 : x_.directions[j];
  const size_t end = x_.present(j) - 1 + x_.has_missing[j];
  SplitInfo best;
  double left_g = 0, left_h = 0;
  size_t left_n = 0;
  // Missing values to the right.
  for (size_t b = 0; b < end; ++b) {
    left_n += bins[b].count;
    left_h += bins[b].hessian();
    left_g += bins[b].gradient;
    if (left_n < least) continue;
    if (n - left_n < least) break;
    const double right_h = node.hessian - left_h;
    if (left_h < kLeastHessian) continue;
    if (right_h < kLeastHessian) break;
    const double found = gain(loss, left_g, left_h, node.gradient - left_g, right_h, direction, node.below);
    if (found > best.gain && found > 0.0) {
      best.gain = found;
      best.bin = b;
      best.left_gradient = left_g;
      best.left_hessian = left_h;
    }
  }
  if (!x_.has_missing[j]) return best;
  // Missing values to the left.
  double right_g = 0, right_h = 0;
  size_t right_n = 0;
  for (size_t b = x_.present(j) - 1; b-- > 0;) {
    right_n += bins[b + 1].count;
    right_h += bins[b + 1].hessian();
    right_g += bins[b + 1].gradient;
    if (right_n < least) continue;
    if (n - right_n < least) break;
    const double other_h = node.hessian - right_h, other_g = node.gradient - right_g;
    if (right_h < kLeastHessian) continue;
    if (other_h < kLeastHessian) break;
    const double found = gain(loss, other_g, other_h, right_g, right_h, direction, node.below);
    if (found > best.gain && found > 0.0) {
      best.gain = found;
      best.bin = b;
      best.left_gradient = other_g;
      best.left_hessian = other_h;
      best.missing_left = true;
    }
  }
  return best;
}

/// Categories in the order of their mean gradients (Fisher 1958), from both ends; those with few rows go right.
/// Missing values are one of them.
template <bool kConstant>
SplitInfo Splitter<kConstant>::split_categories(const Sums& node, const Bin<kConstant>* bins, size_t j) const {
  constexpr double kLeastSupport = 10;
  const double support = static_cast<double>(node.rows) / node.hessian;
  std::vector<Category> used;
  const auto consider = [&](size_t b) {
    if (bins[b].hessian() * support >= kLeastSupport)
      used.push_back({b, bins[b].gradient / (bins[b].hessian() + kLeastSupport)});
  };
  for (size_t b = 0; b < x_.present(j); ++b) consider(b);
  if (x_.has_missing[j]) consider(x_.n_bins - 1);
  SplitInfo best;
  if (used.size() <= 1) return best;
  replicas::qsort(used, 0, used.size(), [](const Category& a, const Category& b) { return a.value < b.value; });
  const double loss = node.gradient * node.value;
  const auto least = static_cast<size_t>(options_.min_samples_leaf);
  const size_t n = node.rows;
  size_t best_count = 0;
  bool best_from_end = false;
  for (const bool from_end : {false, true}) {
    const size_t middle = (used.size() + 1) / 2 - from_end;
    double left_g = 0, left_h = 0;
    size_t left_n = 0;
    for (size_t i = 0; i < middle; ++i) {
      const Bin<kConstant>& bin = bins[used[from_end ? used.size() - 1 - i : i].bin];
      left_n += bin.count;
      left_h += bin.hessian();
      left_g += bin.gradient;
      const double right_h = node.hessian - left_h;
      if (left_n < least || left_h < kLeastHessian) continue;
      if (n - left_n < least || right_h < kLeastHessian) break;
      const double found = gain(loss, left_g, left_h, node.gradient - left_g, right_h, 0, node.below);
      if (found > best.gain && found > 0.0) {
        best.gain = found;
        best.left_gradient = left_g;
        best.left_hessian = left_h;
        best_count = i + 1;
        best_from_end = from_end;
      }
    }
  }
  for (size_t i = 0; i < best_count; ++i) best.left_bins.add(used[best_from_end ? used.size() - 1 - i : i].bin);
  best.missing_left = x_.has_missing[j] && best.left_bins.has(x_.n_bins - 1);
  return best;
}

template class Splitter<true>;
template class Splitter<false>;

}  // namespace keepfit::ensemble::histogram
