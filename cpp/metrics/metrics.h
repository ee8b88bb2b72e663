// How good predictions are: scikit-learn's definitions, edge cases included.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/estimator.h"
#include "core/table.h"

namespace keepfit {

// ---- labels against labels ----------------------------------------------------------------------------------------

// Labels are text or whole numbers. All throw Error "bad_target" for missing, continuous or mixed labels and
// "inconsistent_length" when the columns differ in length.

double accuracy_score(const Column& y_true, const Column& y_pred);

/// matrix[i * k + j]: rows whose label is labels[i] and whose prediction is labels[j]; labels: those of either column,
/// ascending.
struct Confusion {
  Labels labels;
  std::vector<int32_t> matrix;
};
Confusion confusion_matrix(const Column& y_true, const Column& y_pred);

/// average: 'binary' (F1 of pos_label, a number or a text; two classes at most), 'macro', 'micro' or 'weighted'.
/// A class with neither label nor prediction counts 0. Throws Error "bad_parameter".
double f1_score(const Column& y_true, const Column& y_pred, std::string_view average = "binary",
                const Value& pos_label = 1);

// ---- labels against scores ----------------------------------------------------------------------------------------

/// Mean negative logarithm of the true label's probability, clipped to [eps, 1 - eps]. Columns of `proba` go with
/// `labels`. Throws Error "bad_score", or "bad_target" when y_true holds other labels.
double log_loss(const Column& y_true, const RowMatrix& proba, const Labels& labels);

/// Area under the ROC curve for two classes: the chance that a row of the larger label scores higher, ties counting
/// half. NaN when y_true holds one class.
double roc_auc_score(const Column& y_true, const Vector& score);
/// One class against the rest, averaged over classes: 'macro' or 'weighted' (by their share of y_true). Scores are
/// probabilities; a class absent from y_true makes the macro average NaN.
double roc_auc_score(const Column& y_true, const RowMatrix& proba, const Labels& labels,
                     std::string_view average = "macro");

// ---- numbers against numbers --------------------------------------------------------------------------------------

/// NaN for fewer than two rows; a constant y_true gives 1 when predicted exactly and 0 otherwise.
double r2_score(const Vector& y_true, const Vector& y_pred);
double mean_squared_error(const Vector& y_true, const Vector& y_pred);
double mean_absolute_error(const Vector& y_true, const Vector& y_pred);

// ---- a fitted model -----------------------------------------------------------------------------------------------

struct Evaluation {
  /// Classifiers: accuracy, f1_macro and, given probabilities, log_loss and roc_auc (one against the rest for three
  /// classes or more). Regressors: r2, mse, mae. NaN where a metric is not defined for these rows.
  std::vector<std::pair<std::string, double>> metrics;
  bool has_confusion = false;
  Confusion confusion;
  Column predicted;
};
Evaluation evaluate(const Estimator& model, const Table& X, const Column& y);
/// Accuracy of a classifier, R2 of a regressor; of a search the score by which it chose.
double score(const Estimator& model, const Table& X, const Column& y);

/// {metrics, confusion?: {labels, matrix}, predicted}, as it crosses the border.
Value to_value(const Evaluation& evaluation);

// ---- by name ------------------------------------------------------------------------------------------------------

const std::vector<const char*>& metric_names();
/// One of metric_names(), or a scorer (scorers.h), from y_true and the arguments y_pred or y_score, labels, average,
/// pos_label in `arguments`, in the forms of the border. Throws Error "unknown_metric" or "bad_parameter", and what the
/// metric throws.
Value compute_metric(std::string_view name, const Column& y_true, const Value& arguments);

}  // namespace keepfit
