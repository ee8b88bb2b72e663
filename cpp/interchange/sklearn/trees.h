// Trees of scikit-learn's, as trees and forests share them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/value.h"
#include "interchange/sklearn/taking.h"

namespace keepfit::interchange {

/// sklearn.tree._tree.Tree, of one output.
struct SkTree {
  std::vector<int64_t> left, right, feature, missing_left, rows;
  std::vector<double> threshold, impurity, weight;
  std::vector<double> value;  // (nodes, width)
  size_t width = 0;

  size_t size() const { return left.size(); }
  bool is_leaf(size_t node) const { return left[node] < 0; }

  /// @param shares  Values are shares of the classes, which were weights until 1.4.
  static SkTree of(Taking& taking, const pickle::Item& tree, const std::string& where, bool shares);
  /// Share of each feature in the fall of impurity; empty where there is no split. Source: scikit-learn's
  /// Tree.compute_feature_importances.
  std::vector<double> importances(size_t features, bool normalized, const std::string& where) const;
};

/// The tree of an estimator.
const pickle::Item& tree_of(const pickle::Item& estimator, const std::string& where);

/// Trees one after another, as forests keep them.
class Forest {
 public:
  Forest(Taking& taking, std::string where) : taking_(taking), where_(std::move(where)) {}
  void add(const SkTree& tree);
  Value record() const;

 private:
  Taking& taking_;
  std::string where_;
  std::vector<int64_t> first_node_{0}, left_, right_, feature_, missing_left_;
  std::vector<double> threshold_, value_;
  size_t width_ = 0;
};

}  // namespace keepfit::interchange
