#include "model_selection/randomized_search_cv.h"

#include "core/registry.h"
#include "core/shared.h"

namespace keepfit {

KEEPFIT_REGISTER(RandomizedSearchCV)

Listed<Example> RandomizedSearchCV::examples() {
  return {example_of("param_distributions",
                     {{"model__max_depth", Value::Map{{"distribution", "randint"}, {"low", 1}, {"high", 5}}},
                      {"model__splitter", Value::List{"best", "random"}}})};
}

KEEPFIT_SMALL const Declaration& RandomizedSearchCV::declared() {
  static const Declaration d = [] {
    std::vector<Param> params = declared_params({"param_distributions",
                                                 Value::Map{},
                                                 {constraint::distributions()},
                                                 "Values by path of the parameter: a list, or a distribution "
                                                 "{distribution: uniform | loguniform | norm | randint, ...}."});
    params.insert(params.begin() + 2,
                  {"n_iter", 10, {constraint::integer("[1, inf)")}, "How many candidates are drawn."});
    params.push_back(param::random_state("Seed of the draws; None stands for 0."));
    return Declaration{.name = "RandomizedSearchCV",
                       .module = "model_selection",
                       .doc = "Tries some combinations of parameters drawn at random and keeps the best.",
                       .kind = Kind::kComposite,
                       .exactness = {Exactness::kParts},
                       .traits = {.accepts_text = true, .accepts_missing = true, .accepts_infinite = true},
                       .params = std::move(params),
                       .first = "param_distributions n_iter scoring cv random_state",
                       .fitted = declared_fields(),
                       .examples = &examples,
                       .unsupported = {"n_jobs", "verbose", "pre_dispatch"},
                       .unsupported_methods = {"predict_log_proba", "score_samples"},
                       .create = &create<RandomizedSearchCV>};
  }();
  return d;
}

std::vector<Candidate> RandomizedSearchCV::candidates() const {
  return drawn_candidates(param("param_distributions"), param("n_iter").integer(), param("random_state"));
}

}  // namespace keepfit
