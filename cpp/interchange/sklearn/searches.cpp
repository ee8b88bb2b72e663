// Searches: the best candidate, and the table of all.
#include <cmath>

#include "core/text.h"
#include "interchange/pickle/canonical.h"
#include "interchange/sklearn/special.h"

namespace keepfit::interchange {

using pickle::Item;
using pickle::Kind;

namespace {

Value best(Taking& taking, const State& state) {
  const Item* item = state.given("best_estimator_");
  return item ? taking.fitted(*item, state.where().empty() ? "best_estimator_" : state.where() + "__best_estimator_",
                              state.width)
              : Value();
}

Value best_index(Taking&, const State& state) {
  const Item* item = state.given("best_index_");
  return item ? whole_of(*item, state.where()) : int64_t{-1};
}

Value best_score(Taking&, const State& state) {
  const Item* item = state.given("best_score_");
  return item ? number_of(*item, state.where()) : std::nan("");
}

bool is_time(std::string_view name) { return name.find("_time") != std::string_view::npos; }

/// Without times, which differ from run to run, and without the columns of parameters, which "params" says, too.
Value table(Taking& taking, const State& state) {
  const Item& results = state.at("cv_results_");
  if (results.kind != Kind::kDict) refuse_source(state.where(), "cv_results_ is no dict.");
  Value::Map out;
  const Item* params = pickle::entry(results, "params");
  if (!params) refuse_source(state.where(), "cv_results_ has no params.");
  out.emplace_back("params", taking.plain(*params, state.where()));
  for (size_t k = 0; k + 1 < results.parts.size(); k += 2) {
    const std::string name = text_of(*results.parts[k], state.where());
    if (is_time(name) || name.substr(0, 6) == "param_" || name == "params") continue;
    const bool ranks = name.substr(0, 5) == "rank_";
    Value::List values;
    if (ranks)
      for (int64_t rank : wholes_of(*results.parts[k + 1], state.where())) values.emplace_back(rank);
    else
      for (double score : numbers_of(*results.parts[k + 1], state.where())) values.emplace_back(score);
    taking.count(values.size() * sizeof(Value), state.where());
    out.emplace_back(name, std::move(values));
  }
  return out;
}

}  // namespace

const Specials& specials_of_searches() {
  constexpr std::string_view kSearches = "GridSearchCV RandomizedSearchCV";
  static const Specials all{
      .attributes = {{kSearches, "best_estimator_", best},
                     {kSearches, "best_index_", best_index},
                     {kSearches, "best_score_", best_score},
                     {kSearches, "cv_results_", table}},
      .widths = {{kSearches, [](const State& s) { return s.given("best_estimator_"); }}},
  };
  return all;
}

}  // namespace keepfit::interchange
