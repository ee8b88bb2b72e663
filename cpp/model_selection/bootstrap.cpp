#include "model_selection/bootstrap.h"

#include <limits>

#include "core/errors.h"
#include "core/random.h"
#include "core/table.h"
#include "core/text.h"
#include "metrics/scorers.h"
#include "model_selection/split.h"

namespace keepfit {

namespace {

constexpr int64_t kMostResamples = 100'000;

/// A draw may lack a class, or hold too few rows of it.
double score_where_defined(const Scorer& scorer, const Column& y, const Predicted& predicted) {
  try {
    return score_of(scorer, y, predicted);
  } catch (const Error& e) {
    if (e.code == "cancelled") throw;
    return std::numeric_limits<double>::quiet_NaN();
  }
}

}  // namespace

Bootstrap bootstrap_scores(const Estimator& model, const Table& X, const Column& y, const BootstrapRequest& request,
                           const Context& context) {
  if (y.rows() != X.rows()) {
    throw Error("inconsistent_length", "y",
                "X has " + counted(X.rows(), "row") + ", but y has " + std::to_string(y.rows()) + ".",
                "Give X and y the same number of rows.");
  }
  if (request.n_resamples < 1 || request.n_resamples > kMostResamples) {
    throw Error("bad_value", "n_resamples",
                "n_resamples must be an int in [1, " + std::to_string(kMostResamples) + "]. Got " +
                    std::to_string(request.n_resamples) + ".",
                "Give another number.");
  }
  check_seed(request.random_state);
  const std::vector<const Scorer*> wanted = scorers_of(request.scoring, model);
  check_scoring(wanted, model, y);

  Predictions all(model, X);
  Bootstrap out;
  for (const Scorer* scorer : wanted) out.score.push_back(score_of(*scorer, y, all.of(*scorer)));
  out.scores.assign(wanted.size(), Vector(request.n_resamples));
  RandomState random = random_state_of(request.random_state);
  for (Index r = 0; r < request.n_resamples; ++r) {
    const std::vector<int64_t> drawn = random.choice(X.rows(), static_cast<size_t>(X.rows()), true);
    const std::vector<Index> rows(drawn.begin(), drawn.end());
    const Column truth = take_rows(y, rows);
    Predictions taken = all.take(rows);
    for (size_t k = 0; k < wanted.size(); ++k)
      out.scores[k][r] = score_where_defined(*wanted[k], truth, taken.of(*wanted[k]));
    context.report(static_cast<double>(r + 1), static_cast<double>(request.n_resamples));
  }
  return out;
}

}  // namespace keepfit
