// Trees and forests, for scikit-learn.
#include "interchange/sklearn/give_trees.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "interchange/sklearn/special.h"

namespace keepfit::interchange {

namespace {

/// A node of scikit-learn 1.9's trees: names, types, and what fills it up to 64 bytes.
const std::vector<std::pair<std::string, std::string>>& node_fields() {
  static const std::vector<std::pair<std::string, std::string>> fields{{"left_child", "<i8"},
                                                                       {"right_child", "<i8"},
                                                                       {"feature", "<i8"},
                                                                       {"threshold", "<f8"},
                                                                       {"impurity", "<f8"},
                                                                       {"n_node_samples", "<i8"},
                                                                       {"weighted_n_node_samples", "<f8"},
                                                                       {"missing_go_to_left", "|u1"},
                                                                       {"", "|V7"}};
  return fields;
}

int64_t depth_of(const TreeParts& tree) {
  std::vector<int64_t> depth(tree.size(), 0);
  int64_t deepest = 0;
  // Children stand behind their parents.
  for (size_t node = 0; node < tree.size(); ++node) {
    deepest = std::max(deepest, depth[node]);
    for (int32_t child : {tree.left.at(node), tree.right.at(node)})
      if (child >= 0) depth.at(static_cast<size_t>(child)) = depth[node] + 1;
  }
  return deepest;
}

template <class T>
std::vector<T> part(const Value& record, const char* name) {
  const Value* found = record.find(name);
  return found ? found->array().to_vector<T>() : std::vector<T>();
}

void single_tree(Giving& giving, Given& to) {
  const Value& record = to.attribute("tree_");
  TreeParts tree{part<int32_t>(record, "children_left"),
                 part<int32_t>(record, "children_right"),
                 part<int32_t>(record, "feature"),
                 part<double>(record, "threshold"),
                 part<uint8_t>(record, "missing_go_to_left"),
                 part<double>(record, "value"),
                 part<double>(record, "impurity"),
                 part<double>(record, "weighted_n_node_samples"),
                 part<int32_t>(record, "n_node_samples")};
  Node node = tree_node(giving, tree, to.width(), record.at("value").array().shape.at(1));
  giving.add(to, "tree_", std::move(node));
}

/// A parameter that trees take from their forest.
void take_param(Giving& giving, Given& tree, const Given& forest, const char* name) {
  Node node = giving.plain(forest.param(name), forest.inside(name));
  giving.add(tree, name, std::move(node));
}

constexpr const char* kTreeParams[] = {
    "criterion",    "max_depth",      "min_samples_split",     "min_samples_leaf", "min_weight_fraction_leaf",
    "max_features", "max_leaf_nodes", "min_impurity_decrease", "random_state",     "ccp_alpha",
    "monotonic_cst"};

bool is_extra(const Given& to) { return to.class_name().substr(0, 5) == "Extra"; }
std::string tree_class(const Given& to) {
  return std::string(is_extra(to) ? "ExtraTree" : "DecisionTree") + (to.is_classifier() ? "Classifier" : "Regressor");
}

/// What the constructor of a forest sets beside its parameters.
void prototype(Giving& giving, Given& to) {
  const bool classifies = to.is_classifier(), extra = is_extra(to);
  Given model(to);
  giving.put(model, "criterion", !classifies ? "squared_error" : "gini");
  giving.put(model, "splitter", extra ? "random" : "best");
  giving.put(model, "min_samples_split", 2);
  giving.put(model, "min_samples_leaf", 1);
  giving.put(model, "min_weight_fraction_leaf", 0.0);
  giving.put(model, "max_features", extra ? (classifies ? Value("sqrt") : Value(1.0)) : Value());
  giving.put(model, "min_impurity_decrease", 0.0);
  giving.put(model, "ccp_alpha", 0.0);
  for (const char* none : {"max_depth", "max_leaf_nodes", "random_state", "class_weight", "monotonic_cst"})
    giving.put_none(model, none);
  Node estimator = giving.made(tree_class(to), model);
  giving.add(to, "estimator", std::move(estimator));
  Nodes names;
  for (const char* name : kTreeParams) names.push_back(giving.schema.scalar(name));
  Node passed = giving.schema.tuple(names);
  giving.add(to, "estimator_params", std::move(passed));
}

void forest(Giving& giving, Given& to) {
  const bool classifies = to.is_classifier(), extra = is_extra(to);
  const std::string of = tree_class(to);
  const Value& record = to.attribute("estimators_");
  const auto classes = static_cast<int64_t>(record.at("value").array().shape.at(1));
  std::vector<double> codes;
  for (int64_t k = 0; k < classes; ++k) codes.push_back(static_cast<double>(k));
  Nodes trees;
  for (const TreeParts& tree : trees_of(record)) {
    Given each(to);
    for (const char* name : kTreeParams) {
      const Value& given = to.param(name);
      if (std::string_view(name) == "random_state") giving.put_none(each, name);
      else if (given.is("friedman_mse")) giving.put(each, name, "squared_error");
      else take_param(giving, each, to, name);
    }
    giving.put(each, "splitter", extra ? "random" : "best");
    giving.put_none(each, "class_weight");
    giving.put(each, "n_features_in_", to.width());
    giving.put(each, "n_outputs_", 1);
    if (classifies) {
      Node labels = giving.schema.floats(codes);
      giving.add(each, "classes_", std::move(labels));
      giving.put(each, "n_classes_", classes);
    }
    Node node = tree_node(giving, tree, to.width(), static_cast<size_t>(classes));
    giving.add(each, "tree_", std::move(node));
    trees.push_back(giving.made(of, each));
  }
  Node all = giving.schema.list(trees);
  giving.add(to, "estimators_", std::move(all));

  add_measured(giving, to);
  giving.leave(to, "estimator_ _n_samples _n_samples_bootstrap");
  add_importances(giving, to);
}

}  // namespace

void add_measured(Giving& giving, Given& to) {
  const Value& fitted = to.step.at("fitted");
  if (const Value* score = fitted.find("oob_score_"); score && !score->is_null()) giving.add_same(to, "oob_score_");
  for (const char* name : {"oob_decision_function_", "oob_prediction_"})
    if (const Value* found = fitted.find(name); found && found->array().size() > 0) giving.add_same(to, name);
}

bool counts_importances(const Value& model) {
  const Value& fitted = model.at("fitted");
  if (fitted.find("coef_") || !fitted.find("feature_importances_")) return true;
  const Value* members = fitted.find("estimators_");
  if (!members) return true;
  const auto* list = members->get_if<Value::List>();
  return list && std::all_of(list->begin(), list->end(), counts_importances);
}

void add_importances(Giving& giving, Given& to) {
  if (counts_importances(to.step)) return;
  Node node = giving.same(to.attribute("feature_importances_"), to.where);
  giving.add(to, kImportances, std::move(node));
  giving.leave(to, "feature_importances_");
  giving.notes.insert(
      "scikit-learn counts feature_importances_ of forests and boosting from the rows in each node, which Keepfit does "
      "not keep: ask a loaded model for importances_, where they stand.");
}

std::vector<TreeParts> trees_of(const Value& forest) {
  const auto first = part<int32_t>(forest, "first_node"), left = part<int32_t>(forest, "children_left"),
             right = part<int32_t>(forest, "children_right"), feature = part<int32_t>(forest, "feature");
  const auto threshold = part<double>(forest, "threshold"), value = part<double>(forest, "value");
  const auto missing = part<uint8_t>(forest, "missing_go_to_left");
  const size_t width = forest.at("value").array().shape.at(1);
  std::vector<TreeParts> out;
  size_t leaf = 0;
  for (size_t t = 0; t + 1 < first.size(); ++t) {
    TreeParts& tree = out.emplace_back();
    for (auto i = static_cast<size_t>(first[t]); i < static_cast<size_t>(first[t + 1]); ++i) {
      tree.left.push_back(left.at(i));
      tree.right.push_back(right.at(i));
      tree.feature.push_back(feature.at(i));
      tree.threshold.push_back(threshold.at(i));
      tree.missing_left.push_back(missing.at(i));
      // Keepfit's forests keep what their leaves answer, and nothing else of a node.
      for (size_t k = 0; k < width; ++k) tree.value.push_back(left[i] < 0 ? value.at(leaf * width + k) : std::nan(""));
      if (left[i] < 0) ++leaf;
    }
    tree.impurity.assign(tree.size(), std::nan(""));
    tree.weight.assign(tree.size(), 0.0);
    tree.rows.assign(tree.size(), 0);
  }
  return out;
}

Node tree_node(Giving& giving, const TreeParts& tree, int64_t features, size_t width) {
  constexpr size_t kBytes = 64;
  const size_t count = tree.size();
  std::string nodes(count * kBytes, '\0');
  for (size_t i = 0; i < count; ++i) {
    char* at = nodes.data() + i * kBytes;
    const auto put = [&](auto value) {
      std::memcpy(at, &value, sizeof value);
      at += sizeof value;
    };
    put(int64_t{tree.left.at(i)});
    put(int64_t{tree.right.at(i)});
    put(int64_t{tree.feature.at(i)});
    put(tree.threshold.at(i));
    put(tree.impurity.at(i));
    put(int64_t{tree.rows.at(i)});
    put(tree.weight.at(i));
    put(tree.missing_left.at(i));
  }
  const auto number = [](size_t value) { return static_cast<int64_t>(value); };
  Nodes arguments;
  arguments.push_back(giving.schema.scalar(features));
  arguments.push_back(giving.schema.wholes({number(width)}));
  arguments.push_back(giving.schema.scalar(1));
  Attributes state;
  const auto add = [&](const char* name, Node node) { state.add(name, std::move(node)); };
  add("max_depth", giving.schema.scalar(depth_of(tree)));
  add("node_count", giving.schema.scalar(number(count)));
  add("nodes", giving.schema.array({"", node_fields(), false, {number(count)}, nodes}));
  add("values", giving.schema.floats(tree.value, {number(count), 1, number(width)}));
  return giving.schema.reduced("Tree", "TreeNode", arguments, state);
}

namespace {

/// 1.9 has one criterion where there were two names.
Node criterion(Giving& giving, const Given& to, bool) {
  const Value& given = to.param("criterion");
  if (!given.is("friedman_mse")) return giving.schema.scalar(given);
  giving.notes.insert(
      "criterion is 'squared_error' in place of 'friedman_mse': in scikit-learn 1.9 they are the same.");
  return giving.schema.scalar("squared_error");
}

}  // namespace

const Gifts& gifts_of_trees() {
  constexpr std::string_view kForests =
      "RandomForestClassifier RandomForestRegressor ExtraTreesClassifier ExtraTreesRegressor";
  static const Gifts all{
      .given = {{kForests, prototype}},
      .fitted = {{"DecisionTreeClassifier DecisionTreeRegressor ExtraTreeClassifier ExtraTreeRegressor", single_tree},
                 {kForests, forest, "oob_score_"}},
      .params = {{"DecisionTreeRegressor ExtraTreeRegressor RandomForestRegressor ExtraTreesRegressor", "criterion",
                  criterion}},
  };
  return all;
}

}  // namespace keepfit::interchange
