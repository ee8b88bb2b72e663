// What the engine says of itself.
#include "border/list.h"
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

Value schema_of(const Declaration& d) {
  Value::List params, fitted;
  for (const Param& p : d.params) {
    Value::Map about = p.schema();
    put_since(about, p.past);
    params.push_back(std::move(about));
  }
  for (const Field& f : d.fitted) {
    Value::List shape(f.shape.begin(), f.shape.end());
    Value::Map about{{"name", f.name}, {"shape", std::move(shape)}, {"doc", f.doc}};
    put_since(about, f.past);
    fitted.push_back(std::move(about));
  }
  Value::List except;
  for (const Looser& l : d.exactness.except) {
    Value::List outputs(l.outputs.begin(), l.outputs.end());
    except.push_back(Value::Map{{"class", exactness_name(l.exactness)},
                                {"outputs", std::move(outputs)},
                                {"param", l.param ? Value(l.param) : Value()},
                                {"values", Value::List(l.values)}});
  }
  Value::Map exactness{
      {"class", exactness_name(d.exactness.exactness)}, {"note", d.exactness.note}, {"except", std::move(except)}};
  if (d.exactness.by_columns != Exactness::kUndeclared)
    exactness.emplace_back("by_columns", exactness_name(d.exactness.by_columns));
  const Traits& t = d.traits;
  Value::Map traits{{"accepts_text", t.accepts_text},
                    {"accepts_missing", t.accepts_missing},
                    {"accepts_infinite", t.accepts_infinite},
                    {"needs_target", t.needs_target},
                    {"needs_numeric_target", t.needs_numeric_target},
                    {"needs_non_negative", t.needs_non_negative},
                    {"sample_weight", t.sample_weight},
                    {"cross_fits", t.cross_fits},
                    {"probabilities", t.probabilities},
                    {"row_function", t.row_function},
                    {"holds_training_rows", t.holds_training_rows}};
  return Value::Map{{"name", d.name},
                    {"module", d.module},
                    {"doc", d.doc},
                    {"kind", kind_name(d.kind)},
                    {"exactness", std::move(exactness)},
                    {"traits", std::move(traits)},
                    {"params", std::move(params)},
                    {"fitted", std::move(fitted)},
                    {"unsupported", names_of(d.unsupported)},
                    {"unsupported_methods", names_of(d.unsupported_methods)}};
}

}  // namespace

Value version(const Value&, const Context&) {
  return Value::Map{{"engine", engine_version()}, {"format", kFormatVersion}};
}

Value schema(const Value&, const Context&) {
  Value::List estimators;
  for (const Declaration* d : registry::all()) estimators.push_back(schema_of(*d));
  Value::List metrics;
  for (const char* name : metric_names()) metrics.emplace_back(name);
  return Value::Map{
      {"engine", engine_version()},          {"format", kFormatVersion},
      {"estimators", std::move(estimators)}, {"unsupported_methods", names_of(registry::unsupported_methods())},
      {"metrics", std::move(metrics)},       {"splitters", splitters_schema()},
      {"scorers", scorers_schema()},         {"datasets", datasets::generators_schema()}};
}

/// {classes: [names]} -> {estimators}: of the schema only these, without what is not known.
Value declarations(const Value& request, const Context&) {
  Value::List estimators;
  for (const Value& name : request.at("classes").list("classes")) {
    if (const Declaration* d = registry::find(name.text("classes"))) estimators.push_back(schema_of(*d));
  }
  return Value::Map{{"estimators", std::move(estimators)}};
}

}  // namespace keepfit::border
