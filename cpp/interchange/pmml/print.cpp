#include "interchange/pmml/print.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "core/text.h"
#include "interchange/graph/builder.h"
#include "interchange/pmml/operations.h"
#include "interchange/pmml/verification.h"
#include "interchange/pmml/xml.h"

namespace keepfit::interchange::pmml {

namespace {

using graph::Graph;
using graph::Id;
using graph::kNone;

class Document {
 public:
  Document(const Graph& graph, const Value& proof) : graph_(graph), sheet_(graph), proof_(proof) {}

  std::string text(const std::string& name, const std::string& engine) {
    read_inputs();
    for (const graph::Node& node : graph_.nodes) {
      if (std::holds_alternative<graph::Input>(node.what)) {
        const auto found = input_of_.find(static_cast<Id>(values_.size()));
        values_.push_back(found == input_of_.end() ? Columns() : Columns{found->second});
        continue;
      }
      From from;
      for (const Id id : node.from) from.push_back(values_[static_cast<size_t>(id)]);
      values_.push_back(std::visit([&](const auto& what) { return pmml::print(sheet_, what, from, node); }, node.what));
    }
    last_model();
    const std::string model = models();
    std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    out += "<PMML xmlns=\"http://www.dmg.org/PMML-4_4\" version=\"4.4\">\n";
    out += element("Header", {{"description", has_xml(name) ? name : ""}},
                   "\n" + element("Application", {{"name", "Keepfit"}, {"version", engine}}));
    out += dictionary();
    return out + model + close("PMML");
  }

  int64_t verified() const { return verified_; }
  Value::List inputs() const {
    Value::List out;
    for (const Field field : inputs_) out.emplace_back(Value::List{sheet_.entry(field).name, sheet_.entry(field).type});
    return out;
  }
  Value::List outputs() const { return outputs_; }
  const std::vector<std::string>& notes() const { return sheet_.notes; }

 private:
  // ---- Fields ----------------------------------------------------------------------------------------------------

  void read_inputs() {
    for (const Id id : graph_.inputs) {
      const graph::Node& node = graph_.nodes[static_cast<size_t>(id)];
      const std::string& name = std::get<graph::Input>(node.what).name;
      if (name.empty() || !taken_.insert(name).second)
        graph::refuse("", name.empty() ? "A column has no name." : "Two columns have the same name.",
                      "Name the columns, each its own way, then fit again.");
      if (!has_xml(name))
        graph::refuse("column '" + shown(name) + "'",
                      "The column's name holds a control character, which XML does not "
                      "have.",
                      "Name it otherwise, then fit again.");
      input_of_[id] = sheet_.input(name, node.type == graph::Type::kText);
      inputs_.push_back(input_of_[id]);
    }
    if (inputs_.empty()) graph::refuse("", "The model asks for no column of its table, and PMML has no model of none.");
  }

  std::string output_name(std::string name) {
    while (!taken_.insert(name).second) name += "_out";
    return name;
  }

  std::string derived_field(Field field) const {
    const Sheet::Entry& entry = sheet_.entry(field);
    const bool text = std::string_view(entry.type) == "string";
    return element("DerivedField",
                   {{"name", entry.name}, {"optype", text ? "categorical" : "continuous"}, {"dataType", entry.type}},
                   "\n" + entry.xml);
  }

  std::string dictionary() const {
    std::string fields = "\n";
    for (const Sheet::Entry& entry : sheet_.entries()) {
      if (entry.kind != Sheet::Entry::Kind::kInput && entry.kind != Sheet::Entry::Kind::kTarget) continue;
      const bool is_text = std::string_view(entry.type) == "string";
      fields +=
          element("DataField",
                  {{"name", entry.name}, {"optype", is_text ? "categorical" : "continuous"}, {"dataType", entry.type}});
    }
    return element("DataDictionary", {}, fields + target_field_);
  }

  /// What stands before the body of a model that reads these fields.
  struct Scope {
    std::string fields;  // MiningField
    std::string local;   // LocalTransformations
  };

