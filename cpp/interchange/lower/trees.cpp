// Trees, forests and both gradient boostings.
#include <algorithm>
#include <cmath>
#include <limits>

#include "interchange/lower/forest.h"

namespace keepfit::interchange::lower {

namespace {

using graph::Tree;
using graph::TreeEnsemble;

constexpr const char* kInfinite =
    "Trees: Keepfit refuses rows with infinite numbers, and those too large for single precision; elsewhere they are "
    "answered.";

void check(const Step& step, const Tree& tree, size_t features, size_t sets) {
  const auto refuse = [&] { step.refuse("A tree of " + step.name() + " is none: its nodes do not go together."); };
  const size_t n = tree.size();
  if (n == 0 || tree.right.size() != n || tree.feature.size() != n || tree.threshold.size() != n ||
      tree.missing_left.size() != n || tree.value.rows != n || (!tree.set.empty() && tree.set.size() != n))
    refuse();
  for (size_t i = 0; i < n; ++i) {
    if (tree.left[i] < 0) continue;
    // Children come after their parent: every way down ends.
    const auto child = [&](int32_t c) { return c > static_cast<int32_t>(i) && static_cast<size_t>(c) < n; };
    if (!child(tree.left[i]) || !child(tree.right[i]) || tree.feature[i] < 0 ||
        static_cast<size_t>(tree.feature[i]) >= features)
      refuse();
    if (!tree.set.empty() && tree.set[i] >= 0 && static_cast<size_t>(tree.set[i]) >= sets) refuse();
    if (std::isnan(tree.threshold[i])) refuse();
  }
  // One parent each, so that writing them down does not multiply them.
  std::vector<char> seen(n, 0);
  for (size_t i = 0; i < n; ++i) {
    if (tree.left[i] < 0) continue;
    for (const int32_t c : {tree.left[i], tree.right[i]})
      if (seen[static_cast<size_t>(c)]++) refuse();
  }
}

struct Arrays {
  std::vector<int32_t> left, right, feature;
  std::vector<double> threshold;
  std::vector<uint8_t> missing;
};

Arrays arrays_of(const Step& step, const Value& record) {
  const std::string& where = step.builder.where;
  Arrays out{integers_of(record.at("children_left"), where),
             integers_of(record.at("children_right"), where),
             integers_of(record.at("feature"), where),
             doubles_of(record.at("threshold"), where),
             {}};
  for (const int32_t v : integers_of(record.at("missing_go_to_left"), where)) out.missing.push_back(v != 0);
  const size_t n = out.left.size();
  if (out.right.size() != n || out.feature.size() != n || out.threshold.size() != n || out.missing.size() != n)
    step.refuse("The arrays of the trees of " + step.name() + " differ in length.");
  return out;
}

template <class T>
std::vector<T> part(const std::vector<T>& all, size_t from, size_t to) {
  return {all.begin() + static_cast<std::ptrdiff_t>(from), all.begin() + static_cast<std::ptrdiff_t>(to)};
}

/// What leaves hold is a number, or the share of each class.
Answers answers_of(Builder& b, const Step& step, TreeEnsemble ensemble, const Frame& in) {
  ensemble.single = true;
  ensemble.width = static_cast<uint32_t>(ensemble.trees[0].value.columns);
  Answers out;
  if (!step.has("classes_")) {
    out.prediction = add_trees(b, std::move(ensemble), in);
    return out;
  }
  out.classes = step.classes();
  if (ensemble.width != out.classes.size())
    step.refuse("The leaves have another number of values than there are classes.");
  out.probabilities = add_trees(b, std::move(ensemble), in);
  out.code = b.add(graph::ArgMax{}, out.probabilities, 1);
  return out;
}

Answers single_tree(Builder& b, const Step& step, const Frame& in) {
  TreeEnsemble ensemble;
  ensemble.trees.push_back(tree_of(step, step.fitted("tree_"), in.size()));
  return answers_of(b, step, std::move(ensemble), in);
}

Answers forest(Builder& b, const Step& step, const Frame& in) {
  TreeEnsemble ensemble;
  ensemble.trees = trees_of(step, step.fitted("estimators_"), in.size(), ensemble.sets);
  ensemble.divide_by = static_cast<double>(ensemble.trees.size());
  return answers_of(b, step, std::move(ensemble), in);
}

/// base + trees, one of them for each score in turn.
Id boosted(Builder& b, const Step& step, const Frame& in, const char* base, const char* record, double rate,
           bool single) {
  TreeEnsemble ensemble;
  ensemble.single = single;
  ensemble.base = step.numbers(base);
  ensemble.width = static_cast<uint32_t>(ensemble.base.size());
  ensemble.trees = trees_of(step, step.fitted(record), in.size(), ensemble.sets);
  if (ensemble.width == 0) step.refuse(std::string(base) + " is empty.");
  for (size_t t = 0; t < ensemble.trees.size(); ++t) {
    Tree& tree = ensemble.trees[t];
    if (tree.value.columns != 1) step.refuse("The leaves of boosted trees have one value each.");
    tree.target = static_cast<uint32_t>(t % ensemble.width);
    for (double& v : tree.value.values) v *= rate;
  }
  return add_trees(b, std::move(ensemble), in);
}

Id probabilities(Builder& b, Id raw) {
  const uint32_t k = b.width(raw);
  if (k > 1) return b.add(graph::Softmax{}, raw, k);
  return b.add(graph::BothClasses{}, b.add(graph::Logistic{}, raw, 1), 2);
}

Answers gradient_boosting(Builder& b, const Step& step, const Frame& in) {
  Answers out;
  const Id raw = boosted(b, step, in, "init_prediction_", "estimators_", step.param("learning_rate").number(), true);
  if (!step.has("classes_")) {
    out.prediction = raw;
    return out;
  }
  out.classes = step.classes();
  const uint32_t k = b.width(raw);
  if (out.classes.size() != (k == 1 ? 2 : k)) step.refuse("There are other numbers of scores than of classes.");
  out.scores = raw;
  out.code = k == 1 ? b.add(graph::Decide{true}, raw, 1) : b.add(graph::ArgMax{}, raw, 1);
  const bool exponential = step.is("loss", "exponential");
  out.probabilities = probabilities(
      b, exponential ? b.per_column(graph::Arithmetic::kMultiply, raw, std::vector<double>(k, 2.0)) : raw);
  return out;
}

/// Categories by number, from 1: unknown and missing ones are NaN.
Frame numbered(Builder& b, const Step& step, const Frame& in) {
  const std::vector<int32_t> flags = integers_of(step.fitted("is_categorical_"), b.where);
  if (flags.empty()) return in;
  const Value::List& lists = step.fitted("categories_").list("categories_");
  if (flags.size() != in.size()) step.refuse("is_categorical_ has another length than it should.");
  Frame out = in;
  size_t next = 0;
  for (size_t j = 0; j < in.size(); ++j) {
    if (!flags[j]) continue;
    if (next >= lists.size()) step.refuse("categories_ has another length than it should.");
    bool has_missing = false;
    graph::Encode encode;
    encode.categories = categories_of(lists[next++], has_missing, b.where);
    if (encode.categories.is_text != b.is_text(in[j]) && encode.categories.size() > 0)
      step.refuse("A column of categories is of another kind than in the fit.");
    encode.categories.is_text = b.is_text(in[j]);
    for (size_t c = 0; c < encode.categories.size(); ++c) encode.value.push_back(static_cast<double>(c + 1));
    encode.missing = encode.unknown = std::numeric_limits<double>::quiet_NaN();
    out[j] = {b.add(std::move(encode), b.single(in[j]), 1), 0};
  }
  return out;
}

Answers histogram_boosting(Builder& b, const Step& step, const Frame& in) {
  Answers out;
  const Id raw = boosted(b, step, numbered(b, step, in), "baseline_prediction_", "predictors_", 1.0, false);
  if (!step.has("classes_")) {
    const bool log = step.is("loss", "poisson") || step.is("loss", "gamma");
    out.prediction = log ? b.add(graph::Function{"exp"}, raw, 1) : raw;
    return out;
  }
  out.classes = step.classes();
  const uint32_t k = b.width(raw);
  if (out.classes.size() > (k == 1 ? 2 : k)) step.refuse("There are other numbers of scores than of classes.");
  out.scores = raw;
  const bool alone = out.classes.size() == 1;
  out.code = alone ? b.constant(raw, {0.0}) : code_of_scores(b, raw);
  out.probabilities = probabilities(b, raw);
  if (alone) out.probabilities = b.column(out.probabilities, 0);
  return out;
}

}  // namespace

Tree tree_of(const Step& step, const Value& record, size_t features) {
  Arrays all = arrays_of(step, record);
  Tree out;
  out.left = std::move(all.left), out.right = std::move(all.right), out.feature = std::move(all.feature);
  out.threshold = std::move(all.threshold), out.missing_left = std::move(all.missing);
  out.value = matrix_of(record.at("value"), step.builder.where);
  check(step, out, features, 0);
  return out;
}

std::vector<Tree> trees_of(const Step& step, const Value& record, size_t features,
                           std::vector<std::vector<int32_t>>& sets) {
  const std::string& where = step.builder.where;
  const Arrays all = arrays_of(step, record);
  const std::vector<int32_t> first = integers_of(record.at("first_node"), where);
  const graph::Matrix value = matrix_of(record.at("value"), where);
  std::vector<int32_t> set;
  if (const Value* found = record.find("category_set")) set = integers_of(*found, where);
  if (!set.empty() && set.size() != all.left.size())
    step.refuse("The arrays of the trees of " + step.name() + " differ in length.");
  if (const Value* words = record.find("left_categories")) {
    const std::vector<int32_t> bits = integers_of(*words, where);
    for (size_t s = 0; s + 8 <= bits.size(); s += 8) {
      sets.emplace_back();
      for (int32_t c = 0; c < 256; ++c)
        if (static_cast<uint32_t>(bits[s + static_cast<size_t>(c) / 32]) >> (c % 32) & 1) sets.back().push_back(c + 1);
    }
  }
  if (first.size() < 2) step.refuse(step.name() + " has no trees.");
  std::vector<Tree> out;
  size_t leaf = 0;
  for (size_t t = 0; t + 1 < first.size(); ++t) {
    const int32_t from = first[t], to = first[t + 1];
    if (from < 0 || to <= from || static_cast<size_t>(to) > all.left.size())
      step.refuse("A tree of " + step.name() + " is none.");
    const auto a = static_cast<size_t>(from), z = static_cast<size_t>(to);
    Tree tree;
    tree.left = part(all.left, a, z), tree.right = part(all.right, a, z), tree.feature = part(all.feature, a, z);
    tree.threshold = part(all.threshold, a, z), tree.missing_left = part(all.missing, a, z);
    if (!set.empty()) tree.set = part(set, a, z);
    tree.value = {z - a, value.columns, std::vector<double>((z - a) * value.columns, 0.0)};
    for (size_t i = 0; i < tree.size(); ++i) {
      if (tree.left[i] >= 0) continue;
      if (leaf >= value.rows) step.refuse("There are more leaves than values.");
      std::copy_n(value.values.begin() + static_cast<std::ptrdiff_t>(leaf++ * value.columns), value.columns,
                  tree.value.values.begin() + static_cast<std::ptrdiff_t>(i * value.columns));
    }
    check(step, tree, features, sets.size());
    out.push_back(std::move(tree));
  }
  return out;
}

Id add_trees(Builder& b, TreeEnsemble ensemble, const Frame& in) {
  if (ensemble.single) b.note(kInfinite);
  const uint32_t width = ensemble.width;
  return b.add(std::move(ensemble), b.numbers(in), width);
}

const std::vector<Entry>& trees() {
  static const std::vector<Entry> all{
      {"DecisionTreeClassifier", nullptr, single_tree},
      {"DecisionTreeRegressor", nullptr, single_tree},
      {"ExtraTreeClassifier", nullptr, single_tree},
      {"ExtraTreeRegressor", nullptr, single_tree},
      {"RandomForestClassifier", nullptr, forest},
      {"RandomForestRegressor", nullptr, forest},
      {"ExtraTreesClassifier", nullptr, forest},
      {"ExtraTreesRegressor", nullptr, forest},
      {"GradientBoostingClassifier", nullptr, gradient_boosting},
      {"GradientBoostingRegressor", nullptr, gradient_boosting},
      {"HistGradientBoostingClassifier", nullptr, histogram_boosting},
      {"HistGradientBoostingRegressor", nullptr, histogram_boosting},
  };
  return all;
}

}  // namespace keepfit::interchange::lower
