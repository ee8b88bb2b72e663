// Trees and nearest neighbours: models of a chain, whose answers later fields read.
#include <algorithm>
#include <cmath>
#include <limits>

#include "interchange/graph/builder.h"
#include "interchange/pmml/operations.h"
#include "interchange/pmml/xml.h"

namespace keepfit::interchange::pmml {

namespace {

/// The greatest of single precision that is not above: readers take a threshold in the precision of its field.
double floor_to_single(double x) {
  if (std::isinf(x)) return x;
  constexpr double kMost = std::numeric_limits<float>::max();
  if (x >= kMost) return kMost;
  if (x < -kMost) return -kMost;
  auto f = static_cast<float>(x);
  if (static_cast<double>(f) > x) f = std::nextafterf(f, -HUGE_VALF);
  return f;
}

class TreeWriter {
 public:
  TreeWriter(const Sheet& sheet, const graph::TreeEnsemble& ensemble, const Columns& x)
      : sheet_(sheet), ensemble_(ensemble), x_(x) {}

  /// The fields that the tree reads.
  std::vector<Field> reads(const graph::Tree& tree) const {
    std::vector<Field> out;
    for (size_t i = 0; i < tree.size(); ++i)
      if (tree.left[i] >= 0) out.push_back(x_[static_cast<size_t>(tree.feature[i])]);
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
  }

  /// Node elements, without calling itself: trees may be as deep as they are large.
  std::string nodes(const graph::Tree& tree, size_t column) const {
    struct Todo {
      int32_t node;
      std::string predicate;
      bool end;
    };
    std::string out;
    std::vector<Todo> todo{{0, element("True", {}), false}};
    while (!todo.empty()) {
      const Todo now = std::move(todo.back());
      todo.pop_back();
      if (now.end) {
        out += close("Node");
        continue;
      }
      const auto i = static_cast<size_t>(now.node);
      const std::string id = std::to_string(now.node);
      if (tree.left[i] < 0) {
        out += element("Node", {{"id", id}, {"score", number(tree.value.at(i, column))}}, "\n" + now.predicate);
        continue;
      }
      const int32_t usual = tree.missing_left[i] ? tree.left[i] : tree.right[i];
      out += open("Node", {{"id", id}, {"defaultChild", std::to_string(usual)}}) + now.predicate;
      const auto [left, right] = predicates(tree, i);
      todo.push_back({0, {}, true});
      todo.push_back({tree.right[i], right, false});
      todo.push_back({tree.left[i], left, false});
    }
    return out;
  }

 private:
  std::pair<std::string, std::string> predicates(const graph::Tree& tree, size_t i) const {
    const std::string& name = sheet_.entry(x_[static_cast<size_t>(tree.feature[i])]).name;
    const auto simple = [&](const char* how, const std::string& value) {
      return element("SimplePredicate", {{"field", name}, {"operator", how}, {"value", value}});
    };
    const int32_t set = tree.set.empty() ? -1 : tree.set[i];
    if (set >= 0 && !ensemble_.sets[static_cast<size_t>(set)].empty()) {
      std::string members;
      const auto& all = ensemble_.sets[static_cast<size_t>(set)];
      for (const int32_t member : all) members += (members.empty() ? "" : " ") + std::to_string(member);
      const std::string list = "\n" + element("Array", {{"type", "real"}, {"n", std::to_string(all.size())}}, members);
      return {element("SimpleSetPredicate", {{"field", name}, {"booleanOperator", "isIn"}}, list),
              element("SimpleSetPredicate", {{"field", name}, {"booleanOperator", "isNotIn"}}, list)};
    }
    // No category is -1: a set without any is said so.
    double threshold = set >= 0 ? -1.0 : tree.threshold[i];
    if (threshold == HUGE_VAL) {
      // What is there goes left.
      if (tree.missing_left[i]) return {element("True", {}), element("False", {})};
      return {simple("isNotMissing", ""), simple("isMissing", "")};
    }
    if (ensemble_.single) threshold = floor_to_single(threshold);
    const std::string value = number(threshold + 0.0);
    return {simple("lessOrEqual", value), simple("greaterThan", value)};
  }

