// scikit-learn's scorers by name: one number for a fitted model on given rows, larger always being better.
#pragma once

#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/estimator.h"
#include "core/table.h"

namespace keepfit {

/// What was predicted for the rows that are scored.
struct Predicted {
  const Column* labels = nullptr;  // of predict
  const RowMatrix* proba =
      nullptr;  // of predict_proba, columns in the order of `classes`; of decision_function where a scorer only ranks
  const Labels* classes = nullptr;
};

struct Scorer {
  const char* name;
  const char* doc;
  bool regression;           // else classification
  bool needs_probabilities;  // reads Predicted::proba, else Predicted::labels
  /// The metric as it is usually written: losses are positive.
  double (*metric)(const Column& y_true, const Predicted& predicted);
  bool greater_is_better = true;
  /// Only the order of the rows matters: decision_function serves as well as predict_proba and, as in scikit-learn, is
  /// asked first.
  bool ranks = false;
  /// What the metric can be at all.
  double lowest = regression && greater_is_better ? -std::numeric_limits<double>::infinity() : 0.0;
  double highest = greater_is_better ? 1.0 : std::numeric_limits<double>::infinity();
};

/// Sorted by name.
const std::vector<Scorer>& scorers();
/// Throws Error "unknown_scorer".
const Scorer& find_scorer(std::string_view name);
/// What is meant by a name that no scorer has, as a hint.
std::string near_scorer(std::string_view name);

/// The score, negated where a smaller metric is better. Throws Error "undefined_score" where the rows lack a class or
/// hold one that the model does not know, "bad_scoring" where the metric does not suit the labels, and what the metric
/// throws.
double score_of(const Scorer& scorer, const Column& y_true, const Predicted& predicted);

/// Throws Error "bad_scoring" when the model has no probabilities, or scores to rank by, where they are needed, or is
/// of the other kind.
void check_scoring(const std::vector<const Scorer*>& wanted, const Estimator& model);
/// Also when one of them cannot be meant for the target y (check_target).
void check_scoring(const std::vector<const Scorer*>& wanted, const Estimator& model, const Column& y);
/// Throws what the scorer would throw for any predictions of y whatever: F1 of texts, a class too many for roc_auc,
/// texts for r2.
void check_target(const Scorer& scorer, const Column& y);
/// Those of these names, or the model's own. Throws Error "unknown_scorer".
std::vector<const Scorer*> scorers_of(const std::vector<std::string>& names, const Estimator& model);

/// What a fitted model predicts for rows: each of its methods is called once at most, when a scorer first reads it.
class Predictions {
 public:
  /// Both live as long as this does.
  Predictions(const Estimator& model, const Table& X) : model_(model), X_(&X) {}

  Predicted of(const Scorer& scorer);
  /// What was predicted so far, for these of the rows.
  Predictions take(const std::vector<Index>& rows) const;

 private:
  const Estimator& model_;
  const Table* X_;
  std::optional<Column> labels_;
  std::optional<RowMatrix> proba_, ranking_;
};

/// Scores of a fitted model on rows, each method of the model being called once at most. With an error_score that is
/// the score of every scorer that fails, of which it warns, telling the place. Throws what check_scoring throws.
std::vector<double> score_model(const std::vector<const Scorer*>& wanted, const Estimator& model, const Table& X,
                                const Column& y, std::optional<double> error_score = std::nullopt,
                                const std::string& place = "");

/// The scorer that an estimator of this kind is judged by when none is named: its own, or else accuracy or r2.
const Scorer& default_scorer(const Estimator& model);

/// {name, kind, needs_probabilities, ranks, greater_is_better, low, high, doc} of each: low and high are what the score
/// can be at all, None where it has no end.
Value scorers_schema();

}  // namespace keepfit
