#include "wasm/operations.h"

#include <algorithm>
#include <map>
#include <string>

#include "core/node.h"
#include "core/registry.h"
#include "core/warnings.h"
#include "core/wire.h"
#include "inspection/partial_dependence.h"
#include "inspection/permutation_importance.h"
#include "metrics/metrics.h"
#include "metrics/scorers.h"
#include "model_selection/curves.h"
#include "model_selection/folds.h"
#include "model_selection/search.h"
#include "model_selection/split.h"
#include "model_selection/validation.h"
#include "persistence/card.h"
#include "persistence/diff.h"
#include "persistence/file.h"
#include "persistence/inspect.h"
#include "persistence/migrate/upgrade.h"
#include "tables/operations.h"

namespace keepfit {

namespace {

// ---- models behind handles ----------------------------------------------------------------------------------------

struct Models {
  std::map<int64_t, Model> all;
  int64_t next = 1;

  int64_t add(Model model) {
    all.emplace(next, std::move(model));
    return next++;
  }
};

Models& models() {
  static Models instance;
  return instance;
}

const Model& model_of(const Value& request) {
  const int64_t handle = request.at("model").integer("model");
  const auto found = models().all.find(handle);
  if (found == models().all.end()) {
    throw Error("unknown_model", "model", "There is no model with the handle " + std::to_string(handle) + ".",
                "It was released; fit or load it again.");
  }
  return found->second;
}

const Estimator& estimator_of(const Value& request) { return *model_of(request).estimator; }

Value optional(const Value& request, const char* key) {
  const Value* value = request.find(key);
  return value ? *value : Value();
}

bool flag(const Value& request, const char* key, bool fallback = false) {
  const Value value = optional(request, key);
  return value.is_null() ? fallback : value.boolean(key);
}

// ---- data behind handles: what many calls use is handed over once --------------------------------------------------

struct Data {
  Table X;
  Column y;
  bool has_y = false;
};

struct HeldData {
  std::map<int64_t, Data> all;
  int64_t next = 1;
};

HeldData& held_data() {
  static HeldData instance;
  return instance;
}

Data read_data(const Value& request) {
  Data out{wire::read_table(request.at("X")), {}, false};
  if (const Value target = optional(request, "y"); !target.is_null()) {
    out.y = wire::read_column(target, "y");
    out.has_y = true;
  }
  return out;
}

const Data& held_data_of(const Value& request) {
  const int64_t handle = request.at("data").integer("data");
  const auto found = held_data().all.find(handle);
  if (found == held_data().all.end()) {
    throw Error("unknown_data", "data", "There is no data with the handle " + std::to_string(handle) + ".",
                "It was dropped; hold it again.");
  }
  return found->second;
}

/// The request's own X and y, or those held under its handle `data`.
const Data& data_of(const Value& request, Data& storage) {
  if (!optional(request, "data").is_null()) return held_data_of(request);
  return storage = read_data(request);
}

const Column& target_of(const Data& data) {
  if (!data.has_y) throw Error("missing_target", "y", "There is no y to compare with.", "Give the n true values.");
  return data.y;
}

/// {X, y?} -> {data}
Value hold(const Value& request, const Context&) {
  Data data = read_data(request);
  data.X.summarise();
  HeldData& held = held_data();
  held.all.emplace(held.next, std::move(data));
  return Value::Map{{"data", held.next++}};
}

Value drop(const Value& request, const Context&) {
  held_data_of(request);
  held_data().all.erase(request.at("data").integer());
  return Value::Map{};
}

/// The request's own X, or that of the data held under its handle `data`.
const Table& table_of(const Value& request, Table& storage) {
  if (!optional(request, "data").is_null()) return held_data_of(request).X;
  return storage = wire::read_table(request.at("X"));
}

// ---- schema -------------------------------------------------------------------------------------------------------

Value::List names_of(const std::vector<const char*>& names) { return {names.begin(), names.end()}; }

/// The engine version that brought a parameter or attribute, where an older one wrote files without it.
void put_since(Value::Map& about, Pasts (*past)()) {
  if (!past) return;
  if (const Past first = past().back(); !first.formerly) about.emplace_back("since", first.since);
}

Value schema_of(const Declaration& d) {
  Value::List params, fitted;
  for (const Param& p : d.params) {
    Value::List alternatives;
    for (const Constraint& c : p.allowed) alternatives.push_back(c.schema());
    Value::Map about{{"name", p.name},
                     {"default", p.fallback},
                     {"doc", p.doc},
                     {"constraint", std::move(alternatives)},
                     {"text", text_of(p.allowed)}};
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
      {"scorers", scorers_schema()}};
}

/// {classes: [names]} -> {estimators}: of the schema only these, without what is not known.
Value declarations(const Value& request, const Context&) {
  Value::List estimators;
  for (const Value& name : request.at("classes").list("classes")) {
    if (const Declaration* d = registry::find(name.text("classes"))) estimators.push_back(schema_of(*d));
  }
  return Value::Map{{"estimators", std::move(estimators)}};
}

// ---- fitting and using --------------------------------------------------------------------------------------------

Search& search_of(Estimator& estimator) {
  if (auto* search = dynamic_cast<Search*>(&estimator)) return *search;
  throw Error("no_search", "recipe",
              "The recipe is of " + with_article(estimator.declaration().name) + ", which is not a search.",
              "Give the recipe of a GridSearchCV or RandomizedSearchCV.");
}

Value fit(const Value& request, const Context& context) {
  std::shared_ptr<Estimator> estimator = from_recipe(request.at("recipe"));
  Data storage;
  const Data& data = data_of(request, storage);
  storage.X.summarise();
  if (const Value groups = optional(request, "groups"); !groups.is_null())
    search_of(*estimator).give_groups(wire::read_column(groups, "groups"));
  const Value weights = optional(request, "sample_weight");
  Column w;
  if (!weights.is_null()) w = wire::read_column(weights, "sample_weight");
  if (w.is_text)
    throw Error("bad_weights", "sample_weight", "sample_weight must hold numbers, but holds text.",
                "Give one weight for each row of X.");
  return Value::Map{{"model", models().add(fit_model(std::move(estimator), data.X, data.has_y ? &data.y : nullptr,
                                                     context, weights.is_null() ? nullptr : &w.numbers))}};
}

Value release(const Value& request, const Context&) {
  model_of(request);
  models().all.erase(request.at("model").integer());
  return Value::Map{};
}

/// scikit-learn warns where columns are matched by position that could be matched by name.
void check_names(const Estimator& model, bool named) {
  const bool fitted_named = !model.feature_names_in().empty();
  if (!model.fitted() || named == fitted_named) return;
  const std::string who = model.declaration().name;
  warn("UserWarning",
       named ? "X has column names, but " + who + " was fitted without: its columns are taken by position."
             : "X has no column names, but " + who + " was fitted with: its columns are taken by position.",
       "Give X as in the fit.");
}

const Table& named_table(const Estimator& model, const Table& X) {
  check_names(model, X.has_names());
  return X;
}

/// What a model answers to a table, asked a block of rows at a time where its answer depends on the row alone: what one
/// step hands to the next then stays in the cache. `append` puts a block's answer below those before it, or says false.
template <class Ask, class Append>
auto answer_in_blocks(const Value& request, const Ask& ask, const Append& append) {
  const Estimator& model = estimator_of(request);
  const bool held = !optional(request, "data").is_null();
  const Table* table = held ? &held_data_of(request).X : nullptr;
  const Value* X = held ? nullptr : &request.at("X");
  const Index n = held ? table->rows() : wire::rows_to_slice(*X);
  const Index block = std::max<Index>(256, (1 << 15) / std::max<Index>(1, static_cast<Index>(model.n_features_in())));
  const auto part = [&](Index from) {
    const Index count = std::min(block, n - from);
    return held ? table->slice(from, count) : wire::read_table(wire::slice(*X, from, count));
  };
  check_names(model, held ? table->has_names() : X->find("columns") != nullptr);
  const auto whole = [&] { return held ? ask(model, *table) : ask(model, wire::read_table(*X)); };
  if (n < 2 * block || !model.traits().row_function) return whole();
  try {
    // Which warnings there are must not depend on how many blocks there are.
    Warnings of_all;
    const auto ask_part = [&](const Table& rows) {
      const Warnings of_part;
      auto answer = ask(model, rows);
      of_all.merge_part(of_part);
      return answer;
    };
    auto out = ask_part(part(0));
    bool sound = true;
    for (Index from = block; sound && from < n; from += block) sound = append(out, ask_part(part(from)), from, n);
    if (sound) {
      of_all.pass_on();
      return out;
    }
  } catch (const Error&) {
    // Said again below, of the table as a whole.
  }
  return whole();
}

Value predict(const Value& request, const Context&) {
  const auto ask = [](const Estimator& model, const Table& X) { return model.predict(X); };
  const auto append = [](Column& all, const Column& more, Index from, Index n) {
    if (all.is_text != more.is_text || all.text.categories != more.text.categories) return false;
    if (all.is_text) {
      all.text.codes.insert(all.text.codes.end(), more.text.codes.begin(), more.text.codes.end());
    } else {
      if (all.numbers.size() != n) all.numbers.conservativeResize(n);
      all.numbers.segment(from, more.rows()) = more.numbers;
    }
    return true;
  };
  return Value::Map{{"labels", wire::write_column(answer_in_blocks(request, ask, append))}};
}

Value predict_proba(const Value& request, const Context&) {
  const Estimator& model = estimator_of(request);
  const auto ask = [](const Estimator& e, const Table& X) { return e.predict_proba(X); };
  const auto append = [](RowMatrix& all, const RowMatrix& more, Index from, Index n) {
    if (all.rows() != n) all.conservativeResize(n, all.cols());
    all.middleRows(from, more.rows()) = more;
    return true;
  };
  RowMatrix proba = answer_in_blocks(request, ask, append);
  return Value::Map{{"proba", wire::write_matrix(std::move(proba))}, {"classes", wire::write_labels(*model.classes())}};
}

Value decision_function(const Value& request, const Context&) {
  Table storage;
  return Value::Map{{"scores", wire::write_matrix(estimator_of(request).decision_function(
                                   named_table(estimator_of(request), table_of(request, storage))))}};
}

Value transform(const Value& request, const Context&) {
  const Estimator& model = estimator_of(request);
  Table storage;
  Table out = model.transform(named_table(model, table_of(request, storage)));
  return Value::Map{{"X", wire::write_table(std::move(out), model.feature_names_out())}};
}

Value inverse_transform(const Value& request, const Context&) {
  const Estimator& model = estimator_of(request);
  return Value::Map{
      {"X", wire::write_table(model.inverse_transform(wire::read_table(request.at("X"), true)), model.input_names())}};
}

Value evaluation(const Value& request) {
  Data storage;
  const Data& data = data_of(request, storage);
  return to_value(evaluate(estimator_of(request), named_table(estimator_of(request), data.X), target_of(data)));
}

Value evaluate_model(const Value& request, const Context&) { return evaluation(request); }

Value model_score(const Value& request, const Context&) {
  Data storage;
  const Data& data = data_of(request, storage);
  return Value::Map{
      {"score", score(estimator_of(request), named_table(estimator_of(request), data.X), target_of(data))}};
}

Value metric(const Value& request, const Context&) {
  const Column y_true = wire::read_column(request.at("y_true"), "y_true");
  return Value::Map{{"value", compute_metric(request.at("name").text("name"), y_true, request)}};
}

Value split_value(const Split& split) {
  const auto indices = [](const std::vector<Index>& rows) {
    return Array::own(std::vector<int32_t>(rows.begin(), rows.end()));
  };
  return Value::Map{{"train", indices(split.train)}, {"test", indices(split.test)}};
}

Index row_count(const Value& request) {
  const int64_t n = request.at("n").integer("n");
  if (n < 0 || n > INT32_MAX)
    throw Error("bad_split", "n", "n must be a number of rows. Got " + std::to_string(n) + ".",
                "Give the number of rows to split.");
  return static_cast<Index>(n);
}

Value train_test_split_indices(const Value& request, const Context&) {
  const Value stratify = optional(request, "stratify");
  Column labels;
  if (!stratify.is_null()) labels = wire::read_column(stratify, "stratify");
  const Value shuffle = optional(request, "shuffle");
  const Split split =
      train_test_split(row_count(request), optional(request, "test_size"), optional(request, "train_size"),
                       optional(request, "random_state"), shuffle.is_null() || shuffle.boolean("shuffle"),
                       stratify.is_null() ? nullptr : &labels);
  return split_value(split);
}

std::vector<std::string> scoring_of(const Value& request) {
  std::vector<std::string> out;
  if (const Value scoring = optional(request, "scoring"); !scoring.is_null()) {
    for (const Value& name : scoring.list("scoring")) out.push_back(name.text("scoring"));
  }
  return out;
}

std::vector<Split> splits_of(const Value& request) {
  const Value target = optional(request, "y"), grouping = optional(request, "groups");
  Column y, groups;
  if (!target.is_null()) y = wire::read_column(target, "y");
  if (!grouping.is_null()) groups = wire::read_column(grouping, "groups");
  const Value recipe = optional(request, "recipe");
  const auto estimator = recipe.is_null() ? nullptr : from_recipe(recipe);
  const bool classifier = estimator ? estimator->kind() == Kind::kClassifier : flag(request, "classifier");
  // Of the model's own score nobody has to be told.
  if (estimator && !target.is_null() && !optional(request, "scoring").is_null())
    check_scoring(scorers_of(scoring_of(request), *estimator), *estimator, y);
  return cv_splits(optional(request, "cv"), row_count(request), target.is_null() ? nullptr : &y,
                   grouping.is_null() ? nullptr : &groups, classifier);
}

Value splits_value(const std::vector<Split>& splits) {
  Value::List out;
  for (const Split& split : splits) out.push_back(split_value(split));
  return out;
}

/// {cv, n, y?, groups?, recipe? | classifier?, scoring?: [names]} -> {splits}; refuses scorers that cannot be meant for
/// y.
Value cv_split(const Value& request, const Context&) {
  return Value::Map{{"splits", splits_value(splits_of(request))}};
}

/// {cv, n, y?, groups?, recipe? | classifier?, scoring?, train_sizes?, shuffle?, random_state?} -> {sizes, splits:
/// split by split, size by size}
Value learning_split(const Value& request, const Context&) {
  const LearningSplits out = learning_splits(splits_of(request), optional(request, "train_sizes"),
                                             flag(request, "shuffle"), optional(request, "random_state"));
  return Value::Map{{"sizes", Array::own(std::vector<int32_t>(out.sizes.begin(), out.sizes.end()))},
                    {"splits", splits_value(out.splits)}};
}

std::vector<Index> indices_of(const Value& request, const char* name) {
  const auto indices = request.at(name).array(name).to_vector<int32_t>();
  return {indices.begin(), indices.end()};
}

/// Values under the names of the scorers; a default one is called `score`.
template <class Get>
Value by_scorer(const std::vector<std::string>& scoring, Get get) {
  Value::Map out;
  for (size_t i = 0; i < std::max<size_t>(1, scoring.size()); ++i)
    out.emplace_back(scoring.empty() ? "score" : scoring[i], get(i));
  return out;
}

/// {recipe, params?: {path: value}, data | X and y, train, test, scoring?: [names], return_train_score?, predict?,
/// predict_proba?, error_score?, place?: "fold 1 of 5"} -> {test: {name: score}, train?, labels?, proba?, classes?,
/// failure?: {code, where, message, hint}}
Value fit_and_score_fold(const Value& request, const Context& context) {
  FoldRequest wanted{scoring_of(request), flag(request, "return_train_score"), flag(request, "predict"),
                     flag(request, "predict_proba")};
  if (const Value score = optional(request, "error_score"); score.is_number()) wanted.error_score = score.number();
  if (const Value place = optional(request, "place"); !place.is_null()) wanted.place = place.text("place");
  const auto estimator = from_recipe(request.at("recipe"));
  std::optional<Error> refused;
  if (const Value changed = optional(request, "params"); !changed.is_null()) {
    try {
      for (const auto& [path, value] : changed.map("params")) set_by_path(*estimator, path, value);
    } catch (const Error& e) {
      if (e.code != "bad_parameter") throw;
      refused = e;
    }
  }
  Data storage;
  const Data& data = data_of(request, storage);
  FoldResult result = refused
                          ? failed_fit(*refused, wanted)
                          : fit_and_score(*estimator, data.X, target_of(data),
                                          {indices_of(request, "train"), indices_of(request, "test")}, wanted, context);
  Value::Map out{{"test", by_scorer(wanted.scoring, [&](size_t i) { return result.test[i]; })}};
  if (wanted.train_scores)
    out.emplace_back("train", by_scorer(wanted.scoring, [&](size_t i) { return result.train[i]; }));
  if (const auto& failed = result.failure) {
    out.emplace_back(
        "failure",
        Value::Map{
            {"code", failed->code}, {"where", failed->where}, {"message", failed->message}, {"hint", failed->hint}});
    return out;
  }
  if (wanted.predictions) out.emplace_back("labels", wire::write_column(result.predicted));
  if (wanted.probabilities) {
    out.emplace_back("proba", wire::write_matrix(std::move(result.proba)));
    out.emplace_back("classes", wire::write_labels(encode(target_of(data), false).labels));
  }
  return out;
}

/// {y, recipe?} -> {names}: the scorers that can be meant for these values of y (and judge this estimator).
Value suitable_scorers(const Value& request, const Context&) {
  const Column y = wire::read_column(request.at("y"), "y");
  const Value recipe = optional(request, "recipe");
  const auto estimator = recipe.is_null() ? nullptr : from_recipe(recipe);
  Value::List names;
  for (const Scorer& scorer : scorers()) {
    try {
      if (estimator) check_scoring({&scorer}, *estimator);
      check_target(scorer, y);
      names.emplace_back(scorer.name);
    } catch (const Error&) {
      // Not this one.
    }
  }
  return Value::Map{{"names", std::move(names)}};
}

// ---- inspection ---------------------------------------------------------------------------------------------------

Value vector_value(const Vector& v) { return Array::own(std::vector<double>(v.data(), v.data() + v.size())); }

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

/// {recipe, n, y, groups?} -> {candidates: [{path: value}], splits: [{train, test}], estimator: recipe, scoring:
/// [names] | None, return_train_score, error_score: number | None}: what fit_and_score needs for each candidate and
/// fold.
Value search_plan(const Value& request, const Context&) {
  const auto estimator = from_recipe(request.at("recipe"));
  Search& search = search_of(*estimator);
  const Column y = wire::read_column(request.at("y"), "y");
  if (const Value groups = optional(request, "groups"); !groups.is_null())
    search.give_groups(wire::read_column(groups, "groups"));
  search.check_deciding(y);
  Value::List candidates, splits;
  for (const Candidate& candidate : search.candidates()) {
    try {
      search.with(candidate);
    } catch (const Error& e) {
      // A value that is refused fails its fits; a path that leads nowhere is a mistake of the grid.
      if (e.code != "bad_parameter") throw;
    }
    candidates.push_back(Value(candidate));
  }
  for (const Split& split : search.splits(row_count(request), y)) splits.push_back(split_value(split));
  const FoldRequest wanted = search.request();
  return Value::Map{
      {"candidates", std::move(candidates)},
      {"splits", std::move(splits)},
      {"estimator", to_recipe(*search.param("estimator").estimator("estimator"))},
      {"scoring", wanted.scoring.empty() ? Value() : Value(Value::List(wanted.scoring.begin(), wanted.scoring.end()))},
      {"return_train_score", wanted.train_scores},
      {"error_score", wanted.error_score ? Value(*wanted.error_score) : Value()}};
}

/// {recipe, data | X and y, groups?, warnings?, results: [what fit_and_score answered, candidate by candidate and fold
/// by fold]} -> {model}: the same model as fit makes.
Value fit_search(const Value& request, const Context& context) {
  const auto estimator = from_recipe(request.at("recipe"));
  Search& search = search_of(*estimator);
  Data storage;
  const Data& data = data_of(request, storage);
  if (const Value groups = optional(request, "groups"); !groups.is_null())
    search.give_groups(wire::read_column(groups, "groups"));
  const FoldRequest wanted = search.request();
  const std::vector<std::string> names = wanted.scoring.empty() ? std::vector<std::string>{"score"} : wanted.scoring;
  std::vector<FoldResult> results;
  // What the fits elsewhere warned of, as if they had been made here.
  if (const Value said = optional(request, "warnings"); !said.is_null()) search.give_warnings(said.list("warnings"));
  for (const Value& given : request.at("results").list("results")) {
    FoldResult result;
    for (const std::string& name : names) {
      result.test.push_back(given.at("test").at(name).number(name));
      if (wanted.train_scores) result.train.push_back(given.at("train").at(name).number(name));
    }
    if (const Value* failed = given.find("failure")) {
      const auto part = [&](const char* key) { return failed->at(key).text(key); };
      result.failure = Error(part("code"), part("where"), part("message"), part("hint"));
    }
    results.push_back(std::move(result));
  }
  search.give_results(std::move(results));
  return Value::Map{{"model", models().add(fit_model(estimator, data.X, &target_of(data), context))}};
}

// ---- looking inside -----------------------------------------------------------------------------------------------

Value params(const Value& request, const Context&) { return to_recipe(estimator_of(request)); }
Value fitted(const Value& request, const Context&) { return to_node(estimator_of(request)); }

Value describe(const Value& request, const Context&) {
  const Model& model = model_of(request);
  const Estimator& e = *model.estimator;
  const Value node = to_node(e);
  const std::vector<std::string> names = e.input_names();
  Value::List unused;
  const std::vector<char> used = e.columns_used();
  for (size_t j = 0; j < used.size() && j < names.size(); ++j) {
    if (!used[j]) unused.emplace_back(names[j]);
  }
  Value::Map out{{"class", e.declaration().name},
                 {"kind", kind_name(e.kind())},
                 {"methods", Value::List{}},
                 {"rows", inspect_rows(node, model.card.find("warnings"))},
                 {"n_features_in", e.n_features_in()},
                 {"feature_names_in", Value::List(names.begin(), names.end())},
                 {"unused_columns", std::move(unused)},
                 {"holds_training_rows", holds_training_rows(node)},
                 {"card", model.card}};
  Value::List methods;
  if (e.can_transform()) methods.emplace_back("transform");
  if (e.can_inverse_transform()) methods.emplace_back("inverse_transform");
  if (e.can_predict()) methods.emplace_back("predict");
  if (e.can_predict_proba()) methods.emplace_back("predict_proba");
  if (e.can_decision_function()) methods.emplace_back("decision_function");
  out[2].second = std::move(methods);
  if (e.can_transform()) {
    const auto out_names = e.feature_names_out();
    out.emplace_back("feature_names_out", Value::List(out_names.begin(), out_names.end()));
  }
  if (e.can_predict() && e.classes()) out.emplace_back("classes", wire::write_labels(*e.classes()));
  const Value* input = model.card.find("input");
  out.emplace_back("input", input ? *input : Value(Value::List{}));
  return out;
}

// ---- files --------------------------------------------------------------------------------------------------------

Value section(const Section& s) { return Value::List{static_cast<int64_t>(s.offset), static_cast<int64_t>(s.size)}; }

Value sections(const Sections& s) {
  return Value::Map{{"card", section(s.card)},
                    {"pipeline", section(s.pipeline)},
                    {"proof", section(s.proof)},
                    {"digest", section(s.digest)}};
}

/// proof: absent (kept, or made for a model that was just fitted), false (none), true (made from the card's summary of
/// the input) or a table of held-out rows, of which a few will stand in the file.
Value dump_model(const Value& request, const Context&) {
  using What = ProofRequest::What;
  const Value given = optional(request, "proof");
  ProofRequest proof;
  Table samples;
  if (const auto* wanted = given.get_if<bool>()) {
    proof.what = *wanted ? What::kMake : What::kNone;
  } else if (!given.is_null()) {
    samples = wire::read_table(given);
    proof = {What::kMake, &samples};
  }
  Dump file = dump(model_of(request), optional(request, "card"), proof);
  return Value::Map{{"bytes", Bytes::own(std::move(file.bytes))}, {"pipeline", section(file.sections.pipeline)}};
}

/// With report true a failed proof is answered in `proof` instead of being refused.
Value load_model(const Value& request, const Context&) {
  const Bytes& bytes = request.at("bytes").bytes("bytes");
  const Value report = optional(request, "report");
  ProofResult proof;
  Model model = load(bytes.data, bytes.size, &proof);
  if (proof.first && (report.is_null() || !report.boolean("report"))) load(bytes.data, bytes.size);  // throws
  Value card = model.card;
  const bool proved = model.proof && !model.proof->is_null();
  return Value::Map{{"model", models().add(std::move(model))},
                    {"card", std::move(card)},
                    {"proof", proved ? to_value(proof) : Value()}};
}

Value diff(const Value& request, const Context&) {
  const Bytes& a = request.at("a").bytes("a");
  const Bytes& b = request.at("b").bytes("b");
  return diff_files(parse_file(a.data, a.size), parse_file(b.data, b.size));
}

Value input_outside(const Value& request, const Context&) {
  const Model& model = model_of(request);
  const Value* input = model.card.find("input");
  Table storage;
  return Value::Map{
      {"outside", input ? input_warnings(*input, table_of(request, storage), model.estimator->columns_used())
                        : Value(Value::List{})}};
}

/// Runs the proof rows of a file and forgets the model.
Value verify(const Value& request, const Context&) {
  const Bytes& bytes = request.at("bytes").bytes("bytes");
  ProofResult proof;
  load(bytes.data, bytes.size, &proof);
  return to_value(proof);
}

Value inspect(const Value& request, const Context&) {
  const Bytes& bytes = request.at("bytes").bytes("bytes");
  Parsed parsed = parse_file(bytes.data, bytes.size);
  audit_card(parsed.card);
  const auto upgraded = migrate::upgraded(parsed.pipeline);
  return Value::Map{{"format", parsed.format},
                    {"card", parsed.card},
                    {"rows", inspect_rows(parsed.pipeline, parsed.card.find("warnings"))},
                    {"sections", sections(parsed.sections)},
                    {"holds_training_rows", holds_training_rows(upgraded ? upgraded->pipeline : parsed.pipeline)}};
}

// ---- the list -----------------------------------------------------------------------------------------------------

using Operation = Value (*)(const Value&, const Context&);
using Named = std::pair<const char*, Operation>;

/// What a saved model needs to be opened, looked into, proved, asked and saved again.
constexpr Named kOperations[] = {
    {"version", version},
    {"declarations", declarations},
    {"release", release},
    {"predict", predict},
    {"predict_proba", predict_proba},
    {"decision_function", decision_function},
    {"transform", transform},
    {"inverse_transform", inverse_transform},
    {"hold", hold},
    {"drop", drop},
    {"params", params},
    {"fitted", fitted},
    {"describe", describe},
    {"dump", dump_model},
    {"load", load_model},
    {"inspect", inspect},
    {"verify", verify},
    {"input_warnings", input_outside},
};

/// What fits, and what is asked around a fit. On the web what only these need is a part of its own, which a page that
/// opens a saved model does not wait for: cpp/toolchain/split.mjs finds it by the name of this table.
constexpr Named kFitOperations[] = {
    {"schema", schema},
    {"fit", fit},
    {"score", model_score},
    {"evaluate", evaluate_model},
    {"metric", metric},
    {"train_test_split", train_test_split_indices},
    {"cv_split", cv_split},
    {"learning_split", learning_split},
    {"fit_and_score", fit_and_score_fold},
    {"permutation_importance", permutation_importances},
    {"partial_dependence", partial_dependences},
    {"search_plan", search_plan},
    {"fit_search", fit_search},
    {"diff", diff},
    {"suitable_scorers", suitable_scorers},
};

Operation find_operation(std::string_view name) {
  const auto named = [name](const Named& each) { return name == each.first; };
  if (const auto* found = std::find_if(std::begin(kOperations), std::end(kOperations), named);
      found != std::end(kOperations))
    return found->second;
  if (const auto* found = std::find_if(std::begin(kFitOperations), std::end(kFitOperations), named);
      found != std::end(kFitOperations))
    return found->second;
#ifndef __EMSCRIPTEN__
  // There it is a module of its own.
  if (const auto operation = tables::find_operation(name)) return operation;
#endif
  return nullptr;
}

}  // namespace

Value run_operation(std::string_view name, const Value& request, const Context& context) {
  const Operation operation = find_operation(name);
  if (!operation) {
    throw Error("unknown_operation", shown(name), "The engine has no operation '" + shown(name) + "'.",
                "The library and the engine are of different versions; load both from one place.");
  }
  const Warnings said;
  Value answer = operation(request, context);
  if (!said.all.empty()) {
    Value::Map all = answer.map();
    all.emplace_back("warnings", said.value());
    answer = std::move(all);
  }
  return answer;
}

}  // namespace keepfit
