#include "model_selection/validation.h"

#include <algorithm>

#include "core/errors.h"
#include "core/table.h"
#include "core/value.h"
#include "core/warnings.h"
#include "metrics/scorers.h"

namespace keepfit {

namespace {

void check_rows(const std::vector<Index>& rows, const char* name, Index n) {
  if (rows.empty())
    throw Error("bad_split", name, std::string("A split has no ") + name + " rows.", "Ask for fewer folds.");
  for (Index row : rows) {
    if (row < 0 || row >= n) {
      throw Error("bad_split", name,
                  "A split names the row at place " + std::to_string(row) + ", but X has " + counted(n, "row") + ".",
                  "Places count from 0; split the rows that X has.");
    }
  }
}

/// The probabilities of all classes of y; a class that the training rows lacked has 0.
RowMatrix in_columns_of_all(const Estimator& model, const RowMatrix& proba, const Column& y) {
  const Labels all = encode(y, false).labels;
  const Labels& known = *model.classes();
  if (known.size() == all.size()) return proba;
  warn_of_lacking_classes(known.size(), all.size());
  RowMatrix out = RowMatrix::Zero(proba.rows(), static_cast<Index>(all.size()));
  size_t at = 0;
  for (size_t k = 0; k < known.size(); ++k, ++at) {
    while (known.is_text ? all.strings[at] != known.strings[k] : all.numbers[at] != known.numbers[k]) ++at;
    out.col(static_cast<Index>(at)) = proba.col(static_cast<Index>(k));
  }
  return out;
}

}  // namespace

FoldResult failed_fit(const Error& failure, const FoldRequest& request) {
  if (!request.error_score || failure.code == "cancelled") throw failure;
  FoldResult out;
  out.test.assign(std::max<size_t>(1, request.scoring.size()), *request.error_score);
  if (request.train_scores) out.train = out.test;
  out.failure = failure;
  const std::string place = request.place.empty() ? "" : "of " + request.place + " ";
  // scikit-learn finds it when the fitted model is asked for a score.
  if (failure.code == "too_many_neighbors") {
    warn("UserWarning",
         "The score " + place + "could not be computed and is " + Value(*request.error_score).repr() + ": " +
             failure.message,
         failure.hint.c_str());
    return out;
  }
  warn("FitFailedWarning",
       "The fit " + place + "failed, so its score is " + Value(*request.error_score).repr() + ": " + failure.message,
       "Mend the cause, or set error_score to 'raise' to be stopped by it.");
  return out;
}

FoldResult fit_and_score(const Estimator& estimator, const Table& X, const Column& y, const Split& split,
                         const FoldRequest& request, const Context& context) {
  if (y.rows() != X.rows()) {
    throw Error("inconsistent_length", "y",
                "X has " + counted(X.rows(), "row") + ", but y has " + std::to_string(y.rows()) + ".",
                "Give X and y the same number of rows.");
  }
  check_rows(split.train, "train", X.rows());
  check_rows(split.test, "test", X.rows());
  const auto model = estimator.clone();
  const std::vector<const Scorer*> wanted = scorers_of(request.scoring, *model);
  check_scoring(wanted, *model);
  if (request.probabilities && !model->can_predict_proba()) {
    throw Error("no_method", "method", std::string(model->declaration().name) + " has no method predict_proba.",
                "Ask for method 'predict'.");
  }

  const Table X_train = X.take(split.train), X_test = X.take(split.test);
  const Column y_train = take_rows(y, split.train), y_test = take_rows(y, split.test);
  FoldResult out;
  try {
    in_rows(split.train, [&] { model->fit(X_train, &y_train, context); });
  } catch (const Error& e) {
    return failed_fit(e, request);
  }
  out.test = in_rows(split.test,
                     [&] { return score_model(wanted, *model, X_test, y_test, request.error_score, request.place); });
  if (request.train_scores)
    out.train = score_model(wanted, *model, X_train, y_train, request.error_score,
                            request.place.empty() ? "" : request.place + ", training rows");
  if (request.predictions) out.predicted = in_rows(split.test, [&] { return model->predict(X_test); });
  if (request.probabilities)
    out.proba = in_columns_of_all(*model, in_rows(split.test, [&] { return model->predict_proba(X_test); }), y);
  return out;
}

void warn_of_lacking_classes(size_t known, size_t all) {
  warn("RuntimeWarning",
       "The training rows of a split hold " + std::to_string(known) + " of " +
           counted(static_cast<int64_t>(all), "class", "classes") + "; the others have the probability 0 there.",
       "Use folds that keep the classes' shares, such as StratifiedKFold.");
}

void refuse_all_failed(const std::vector<FoldResult>& results) {
  if (results.empty() ||
      !std::all_of(results.begin(), results.end(), [](const FoldResult& r) { return r.failure.has_value(); }))
    return;
  const Error& first = *results[0].failure;
  throw Error(first.code, first.where,
              "All " + std::to_string(results.size()) + " fits failed. The first: " + first.message, first.hint);
}

std::vector<FoldResult> cross_validate(const Estimator& estimator, const Table& X, const Column& y,
                                       const std::vector<Split>& splits, const FoldRequest& request,
                                       const Context& context) {
  std::vector<FoldResult> out;
  const double n = static_cast<double>(splits.size());
  FoldRequest wanted = request;
  for (size_t i = 0; i < splits.size(); ++i) {
    const double done = static_cast<double>(i);
    wanted.place = "fold " + std::to_string(i + 1) + " of " + std::to_string(splits.size());
    out.push_back(fit_and_score(estimator, X, y, splits[i], wanted, context.part(done / n, (done + 1) / n)));
    context.report(done + 1, n);
  }
  refuse_all_failed(out);
  return out;
}

}  // namespace keepfit
