#include "inspection/permutation_importance.h"

#include <cmath>
#include <numeric>

#include "core/errors.h"
#include "core/numerics.h"
#include "core/random.h"
#include "core/table.h"
#include "inspection/column_choice.h"
#include "metrics/scorers.h"
#include "model_selection/split.h"

namespace keepfit {

namespace {

int64_t sample_size(const Value& max_samples, Index n) {
  if (const auto* rows = max_samples.get_if<int64_t>(); rows && *rows >= 1 && *rows <= n) return *rows;
  if (const auto* share = max_samples.get_if<double>(); share && *share > 0 && *share <= 1) {
    const auto rows = static_cast<int64_t>(*share * static_cast<double>(n));
    if (rows >= 1) return rows;
  }
  throw Error("bad_value", "max_samples",
              "max_samples must be an int in [1, " + std::to_string(n) + "] or a float in (0.0, 1.0]. Got " +
                  max_samples.repr() + ".",
              "Give a number of rows, or a share that comes to at least one row.");
}

}  // namespace

PermutationImportance permutation_importance(const Estimator& model, const Table& X, const Column& y,
                                             const PermutationRequest& request, const Context& context) {
  if (y.rows() != X.rows()) {
    throw Error("inconsistent_length", "y",
                "X has " + counted(X.rows(), "row") + ", but y has " + std::to_string(y.rows()) + ".",
                "Give X and y the same number of rows.");
  }
  if (request.n_repeats < 1 || request.n_repeats > 100000) {
    throw Error("bad_value", "n_repeats",
                "n_repeats must be an int in [1, 100000]. Got " + std::to_string(request.n_repeats) + ".",
                "Give another number.");
  }
  check_seed(request.random_state);
  std::vector<const Scorer*> wanted;
  for (const std::string& name : request.scoring) wanted.push_back(&find_scorer(name));
  if (wanted.empty()) wanted.push_back(&default_scorer(model));
  check_scoring(wanted, model);
  std::vector<Index> columns = request.columns;
  if (columns.empty()) {
    columns.resize(static_cast<size_t>(X.columns()));
    std::iota(columns.begin(), columns.end(), Index{0});
  }
  for (Index j : columns) check_column(j, X);
  const int64_t size = sample_size(request.max_samples, X.rows());

  PermutationImportance out;
  out.baseline = score_model(wanted, model, X, y);
  const auto d = static_cast<Index>(columns.size());
  out.importances.assign(wanted.size(), RowMatrix(d, request.n_repeats));
  const auto seed = static_cast<uint32_t>(random_state_of(request.random_state).randint(int64_t{1} << 31));
  const double total = static_cast<double>(d * request.n_repeats);
  for (Index c = 0; c < d; ++c) {
    RandomState random(seed);
    Table rows = X;
    Column target = y;
    if (size < X.rows()) {
      const std::vector<int64_t> drawn = sample_without_replacement(X.rows(), size, random);
      const std::vector<Index> sample(drawn.begin(), drawn.end());
      rows = X.take(sample);
      target = take_rows(y, sample);
    }
    std::vector<Index> order(static_cast<size_t>(rows.rows()));
    std::iota(order.begin(), order.end(), Index{0});
    Columns parts(rows);
    for (int64_t r = 0; r < request.n_repeats; ++r) {
      // Both the order and the column are shuffled further from where the repeat before left them.
      random.shuffle(order);
      Column& column = parts[columns[static_cast<size_t>(c)]];
      column = take_rows(column, order);
      const std::vector<double> scores = score_model(wanted, model, parts.table(), target);
      for (size_t k = 0; k < scores.size(); ++k) out.importances[k](c, r) = out.baseline[k] - scores[k];
      context.report(static_cast<double>(c * request.n_repeats + r + 1), total);
    }
  }
  for (const RowMatrix& importances : out.importances) {
    Vector mean(d), std(d), square(request.n_repeats);
    for (Index c = 0; c < d; ++c) {
      mean[c] = numerics::mean(importances.row(c).data(), request.n_repeats);
      for (Index r = 0; r < request.n_repeats; ++r)
        square[r] = (importances(c, r) - mean[c]) * (importances(c, r) - mean[c]);
      std[c] = std::sqrt(numerics::mean(square.data(), request.n_repeats));
    }
    out.mean.push_back(std::move(mean));
    out.std.push_back(std::move(std));
  }
  return out;
}

}  // namespace keepfit
