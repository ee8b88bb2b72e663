#include "feature_selection/select_percentile.h"

#include <algorithm>
#include <numeric>

#include "core/registry.h"
#include "preprocessing/quantiles.h"

namespace keepfit {

KEEPFIT_REGISTER(SelectPercentile)

KEEPFIT_SMALL const Declaration& SelectPercentile::declared() {
  static const Declaration d{
      .name = "SelectPercentile",
      .module = "feature_selection",
      .doc = "Keeps a share of the columns, those that score highest against the target.",
      .kind = Kind::kTransformer,
      .exactness = {.exactness = Exactness::kExact,
                    .note = "The selection is equal; p-values come from special functions.",
                    .except = {{Exactness::kTight, {"pvalues_"}},
                               {Exactness::kTight, {"scores_"}, "score_func", {"chi2", "f_regression"}}},
                    .by_columns = Exactness::kTight},
      .traits = {.needs_target = true},
      .traits_when = traits_of_score_func(),
      .params = {score_func(),
                 {"percentile", 10.0, {constraint::real("[0, 100]")}, "How many per cent of the columns stay."}},
      .fitted = {field<&SelectPercentile::scores_>("scores_", {"n_features_in_"}, "Score of each column."),
                 field<&SelectPercentile::pvalues_>(
                     "pvalues_", {"n_features_in_"},
                     "Chance of such a score if column and target had nothing in common.")},
      .unsupported = {},
      .unsupported_methods = {"get_support"},
      .create = &create<SelectPercentile>};
  return d;
}

std::vector<char> SelectPercentile::support() const {
  const std::vector<double> scores = comparable_scores();
  const double share = param("percentile").number();
  if (share == 100) return std::vector<char>(scores.size(), 1);
  if (share == 0) return std::vector<char>(scores.size(), 0);
  std::vector<double> sorted = scores;
  std::sort(sorted.begin(), sorted.end());
  const double threshold = quantiles::percentile(sorted, 100 - share);
  std::vector<char> mask;
  std::vector<size_t> ties;
  for (size_t j = 0; j < scores.size(); ++j) {
    mask.push_back(scores[j] > threshold);
    if (scores[j] == threshold) ties.push_back(j);
  }
  // Of columns at the threshold the first ones stay, as many as are missing. (Fewer than none: all but that many, as in
  // Python's slices.)
  int64_t room = static_cast<int64_t>(static_cast<double>(scores.size()) * share / 100) -
                 std::accumulate(mask.begin(), mask.end(), int64_t{0});
  const auto n = static_cast<int64_t>(ties.size());
  if (room < 0) room = std::max<int64_t>(n + room, 0);
  for (int64_t i = 0; i < std::min(room, n); ++i) mask[ties[static_cast<size_t>(i)]] = 1;
  return mask;
}

}  // namespace keepfit
