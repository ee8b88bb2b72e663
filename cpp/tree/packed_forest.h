// Many trees in one record, and their predictions: what forests and gradient boosting keep of the trees they grow.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/declaration.h"
#include "tree/tree.h"

namespace keepfit::tree {

/// Rows of a table, one row after the other, a block at a time: in single precision for what is compared so, else in
/// double.
template <class Real>
class RowBlock {
 public:
  static constexpr Index kRows = 512;
  void read(const Features& x, Index from, Index count);
  void read(const Table& x, Index from, Index count);
  const Real* row(Index i) const { return values_.data() + i * columns_; }
  Index rows() const { return rows_; }
  /// So few rows that trees are better followed side by side than rows.
  bool few() const { return rows_ < 8; }
  bool has_missing() const { return has_missing_; }

 private:
  Index rows_ = 0, columns_ = 0;
  bool has_missing_ = false;
  std::vector<Real> values_;
};

/// Trees one after another, in scikit-learn's numbering of nodes. Kept is what predictions need; the impurity, the
/// number of rows and the weight of every node, and the values of nodes that are not leaves, are left out: they would
/// double the size of a file.
struct ForestArrays : Record {
  std::vector<int32_t> first_node;  // of each tree; the total at the end
  std::vector<int32_t> children_left, children_right, feature;
  Vector threshold;
  std::vector<uint8_t> missing_go_to_left;
  RowMatrix value;  // one row per leaf, in the order of nodes
  // Only for trees that compare in double, and empty unless some node sends categories left instead of numbers up to a
  // threshold.
  std::vector<int32_t> category_set;     // per node its set, or -1
  std::vector<int32_t> left_categories;  // eight words of 32 bits per set

  Index size() const { return static_cast<Index>(first_node.empty() ? 0 : first_node.size() - 1); }
  std::vector<std::pair<Index, double>> critical_values() const;
  bool splits_categories(size_t node) const { return !category_set.empty() && category_set[node] >= 0; }

 protected:
  static constexpr int32_t kMissingLeft = 1 << 30;
  static std::vector<Field> array_fields(bool categories);
  /// `single`: thresholds are compared in single precision, where none is infinite downwards.
  void check_arrays(int64_t n_features, const std::string& where, bool single) const;
};

/// The same, ready for predictions, which compare in single precision or in double.
template <class Real>
struct BasicForest : ForestArrays {
  const std::vector<Field>& fields() const override;

  void clear();
  void add(const Tree& tree);
  /// The next node of the tree being added; a leaf has no children and a value. close_tree() ends the tree.
  /// categories: eight words whose bits are the numbers that go left, for a node that splits categories.
  void add_node(int32_t left, int32_t right, int32_t feature, double threshold, bool missing_left, const double* value,
                Index width, const uint32_t* categories = nullptr);
  void close_tree();
  /// The last `count` trees of a forest that is still growing, ready for predictions.
  void copy_tail(const BasicForest& growing, Index count);
  /// After the last tree: lays the nodes out for predictions.
  void finish();

  /// Calls use(i, values) with the leaf's values for every row i of the block, from the first to the last.
  template <class Use>
  void apply(Index tree, const RowBlock<Real>& block, Use&& use) const {
    int32_t leaves[RowBlock<Real>::kRows];
    find_leaves(tree, block, leaves);
    for (Index i = 0; i < block.rows(); ++i) use(i, value.data() + static_cast<Index>(leaves[i]) * value.cols());
  }
  /// Calls use(tree, values) with the leaf's values for the row i of the block, for every tree from `first` to the
  /// last; of trees without splits by category.
  template <class Use>
  void apply_row(Index first, const RowBlock<Real>& block, Index i, Use&& use) const {
    int32_t leaves[kSide];
    for (Index t = first; t < size(); t += kSide) {
      const Index count = std::min(kSide, size() - t);
      find_leaves_of_row(t, count, block.row(i), leaves);
      for (Index k = 0; k < count; ++k) use(t + k, value.data() + static_cast<Index>(leaves[k]) * value.cols());
    }
  }
  /// (n, n_values): sums over the trees in their order, divided by their number.
  RowMatrix mean(const Features& x) const
    requires std::is_same_v<Real, float>;

  /// Throws Error "audit_values" unless every tree is one over `n_features` features, with finite values in its leaves;
  /// then lays them out for predictions.
  void check(int64_t n_features, const std::string& where) const;

 private:
  struct Node {
    Real threshold;    // the largest number of this kind that goes left; a leaf leads to itself
    int32_t feature;   // kMissingLeft added where missing values go left
    int32_t child[2];  // left, right
  };
  /// Ways down that are followed side by side: the processor waits for memory once for all of them.
  static constexpr Index kSide = 8;
  void find_leaves_of_row(Index tree, Index count, const Real* x, int32_t* leaves) const;
  void find_leaves(Index tree, const RowBlock<Real>& block, int32_t* leaves) const;

  void find_leaves_by_category(Index tree, const RowBlock<Real>& block, int32_t* leaves) const;
  bool goes_left(int32_t set, Real category) const;

  void lay_out() const;

  mutable std::vector<Node> nodes_;
  mutable std::vector<int32_t> leaf_;  // row of `value`, per node
  std::vector<double> thresholds_, values_;
  Index width_ = 0;
};

/// CART trees compare in single precision, histogram trees in double.
using Forest = BasicForest<float>;
using WideForest = BasicForest<double>;

}  // namespace keepfit::tree
