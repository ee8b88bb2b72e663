// Which of equally near rows scikit-learn's searches keep: KDTree and BallTree (leaf_size=30) or one pass over all
// rows, each with a heap of the k best, in which the place decides among equals.
#pragma once

#include <string>
#include <vector>

#include "neighbors/nearest.h"

namespace keepfit::neighbors {

/// The shape of scikit-learn's trees follows from the number of rows alone.
constexpr Index kLeaf = 30;
inline int tree_levels(Index rows) {
  int levels = 1;
  while ((kLeaf << levels) < rows) ++levels;
  return levels;
}

/// Rows as scikit-learn's trees arrange them: every node is halved at the median of the column that spreads most, by
/// libstdc++'s nth_element.
std::vector<int32_t> tree_rows(const RowMatrix& training);

/// The k best so far, as a heap with the worst in front: the earlier ones of equals, or those that scikit-learn's heap
/// keeps.
struct Best {
  std::vector<double> distances;
  std::vector<Index> rows;

  explicit Best(Index k) : distances(static_cast<size_t>(k)), rows(static_cast<size_t>(k)) {}

  /// By place: of equals those are kept that scikit-learn's heap keeps. Else rows are offered in their order.
  void start(bool by_place);
  bool by_place() const { return by_place_; }
  /// Another row is as near as the last of them, which scikit-learn's heap might keep.
  bool tied() const { return lost_ < kInf && lost_ == worst(); }
  /// What a distance must be below to count.
  double worst() const { return count_ == distances.size() ? distances[0] : kInf; }
  void offer(double distance, Index row);
  /// Nearest first, of equals the earlier one: in which order they were found does not show.
  void sort();

 private:
  bool nearer(double distance, Index row, size_t than) const {
    return distance < distances[than] || (!by_place_ && distance == distances[than] && row < rows[than]);
  }
  void sink(size_t at, double distance, Index row);

  bool by_place_ = false;
  size_t count_ = 0;
  double lost_ = kInf;  // nearest of those that are not among them
};

class OrderedSearch {
 public:
  /// `rows`: the order of the tree, or none for one pass over all rows.
  OrderedSearch(const RowMatrix& training, const Metric& metric, bool balls, const std::vector<int32_t>& rows);

  /// Distances are those before the root is taken.
  void search(const double* query, Best& best);

 private:
  double add(double sum, double away) const;
  double between(const double* a, const double* b) const;
  double root(double sum) const;
  Index row(Index at) const { return rows_.empty() ? at : rows_[static_cast<size_t>(at)]; }
  const double* values(Index at) const { return training_.data() + row(at) * width_; }
  double* bounds(size_t node) { return &bounds_[node * static_cast<size_t>(2 * width_)]; }
  void bound(size_t node, Index start, Index end);
  double least(size_t node);  // no row of the node is nearer
  void visit(size_t node, Index start, Index end);

  const RowMatrix& training_;
  const Metric& metric_;
  const std::vector<int32_t>& rows_;
  Index width_;
  bool balls_;
  size_t nodes_;
  std::vector<double> bounds_;  // per node: the least and the largest values, or centre and radius
  const double* query_ = nullptr;
  Best* best_ = nullptr;
};

}  // namespace keepfit::neighbors
