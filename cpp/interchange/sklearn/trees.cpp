#include "interchange/sklearn/trees.h"

#include <cmath>

#include "core/text.h"
#include "interchange/sklearn/special.h"

namespace keepfit::interchange {

using pickle::Item;

namespace {

/// A field of the nodes; where this version has none, `absent`.
template <class Read>
auto field_of(const NumpyArray& nodes, const char* name, const std::string& where, Read read, bool needed = true) {
  std::vector<decltype(read(nodes, size_t{0}))> out;
  const auto field = nodes.field(name);
  if (!field && needed) refuse_source(where, std::string("The nodes of a tree have no ") + name + ".");
  out.reserve(nodes.size());
  for (size_t i = 0; i < nodes.size(); ++i) out.push_back(field ? read(*field, i) : 0);
  return out;
}

int64_t whole(const NumpyArray& array, size_t i) { return array.whole(i); }
double number(const NumpyArray& array, size_t i) { return array.number(i); }

bool is_classifier(const State& state) { return state.class_name().find("Classifier") != std::string_view::npos; }

void refuse_outputs(Taking&, const State& state) {
  if (const Item* outputs = state.find("n_outputs_"); outputs && whole_of(*outputs, state.where()) != 1)
    refuse_taking(state.where(), std::string(state.class_name()) + " predicts " +
                                     counted(whole_of(*outputs, state.where()), "target") +
                                     " at once; Keepfit's predicts one.");
}

Value tree(Taking& taking, const State& state) {
  const SkTree tree = SkTree::of(taking, state.at("tree_"), state.where(), is_classifier(state));
  return Value::Map{
      {"children_left", taking.int32_array(tree.left, state.where())},
      {"children_right", taking.int32_array(tree.right, state.where())},
      {"feature", taking.int32_array(tree.feature, state.where())},
      {"threshold", taking.float64(tree.threshold)},
      {"impurity", taking.float64(tree.impurity)},
      {"n_node_samples", taking.int32_array(tree.rows, state.where())},
      {"weighted_n_node_samples", taking.float64(tree.weight)},
      {"value", taking.float64(tree.value, {static_cast<uint32_t>(tree.size()), static_cast<uint32_t>(tree.width)})},
      {"missing_go_to_left", taking.uint8_array(tree.missing_left, state.where())}};
}

Value importances_of_tree(Taking& taking, const State& state) {
  const SkTree tree = SkTree::of(taking, state.at("tree_"), state.where(), is_classifier(state));
  taking.count(static_cast<size_t>(state.width) * 8, state.where());
  return taking.float64(tree.importances(static_cast<size_t>(state.width), true, state.where()));
}

template <class Use>
void each_tree(Taking& taking, const State& state, Use use) {
  for (const Item* estimator : parts_of(state.at("estimators_"), state.where()))
    use(SkTree::of(taking, tree_of(*estimator, state.where()), state.where(), is_classifier(state)));
}

Value forest(Taking& taking, const State& state) {
  Forest out(taking, state.where());
  each_tree(taking, state, [&](const SkTree& tree) { out.add(tree); });
  return out.record();
}

Value importances_of_forest(Taking& taking, const State& state) {
  if (const Item* kept = state.given(kImportances)) return taking.float64_array(*kept, state.where(), 1);
  const auto width = static_cast<size_t>(state.width);
  taking.count(width * 8, state.where());
  std::vector<double> sums(width, 0.0);
  double all = 0;
  each_tree(taking, state, [&](const SkTree& tree) {
    if (tree.size() < 2) return;
    const auto shares = tree.importances(width, true, state.where());
    for (size_t j = 0; j < width; ++j) sums[j] += shares[j];
  });
  for (double each : sums) all += each;
  for (double& each : sums) each = all > 0 ? each / all : 0;
  return taking.float64(std::move(sums));
}

/// What only some settings make.
Value optional_matrix(Taking& taking, const State& state, const char* name) {
  if (const Item* item = state.given(name)) return taking.float64_array(*item, state.where(), 2);
  return taking.float64(
      {}, {0, static_cast<uint32_t>(state.find("n_classes_") ? whole_of(state.at("n_classes_"), state.where()) : 0)});
}

Value optional_vector(Taking& taking, const State& state, const char* name) {
  const Item* item = state.given(name);
  return item ? taking.float64_array(*item, state.where(), 1) : taking.float64({});
}

}  // namespace

SkTree SkTree::of(Taking& taking, const Item& tree, const std::string& where, bool shares) {
  if (!is_object(tree, "Tree") || tree.parts[1]->parts.size() != 3)
    refuse_source(where, "Here should stand a tree of scikit-learn. Got " + printed(tree, 60) + ".");
  if (whole_of(*tree.parts[1]->parts[2], where) != 1)
    refuse_taking(where, "A tree predicts several targets at once; Keepfit's predict one.");
  const State state(tree, where);
  const NumpyArray nodes = state.array("nodes"), values = state.array("values");
  if (nodes.shape().size() != 1 || values.shape().size() != 3 || values.shape()[0] != nodes.size() ||
      values.shape()[1] != 1)
    refuse_source(where, "The nodes and values of a tree do not go together.");
  SkTree out;
  taking.count(nodes.size() * 56 + values.size() * 8, where);
  out.left = field_of(nodes, "left_child", where, whole);
  out.right = field_of(nodes, "right_child", where, whole);
  out.feature = field_of(nodes, "feature", where, whole);
  out.threshold = field_of(nodes, "threshold", where, number);
  out.impurity = field_of(nodes, "impurity", where, number);
  out.rows = field_of(nodes, "n_node_samples", where, whole);
  out.weight = field_of(nodes, "weighted_n_node_samples", where, number);
  out.missing_left = field_of(nodes, "missing_go_to_left", where, whole, false);
  for (double& each : out.impurity) {
    if (std::isfinite(each)) continue;
    each = 0;
    // Of a node without rows nothing was counted.
    if (!out.rows.empty() && out.rows[0] == 0) continue;
    taking.note("A node of a tree has an impurity that is no number, as scikit-learn 1.3 made some; 0 stands there.");
  }
  out.width = values.shape()[2];
  for (size_t i = 0; i < values.size(); ++i) out.value.push_back(values.number(i));
  if (!shares || !taking.is_before(1, 4)) return out;
  // As predict_proba did it for every row until 1.4.
  for (size_t node = 0; node < out.size(); ++node) {
    double sum = 0;
    for (size_t k = 0; k < out.width; ++k) sum += out.value[node * out.width + k];
    for (size_t k = 0; sum != 0 && k < out.width; ++k) out.value[node * out.width + k] /= sum;
  }
  return out;
}

std::vector<double> SkTree::importances(size_t features, bool normalized, const std::string& where) const {
  std::vector<double> out(features, 0.0);
  if (size() == 0) refuse_source(where, "A tree has no node.");
  for (size_t node = 0; node < size(); ++node) {
    if (is_leaf(node)) continue;
    const auto l = static_cast<size_t>(left[node]), r = static_cast<size_t>(right[node]),
               f = static_cast<size_t>(feature[node]);
    if (l >= size() || r >= size() || f >= features)
      refuse_source(where, "A tree leads to a node or a column that is not there.");
    out[f] += weight[node] * impurity[node] - weight[l] * impurity[l] - weight[r] * impurity[r];
  }
  double sum = 0;
  for (double& each : out) sum += each /= weight[0];
  for (double& each : out)
    if (normalized && sum > 0) each /= sum;
  return out;
}

const Item& tree_of(const Item& estimator, const std::string& where) { return State(estimator, where).at("tree_"); }

void Forest::add(const SkTree& tree) {
  if (width_ != 0 && width_ != tree.width)
    refuse_source(where_, "Trees of one forest have values of different lengths.");
  width_ = tree.width;
  taking_.count(tree.size() * 40, where_);
  const auto append = [](auto& to, const auto& from) { to.insert(to.end(), from.begin(), from.end()); };
  append(left_, tree.left);
  append(right_, tree.right);
  append(feature_, tree.feature);
  append(threshold_, tree.threshold);
  append(missing_left_, tree.missing_left);
  for (size_t node = 0; node < tree.size(); ++node)
    if (tree.is_leaf(node))
      value_.insert(value_.end(), tree.value.begin() + static_cast<std::ptrdiff_t>(node * width_),
                    tree.value.begin() + static_cast<std::ptrdiff_t>((node + 1) * width_));
  first_node_.push_back(static_cast<int64_t>(left_.size()));
}

Value Forest::record() const {
  const auto leaves = static_cast<uint32_t>(width_ ? value_.size() / width_ : 0);
  return Value::Map{{"first_node", taking_.int32_array(first_node_, where_)},
                    {"children_left", taking_.int32_array(left_, where_)},
                    {"children_right", taking_.int32_array(right_, where_)},
                    {"feature", taking_.int32_array(feature_, where_)},
                    {"threshold", taking_.float64(threshold_)},
                    {"missing_go_to_left", taking_.uint8_array(missing_left_, where_)},
                    {"value", taking_.float64(value_, {leaves, static_cast<uint32_t>(width_)})}};
}

const Specials& specials_of_trees() {
  constexpr std::string_view kTrees =
      "DecisionTreeClassifier DecisionTreeRegressor ExtraTreeClassifier ExtraTreeRegressor";
  constexpr std::string_view kForests =
      "RandomForestClassifier RandomForestRegressor ExtraTreesClassifier ExtraTreesRegressor";
  static const Specials all{
      .attributes = {{kTrees, "tree_", tree},
                     {kTrees, "feature_importances_", importances_of_tree},
                     {kForests, "estimators_", forest},
                     {kForests, "feature_importances_", importances_of_forest},
                     {"*", "oob_decision_function_",
                      [](Taking& t, const State& s) { return optional_matrix(t, s, "oob_decision_function_"); }},
                     {"*", "oob_prediction_",
                      [](Taking& t, const State& s) { return optional_vector(t, s, "oob_prediction_"); }}},
      .refusals = {{"*", refuse_outputs}},
  };
  return all;
}

}  // namespace keepfit::interchange
