// A tree over histograms, the node of the greatest gain next.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/pcg64.h"
#include "ensemble/histogram/binning.h"
#include "ensemble/histogram/histogram.h"
#include "ensemble/histogram/splitting.h"
#include "ensemble/losses.h"
#include "tree/packed_forest.h"

namespace keepfit::ensemble::histogram {

template <bool kConstant>
class Grower {
 public:
  Grower(const Columns& x, const Options& options, Pcg64& random);

  /// Adds the tree to `out` and its answers to `raw`. Where the loss is not smooth, a leaf answers the best constant
  /// for what is left over.
  void run(const float* gradient, const float* hessian, const std::vector<double>& y, Weights weights, const Loss& loss,
           double* raw, tree::WideForest& out);

 private:
  struct Node {
    size_t start, end;
    int64_t depth;
    Sums sums;
    int32_t left = -1, right = -1;
    SplitInfo split = {};  // once found
    bool leaf = false;
    Histogram<kConstant> histogram = nullptr;
    /// Of columns that interact: those that the way down stays within, and their columns.
    std::vector<uint32_t> groups = {}, allowed = {};
    size_t rows() const { return end - start; }
  };

  Node& node(int32_t id) { return nodes_[static_cast<size_t>(id)]; }
  size_t least() const { return static_cast<size_t>(options_.min_samples_leaf); }
  auto greater_gain() {
    return [this](int32_t a, int32_t b) { return node(a).split.gain > node(b).split.gain; };
  }
  void grow();
  std::vector<uint32_t> columns_of(const std::vector<uint32_t>& groups) const;
  void make_leaf(int32_t id);
  void search_and_push(int32_t id);
  size_t partition(const Node& node);
  void split(int32_t id);
  void add_children(int32_t id, size_t middle);
  void answer(Node& leaf, const std::vector<double>& y, Weights weights, const Loss& loss, double* raw) const;
  void write(tree::WideForest& out);

  const Columns& x_;
  const Options options_;
  HistogramBuilder<kConstant> histograms_;
  Splitter<kConstant> splitter_;
  std::vector<uint32_t> rows_, moved_;
  std::vector<Node> nodes_;
  std::vector<int32_t> heap_;
  int64_t n_leaves_ = 0;
};

extern template class Grower<true>;
extern template class Grower<false>;

}  // namespace keepfit::ensemble::histogram