  /// Those that are computed from inputs alone stand in the outermost model; what reads answers of models of
  /// the chain stands in the model that needs it.
  Scope scope(const std::vector<Field>& reads, bool alone) {
    std::set<Field, std::greater<>> todo(reads.begin(), reads.end());
    std::vector<Field> local, outer;
    while (!todo.empty()) {
      const Field field = *todo.begin();
      todo.erase(todo.begin());
      const Sheet::Entry& entry = sheet_.entry(field);
      if (entry.kind != Sheet::Entry::Kind::kDerived || !entry.late) outer.push_back(field);
      if (entry.kind != Sheet::Entry::Kind::kDerived) continue;
      if (entry.late) {
        local.push_back(field);
        todo.insert(entry.uses.begin(), entry.uses.end());
      } else {
        need(field);
      }
    }
    Scope out;
    if (!alone)
      for (size_t i = outer.size(); i-- > 0;)
        out.fields += element("MiningField", {{"name", sheet_.entry(outer[i]).name}});
    std::string fields;
    for (size_t i = local.size(); i-- > 0;) fields += derived_field(local[i]);
    if (!fields.empty()) out.local = element("LocalTransformations", {}, "\n" + fields);
    return out;
  }

  /// Of the outermost model. (JPMML takes fields of a TransformationDictionary that models within models read for
  /// unused, and drops them.)
  std::string outer_fields() const {
    std::string fields;
    for (const Field field : global_) fields += derived_field(field);
    return fields.empty() ? fields : element("LocalTransformations", {}, "\n" + fields);
  }

  void need(Field first) {
    std::vector<Field> todo{first};
    while (!todo.empty()) {
      const Field field = todo.back();
      todo.pop_back();
      if (sheet_.entry(field).kind != Sheet::Entry::Kind::kDerived || !global_.insert(field).second) continue;
      const std::vector<Field>& uses = sheet_.entry(field).uses;
      todo.insert(todo.end(), uses.begin(), uses.end());
    }
  }

  // ---- The last model --------------------------------------------------------------------------------------------

  const Columns& value(Id id) const { return values_[static_cast<size_t>(id)]; }
  const graph::Node& node(Id id) const { return graph_.nodes[static_cast<size_t>(id)]; }
  template <class T>
  const T* is(Id id) const {
    return std::get_if<T>(&node(id).what);
  }

  std::string label_text(size_t c) const {
    const graph::Labels& classes = graph_.classes;
    return classes.is_text ? classes.texts[c] : number(classes.numbers[c] + 0.0);
  }

  void give(const std::string& name, const char* type) { outputs_.emplace_back(Value::List{name, type}); }

  void target(const std::string& name, const char* type, const std::string& values) {
    target_ = output_name(name);
    target_field_ = element(
        "DataField", {{"name", target_}, {"optype", values.empty() ? "continuous" : "categorical"}, {"dataType", type}},
        values.empty() ? "" : "\n" + values);
    give(target_, type);
  }

  /// A field that is answered as it stands.
  std::string answered(const std::string& name, Field field) {
    const bool text = std::string_view(sheet_.entry(field).type) == "string";
    last_.reads.push_back(field);
    give(name, text ? "string" : "double");
    return element("OutputField",
                   {{"name", name},
                    {"optype", text ? "categorical" : "continuous"},
                    {"dataType", text ? "string" : "double"},
                    {"feature", "transformedValue"}},
                   "\n" + sheet_.ref(field).xml);
  }

  std::string table(const std::string& category, const Columns& x, const graph::Matrix& coef, double intercept,
                    size_t row) {
    std::string predictors;
    std::map<Field, double> once;  // a field stands once
    for (size_t j = 0; j < coef.columns; ++j) {
      Field field = x[j];
      if (!once.emplace(field, 0).second) field = sheet_.derived(apply("+", {sheet_.ref(field), constant(0.0)}));
      predictors +=
          element("NumericPredictor", {{"name", sheet_.entry(field).name}, {"coefficient", number(coef.at(row, j))}});
      last_.reads.push_back(field);
    }
    return element("RegressionTable", {{"intercept", number(intercept)}, {"targetCategory", category}},
                   predictors.empty() ? "" : "\n" + predictors);
  }

