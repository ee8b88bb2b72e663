#include "ensemble/histogram/grower.h"

#include <algorithm>
#include <utility>

#include "core/numerics.h"
#include "core/replicas/heapq.h"

namespace keepfit::ensemble::histogram {

template <bool kConstant>
Grower<kConstant>::Grower(const Columns& x, const Options& options, Pcg64& random)
    : x_(x),
      options_(options),
      histograms_(x),
      splitter_(x, options, random),
      rows_(static_cast<size_t>(x.binned.rows)),
      moved_(rows_.size()) {}

template <bool kConstant>
void Grower<kConstant>::run(const float* gradient, const float* hessian, const std::vector<double>& y, Weights weights,
                            const Loss& loss, double* raw, tree::WideForest& out) {
  histograms_.turn_to(gradient, hessian);
  grow();
  for (Node& node : nodes_) {
    if (node.leaf) answer(node, y, weights, loss, raw);
  }
  write(out);
}

/// Makes the value of a leaf its answer, and adds it to those of its rows.
template <bool kConstant>
void Grower<kConstant>::answer(Node& leaf, const std::vector<double>& y, Weights weights, const Loss& loss,
                               double* raw) const {
  double& value = leaf.sums.value;
  if (!loss.smooth()) {
    std::vector<double> left_over, of_leaf;
    for (size_t p = leaf.start; p < leaf.end; ++p) {
      left_over.push_back(y[rows_[p]] - raw[rows_[p]]);
      if (weights) of_leaf.push_back((*weights)[rows_[p]]);
    }
    value = loss.constant(left_over, weights ? &of_leaf : nullptr)[0];
  }
  value *= options_.learning_rate;
  for (size_t p = leaf.start; p < leaf.end; ++p) raw[rows_[p]] += value;
}

template <bool kConstant>
void Grower<kConstant>::grow() {
  nodes_.clear();
  heap_.clear();
  n_leaves_ = 0;
  const size_t n = rows_.size();
  for (size_t i = 0; i < n; ++i) rows_[i] = static_cast<uint32_t>(i);
  Histogram<kConstant> all = histograms_.count(rows_.data(), n);
  const auto stride = static_cast<Index>(sizeof(Bin<kConstant>) / sizeof(double));
  const auto bins = static_cast<Index>(x_.n_bins);
  double hessian = static_cast<double>(static_cast<float>(n));
  if constexpr (!kConstant) hessian = numerics::sum_pairwise(&all->front().sum_hessian, bins, stride);
  const double gradient = numerics::sum_pairwise(&all->front().gradient, bins, stride);
  nodes_.push_back({0, n, 0, {n, gradient, hessian, 0.0}});
  nodes_[0].histogram = std::move(all);
  if (!x_.groups.empty()) {
    for (uint32_t g = 0; g < x_.groups.size(); ++g) nodes_[0].groups.push_back(g);
    nodes_[0].allowed = columns_of(nodes_[0].groups);
  }
  if (n < 2 * least() || hessian < kLeastHessian) make_leaf(0);
  else search_and_push(0);
  while (!heap_.empty()) split(replicas::heappop(heap_, greater_gain()));
}

template <bool kConstant>
std::vector<uint32_t> Grower<kConstant>::columns_of(const std::vector<uint32_t>& groups) const {
  replicas::PythonSet out;
  for (uint32_t g : groups) out.update(x_.groups[g]);
  return out.values();
}

template <bool kConstant>
void Grower<kConstant>::make_leaf(int32_t id) {
  node(id).leaf = true;
  ++n_leaves_;
  histograms_.give_back(std::move(node(id).histogram));
}

template <bool kConstant>
void Grower<kConstant>::search_and_push(int32_t id) {
  Node& at = node(id);
  at.split = splitter_.find(at.sums, *at.histogram, x_.groups.empty() ? nullptr : &at.allowed);
  if (at.split.gain <= 0) make_leaf(id);
  else replicas::heappush(heap_, id, greater_gain());
}

/// Rows keep their order on both sides.
template <bool kConstant>
size_t Grower<kConstant>::partition(const Node& node) {
  const SplitInfo& split = node.split;
  const uint8_t* codes = x_.binned.column(split.feature);
  BinSet goes = split.left_bins;
  if (!x_.categorical[split.feature]) {
    for (size_t b = 0; b <= split.bin; ++b) goes.add(b);
    if (split.missing_left) goes.add(x_.n_bins - 1);
  }
  size_t left = node.start, right = 0;
  for (size_t p = node.start; p < node.end; ++p) {
    const uint32_t row = rows_[p];
    const bool goes_left = goes.has(codes[row]);
    rows_[left] = row;
    moved_[right] = row;
    left += goes_left;
    right += !goes_left;
  }
  std::copy_n(moved_.begin(), right, rows_.begin() + static_cast<std::ptrdiff_t>(left));
  return left;
}

template <bool kConstant>
void Grower<kConstant>::split(int32_t id) {
  add_children(id, partition(node(id)));
  const int32_t left = node(id).left, right = node(id).right;
  Node &l = node(left), &r = node(right);
  Histogram<kConstant> above = std::move(node(id).histogram);
  const bool most_leaves =
      options_.max_leaf_nodes && n_leaves_ + static_cast<int64_t>(heap_.size()) + 2 == options_.max_leaf_nodes;
  if (most_leaves || (options_.max_depth && l.depth == options_.max_depth)) {
    make_leaf(left);
    make_leaf(right);
    for (; most_leaves && !heap_.empty(); heap_.pop_back()) make_leaf(heap_.back());
    histograms_.give_back(std::move(above));
    return;
  }
  if (l.rows() < 2 * least()) make_leaf(left);
  if (r.rows() < 2 * least()) make_leaf(right);
  if (l.leaf && r.leaf) {
    histograms_.give_back(std::move(above));
    return;
  }
  // The smaller child is counted; the larger one is what is left of the parent.
  Node &small = l.rows() < r.rows() ? l : r, &large = l.rows() < r.rows() ? r : l;
  small.histogram = histograms_.count(rows_.data() + small.start, small.rows());
  for (size_t b = 0; b < above->size(); ++b) (*above)[b].subtract((*small.histogram)[b]);
  large.histogram = std::move(above);
  for (const int32_t child : {left, right}) {
    if (node(child).leaf) histograms_.give_back(std::move(node(child).histogram));
    else search_and_push(child);
  }
}

/// Two nodes below the one that is split; their rows meet in the middle.
template <bool kConstant>
void Grower<kConstant>::add_children(int32_t id, size_t middle) {
  Node& parent = node(id);
  const Sums& sums = parent.sums;
  SplitInfo& split = parent.split;
  parent.left = static_cast<int32_t>(nodes_.size());
  parent.right = parent.left + 1;
  const double right_g = sums.gradient - split.left_gradient, right_h = sums.hessian - split.left_hessian;
  const size_t left_n = middle - parent.start, right_n = parent.end - middle;
  Node l{parent.start,
         middle,
         parent.depth + 1,
         {left_n, split.left_gradient, split.left_hessian,
          splitter_.value_of(split.left_gradient, split.left_hessian, sums.below)}};
  Node r{middle,
         parent.end,
         parent.depth + 1,
         {right_n, right_g, right_h, splitter_.value_of(right_g, right_h, sums.below)}};
  if (!x_.directions.empty()) {
    const int direction = x_.directions[split.feature];
    const double bound = (l.sums.value + r.sums.value) / 2;
    const Bounds lower{sums.below.low, bound}, upper{bound, sums.below.high};
    l.sums.below = direction == 0 ? sums.below : direction > 0 ? lower : upper;
    r.sums.below = direction == 0 ? sums.below : direction > 0 ? upper : lower;
  }
  if (!x_.groups.empty()) {
    for (uint32_t g : parent.groups) {
      if (x_.groups[g].has(static_cast<uint32_t>(split.feature))) l.groups.push_back(g);
    }
    l.allowed = columns_of(l.groups);
    r.groups = l.groups;
    r.allowed = l.allowed;
  }
  if (!x_.has_missing[split.feature]) split.missing_left = left_n > right_n;
  nodes_.push_back(std::move(l));
  nodes_.push_back(std::move(r));
}

/// In pre-order, left children first: the numbering of scikit-learn's predictors.
template <bool kConstant>
void Grower<kConstant>::write(tree::WideForest& out) {
  std::vector<int32_t> order, number(nodes_.size()), pending{0};
  while (!pending.empty()) {
    const int32_t id = pending.back();
    pending.pop_back();
    number[static_cast<size_t>(id)] = static_cast<int32_t>(order.size());
    order.push_back(id);
    const Node& node = nodes_[static_cast<size_t>(id)];
    if (node.leaf) continue;
    pending.push_back(node.right);
    pending.push_back(node.left);
  }
  for (const int32_t id : order) {
    const Node& node = nodes_[static_cast<size_t>(id)];
    if (node.leaf) {
      out.add_node(tree::kNoChild, tree::kNoChild, tree::kNoFeature, tree::kNoThreshold, false, &node.sums.value, 1);
      continue;
    }
    const int32_t l = number[static_cast<size_t>(node.left)], r = number[static_cast<size_t>(node.right)];
    const auto column = static_cast<int32_t>(x_.order[node.split.feature]);
    if (x_.categorical[node.split.feature]) {
      BinSet categories = node.split.left_bins;
      const size_t missing = x_.n_bins - 1;
      categories.words[missing / 32] &= ~(uint32_t{1} << (missing % 32));
      out.add_node(l, r, column, 0.0, node.split.missing_left, nullptr, 1, categories.words);
      continue;
    }
    const std::vector<double>& limits = x_.thresholds[node.split.feature];
    // Past the last threshold only missing values go right.
    const double limit = node.split.bin == limits.size() ? kInf : limits[node.split.bin];
    out.add_node(l, r, column, limit, node.split.missing_left, nullptr, 1);
  }
  out.close_tree();
}

template class Grower<true>;
template class Grower<false>;

}  // namespace keepfit::ensemble::histogram
