// Fitting: a recipe to a model, alone or from what a search's fits elsewhere answered.
#include "border/list.h"
#include "border/request.h"
#include "core/node.h"
#include "core/table.h"
#include "core/wire.h"

namespace keepfit::border {

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
  return Answer()
      .with("model", models().add(fit_model(std::move(estimator), data.X, data.has_y ? &data.y : nullptr, context,
                                            weights.is_null() ? nullptr : &w.numbers)))
      .value();
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
  return Answer().with("model", models().add(fit_model(estimator, data.X, &target_of(data), context))).value();
}

}  // namespace keepfit::border