  /// A linear model that ends in its labels, as PMML has it. False where the classifier is none.
  bool regression_classifier() {
    const Id p = graph_.probabilities, code = graph_.code;
    if (p == kNone) return false;
    Id scores = kNone;
    bool binary = false;
    if (is<graph::Softmax>(p) && is<graph::ArgMax>(code)) scores = node(p).from[0];
    if (is<graph::BothClasses>(p) && is<graph::Logistic>(node(p).from[0]) && is<graph::Decide>(code)) {
      scores = node(node(p).from[0]).from[0];
      binary = !is<graph::Decide>(code)->at_zero;
    }
    if (scores == kNone || node(code).from[0] != scores || !is<graph::Linear>(scores)) return false;
    const graph::Linear& linear = *is<graph::Linear>(scores);
    const size_t k = graph_.classes.size();
    if (k != (binary ? 2 : linear.coef.rows) || k < 2) return false;
    const Columns& x = value(node(scores).from[0]);
    std::string tables;
    if (binary) {
      tables = table(label_text(1), x, linear.coef, linear.intercept[0], 0) +
               element("RegressionTable", {{"intercept", "0"}, {"targetCategory", label_text(0)}});
    } else {
      for (size_t c = 0; c < k; ++c) tables += table(label_text(c), x, linear.coef, linear.intercept[c], c);
    }
    last_.element = "RegressionModel";
    last_.attributes = std::string(" normalizationMethod=\"") + (binary ? "logit" : "softmax") + "\"";
    last_.body = tables;
    for (size_t c = 0; c < k; ++c) {
      const std::string name = output_name("probability(" + label_text(c) + ")");
      last_.output += element("OutputField", {{"name", name},
                                              {"optype", "continuous"},
                                              {"dataType", "double"},
                                              {"feature", "probability"},
                                              {"value", label_text(c)}});
      give(name, "double");
      checked_.push_back({name, "predict_proba", c});
    }
    return true;
  }

  void classifier() {
    const graph::Labels& classes = graph_.classes;
    std::string values;
    bool small = classes.are_whole();
    for (size_t c = 0; c < classes.size(); ++c) {
      if (!has_xml(label_text(c)) || label_text(c).empty())
        graph::refuse("", "A label is empty or holds a control character; XML has no such value.",
                      "Name the classes otherwise, then fit again.");
      values += element("Value", {{"value", label_text(c)}});
      small = small && std::fabs(classes.numbers[c]) < 2147483648.0;
    }
    target("label", classes.is_text ? "string" : small ? "integer" : "double", values);
    checked_.push_back({target_, "predict", 0, true});
    last_.kind = Graph::Kind::kClassifier;
    if (regression_classifier()) return;
    if (graph_.probabilities != kNone)
      for (size_t c = 0; c < classes.size(); ++c) {
        const std::string name = output_name("probability(" + label_text(c) + ")");
        last_.output += answered(name, value(graph_.probabilities)[c]);
        checked_.push_back({name, "predict_proba", c});
      }
    const Field code = value(graph_.code)[0];
    last_.reads.push_back(code);
    last_.element = "TreeModel";
    last_.attributes = " splitCharacteristic=\"multiSplit\"";
    std::string nodes = "\n" + element("True", {});
    for (size_t c = 0; c < classes.size(); ++c)
      nodes += element(
          "Node", {{"id", std::to_string(c + 1)}, {"score", label_text(c)}},
          "\n" + element("SimplePredicate",
                         {{"field", sheet_.entry(code).name}, {"operator", "equal"}, {"value", std::to_string(c)}}));
    last_.body = element("Node", {{"id", "0"}}, nodes);
  }

  void regressor() {
    target("prediction", "double", "");
    checked_.push_back({target_, "predict", 0});
    last_.element = "RegressionModel";
    if (const auto* linear = is<graph::Linear>(graph_.prediction); linear && linear->coef.rows == 1) {
      last_.body = table("", value(node(graph_.prediction).from[0]), linear->coef, linear->intercept[0], 0);
      return;
    }
    const Field field = value(graph_.prediction)[0];
    last_.reads.push_back(field);
    last_.body =
        element("RegressionTable", {{"intercept", "0"}},
                "\n" + element("NumericPredictor", {{"name", sheet_.entry(field).name}, {"coefficient", "1"}}));
  }

  void last_model() {
    last_.element = "TreeModel";
    if (graph_.code != kNone) classifier();
    else if (graph_.prediction != kNone) regressor();
    else last_.body = element("Node", {{"id", "0"}, {"score", "0"}}, "\n" + element("True", {}));
    Columns made;
    for (const Id id : graph_.columns) made.insert(made.end(), value(id).begin(), value(id).end());
    for (size_t j = 0; j < made.size(); ++j) {
      const std::string name = output_name("transformed_" + std::to_string(j));
      last_.output += answered(name, made[j]);
      checked_.push_back({name, "transform", j});
    }
  }

