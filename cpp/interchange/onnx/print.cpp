#include "interchange/onnx/print.h"

#include <algorithm>
#include <set>

#include "core/text.h"
#include "interchange/graph/builder.h"
#include "interchange/json.h"
#include "interchange/onnx/operations.h"

namespace keepfit::interchange::onnx {

namespace {

using graph::Graph;
using graph::Id;
using graph::kNone;

const char* word(Element element) {
  switch (element) {
    case Element::kText: return "string";
    case Element::kInt64: return "int64";
    default: return "double";
  }
}

Value listed(const std::vector<Port>& ports) {
  Value::List out;
  for (const Port& port : ports) out.emplace_back(Value::List{port.name, word(port.element)});
  return out;
}

class Model {
 public:
  Model(const Graph& graph, Profile profile) : graph_(graph), nodes_(prefix(), counter_), printing_{nodes_, profile} {}

  void add_all() {
    for (const Id id : graph_.inputs) {
      const graph::Node& node = graph_.nodes[static_cast<size_t>(id)];
      const auto& column = std::get<graph::Input>(node.what);
      const Name& name = column.name;
      // An empty name stands for nothing there.
      if (name.empty() || !taken_.insert(name).second)
        graph::refuse("", name.empty() ? "A column has no name." : "Two columns have the same name.",
                      "Name the columns, each its own way, then fit again.");
      if (node.type == graph::Type::kText) no_empty_text(column);
      inputs.push_back({name, node.type == graph::Type::kText ? Element::kText : Element::kDouble, {-1, 1}});
    }
    if (inputs.empty())
      graph::refuse("", "The model asks for no column of its table, and a graph without inputs has no rows.");
    for (const graph::Node& node : graph_.nodes) {
      From from;
      for (const Id id : node.from) from.push_back(names_[static_cast<size_t>(id)]);
      names_.push_back(
          std::visit([&](const auto& what) { return onnx::print(printing_, what, from, node); }, node.what));
    }
    if (graph_.code != kNone) label();
    if (graph_.probabilities != kNone) give("probabilities", graph_.probabilities);
    if (graph_.prediction != kNone) give("prediction", graph_.prediction);
    for (size_t i = 0; i < graph_.columns.size(); ++i)
      give(graph_.columns.size() == 1 ? "transformed" : "transformed_" + std::to_string(i), graph_.columns[i]);
  }

  std::string bytes(const std::string& name) const {
    return nodes_.graph(name.empty() ? "keepfit" : name, inputs, outputs);
  }
  size_t count() const { return nodes_.count(); }

  bool has_text() const { return has_text_; }

  std::vector<Port> inputs, outputs;

 private:
  /// Texts have no missing value in ONNX: the empty one stands for it.
  void no_empty_text(const graph::Input& column) {
    has_text_ = true;
    if (column.has_empty_text)
      graph::refuse("column '" + shown(column.name) + "'",
                    "The empty text is one of the texts of this column. ONNX has no missing text, and the empty one "
                    "stands for it there.",
                    "Give these cells a text, then fit again.");
  }

  /// What no column's name begins with.
  std::string prefix() const {
    std::string out = "_";
    const auto begins = [&](Id id) {
      const auto& input = std::get<graph::Input>(graph_.nodes[static_cast<size_t>(id)].what);
      return input.name.compare(0, out.size(), out) == 0;
    };
    while (std::any_of(graph_.inputs.begin(), graph_.inputs.end(), begins)) out += "_";
    return out;
  }

  /// The name of an output; a column may have it already.
  Name output_name(std::string name) {
    while (!taken_.insert(name).second) name += "_out";
    return name;
  }

  void give(const std::string& name, Id id) {
    const graph::Node& node = graph_.nodes[static_cast<size_t>(id)];
    const Name out = output_name(name);
    nodes_.named(out, "Identity", {names_[static_cast<size_t>(id)]});
    outputs.push_back({out,
                       node.type == graph::Type::kText ? Element::kText : Element::kDouble,
                       {-1, static_cast<int64_t>(node.width)}});
  }

  void label() {
    const graph::Labels& classes = graph_.classes;
    const bool whole = classes.are_whole();
    Tensor labels = classes.is_text ? Tensor::of_texts(classes.texts) : Tensor::doubles(classes.numbers);
    if (whole) labels = Tensor::integers(std::vector<int64_t>(classes.numbers.begin(), classes.numbers.end()));
    const Name code =
        nodes_.op("Reshape", {as_whole(nodes_, names_[static_cast<size_t>(graph_.code)]), nodes_.whole({-1})});
    const Name out = output_name("label");
    nodes_.named(out, "Gather", {nodes_.constant(labels), code}, {{"axis", int64_t{0}}});
    outputs.push_back({out, labels.element, {-1}});
  }

  const Graph& graph_;
  int counter_ = 0;
  Nodes nodes_;
  Printing printing_;
  std::vector<Name> names_;
  std::set<Name> taken_;
  bool has_text_ = false;
};

}  // namespace

Printed print(const Graph& graph, Profile profile, const Value& columns, const std::string& name,
              const std::string& engine, std::vector<std::pair<std::string, std::string>> properties) {
  Model model(graph, profile);
  model.add_all();
  const std::string body = model.bytes(name);
  Value::List notes(graph.notes.begin(), graph.notes.end());
  if (model.has_text()) notes.emplace_back("Columns of text: an empty text stands for a missing one.");
  Value::Map report{{"opset", kOpset},
                    {"ir_version", kIrVersion},
                    {"profile", profile == Profile::kExact ? "exact" : "fast"},
                    {"inputs", listed(model.inputs)},
                    {"outputs", listed(model.outputs)},
                    {"notes", std::move(notes)},
                    {"nodes", static_cast<int64_t>(model.count())}};
  // ONNX names outputs, and no columns within one.
  if (!graph.columns.empty() && !columns.is_null()) {
    properties.emplace_back("keepfit.feature_names_out", to_json(columns));
    report.emplace_back("feature_names_out", columns);
  }
  properties.emplace_back("keepfit.report", to_json(report));
  return {model_bytes(body, {engine, "", std::move(properties)}), std::move(report)};
}

}  // namespace keepfit::interchange::onnx
