#include "tree/packed_forest.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/audit.h"
#include "core/table.h"

namespace keepfit::tree {

template <class Real>
void RowBlock<Real>::read(const Features& x, Index from, Index count) {
  rows_ = count;
  columns_ = x.columns();
  has_missing_ = false;
  values_.resize(static_cast<size_t>(rows_ * columns_));
  for (int32_t j = 0; j < x.columns(); ++j) {
    const float* column = x.column(j) + from;
    for (Index i = 0; i < count; ++i) values_[static_cast<size_t>(i * columns_ + j)] = column[i];
    has_missing_ |= x.has_missing(j);
  }
}

template <class Real>
void RowBlock<Real>::read(const Table& x, Index from, Index count) {
  rows_ = count;
  columns_ = x.columns();
  has_missing_ = false;
  values_.resize(static_cast<size_t>(rows_ * columns_));
  for (Index j = 0; j < columns_; ++j) {
    const auto column = x.numeric(j);
    for (Index i = 0; i < count; ++i) {
      const auto v = static_cast<Real>(column[from + i]);
      values_[static_cast<size_t>(i * columns_ + j)] = v;
      has_missing_ |= std::isnan(v);
    }
  }
}

namespace {

constexpr int32_t kSetWords = 8;

/// The largest number of the kind that is not above the threshold: comparing with it gives the same answers.
template <class Real>
Real largest_below(double exact) {
  if constexpr (std::is_same_v<Real, double>) return exact;
  constexpr Real kMost = std::numeric_limits<Real>::max(), kInfinite = std::numeric_limits<Real>::infinity();
  if (std::isinf(exact)) return static_cast<Real>(exact);
  if (exact > static_cast<double>(kMost)) return kMost;
  if (exact < -static_cast<double>(kMost)) return -kInfinite;
  const Real rounded = static_cast<Real>(exact);
  return static_cast<double>(rounded) > exact ? std::nextafter(rounded, -kInfinite) : rounded;
}

}  // namespace

KEEPFIT_SMALL std::vector<Field> ForestArrays::array_fields(bool categories) {
  std::vector<Field> all{
      field<&ForestArrays::first_node>("first_node", {"n_trees + 1"},
                                       "Where each tree begins in the arrays below; their length at the end."),
      field<&ForestArrays::children_left>("children_left", {"node_count"},
                                          "Node of the same tree for values up to the threshold; -1 in a leaf."),
      field<&ForestArrays::children_right>("children_right", {"node_count"},
                                           "Node of the same tree for values above the threshold; -1 in a leaf."),
      field<&ForestArrays::feature>("feature", {"node_count"}, "Feature that the node looks at; -2 in a leaf."),
      field<&ForestArrays::threshold>(
          "threshold", {"node_count"},
          "Largest value that goes left; -2 in a leaf, inf if only missing values go right."),
      field<&ForestArrays::missing_go_to_left>("missing_go_to_left", {"node_count"}, "1 where missing values go left."),
      field<&ForestArrays::value>("value", {"n_leaves", "n_values"},
                                  "What each leaf answers, leaves in the order of their nodes.")};
  if (categories) {
    all.push_back(field<&ForestArrays::category_set>(
        "category_set", {"n_category_nodes"},
        "For each node its set of categories, or -1; empty when no node splits categories."));
    all.push_back(field<&ForestArrays::left_categories>(
        "left_categories", {"n_category_words"},
        "The sets, 256 bits each: 1 where the category with that number goes left."));
  }
  return all;
}

template <class Real>
KEEPFIT_SMALL const std::vector<Field>& BasicForest<Real>::fields() const {
  static const std::vector<Field> fields = array_fields(std::is_same_v<Real, double>);
  return fields;
}

template <class Real>
void BasicForest<Real>::clear() {
  *this = BasicForest();
}

template <class Real>
void BasicForest<Real>::add_node(int32_t left, int32_t right, int32_t at, double limit, bool missing_left,
                                 const double* answer, Index width, const uint32_t* categories) {
  if (first_node.empty()) first_node.push_back(0);
  if (feature.size() >= static_cast<size_t>(std::numeric_limits<int32_t>::max())) {
    throw Error("too_large", "estimators_", "The trees have more than 2147483647 nodes together.",
                "Grow fewer or smaller trees.");
  }
  children_left.push_back(left);
  children_right.push_back(right);
  feature.push_back(at);
  thresholds_.push_back(limit);
  missing_go_to_left.push_back(missing_left);
  width_ = width;
  if (categories) {
    category_set.resize(feature.size(), -1);
    category_set.back() = static_cast<int32_t>(left_categories.size() / kSetWords);
    left_categories.insert(left_categories.end(), categories, categories + kSetWords);
  }
  if (left == kNoChild) values_.insert(values_.end(), answer, answer + width);
}

template <class Real>
void BasicForest<Real>::close_tree() {
  first_node.push_back(static_cast<int32_t>(feature.size()));
}

template <class Real>
void BasicForest<Real>::add(const Tree& tree) {
  for (size_t i = 0; i < tree.feature.size(); ++i) {
    const auto at = static_cast<Index>(i);
    add_node(tree.children_left[i], tree.children_right[i], tree.feature[i], tree.threshold[at],
             tree.missing_go_to_left[i] != 0, tree.value.data() + at * tree.value.cols(), tree.value.cols());
  }
  close_tree();
}

template <class Real>
void BasicForest<Real>::copy_tail(const BasicForest& growing, Index count) {
  clear();
  const auto first = growing.first_node.size() - 1 - static_cast<size_t>(count);
  size_t leaf = growing.values_.size() / static_cast<size_t>(growing.width_);
  leaf -= static_cast<size_t>(
      std::count(growing.children_left.begin() + growing.first_node[first], growing.children_left.end(), kNoChild));
  for (size_t t = first; t + 1 < growing.first_node.size(); ++t) {
    for (auto i = static_cast<size_t>(growing.first_node[t]); i < static_cast<size_t>(growing.first_node[t + 1]); ++i) {
      const bool is_leaf = growing.children_left[i] == kNoChild;
      const int32_t set = i < growing.category_set.size() ? growing.category_set[i] : -1;
      uint32_t categories[kSetWords];
      if (set >= 0) std::copy_n(growing.left_categories.begin() + set * kSetWords, kSetWords, categories);
      add_node(growing.children_left[i], growing.children_right[i], growing.feature[i], growing.thresholds_[i],
               growing.missing_go_to_left[i] != 0,
               is_leaf ? growing.values_.data() + leaf * static_cast<size_t>(growing.width_) : nullptr, growing.width_,
               set >= 0 ? categories : nullptr);
      leaf += is_leaf;
    }
    close_tree();
  }
  finish();
}

template <class Real>
void BasicForest<Real>::finish() {
  if (!category_set.empty()) category_set.resize(feature.size(), -1);
  if (!thresholds_.empty()) {
    threshold = Eigen::Map<const Vector>(thresholds_.data(), static_cast<Index>(thresholds_.size()));
    value = Eigen::Map<const RowMatrix>(values_.data(), static_cast<Index>(values_.size()) / width_, width_);
    thresholds_ = {};
    values_ = {};
  }
  lay_out();
}

template <class Real>
void BasicForest<Real>::lay_out() const {
  nodes_.resize(feature.size());
  leaf_.assign(feature.size(), 0);
  int32_t leaf = 0;
  for (Index t = 0; t < size(); ++t) {
    const int32_t first = first_node[static_cast<size_t>(t)], end = first_node[static_cast<size_t>(t) + 1];
    for (int32_t i = first; i < end; ++i) {
      const auto at = static_cast<size_t>(i);
      if (children_left[at] == kNoChild) {
        nodes_[at] = {std::numeric_limits<Real>::infinity(), 0, {i, i}};
        leaf_[at] = leaf++;
        continue;
      }
      nodes_[at] = {largest_below<Real>(threshold[i]),
                    feature[at] + (missing_go_to_left[at] ? kMissingLeft : 0),
                    {first + children_left[at], first + children_right[at]}};
    }
  }
}

template <class Real>
void BasicForest<Real>::find_leaves(Index tree, const RowBlock<Real>& block, int32_t* leaves) const {
  if (!category_set.empty()) return find_leaves_by_category(tree, block, leaves);
  const int32_t root = first_node[static_cast<size_t>(tree)];
  const Node* nodes = nodes_.data();
  Index i = 0;
  if (!block.has_missing()) {
    for (; i + kSide <= block.rows(); i += kSide) {
      int32_t at[kSide];
      const Real* x[kSide];
      for (Index k = 0; k < kSide; ++k) {
        at[k] = root;
        x[k] = block.row(i + k);
      }
      for (int32_t moved = 1; moved;) {
        moved = 0;
        for (Index k = 0; k < kSide; ++k) {
          const Node& node = nodes[at[k]];
          // An index instead of a branch, which would be mispredicted half of the time.
          const int32_t next = node.child[!(x[k][node.feature & ~kMissingLeft] <= node.threshold)];
          moved |= next ^ at[k];
          at[k] = next;
        }
      }
      for (Index k = 0; k < kSide; ++k) leaves[i + k] = leaf_[static_cast<size_t>(at[k])];
    }
  }
  for (; i < block.rows(); ++i) {
    const Real* x = block.row(i);
    int32_t at = root;
    while (nodes[at].child[0] != at) {
      const Node& node = nodes[at];
      const Real v = x[node.feature & ~kMissingLeft];
      const bool left = std::isnan(v) ? (node.feature & kMissingLeft) != 0 : v <= node.threshold;
      at = node.child[!left];
    }
    leaves[i] = leaf_[static_cast<size_t>(at)];
  }
}

template <class Real>
bool BasicForest<Real>::goes_left(int32_t set, Real category) const {
  if (!(category >= 0 && category < 32 * kSetWords)) return false;
  const auto bit = static_cast<uint32_t>(category);
  return static_cast<uint32_t>(left_categories[static_cast<size_t>(set) * kSetWords + bit / 32]) >> (bit % 32) & 1;
}

template <class Real>
void BasicForest<Real>::find_leaves_by_category(Index tree, const RowBlock<Real>& block, int32_t* leaves) const {
  for (Index i = 0; i < block.rows(); ++i) {
    const Real* x = block.row(i);
    int32_t at = first_node[static_cast<size_t>(tree)];
    while (nodes_[static_cast<size_t>(at)].child[0] != at) {
      const Node& node = nodes_[static_cast<size_t>(at)];
      const Real v = x[node.feature & ~kMissingLeft];
      const int32_t set = category_set[static_cast<size_t>(at)];
      const bool left = std::isnan(v) ? (node.feature & kMissingLeft) != 0
                        : set >= 0    ? goes_left(set, v)
                                      : v <= node.threshold;
      at = node.child[!left];
    }
    leaves[i] = leaf_[static_cast<size_t>(at)];
  }
}

template <class Real>
void BasicForest<Real>::find_leaves_of_row(Index tree, Index count, const Real* x, int32_t* leaves) const {
  const Node* nodes = nodes_.data();
  int32_t at[kSide];
  for (Index k = 0; k < kSide; ++k) at[k] = first_node[static_cast<size_t>(tree + std::min(k, count - 1))];
  for (int32_t moved = 1; moved;) {
    moved = 0;
    for (Index k = 0; k < kSide; ++k) {
      const Node& node = nodes[at[k]];
      const Real v = x[node.feature & ~kMissingLeft];
      const bool left = (v <= node.threshold) | ((v != v) & (node.feature >= kMissingLeft));
      const int32_t next = node.child[!left];
      moved |= next ^ at[k];
      at[k] = next;
    }
  }
  for (Index k = 0; k < count; ++k) leaves[k] = leaf_[static_cast<size_t>(at[k])];
}

template <class Real>
RowMatrix BasicForest<Real>::mean(const Features& x) const
  requires std::is_same_v<Real, float>
{
  const Index width = value.cols();
  RowMatrix out = RowMatrix::Zero(x.rows(), width);
  RowBlock<Real> block;
  for (Index from = 0; from < x.rows(); from += RowBlock<Real>::kRows) {
    block.read(x, from, std::min(RowBlock<Real>::kRows, x.rows() - from));
    double* sums = out.data() + from * width;
    if (block.few()) {
      for (Index i = 0; i < block.rows(); ++i) {
        apply_row(0, block, i, [&](Index, const double* values) {
          for (Index k = 0; k < width; ++k) sums[i * width + k] += values[k];
        });
      }
      continue;
    }
    for (Index t = 0; t < size(); ++t) {
      apply(t, block, [&](Index i, const double* values) {
        for (Index k = 0; k < width; ++k) sums[i * width + k] += values[k];
      });
    }
  }
  const auto trees = static_cast<double>(size());
  for (Index i = 0; i < out.size(); ++i) out.data()[i] /= trees;
  return out;
}

std::vector<std::pair<Index, double>> ForestArrays::critical_values() const {
  std::vector<std::pair<Index, double>> out;
  for (size_t i = 0; i < feature.size(); ++i) {
    if (feature[i] >= 0 && !splits_categories(i)) out.emplace_back(feature[i], threshold[static_cast<Index>(i)]);
  }
  return out;
}

void ForestArrays::check_arrays(int64_t n_features, const std::string& where, bool single) const {
  const auto refuse = [&](const std::string& message) { audit::refuse(where, message); };
  const size_t n = feature.size();
  if (children_left.size() != n || children_right.size() != n || threshold.size() != static_cast<Index>(n) ||
      missing_go_to_left.size() != n) {
    refuse("The arrays of the trees differ in length.");
  }
  if (first_node.size() < 2 || first_node.front() != 0 || first_node.back() < 0 ||
      static_cast<size_t>(first_node.back()) != n) {
    refuse("first_node must begin with 0 and end with the number of nodes.");
  }
  if (n_features >= kMissingLeft) refuse("There are too many features.");
  if ((!category_set.empty() && category_set.size() != n) || left_categories.size() % kSetWords != 0)
    refuse("The sets of categories do not fit the nodes.");
  const auto n_sets = static_cast<int64_t>(left_categories.size() / kSetWords);
  for (size_t i = 0; i < category_set.size(); ++i) {
    const int32_t set = category_set[i];
    if (set < -1 || set >= n_sets || (set >= 0 && children_left[i] == kNoChild))
      refuse("Node " + std::to_string(i) + " has the set of categories " + std::to_string(set) + ", but there " +
             are_counted(n_sets, "set") + ", and a leaf has none.");
  }
  std::vector<uint8_t> has_parent(n, 0);
  Index leaves = 0;
  for (size_t t = 0; t + 1 < first_node.size(); ++t) {
    const auto tree = [t] { return "Tree " + std::to_string(t); };
    const int32_t first = first_node[t];
    // `first` is at most n, since it has risen from 0 and is checked below before it is used.
    if (first_node[t + 1] <= first || static_cast<size_t>(first_node[t + 1]) > n)
      refuse(tree() + " has no nodes, or more than there are.");
    const int32_t size = first_node[t + 1] - first;
    for (int32_t i = 0; i < size; ++i) {
      const auto at = static_cast<size_t>(first + i);
      const auto node = [&] { return tree() + ", node " + std::to_string(i); };
      const int32_t left = children_left[at], right = children_right[at];
      const double limit = threshold[static_cast<Index>(at)];
      if (missing_go_to_left[at] > 1) refuse(node() + ": missing_go_to_left must be 0 or 1.");
      if (left == kNoChild || right == kNoChild || feature[at] == kNoFeature) {
        if (left != kNoChild || right != kNoChild || feature[at] != kNoFeature || limit != kNoThreshold) {
          refuse(node() + " is neither a leaf (children -1, feature -2, threshold -2) nor a split.");
        }
        ++leaves;
        continue;
      }
      if (feature[at] < 0 || feature[at] >= n_features) {
        refuse(node() + " looks at feature " + std::to_string(feature[at]) + ", but there " +
               are_counted(n_features, "feature") + ".");
      }
      if (std::isnan(limit) || (std::isinf(limit) && (limit > 0 ? missing_go_to_left[at] != 0 : single)))
        refuse(node() + " has the threshold " + repr(limit) + ".");
      for (const int32_t child : {left, right}) {
        if (child <= i || child >= size) {
          refuse(node() + " has the child " + std::to_string(child) +
                 "; children must come after their parent, in a tree of " + counted(size, "node") + ".");
        }
        if (has_parent[static_cast<size_t>(first + child)])
          refuse(tree() + ": node " + std::to_string(child) + " has two parents.");
        has_parent[static_cast<size_t>(first + child)] = 1;
      }
    }
    for (int32_t i = 1; i < size; ++i) {
      if (!has_parent[static_cast<size_t>(first + i)])
        refuse(tree() + ": node " + std::to_string(i) + " has no parent.");
    }
  }
  if (value.rows() != leaves)
    refuse("There " + are_counted(leaves, "leaf", "leaves") + ", but " + counted(value.rows(), "row") + " of values.");
  if (value.cols() < 1 || !value.allFinite()) refuse("The values of the leaves must be finite numbers.");
}

template <class Real>
void BasicForest<Real>::check(int64_t n_features, const std::string& where) const {
  check_arrays(n_features, where, std::is_same_v<Real, float>);
  lay_out();
}

template class RowBlock<float>;
template class RowBlock<double>;
template struct BasicForest<float>;
template struct BasicForest<double>;

}  // namespace keepfit::tree