  // ---- Models ----------------------------------------------------------------------------------------------------

  static std::string opened(const char* name, Graph::Kind kind, const std::string& attributes) {
    return std::string("<") + name + " functionName=\"" +
           (kind == Graph::Kind::kClassifier ? "classification" : "regression") + "\"" + attributes + ">\n";
  }

  std::string model(const Segment& segment, bool alone, bool is_last, const std::string& check) {
    std::vector<Field> reads = segment.reads;
    const Scope in = scope(reads, alone);
    std::string schema = "\n" + in.fields;
    if (alone) schema += outer_schema();
    if (is_last && !target_.empty() && !alone)
      schema += element("MiningField", {{"name", target_}, {"usageType", "target"}});
    for (const Field field : segment.targets)
      schema += element("MiningField", {{"name", sheet_.entry(field).name}, {"usageType", "target"}});
    return opened(segment.element, segment.kind, segment.attributes) + element("MiningSchema", {}, schema) +
           (segment.output.empty() ? "" : element("Output", {}, "\n" + segment.output)) +
           (alone ? outer_fields() : in.local) + segment.body + check + close(segment.element);
  }

  std::string outer_schema() {
    std::string out;
    for (const Field field : inputs_) out += element("MiningField", {{"name", sheet_.entry(field).name}});
    if (!target_.empty()) out += element("MiningField", {{"name", target_}, {"usageType", "target"}});
    return out;
  }

  std::string models() {
    std::vector<std::string> names;
    for (const Field field : inputs_) names.push_back(sheet_.entry(field).name);
    const Verification check = verification(proof_, names, checked_);
    verified_ = check.rows;
    if (sheet_.segments.empty()) return model(last_, true, true, check.xml);
    std::string segments = "\n";
    int count = 0;
    const auto add = [&](const Segment& segment, bool is_last) {
      segments += element("Segment", {{"id", std::to_string(++count)}},
                          "\n" + element("True", {}) + model(segment, false, is_last, ""));
    };
    for (const Segment& segment : sheet_.segments) add(segment, false);
    add(last_, true);
    return opened("MiningModel", last_.kind, "") + element("MiningSchema", {}, "\n" + outer_schema()) + outer_fields() +
           element("Segmentation", {{"multipleModelMethod", "modelChain"}}, segments) + check.xml +
           close("MiningModel");
  }

  const Graph& graph_;
  Sheet sheet_;
  const Value& proof_;
  std::vector<Columns> values_;
  std::vector<Field> inputs_;
  std::map<Id, Field> input_of_;
  std::set<std::string> taken_;
  std::set<Field> global_;
  std::string target_, target_field_;
  Segment last_;
  std::vector<Checked> checked_;
  Value::List outputs_;
  int64_t verified_ = 0;
};

/// How often each element stands in a document; elsewhere < is escaped.
Value::Map elements_of(const std::string& text) {
  std::map<std::string, int64_t> count;
  for (size_t at = text.find('<'); at != std::string::npos; at = text.find('<', at + 1)) {
    if (text[at + 1] == '/' || text[at + 1] == '?') continue;
    ++count[text.substr(at + 1, text.find_first_of(" />\n", at + 1) - at - 1)];
  }
  Value::Map out;
  for (const auto& [name, times] : count) out.emplace_back(name, times);
  return out;
}

}  // namespace

Printed print(const Graph& graph, const Value& proof, const std::string& name, const std::string& engine) {
  Document document(graph, proof);
  Printed out;
  out.text = document.text(name, engine);
  Value::List notes(graph.notes.begin(), graph.notes.end());
  notes.insert(notes.end(), document.notes().begin(), document.notes().end());
  if (document.verified() == 0)
    notes.emplace_back("The document has no ModelVerification, since the file has no proof rows that it could hold.");
  out.report = Value::Map{{"version", "4.4"},
                          {"inputs", document.inputs()},
                          {"outputs", document.outputs()},
                          {"elements", elements_of(out.text)},
                          {"notes", std::move(notes)},
                          {"verification", document.verified()}};
  return out;
}

}  // namespace keepfit::interchange::pmml
