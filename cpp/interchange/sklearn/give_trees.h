// Trees for scikit-learn, as forests and boosting share them.
#pragma once

#include <cstdint>
#include <vector>

#include "interchange/sklearn/giving.h"

namespace keepfit::interchange {

/// One tree, node by node.
struct TreeParts {
  std::vector<int32_t> left, right, feature;
  std::vector<double> threshold;
  std::vector<uint8_t> missing_left;
  std::vector<double> value;  // (nodes, width)
  std::vector<double> impurity, weight;
  std::vector<int32_t> rows;

  size_t size() const { return left.size(); }
};

/// The trees of a forest. Of their nodes impurities and rows are not known: NaN and 0.
std::vector<TreeParts> trees_of(const Value& forest);

/// sklearn.tree._tree.Tree. `width`: numbers in a leaf.
Node tree_node(Giving& giving, const TreeParts& tree, int64_t features, size_t width);

/// Whether scikit-learn finds the importances of a model in what is written of it, as far as it has any. Of forests and
/// boosting it cannot: those stand in an attribute of Keepfit's own.
bool counts_importances(const Value& model);
void add_importances(Giving& giving, Given& to);

/// What was measured on rows that a member did not see, where it was asked for.
void add_measured(Giving& giving, Given& to);

}  // namespace keepfit::interchange
