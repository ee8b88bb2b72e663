// Estimators made of others, for scikit-learn.
#include <algorithm>
#include <numeric>

#include "interchange/sklearn/give_trees.h"

namespace keepfit::interchange {

namespace {

const std::string& name_of(const Value& step) { return step.list().at(0).text(); }
const Value& inner_of(const Value& step) { return step.list().at(1); }

/// Names with estimators that are only given; with columns where there are any.
Node named_steps(Giving& giving, const Given& to, const char* name) {
  Nodes steps;
  for (const Value& step : to.param(name).list()) {
    Nodes parts;
    parts.push_back(giving.schema.scalar(name_of(step)));
    parts.push_back(giving.given_or_word(inner_of(step), to.inside(name_of(step))));
    steps.push_back(giving.schema.tuple(parts));
  }
  return giving.schema.list(steps);
}

Node estimators(Giving& giving, const Given& to, bool) { return named_steps(giving, to, "estimators"); }

/// What scikit-learn fits where a recipe says "passthrough". `columns`: by position.
Node passed_on(Giving& giving, const Given& to, const std::vector<int64_t>& columns, bool takes_sparse) {
  Given out(to);
  giving.put_none(out, "func");
  giving.put_none(out, "inverse_func");
  giving.put(out, "accept_sparse", takes_sparse);
  giving.put(out, "check_inverse", !takes_sparse);
  giving.put(out, "feature_names_out", "one-to-one");
  const std::vector<std::string> names = to.names();
  giving.put(out, "n_features_in_", static_cast<int64_t>(columns.size()));
  if (!names.empty()) {
    std::vector<std::string> own;
    for (int64_t column : columns) own.push_back(names.at(static_cast<size_t>(column)));
    Node node = giving.names(own);
    giving.add(out, "feature_names_in_", std::move(node));
  }
  return giving.made("FunctionTransformer", out);
}

/// In a chain the first step alone is given the table that has names.
Node fitted_steps(Giving& giving, const Given& to, const char* name, bool chain) {
  bool named = to.named;
  Nodes steps;
  for (const Value& step : to.param(name).list()) {
    Nodes parts;
    parts.push_back(giving.schema.scalar(name_of(step)));
    if (!chain && inner_of(step).is("passthrough")) {
      std::vector<int64_t> all(static_cast<size_t>(to.width()));
      std::iota(all.begin(), all.end(), 0);
      parts.push_back(passed_on(giving, to, all, false));
    } else {
      parts.push_back(giving.fitted_or_word(inner_of(step), to.inside(name_of(step)), named));
    }
    if (chain && inner_of(step).get_if<Value::Map>()) named = false;
    steps.push_back(giving.schema.tuple(parts));
  }
  return giving.schema.list(steps);
}

Node steps(Giving& giving, const Given& to, bool fitted) {
  return fitted ? fitted_steps(giving, to, "steps", true) : named_steps(giving, to, "steps");
}
Node transformer_list(Giving& giving, const Given& to, bool fitted) {
  return fitted ? fitted_steps(giving, to, "transformer_list", false) : named_steps(giving, to, "transformer_list");
}

// ---- ColumnTransformer
// -----------------------------------------------------------------------------------------------

/// Where the columns of a transformer stand, the last of which is the remainder.
std::vector<int64_t> positions(const Given& to, size_t i) {
  std::vector<int64_t> out;
  for (const Value& position : to.attribute("columns_").list().at(i).list()) out.push_back(position.integer());
  return out;
}

/// By name where the table has names.
Node found_columns(Giving& giving, const Given& to, size_t i) {
  const std::vector<std::string> names = to.names();
  Nodes items;
  for (int64_t position : positions(to, i))
    items.push_back(
        giving.schema.scalar(names.empty() ? Value(position) : Value(names.at(static_cast<size_t>(position)))));
  return giving.schema.list(items);
}

/// As they were chosen; where no state of scikit-learn's can say that, those that were found.
Node chosen_columns(Giving& giving, const Given& to, size_t i, bool fitted) {
  const Value& chosen = to.param("transformers").list().at(i).list().at(2);
  if (const Value* slice = chosen.find("slice")) return giving.schema.slice(slice->list());
  if (!chosen.get_if<Value::Map>()) return giving.plain(chosen, to.where);
  if (!fitted)
    refuse_giving(to.inside("transformers"), "The columns of a ColumnTransformer are chosen by their kind.",
                  "Name the columns in the recipe.");
  giving.notes.insert("Columns that were chosen by kind or pattern stand in the file as the ones that were found.");
  return found_columns(giving, to, i);
}

Node transformers(Giving& giving, const Given& to, bool fitted) {
  Nodes out;
  const Value::List& all = to.param("transformers").list();
  for (size_t i = 0; i < all.size(); ++i) {
    Nodes parts;
    parts.push_back(giving.schema.scalar(name_of(all[i])));
    parts.push_back(giving.given_or_word(inner_of(all[i]), to.inside(name_of(all[i]))));
    parts.push_back(chosen_columns(giving, to, i, fitted));
    out.push_back(giving.schema.tuple(parts));
  }
  return giving.schema.list(out);
}

Node remainder(Giving& giving, const Given& to, bool) {
  return giving.given_or_word(to.param("remainder"), to.inside("remainder"));
}

void column_transformer(Giving& giving, Given& to) {
  Schema& schema = giving.schema;
  const Value::List& all = to.param("transformers").list();
  Nodes columns, made;
  Attributes indices;
  for (size_t i = 0; i <= all.size(); ++i) {
    const bool rest = i == all.size();
    const std::string name = rest ? "remainder" : name_of(all[i]);
    const Value& inner = rest ? to.param("remainder") : inner_of(all[i]);
    const std::vector<int64_t> places = positions(to, i);
    Nodes numbers;
    for (int64_t place : places) numbers.push_back(schema.scalar(place));
    Node listed = schema.list(numbers);
    indices.add(name, std::move(listed));
    Node chosen = rest ? found_columns(giving, to, i) : chosen_columns(giving, to, i, true);
    Nodes parts;
    parts.push_back(schema.scalar(name));
    if (inner.is("passthrough") && !places.empty()) parts.push_back(passed_on(giving, to, places, true));
    else if (places.empty()) parts.push_back(giving.given_or_word(inner, to.inside(name)));
    else parts.push_back(giving.fitted_or_word(inner, to.inside(name), to.named));
    parts.push_back(chosen);
    if (!rest) columns.push_back(schema.again(chosen));
    if (rest) {
      Nodes given;
      given.push_back(schema.scalar(name));
      given.push_back(giving.given_or_word(inner, to.inside(name)));
      given.push_back(chosen);
      Node node = schema.tuple(given);
      giving.add(to, "_remainder", std::move(node));
      parts.all.back() = schema.again(chosen);
      if (places.empty()) continue;
    }
    made.push_back(schema.tuple(parts));
  }
  // What is referred to stands in front.
  Node fitted = schema.list(made);
  giving.add(to, "transformers_", std::move(fitted));
  Node found = schema.list(columns);
  giving.add(to, "_columns", std::move(found));
  Node places = schema.dict(indices);
  giving.add(to, "_transformer_to_input_indices", std::move(places));
  giving.leave(to, "output_indices_");
}

// ---- members
// ---------------------------------------------------------------------------------------------------------

/// Members one after another, and by name.
void members(Giving& giving, Given& to) {
  Nodes all, later;
  const Value::List& fitted = to.attribute("estimators_").list();
  for (size_t i = 0; i < fitted.size(); ++i) {
    all.push_back(giving.fitted(fitted[i], to.inside("estimators_." + std::to_string(i)), to.named));
    later.push_back(giving.schema.again(all.back()));
  }
  Node node = giving.schema.list(all);
  giving.add(to, "estimators_", std::move(node));
  Attributes by_name;
  size_t next = 0;
  for (const Value& step : to.param("estimators").list()) {
    const bool dropped = inner_of(step).is("drop");
    Node member = dropped ? giving.schema.scalar("drop") : later.all.at(next++);
    by_name.add(name_of(step), std::move(member));
  }
  Node bunch = giving.schema.bunch(by_name);
  giving.add(to, "named_estimators_", std::move(bunch));
}

void label_encoder(Giving& giving, Given& to, const char* name) {
  Given encoder(to);
  giving.add_same(encoder, "classes_");
  Node made = giving.made("LabelEncoder", encoder);
  giving.add(to, name, std::move(made));
}

void voting_classifier(Giving& giving, Given& to) { label_encoder(giving, to, "le_"); }

void stacking(Giving& giving, Given& to) {
  if (to.is_classifier()) label_encoder(giving, to, "_label_encoder");
  giving.leave(to, "_n_feature_outs");
}

void no_estimator_params(Giving& giving, Given& to) {
  Node none = giving.schema.tuple({});
  giving.add(to, "estimator_params", std::move(none));
}

void ada_boost(Giving& giving, Given& to) {
  Nodes all;
  const Value::List& rounds = to.attribute("estimators_").list();
  for (size_t i = 0; i < rounds.size(); ++i)
    all.push_back(giving.fitted(rounds[i], to.inside("estimators_." + std::to_string(i)), false));
  Node node = giving.schema.list(all);
  giving.add(to, "estimators_", std::move(node));
  giving.leave(to, "estimator_");
  add_importances(giving, to);
}

void bagging(Giving& giving, Given& to) {
  const std::vector<int32_t> drawn = to.attribute("estimators_features_").array().to_vector<int32_t>();
  Nodes all, columns;
  size_t from = 0;
  for (const Value& member : to.attribute("estimators_").list()) {
    const std::string where = to.inside("estimators_." + std::to_string(all.size()));
    const auto width = static_cast<size_t>(member.at("fitted").at("n_features_in_").integer());
    if (width > drawn.size() - from) refuse_giving(where, "The columns of a member are not told.");
    const auto begin = drawn.begin() + static_cast<std::ptrdiff_t>(from);
    all.push_back(giving.fitted(member, where, false));
    columns.push_back(giving.schema.wholes({begin, begin + static_cast<std::ptrdiff_t>(width)}));
    from += width;
  }
  Node node = giving.schema.list(all);
  giving.add(to, "estimators_", std::move(node));
  node = giving.schema.list(columns);
  giving.add(to, "estimators_features_", std::move(node));
  add_measured(giving, to);
  giving.leave(to, "estimator_ _n_samples _max_samples _max_features _sample_weight _seeds");
}

void transformed_target(Giving& giving, Given& to) {
  Node node = giving.fitted(to.attribute("transformer_"), to.inside("transformer_"), false);
  giving.add(to, "transformer_", std::move(node));
  node = giving.fitted(to.attribute("regressor_"), to.inside("regressor_"), to.named);
  giving.add(to, "regressor_", std::move(node));
}

}  // namespace

const Gifts& gifts_of_composition() {
  constexpr std::string_view kNamed = "VotingClassifier VotingRegressor StackingClassifier StackingRegressor";
  static const Gifts all{
      .given = {{"AdaBoostClassifier AdaBoostRegressor BaggingClassifier BaggingRegressor", no_estimator_params}},
      .fitted = {{"ColumnTransformer", column_transformer},
                 {kNamed, members},
                 {"VotingClassifier", voting_classifier},
                 {"StackingClassifier StackingRegressor", stacking},
                 {"AdaBoostClassifier AdaBoostRegressor", ada_boost},
                 {"BaggingClassifier BaggingRegressor", bagging, "oob_score_"},
                 {"TransformedTargetRegressor", transformed_target}},
      .params = {{"Pipeline", "steps", steps},
                 {"FeatureUnion", "transformer_list", transformer_list},
                 {"ColumnTransformer", "transformers", transformers},
                 {"ColumnTransformer", "remainder", remainder},
                 {kNamed, "estimators", estimators}},
  };
  return all;
}

}  // namespace keepfit::interchange
