// Looking inside a model: its parameters and fitted attributes, and what it relies on.
#include "persistence/inspect.h"

#include "border/list.h"
#include "border/request.h"
#include "core/inner.h"
#include "core/node.h"
#include "core/table.h"
#include "core/wire.h"
#include "inspection/partial_dependence.h"
#include "inspection/permutation_importance.h"

namespace keepfit::border {

Value params(const Value& request, const Context&) { return to_recipe(estimator_of(request)); }
Value fitted(const Value& request, const Context&) { return to_node(estimator_of(request)); }

Value describe(const Value& request, const Context&) {
  const Model& model = models().of(request);
  const Estimator& e = *model.estimator;
  const Value node = to_node(e);
  const std::vector<std::string> names = e.input_names();
  Value::List unused;
  const std::vector<char> used = e.columns_used();
  for (size_t j = 0; j < used.size() && j < names.size(); ++j) {
    if (!used[j]) unused.emplace_back(names[j]);
  }
  Value::List methods;
  if (e.can_transform()) methods.emplace_back("transform");
  if (e.can_inverse_transform()) methods.emplace_back("inverse_transform");
  if (e.can_predict()) methods.emplace_back("predict");
  if (e.can_predict_proba()) methods.emplace_back("predict_proba");
  if (e.can_decision_function()) methods.emplace_back("decision_function");
  Answer out;
  out.with("class", e.declaration().name)
      .with("kind", kind_name(e.kind()))
      .with("methods", std::move(methods))
      .with("rows", inspect_rows(node, model.card.find("warnings")))
      .with("n_features_in", e.n_features_in())
      .with("feature_names_in", Value::List(names.begin(), names.end()))
      .with("unused_columns", std::move(unused))
      .with("holds_training_rows", holds_training_rows(node))
      .with("card", model.card);
  if (e.can_transform()) {
    const auto out_names = e.feature_names_out();
    out.with("feature_names_out", Value::List(out_names.begin(), out_names.end()));
  }
  if (e.can_predict() && e.classes()) out.with("classes", wire::write_labels(*e.classes()));
  const Value* input = model.card.find("input");
  return out.with("input", input ? *input : Value(Value::List{})).value();
}

/// {model, fitted?, X | data | neither} -> {class, names, attributes, rounds, fitted?, X?}: what answers in the end,
/// the columns that it is given, the names of what it learned and, with `fitted`, itself as the operation of that name
/// answers. X: what it is given of these rows.
Value last_step(const Value& request, const Context&) {
  Estimator& model = *models().of(request).estimator;
  std::vector<std::string> names = model.input_names();
  const bool rows = !optional(request, "X").is_null() || !optional(request, "data").is_null();
  Table storage, given;
  if (rows) given = named_table(model, table_of(request, storage));
  Estimator& last = innermost(model, names, rows ? &given : nullptr);
  const auto* boosted = dynamic_cast<Boosted*>(&last);
  Value node = to_node(last);
  Value::List attributes;
  for (const auto& entry : node.at("fitted").map()) attributes.emplace_back(entry.first);
  Value::Map out{{"class", last.declaration().name},
                 {"names", Value::List(names.begin(), names.end())},
                 {"attributes", std::move(attributes)},
                 {"rounds", boosted ? boosted->rounds() : int64_t{0}}};
  if (flag(request, "fitted")) out.emplace_back("fitted", std::move(node));
  if (rows) {
    if (given.has_names()) names = given.names();  // nothing stands before it
    out.emplace_back("X", wire::write_table(std::move(given), std::move(names)));
  }
  return out;
}

namespace {

Value vector_value(const Vector& v) { return Array::own(std::vector<double>(v.data(), v.data() + v.size())); }

}  // namespace

/// {model, data | X and y, scoring?, n_repeats?, random_state?, max_samples?, columns?}
/// -> {baseline: {name: score}, importances: {name: (columns, n_repeats)}, mean: {name: (columns)}, std}
Value permutation_importances(const Value& request, const Context& context) {
  PermutationRequest wanted;
  wanted.scoring = scoring_of(request);
  if (const Value repeats = optional(request, "n_repeats"); !repeats.is_null())
    wanted.n_repeats = repeats.integer("n_repeats");
  if (const Value most = optional(request, "max_samples"); !most.is_null()) wanted.max_samples = most;
  wanted.random_state = optional(request, "random_state");
  if (!optional(request, "columns").is_null()) wanted.columns = indices_of(request, "columns");
  Data storage;
  const Data& data = data_of(request, storage);
  PermutationImportance found = permutation_importance(estimator_of(request), data.X, target_of(data), wanted, context);
  return Value::Map{
      {"baseline", by_scorer(wanted.scoring, [&](size_t i) { return found.baseline[i]; })},
      {"importances",
       by_scorer(wanted.scoring, [&](size_t i) { return wire::write_matrix(std::move(found.importances[i])); })},
      {"mean", by_scorer(wanted.scoring, [&](size_t i) { return vector_value(found.mean[i]); })},
      {"std", by_scorer(wanted.scoring, [&](size_t i) { return vector_value(found.std[i]); })}};
}

/// {model, data | X, features, kind?, grid_resolution?, percentiles?, categorical_features?, response_method?}
/// -> {grid_values: [column], average?: (outputs, points...), individual?: (outputs, n, points...), classes?}
Value partial_dependences(const Value& request, const Context& context) {
  DependenceRequest wanted;
  wanted.features = indices_of(request, "features");
  if (!optional(request, "categorical_features").is_null())
    wanted.categorical = indices_of(request, "categorical_features");
  if (const Value points = optional(request, "grid_resolution"); !points.is_null())
    wanted.grid_resolution = points.integer("grid_resolution");
  if (const Value method = optional(request, "response_method"); !method.is_null())
    wanted.response_method = method.text("response_method");
  if (const Value percentiles = optional(request, "percentiles"); !percentiles.is_null()) {
    const Value::List& both = percentiles.list("percentiles");
    if (both.size() != 2)
      throw Error("bad_value", "percentiles", "percentiles must be two numbers.", "The default is 0.05 and 0.95.");
    wanted.lowest = both[0].number("percentiles");
    wanted.highest = both[1].number("percentiles");
  }
  if (const Value kind = optional(request, "kind"); !kind.is_null()) {
    const std::string& name = kind.text("kind");
    if (name != "average" && name != "individual" && name != "both") {
      throw Error("bad_value", "kind", "kind must be 'average', 'individual' or 'both'. Got '" + shown(name) + "'.",
                  "The default is 'average'.");
    }
    wanted.average = name != "individual";
    wanted.individual = name != "average";
  }
  Data storage;
  const Data& data = data_of(request, storage);
  const Estimator& model = estimator_of(request);
  PartialDependence found = partial_dependence(model, data.X, wanted, context);
  Value::List grid;
  std::vector<uint32_t> shape{static_cast<uint32_t>(found.outputs)},
      each{shape[0], static_cast<uint32_t>(data.X.rows())};
  for (Column& values : found.grid) {
    shape.push_back(static_cast<uint32_t>(values.rows()));
    each.push_back(shape.back());
    grid.push_back(wire::write_column(std::move(values)));
  }
  Value::Map out{{"grid_values", std::move(grid)}};
  if (wanted.average) out.emplace_back("average", Array::own(std::move(found.average), shape));
  if (wanted.individual) out.emplace_back("individual", Array::own(std::move(found.individual), each));
  if (model.kind() == Kind::kClassifier) out.emplace_back("classes", wire::write_labels(*model.classes()));
  return out;
}

}  // namespace keepfit::border
