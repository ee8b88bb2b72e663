// What the engine says of itself.
#include <algorithm>
#include <iterator>
#include <variant>

#include "border/list.h"
#include "border/request.h"
#include "core/estimator.h"
#include "core/registry.h"
#include "datasets/datasets.h"
#include "metrics/metrics.h"
#include "metrics/scorers.h"
#include "model_selection/folds.h"
#include "persistence/file.h"

namespace keepfit::border {

namespace {

Value::List names_of(const std::vector<const char*>& names) { return {names.begin(), names.end()}; }

/// The engine version that brought a parameter or attribute, where an older one wrote files without it.
void put_since(Value::Map& about, Pasts (*past)()) {
  if (!past) return;
  if (const Past first = past().back(); !first.formerly) about.emplace_back("since", first.since);
}

/// Names of the alternatives of FieldRef, in their order.
constexpr const char* kTypes[] = {"float",          "int",   "bool",   "str",       "float64",          "float64",
                                  "int32",          "int64", "uint8",  "float32",   "list of str",      "labels",
                                  "list of labels", "value", "record", "estimator", "list of estimator"};
static_assert(std::size(kTypes) == std::variant_size_v<FieldRef>);

Value schema_of(const Declaration& d) {
  const auto made = d.create();
  Value::List params, fitted;
  for (const Param& p : d.params) {
    Value::Map about = p.schema();
    put_since(about, p.past);
    params.push_back(std::move(about));
  }
  for (const Field& f : d.fitted) {
    Value::List shape(f.shape.begin(), f.shape.end());
    Value::Map about{
        {"name", f.name}, {"type", kTypes[f.at(*made).index()]}, {"shape", std::move(shape)}, {"doc", f.doc}};
    put_since(about, f.past);
    fitted.push_back(std::move(about));
  }
  Value::List except;
  for (const Looser& l : d.exactness.except) {
    Value::List outputs(l.outputs.begin(), l.outputs.end());
    except.push_back(Answer()
                         .with("class", exactness_name(l.exactness))
                         .with("outputs", std::move(outputs))
                         .with("param", l.param ? Value(l.param) : Value())
                         .with("values", Value::List(l.values))
                         .value());
  }
  Value::Map exactness{
      {"class", exactness_name(d.exactness.exactness)}, {"note", d.exactness.note}, {"except", std::move(except)}};
  if (d.exactness.by_columns != Exactness::kUndeclared)
    exactness.emplace_back("by_columns", exactness_name(d.exactness.by_columns));
  Value::Map traits;
  for (const Trait& trait : trait_table) traits.emplace_back(trait.name, d.traits.*trait.member);
  return Answer()
      .with("name", d.name)
      .with("module", d.module)
      .with("doc", d.doc)
      .with("kind", kind_name(d.kind))
      .with("exactness", std::move(exactness))
      .with("traits", std::move(traits))
      .with("params", std::move(params))
      .with("fitted", std::move(fitted))
      .with("unsupported", names_of(d.unsupported))
      .with("unsupported_methods", names_of(d.unsupported_methods))
      .value();
}

/// What forms and generators need besides: which traits hang on a parameter, and what goes with which value.
Value with_examples(const Declaration& d) {
  Value::Map out = schema_of(d).map();
  Value::List when, examples;
  for (const When& each : d.traits_when) {
    for (const Trait& trait : trait_table) {
      if (trait.member == each.trait)
        when.push_back(Value::Map{
            {"trait", trait.name}, {"value", each.value}, {"param", each.param}, {"options", names_of(each.options)}});
    }
  }
  for (const Example& each : d.examples ? d.examples() : Listed<Example>()) {
    Value::Map with;
    for (const Example::With& other : each.with) with.emplace_back(other.param, other.value);
    examples.push_back(Value::Map{{"param", each.param},
                                  {"values", Value::List(each.values)},
                                  {"with", std::move(with)},
                                  {"needed", each.needed}});
  }
  const std::vector<std::string> first = names_in(d.first);
  out.emplace_back("first", Value::List(first.begin(), first.end()));
  out.emplace_back("traits_when", std::move(when));
  out.emplace_back("examples", std::move(examples));
  return out;
}

/// Every word that the schema may use for something, each once.
Value words(const char* (*name)(int), int count) {
  Value::List out;
  for (int i = 0; i < count; ++i) {
    const char* each = name(i);
    if (std::none_of(out.begin(), out.end(), [each](const Value& known) { return known.is(each); }))
      out.emplace_back(each);
  }
  return out;
}

Value traits_schema() {
  Value::List out;
  for (const Trait& trait : trait_table) {
    out.push_back(
        Value::Map{{"name", trait.name}, {"usual", trait.usual()}, {"ability", trait.ability}, {"doc", trait.doc}});
  }
  return out;
}

}  // namespace

Value version(const Value&, const Context&) {
  return Answer().with("engine", engine_version()).with("format", kFormatVersion).value();
}

Value schema(const Value&, const Context&) {
  Value::List estimators;
  for (const Declaration* d : registry::all()) estimators.push_back(with_examples(*d));
  Value::List metrics;
  for (const char* name : metric_names()) metrics.emplace_back(name);
  return Value::Map{{"engine", engine_version()},
                    {"format", kFormatVersion},
                    {"estimators", std::move(estimators)},
                    {"unsupported_methods", names_of(registry::unsupported_methods())},
                    {"metrics", std::move(metrics)},
                    {"splitters", splitters_schema()},
                    {"scorers", scorers_schema()},
                    {"datasets", datasets::generators_schema()},
                    {"traits", traits_schema()},
                    {"constraint_kinds", words([](int i) { return Constraint::name(static_cast<Constraint::Kind>(i)); },
                                               Constraint::kKinds)},
                    {"estimator_kinds", words([](int i) { return kind_name(static_cast<Kind>(i)); }, kKinds)},
                    {"exactness_classes",
                     words([](int i) { return exactness_name(static_cast<Exactness>(i + 1)); }, kExactnesses - 1)}};
}

/// {classes: [names]} -> {estimators}: of the schema only these, without what is not known.
Value declarations(const Value& request, const Context&) {
  Value::List estimators;
  for (const Value& name : request.at("classes").list("classes")) {
    if (const Declaration* d = registry::find(name.text("classes"))) estimators.push_back(schema_of(*d));
  }
  return Answer().with("estimators", std::move(estimators)).value();
}

}  // namespace keepfit::border
