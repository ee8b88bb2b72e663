// How rows are split and recipes judged: splits, one fold of a cross-validation, the fits that a search needs.
#include <optional>

#include "border/list.h"
#include "border/request.h"
#include "core/node.h"
#include "core/registry.h"
#include "core/table.h"
#include "core/wire.h"
#include "metrics/scorers.h"
#include "model_selection/curves.h"
#include "model_selection/folds.h"
#include "model_selection/split.h"
#include "model_selection/validation.h"

namespace keepfit::border {

namespace {

Value split_value(const Split& split) {
  const auto indices = [](const std::vector<Index>& rows) {
    return Array::own(std::vector<int32_t>(rows.begin(), rows.end()));
  };
  return Value::Map{{"train", indices(split.train)}, {"test", indices(split.test)}};
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

}  // namespace

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

}  // namespace keepfit::border
