// Estimators made of others.
#include <algorithm>

#include "core/text.h"
#include "interchange/pickle/canonical.h"
#include "interchange/sklearn/special.h"

namespace keepfit::interchange {

using pickle::entry;
using pickle::Item;
using pickle::Kind;

namespace {

const Item& part(const Item& step, size_t i, const std::string& where) {
  if (step.kind != Kind::kTuple || step.parts.size() <= i) refuse_source(where, "A step is no name with an estimator.");
  return *step.parts[i];
}

std::string inside(const State& state, const std::string& name) {
  return state.where().empty() ? name : state.where() + "__" + name;
}

/// Names with fitted estimators, or with words. In a chain only the first is known to take the whole's columns.
Value steps(Taking& taking, const State& state, const char* name, bool chain) {
  int64_t width = state.width;
  Value::List out;
  for (const Item* step : parts_of(state.at(name), state.where())) {
    std::string called = text_of(part(*step, 0, state.where()), state.where());
    if (!chain && is_text(part(*step, 1, state.where()), "drop")) {
      taking.note("FeatureUnion drops '" + shown(called) + "', which is left out here.");
      continue;
    }
    Value made = taking.fitted_or_word(part(*step, 1, state.where()), inside(state, called), width);
    if (chain && made.get_if<Value::Map>()) width = -1;
    out.push_back(Value::List{std::move(called), std::move(made)});
  }
  return out;
}

/// The first that is no word.
const Item* first_step(const State& state) {
  const Item* steps = state.find("steps");
  if (!steps) steps = state.find("transformer_list");
  if (!steps) return nullptr;
  for (const Item* step : parts_of(*steps, state.where()))
    if (is_object(part(*step, 1, state.where()))) return step->parts[1];
  return nullptr;
}

// ---- ColumnTransformer -------------------------------------------------------------------------------------------

bool is_named(const Item& step, std::string_view name, const std::string& where) {
  return is_text(part(step, 0, where), name);
}

const Item* fitted_transformer(const State& state, const Item& name) {
  for (const Item* step : parts_of(state.at("transformers_"), state.where()))
    if (is_named(*step, name.text, state.where())) return step;
  return nullptr;
}

std::vector<int64_t> positions(const State& state, std::string_view name) {
  const Item* found = entry(state.at("_transformer_to_input_indices"), name);
  return found ? wholes_of(*found, state.where()) : std::vector<int64_t>();
}

Value positions_as_list(Taking& taking, const State& state, std::string_view name) {
  Value::List out;
  for (int64_t position : positions(state, name)) out.emplace_back(position);
  taking.count(out.size() * sizeof(Value), state.where());
  return out;
}

/// What stands for a transformer: fitted; a word; only given where it got no columns.
Value transformer(Taking& taking, const State& state, const Item& name, const Item& given, const std::string& where) {
  if (given.kind == Kind::kText) return text_of(given, where);
  const auto columns = static_cast<int64_t>(positions(state, name.text).size());
  const Item* found = fitted_transformer(state, name);
  if (columns == 0 || !found) return taking.given(given, where);
  return taking.fitted_or_word(part(*found, 1, where), where, columns);
}

Value transformers(Taking& taking, const State& state) {
  Value::List out;
  for (const Item* step : parts_of(state.at("transformers"), state.where())) {
    const Item& name = part(*step, 0, state.where());
    const std::string called = text_of(name, state.where()), where = inside(state, called);
    Value columns = taking.columns(part(*step, 2, where), where);
    // Chosen by what no recipe can say: those that were found.
    if (columns.is_null() || columns.get_if<Value::Map>()) {
      const bool is_slice = columns.find("slice") != nullptr;
      if (!is_slice) columns = positions_as_list(taking, state, name.text);
    }
    out.push_back(
        Value::List{called, transformer(taking, state, name, part(*step, 1, where), where), std::move(columns)});
  }
  return out;
}

Value remainder(Taking& taking, const State& state) {
  const Item& given = state.at("remainder");
  if (given.kind == Kind::kText) return text_of(given, state.where());
  Item name;
  name.kind = Kind::kText;
  name.text = "remainder";
  return transformer(taking, state, name, given, inside(state, "remainder"));
}

Value columns(Taking& taking, const State& state) {
  Value::List out;
  for (const Item* step : parts_of(state.at("transformers"), state.where()))
    out.push_back(positions_as_list(taking, state, part(*step, 0, state.where()).text));
  out.push_back(positions_as_list(taking, state, "remainder"));
  return out;
}

// ---- members -----------------------------------------------------------------------------------------------------

/// The parameter that older versions called base_estimator.
Value base(Taking& taking, const State& state) {
  const Item* given = state.given("estimator");
  const Item* older = state.given("base_estimator");
  if (!given && older && is_object(*older)) given = older;
  return given ? taking.given_or_word(*given, inside(state, "estimator")) : Value();
}

Value fitted_members(Taking& taking, const State& state) {
  Value::List out;
  for (const Item* member : parts_of(state.at("estimators_"), state.where()))
    out.push_back(taking.fitted(*member, inside(state, "estimators_." + std::to_string(out.size())), state.width));
  return out;
}

const Item* first_member(const State& state) {
  const Item* members = state.find("estimators_");
  if (!members) return nullptr;
  const auto all = parts_of(*members, state.where());
  return all.empty() ? nullptr : all.front();
}

Value drawn_columns(Taking& taking, const State& state) {
  std::vector<int64_t> all;
  for (const Item* drawn : parts_of(state.at("estimators_features_"), state.where()))
    for (int64_t column : wholes_of(*drawn, state.where())) all.push_back(column);
  return taking.int32_array(all, state.where());
}

/// Each member takes the columns that were drawn for it.
Value bagged(Taking& taking, const State& state) {
  const auto drawn = parts_of(state.at("estimators_features_"), state.where());
  Value::List out;
  for (const Item* member : parts_of(state.at("estimators_"), state.where())) {
    if (out.size() >= drawn.size()) refuse_source(state.where(), "There are more members than drawn columns.");
    out.push_back(taking.fitted(*member, inside(state, "estimators_." + std::to_string(out.size())),
                                static_cast<int64_t>(wholes_of(*drawn[out.size()], state.where()).size())));
  }
  return out;
}

Value importances_of_rounds(Taking& taking, const State& state) {
  if (const Item* kept = state.given(kImportances)) return taking.float64_array(*kept, state.where(), 1);
  std::vector<double> sums, weights = numbers_of(state.at("estimator_weights_"), state.where());
  double norm = 0;
  size_t i = 0;
  for (const Item* member : parts_of(state.at("estimators_"), state.where())) {
    const Value node = taking.fitted(*member, state.where(), state.width);
    const Value* shares = node.at("fitted").find("feature_importances_");
    if (!shares || i >= weights.size()) return taking.float64({});
    const std::vector<double> of_member = shares->array().to_vector<double>();
    sums.resize(of_member.size(), 0.0);
    for (size_t j = 0; j < sums.size(); ++j) sums[j] += weights[i] * of_member[j];
    norm += weights[i++];
  }
  for (double& each : sums) each = norm > 0 ? each / norm : 0;
  return taking.float64(std::move(sums));
}

/// SAMME.R votes by probabilities. Until 1.3 those of SAMME were of another formula.
void refuse_other_votes(Taking& taking, const State& state) {
  const Item* algorithm = state.find("algorithm");
  if (algorithm && is_text(*algorithm, "SAMME.R")) {
    refuse_taking(
        state.where(),
        "AdaBoostClassifier was fitted with algorithm='SAMME.R', once the default, which votes by another formula.",
        "Fit it with algorithm='SAMME'.");
  }
  if (taking.is_before(1, 3))
    refuse_taking(
        state.where(),
        "AdaBoostClassifier of scikit-learn " + taking.version() + " has other probabilities than from 1.3 on.",
        "Fit it in a newer version.");
}

void refuse_targets(Taking&, const State& state) {
  const Item* axes = state.find("_training_dim");
  if (axes && whole_of(*axes, state.where()) != 1)
    refuse_taking(state.where(),
                  "TransformedTargetRegressor was fitted to a table of targets; Keepfit's predicts one.");
}

void refuse_routing(Taking& taking, const State& state) {
  if (const Item* routed = state.given("transform_input"); routed && !routed->parts.empty())
    refuse_taking(state.where(),
                  "The Pipeline transforms what else it is given (transform_input), which Keepfit does not.");
  if (state.given("memory"))
    taking.note("The Pipeline kept what its steps made in a cache (memory); that is left out.");
}

}  // namespace

const Specials& specials_of_composition() {
  constexpr std::string_view kNamed = "VotingClassifier VotingRegressor StackingClassifier StackingRegressor";
  static const Specials all{
      .params = {{"Pipeline", "steps", [](Taking& t, const State& s) { return steps(t, s, "steps", true); }, true},
                 {"FeatureUnion", "transformer_list",
                  [](Taking& t, const State& s) { return steps(t, s, "transformer_list", false); }, true},
                 {"ColumnTransformer", "transformers", transformers, true},
                 {"ColumnTransformer", "remainder", remainder, true},
                 {"BaggingClassifier BaggingRegressor AdaBoostClassifier AdaBoostRegressor", "estimator", base}},
      .attributes =
          {{"ColumnTransformer", "columns_", columns},
           {kNamed, "estimators_", fitted_members},
           {"AdaBoostClassifier AdaBoostRegressor", "estimators_", fitted_members},
           {"AdaBoostClassifier AdaBoostRegressor", "feature_importances_", importances_of_rounds},
           {"BaggingClassifier BaggingRegressor", "estimators_", bagged},
           {"BaggingClassifier BaggingRegressor", "estimators_features_", drawn_columns},
           {"TransformedTargetRegressor", "transformer_",
            [](Taking& t, const State& s) { return t.fitted(s.at("transformer_"), inside(s, "transformer_"), 1); }},
           {"TransformedTargetRegressor", "regressor_",
            [](Taking& t, const State& s) { return t.fitted(s.at("regressor_"), inside(s, "regressor_"), s.width); }}},
      .refusals = {{"AdaBoostClassifier", refuse_other_votes},
                   {"TransformedTargetRegressor", refuse_targets},
                   {"Pipeline", refuse_routing}},
      .widths = {{"Pipeline FeatureUnion", first_step},
                 {kNamed, first_member},
                 {"TransformedTargetRegressor", [](const State& s) { return s.given("regressor_"); }}},
  };
  return all;
}

}  // namespace keepfit::interchange
