#include "model_selection/validation.h"

#include "core/errors.h"
#include "metrics/scorers.h"

namespace keepfit {

namespace {

void check_rows(const std::vector<Index>& rows, const char* name, Index n) {
  if (rows.empty()) throw Error("bad_split", name, std::string("A split has no ") + name + " rows.", "Ask for fewer folds.");
  for (Index row : rows) {
    if (row < 0 || row >= n) {
      throw Error("bad_split", name, "A split names row " + std::to_string(row) + ", but X has " + std::to_string(n) + " rows.", "Split the rows that X has.");
    }
  }
}

Column take(const Column& column, const std::vector<Index>& rows) {
  if (column.is_text) {
    TextColumn text{{}, column.text.categories};
    for (Index row : rows) text.codes.push_back(column.text.codes[static_cast<size_t>(row)]);
    return Column::of_text(std::move(text));
  }
  Vector numbers(static_cast<Index>(rows.size()));
  for (Index i = 0; i < numbers.size(); ++i) numbers[i] = column.numbers[rows[static_cast<size_t>(i)]];
  return Column::of_numbers(std::move(numbers));
}

}  // namespace

FoldResult fit_and_score(const Estimator& estimator, const Table& X, const Column& y, const Split& split, const FoldRequest& request,
                         const Context& context) {
  if (y.rows() != X.rows()) {
    throw Error("inconsistent_length", "y", "X has " + std::to_string(X.rows()) + " rows, but y has " + std::to_string(y.rows()) + ".",
                "Give X and y the same number of rows.");
  }
  check_rows(split.train, "train", X.rows());
  check_rows(split.test, "test", X.rows());
  const auto model = estimator.clone();
  std::vector<const Scorer*> wanted;
  for (const std::string& name : request.scoring) wanted.push_back(&find_scorer(name));
  if (wanted.empty()) wanted.push_back(&default_scorer(*model));
  check_scoring(wanted, *model);

  const Table X_train = X.take(split.train), X_test = X.take(split.test);
  const Column y_train = take(y, split.train), y_test = take(y, split.test);
  model->fit(X_train, &y_train, context);
  FoldResult out;
  out.test = score_model(wanted, *model, X_test, y_test);
  if (request.train_scores) out.train = score_model(wanted, *model, X_train, y_train);
  if (request.predictions) out.predicted = model->predict(X_test);
  return out;
}

std::vector<FoldResult> cross_validate(const Estimator& estimator, const Table& X, const Column& y, const std::vector<Split>& splits,
                                       const FoldRequest& request, const Context& context) {
  std::vector<FoldResult> out;
  const double n = static_cast<double>(splits.size());
  for (size_t i = 0; i < splits.size(); ++i) {
    const double done = static_cast<double>(i);
    out.push_back(fit_and_score(estimator, X, y, splits[i], request, context.part(done / n, (done + 1) / n)));
    context.report(done + 1, n);
  }
  return out;
}

}  // namespace keepfit
