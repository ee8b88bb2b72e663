#include "model_selection/grid_search_cv.h"

#include "core/registry.h"

namespace keepfit {

KEEPFIT_REGISTER(GridSearchCV)

Listed<Example> GridSearchCV::examples() {
  return {example_of("param_grid", {{"model__max_depth", Value::List{1, 3}}})};
}

KEEPFIT_SMALL const Declaration& GridSearchCV::declared() {
  static const Declaration d{
      .name = "GridSearchCV",
      .module = "model_selection",
      .doc = "Tries every combination of a grid of parameters and keeps the best.",
      .kind = Kind::kComposite,
      .exactness = {Exactness::kParts},
      .traits = {.accepts_text = true, .accepts_missing = true, .accepts_infinite = true},
      .params = declared_params(
          {"param_grid",
           Value::Map{},
           {constraint::grid()},
           "Values to try by path of the parameter, such as model__C; a list of such maps tries one after another."}),
      .first = "param_grid scoring cv refit",
      .fitted = declared_fields(),
      .examples = &examples,
      .unsupported = {"n_jobs", "verbose", "pre_dispatch"},
      .unsupported_methods = {"predict_log_proba", "score_samples"},
      .create = &create<GridSearchCV>};
  return d;
}

std::vector<Candidate> GridSearchCV::candidates() const { return grid_candidates(param("param_grid")); }

}  // namespace keepfit
