// How good predictions are.
#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "border/list.h"
#include "border/request.h"
#include "core/inner.h"
#include "core/node.h"
#include "core/table.h"
#include "core/warnings.h"
#include "core/wire.h"
#include "metrics/metrics.h"
#include "metrics/scorers.h"
#include "model_selection/bootstrap.h"

namespace keepfit::border {

namespace {

Value evaluation(const Value& request) {
  Data storage;
  const Data& data = data_of(request, storage);
  return to_value(evaluate(estimator_of(request), named_table(estimator_of(request), data.X), target_of(data)));
}

}  // namespace

Value evaluate_model(const Value& request, const Context&) { return evaluation(request); }

Value model_score(const Value& request, const Context&) {
  Data storage;
  const Data& data = data_of(request, storage);
  return Value::Map{
      {"score", score(estimator_of(request), named_table(estimator_of(request), data.X), target_of(data))}};
}

/// {model, data | X and y, most} -> {rounds, metrics: {name: values}}: what evaluate would say after each round of
/// boosting, or after `most` of them from the first to the last.
Value staged(const Value& request, const Context& context) {
  const Estimator& model = estimator_of(request);
  Data storage;
  const Data& data = data_of(request, storage);
  const auto most = std::max<int64_t>(2, request.at("most").integer("most"));
  // A copy, which forgets round after round.
  const std::shared_ptr<Estimator> copy = from_node(to_node(model));
  std::vector<std::string> names = copy->input_names();
  auto* boosted = dynamic_cast<Boosted*>(&innermost(*copy, names));
  if (!boosted)
    throw Error("no_method", model.declaration().name, "This pipeline does not end in an ensemble that was boosted.",
                "Only boosting has rounds.");
  const int64_t n = boosted->rounds(), count = std::min(n, most);
  std::vector<int32_t> rounds(static_cast<size_t>(count));
  for (int64_t i = 0; i < count; ++i)
    rounds[static_cast<size_t>(i)] = static_cast<int32_t>(count == 1 ? n : 1 + i * (n - 1) / (count - 1));
  std::vector<std::pair<std::string, std::vector<double>>> found;
  const Warnings untold;  // once for each round
  for (size_t i = rounds.size(); i-- > 0;) {
    context.report(static_cast<double>(rounds.size() - i - 1), static_cast<double>(rounds.size()));
    boosted->keep_rounds(rounds[i]);
    const Evaluation each = evaluate(*copy, named_table(*copy, data.X), target_of(data));
    if (found.empty()) {
      for (const auto& [name, value] : each.metrics) found.emplace_back(name, std::vector<double>(rounds.size()));
    }
    for (size_t m = 0; m < found.size(); ++m) found[m].second[i] = each.metrics[m].second;
  }
  Value::Map metrics;
  for (auto& [name, values] : found) metrics.emplace_back(name, Array::own(std::move(values)));
  return Value::Map{{"rounds", Array::own(std::move(rounds))}, {"metrics", std::move(metrics)}};
}

Value metric(const Value& request, const Context&) {
  const Column y_true = wire::read_column(request.at("y_true"), "y_true");
  return Value::Map{{"value", compute_metric(request.at("name").text("name"), y_true, request)}};
}

/// {model, data | X and y, scoring?, n_resamples?, random_state?}
/// -> {score: {name: score}, scores: {name: (n_resamples)}}
Value bootstrapped_scores(const Value& request, const Context& context) {
  BootstrapRequest wanted;
  wanted.scoring = scoring_of(request);
  if (const Value resamples = optional(request, "n_resamples"); !resamples.is_null())
    wanted.n_resamples = resamples.integer("n_resamples");
  wanted.random_state = optional(request, "random_state");
  Data storage;
  const Data& data = data_of(request, storage);
  const Estimator& model = estimator_of(request);
  const Bootstrap found = bootstrap_scores(model, named_table(model, data.X), target_of(data), wanted, context);
  return Value::Map{{"score", by_scorer(wanted.scoring, [&](size_t i) { return found.score[i]; })},
                    {"scores", by_scorer(wanted.scoring, [&](size_t i) {
                       const Vector& all = found.scores[i];
                       return Array::own(std::vector<double>(all.data(), all.data() + all.size()));
                     })}};
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

}  // namespace keepfit::border
