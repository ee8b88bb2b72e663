// Tree ensembles as ai.onnx.ml.TreeEnsemble of opset 5, the one operator of trees that answers in double. What runtimes
// do wrong is gone round: no post_transform, no base value, no averages, no category 0, no empty sets.
#include <cmath>

#include "interchange/onnx/operations.h"

namespace keepfit::interchange::onnx {

namespace {

constexpr uint8_t kLeq = 0, kMember = 6;

struct Arrays {
  std::vector<int64_t> roots, features, true_ids, true_leaves, false_ids, false_leaves, missing, targets;
  std::vector<uint8_t> modes;
  std::vector<double> splits, members, weights;
  bool has_sets = false;

  int64_t leaf(int64_t target, double weight) {
    targets.push_back(target);
    weights.push_back(weight);
    return static_cast<int64_t>(targets.size()) - 1;
  }
  size_t node(int64_t feature, uint8_t mode, double split, bool missing_true) {
    features.push_back(feature);
    modes.push_back(mode);
    splits.push_back(split);
    missing.push_back(missing_true);
    for (auto* list : {&true_ids, &true_leaves, &false_ids, &false_leaves}) list->push_back(0);
    return features.size() - 1;
  }
  void child(size_t node, bool is_true, int64_t id, bool is_leaf) {
    (is_true ? true_ids : false_ids)[node] = id;
    (is_true ? true_leaves : false_leaves)[node] = is_leaf;
  }
  /// A tree that answers the same for every row.
  void constant(int64_t target, double weight) {
    roots.push_back(static_cast<int64_t>(features.size()));
    const int64_t only = leaf(target, weight);
    const size_t at = node(0, kLeq, 0.0, false);
    child(at, true, only, true);
    child(at, false, only, true);
  }
};

/// Nodes depth first, the true branch first: in that order readers take members of sets.
void add_tree(Arrays& out, const graph::Tree& tree, const std::vector<std::vector<int32_t>>& sets, int64_t target,
              size_t column) {
  const auto weight = [&](int32_t node) { return tree.value.at(static_cast<size_t>(node), column); };
  if (tree.left[0] < 0) {
    out.constant(target, weight(0));
    return;
  }
  struct Todo {
    int32_t node;
    size_t parent;
    bool is_true;
  };
  constexpr size_t kRoot = SIZE_MAX;
  std::vector<Todo> todo{{0, kRoot, false}};
  while (!todo.empty()) {
    const Todo now = todo.back();
    todo.pop_back();
    const auto i = static_cast<size_t>(now.node);
    if (tree.left[i] < 0) {
      out.child(now.parent, now.is_true, out.leaf(target, weight(now.node)), true);
      continue;
    }
    const int32_t set = tree.set.empty() ? -1 : tree.set[i];
    const std::vector<int32_t>* members = set >= 0 ? &sets[static_cast<size_t>(set)] : nullptr;
    // No category is -1: a set without any is said so.
    const bool listed = members && !members->empty();
    const size_t at = out.node(tree.feature[i], listed ? kMember : kLeq,
                               members ? (listed ? 0.0 : -1.0) : tree.threshold[i], tree.missing_left[i] != 0);
    if (listed) {
      out.has_sets = true;
      for (const int32_t member : *members) out.members.push_back(member);
      out.members.push_back(std::nan(""));
    }
    if (now.parent == kRoot) out.roots.push_back(static_cast<int64_t>(at));
    else out.child(now.parent, now.is_true, static_cast<int64_t>(at), false);
    todo.push_back({tree.right[i], at, false});
    todo.push_back({tree.left[i], at, true});
  }
}

}  // namespace

Name print(Printing& to, const graph::TreeEnsemble& ensemble, const std::vector<Name>& from, const graph::Node&) {
  Arrays all;
  for (size_t k = 0; k < ensemble.base.size(); ++k)
    if (ensemble.base[k] != 0) all.constant(static_cast<int64_t>(k), ensemble.base[k]);
  for (const graph::Tree& tree : ensemble.trees) {
    const bool one = tree.value.columns == 1;
    for (size_t k = 0; k < tree.value.columns; ++k)
      add_tree(all, tree, ensemble.sets, static_cast<int64_t>(one ? tree.target : k), k);
  }
  Nodes& nodes = to.nodes;
  Name x = from[0];
  if (ensemble.single) {
    x = nodes.op("Cast", {x}, {{"to", static_cast<int64_t>(Element::kFloat)}});
    x = nodes.op("Cast", {x}, {{"to", static_cast<int64_t>(Element::kDouble)}});
  }
  std::vector<Attribute> attributes{{"aggregate_function", int64_t{1}},
                                    {"leaf_targetids", all.targets},
                                    {"leaf_weights", Tensor::doubles(all.weights)},
                                    {"n_targets", static_cast<int64_t>(ensemble.width)},
                                    {"nodes_falseleafs", all.false_leaves},
                                    {"nodes_falsenodeids", all.false_ids},
                                    {"nodes_featureids", all.features},
                                    {"nodes_missing_value_tracks_true", all.missing},
                                    {"nodes_modes", Tensor::small(all.modes)},
                                    {"nodes_splits", Tensor::doubles(all.splits)},
                                    {"nodes_trueleafs", all.true_leaves},
                                    {"nodes_truenodeids", all.true_ids},
                                    {"post_transform", int64_t{0}},
                                    {"tree_roots", all.roots}};
  if (all.has_sets) attributes.emplace_back("membership_values", Tensor::doubles(all.members));
  const Name sums = nodes.op("TreeEnsemble", {x}, attributes, kMl);
  return ensemble.divide_by == 1 ? sums : nodes.op("Div", {sums, nodes.number(ensemble.divide_by)});
}

}  // namespace keepfit::interchange::onnx
