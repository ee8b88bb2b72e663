#include "feature_selection/select_k_best.h"

#include <algorithm>
#include <numeric>

#include "core/registry.h"

namespace keepfit {

KEEPFIT_REGISTER(SelectKBest)

KEEPFIT_SMALL const Declaration& SelectKBest::declared() {
  static const Declaration d{
      .name = "SelectKBest",
      .module = "feature_selection",
      .doc = "Keeps the columns that score highest against the target.",
      .kind = Kind::kTransformer,
      .exactness = {.exactness = Exactness::kExact,
                    .note = "The selection is equal; p-values come from special functions.",
                    .except = {{Exactness::kTight, {"pvalues_"}},
                               {Exactness::kTight, {"scores_"}, "score_func", {"chi2", "f_regression"}}},
                    .by_columns = Exactness::kTight},
      .traits = {.needs_target = true},
      .traits_when = traits_of_score_func(),
      .params = {score_func(),
                 {"k",
                  10,
                  {constraint::integer("[0, inf)"), constraint::options({"all"})},
                  "How many columns stay; 'all' keeps every one."}},
      .fitted = {field<&SelectKBest::scores_>("scores_", {"n_features_in_"}, "Score of each column."),
                 field<&SelectKBest::pvalues_>("pvalues_", {"n_features_in_"},
                                               "Chance of such a score if column and target had nothing in common.")},
      .unsupported = {},
      .unsupported_methods = {"get_support"},
      .create = &create<SelectKBest>};
  return d;
}

std::vector<char> SelectKBest::support() const {
  const std::vector<double> scores = comparable_scores();
  if (param("k").is("all")) return std::vector<char>(scores.size(), 1);
  // Of equal scores the last ones stay.
  std::vector<size_t> order(scores.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return scores[a] < scores[b]; });
  const auto k = static_cast<size_t>(std::min<int64_t>(param("k").integer(), static_cast<int64_t>(scores.size())));
  std::vector<char> mask(scores.size(), 0);
  for (size_t i = scores.size() - k; i < scores.size(); ++i) mask[order[i]] = 1;
  return mask;
}

}  // namespace keepfit