  const Sheet& sheet_;
  const graph::TreeEnsemble& ensemble_;
  const Columns& x_;
};

std::string tree_model(const Sheet& sheet, const std::vector<Field>& reads, const std::string& output,
                       const std::string& nodes) {
  std::string schema = "\n";
  for (const Field field : reads) schema += element("MiningField", {{"name", sheet.entry(field).name}});
  return open("TreeModel", {{"functionName", "regression"},
                            {"missingValueStrategy", "defaultChild"},
                            {"splitCharacteristic", "binarySplit"}}) +
         element("MiningSchema", {}, schema) + output + nodes + close("TreeModel");
}

std::string output_field(const std::string& name, const std::string& target) {
  return element("OutputField", {{"name", name},
                                 {"optype", "continuous"},
                                 {"dataType", "double"},
                                 {"feature", "predictedValue"},
                                 {"targetField", target},
                                 {"isFinalResult", "false"}});
}

}  // namespace

Columns print(Sheet& to, const graph::TreeEnsemble& ensemble, const From& from, const graph::Node&) {
  Columns x = from[0];
  if (ensemble.single)
    for (Field& field : x) field = to.derived(to.ref(field), "float");
  const TreeWriter writer(to, ensemble, x);
  Columns out;
  for (uint32_t c = 0; c < ensemble.width; ++c) {
    std::string trees;
    std::vector<Field> reads;
    int count = 0;
    const auto add = [&](const std::vector<Field>& used, const std::string& nodes) {
      trees += element("Segment", {{"id", std::to_string(++count)}},
                       "\n" + element("True", {}) + tree_model(to, used, "", nodes));
      reads.insert(reads.end(), used.begin(), used.end());
    };
    if (!ensemble.base.empty() && ensemble.base[c] != 0)
      add({}, element("Node", {{"id", "0"}, {"score", number(ensemble.base[c])}}, "\n" + element("True", {})));
    for (const graph::Tree& tree : ensemble.trees) {
      const bool one = tree.value.columns == 1;
      if (one && tree.target != c) continue;
      add(writer.reads(tree), writer.nodes(tree, one ? 0 : c));
    }
    if (count == 0) {
      out.push_back(to.derived(constant(0.0)));
      continue;
    }
    std::sort(reads.begin(), reads.end());
    reads.erase(std::unique(reads.begin(), reads.end()), reads.end());
    const Field answer = to.answer();
    Segment segment;
    segment.element = "MiningModel";
    segment.reads = std::move(reads);
    segment.output = output_field(to.entry(answer).name, "");
    segment.body = open("Segmentation", {{"multipleModelMethod", "sum"}}) + trees + close("Segmentation");
    to.segments.push_back(std::move(segment));
    out.push_back(ensemble.divide_by == 1 ? answer
                                          : to.derived(apply("/", {to.ref(answer), constant(ensemble.divide_by)})));
  }
  return out;
}

Columns print(Sheet& to, const graph::Neighbours& what, const From& from, const graph::Node& node) {
  if (what.by_distance)
    graph::refuse(node.step, "PMML weighs neighbours by their distance in another way.", "Use weights='uniform'.");
  const size_t p = what.training.columns, k = what.targets.columns;
  Segment segment;
  segment.element = "NearestNeighborModel";
  segment.attributes = " numberOfNeighbors=\"" + std::to_string(what.k) + "\" continuousScoringMethod=\"average\"";
  segment.reads = from[0];
  std::sort(segment.reads.begin(), segment.reads.end());
  segment.reads.erase(std::unique(segment.reads.begin(), segment.reads.end()), segment.reads.end());
  Columns out;
  std::string fields = "\n", rows = "\n", inputs = "\n";
  for (size_t j = 0; j < p; ++j) {
    const std::string& name = to.entry(from[0][j]).name;
    fields += element("InstanceField", {{"field", name}, {"column", "x" + std::to_string(j)}});
    inputs += element("KNNInput", {{"field", name}, {"compareFunction", "absDiff"}});
  }
  for (size_t c = 0; c < k; ++c) {
    const Field target = to.target(), answer = to.answer();
    segment.targets.push_back(target);
    segment.output += output_field(to.entry(answer).name, to.entry(target).name);
    fields += element("InstanceField", {{"field", to.entry(target).name}, {"column", "y" + std::to_string(c)}});
    out.push_back(answer);
  }
  for (size_t r = 0; r < what.training.rows; ++r) {
    std::string cells = "\n";
    for (size_t j = 0; j < p; ++j)
      cells += element(("x" + std::to_string(j)).c_str(), {}, number(what.training.at(r, j)));
    for (size_t c = 0; c < k; ++c)
      cells += element(("y" + std::to_string(c)).c_str(), {}, number(what.targets.at(r, c)));
    rows += element("row", {}, cells);
  }
  std::string metric;
  switch (what.metric) {
    case graph::Metric::kEuclidean: metric = element("squaredEuclidean", {}); break;
    case graph::Metric::kManhattan: metric = element("cityBlock", {}); break;
    case graph::Metric::kChebyshev: metric = element("chebychev", {}); break;
    case graph::Metric::kMinkowski: metric = element("minkowski", {{"p-parameter", number(what.exponent)}}); break;
  }
  segment.body =
      element("TrainingInstances", {{"isTransformed", "true"}, {"recordCount", std::to_string(what.training.rows)}},
              "\n" + element("InstanceFields", {}, fields) + element("InlineTable", {}, rows)) +
      element("ComparisonMeasure", {{"kind", "distance"}}, "\n" + metric) + element("KNNInputs", {}, inputs);
  to.segments.push_back(std::move(segment));
  to.notes.emplace_back(
      "The training rows stand in the document. Of rows at equal distances other ones may be taken there.");
  return out;
}

Columns print(Sheet&, const graph::NeighbourImpute&, const From&, const graph::Node& node) {
  graph::refuse(node.step, "PMML has no word for missing values that become the mean of near rows.",
                "Use SimpleImputer, or export to ONNX.");
}

}  // namespace keepfit::interchange::pmml
