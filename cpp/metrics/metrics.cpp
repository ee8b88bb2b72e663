#include "metrics/metrics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/math.h"
#include "core/numerics.h"
#include "core/table.h"
#include "core/warnings.h"
#include "core/wire.h"
#include "metrics/scorers.h"

namespace keepfit {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

double undefined(const char* message,
                 const char* hint = "Score more rows, or use a splitter that keeps the classes' shares.") {
  warn("UndefinedMetricWarning", message, hint);
  return kNaN;
}

double undefined_area() { return undefined("The area under the ROC curve is not defined: all rows are on one side."); }

void require_equal_length(Index a, Index b) {
  if (a == b) {
    if (a > 0) return;
    throw Error("empty_input", "y_true", "A metric needs at least one row.", "Give rows to compare.");
  }
  throw Error("inconsistent_length", "y_true",
              "y_true has " + counted(a, "row") + ", but the predictions have " + std::to_string(b) + ".",
              "Give both the same number of rows.");
}

Column joined(const Column& a, const Column& b) {
  if (a.is_text != b.is_text) {
    throw Error("bad_target", "y_true", "One of y_true and the predictions holds text and the other numbers.",
                "Compare labels of one kind.");
  }
  if (a.is_text) {
    TextColumn text = a.text;
    const auto offset = static_cast<int32_t>(text.categories.size());
    text.categories.insert(text.categories.end(), b.text.categories.begin(), b.text.categories.end());
    for (int32_t code : b.text.codes) text.codes.push_back(code < 0 ? -1 : code + offset);
    return Column::of_text(std::move(text));
  }
  Vector numbers(a.rows() + b.rows());
  numbers << a.numbers, b.numbers;
  return Column::of_numbers(std::move(numbers));
}

Encoded encode_labels(const Column& column) {
  Encoded out = encode(column, false);
  for (int32_t code : out.codes) {
    if (code < 0) throw Error("bad_target", "y_true", "A label is missing.", "Leave these rows out.");
  }
  for (double label : out.labels.numbers) {
    if (label != std::floor(label) || std::isinf(label)) {
      throw Error("bad_target", "y_true", "Labels must be text or whole numbers; " + repr(label) + " is continuous.",
                  "Use a metric for regression, such as r2.");
    }
  }
  return out;
}

struct Pair {
  Labels labels;
  std::vector<int32_t> truth, guess;
};

Pair encode_pair(const Column& y_true, const Column& y_pred) {
  require_equal_length(y_true.rows(), y_pred.rows());
  Encoded both = encode_labels(joined(y_true, y_pred));
  const auto middle = both.codes.begin() + y_true.rows();
  return {std::move(both.labels), {both.codes.begin(), middle}, {middle, both.codes.end()}};
}

Column column_of(const Labels& labels) {
  std::vector<int32_t> codes(labels.size());
  std::iota(codes.begin(), codes.end(), 0);
  return decode(labels, codes);
}

/// Position of each row's label among `labels`.
std::vector<int32_t> positions(const Column& y_true, const Labels& labels) {
  const Encoded known = encode_labels(joined(column_of(labels), y_true));
  if (known.labels.size() != labels.size()) {
    throw Error("bad_target", "y_true", "y_true holds labels that do not belong to the columns of the scores.",
                "Give the labels that the scores stand for.");
  }
  return {known.codes.begin() + static_cast<std::ptrdiff_t>(labels.size()), known.codes.end()};
}

void require_columns(const RowMatrix& proba, const Labels& labels) {
  if (labels.size() < 2)
    throw Error("bad_score", "labels", "The metric needs at least two labels.", "Give all labels of the model.");
  if (static_cast<size_t>(proba.cols()) != labels.size()) {
    throw Error("bad_score", "y_score",
                "The scores have " + counted(proba.cols(), "column") + ", but there " +
                    are_counted(labels.size(), "label") + ".",
                "Give one column of scores for each label.");
  }
}

void require_finite(const double* values, Index n) {
  for (Index i = 0; i < n; ++i) {
    if (!std::isfinite(values[i]))
      throw Error("bad_score", "y_score", "The scores hold a value that is not finite.", "Mend these rows.");
  }
}

/// The area for rows marked positive or not: pairs won, ties counting half, over all pairs. Counts are exact.
template <class Positive, class Score>
double area(Index n, const Positive& positive, const Score& score_of) {
  std::vector<std::pair<double, bool>> rows(static_cast<size_t>(n));
  double positives = 0;
  for (Index i = 0; i < n; ++i) {
    rows[static_cast<size_t>(i)] = {score_of(i), positive(i)};
    positives += positive(i) ? 1 : 0;
  }
  const double negatives = static_cast<double>(n) - positives;
  if (positives == 0 || negatives == 0) return undefined_area();
  std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  double won = 0, below = 0;
  for (size_t i = 0; i < rows.size();) {
    double here[2] = {0, 0};
    const double value = rows[i].first;
    for (; i < rows.size() && rows[i].first == value; ++i) here[rows[i].second ? 1 : 0] += 1;
    won += here[1] * (below + 0.5 * here[0]);
    below += here[0];
  }
  return won / (positives * negatives);
}

double mean_of(const Vector& values) { return numerics::mean(values.data(), values.size()); }

}  // namespace

double accuracy_score(const Column& y_true, const Column& y_pred) {
  const Pair p = encode_pair(y_true, y_pred);
  double hits = 0;
  for (size_t i = 0; i < p.truth.size(); ++i) hits += p.truth[i] == p.guess[i] ? 1 : 0;
  return hits / static_cast<double>(p.truth.size());
}

Confusion confusion_matrix(const Column& y_true, const Column& y_pred) {
  Pair p = encode_pair(y_true, y_pred);
  const size_t k = p.labels.size();
  Confusion out{std::move(p.labels), std::vector<int32_t>(k * k, 0)};
  for (size_t i = 0; i < p.truth.size(); ++i)
    ++out.matrix[static_cast<size_t>(p.truth[i]) * k + static_cast<size_t>(p.guess[i])];
  return out;
}

double f1_score(const Column& y_true, const Column& y_pred, std::string_view average, const Value& pos_label) {
  const Confusion c = confusion_matrix(y_true, y_pred);
  const size_t k = c.labels.size();
  std::vector<double> hits(k, 0.0), truths(k, 0.0), guesses(k, 0.0);
  for (size_t i = 0; i < k; ++i) {
    hits[i] = c.matrix[i * k + i];
    for (size_t j = 0; j < k; ++j) {
      truths[i] += c.matrix[i * k + j];
      guesses[i] += c.matrix[j * k + i];
    }
  }
  const auto f1 = [](double hit, double truth, double guess) {
    return truth + guess > 0 ? 2.0 * hit / (truth + guess) : 0.0;
  };
  if (average == "micro") {
    const auto total = [](const std::vector<double>& v) { return std::accumulate(v.begin(), v.end(), 0.0); };
    return f1(total(hits), total(truths), total(guesses));
  }
  if (average == "binary") {
    if (k > 2) {
      throw Error("bad_parameter", "average",
                  "average='binary' needs two classes, but there " +
                      are_counted(static_cast<int64_t>(k), "class", "classes") + ".",
                  "Choose 'macro', 'micro' or 'weighted'.");
    }
    size_t at = k;
    for (size_t i = 0; i < k; ++i) {
      const bool same = c.labels.is_text ? pos_label.is(c.labels.strings[i])
                                         : pos_label.is_number() && pos_label.number() == c.labels.numbers[i];
      if (same) at = i;
    }
    if (at < k) return f1(hits[at], truths[at], guesses[at]);
    if (k < 2) {
      undefined("F1 of a class that no row is labelled or predicted as is not defined and counts as 0.");
      return 0.0;
    }
    throw Error("bad_parameter", "pos_label", "pos_label=" + pos_label.repr() + " is none of the labels.",
                "Name one of " + c.labels.text(0) + " and " + c.labels.text(1) + ".");
  }
  if (average != "macro" && average != "weighted") {
    throw Error("bad_parameter", "average",
                "average must be one of {'binary', 'macro', 'micro', 'weighted'}. Got '" +
                    std::string(average.substr(0, 40)) + "'.");
  }
  Vector each(static_cast<Index>(k)), weights(static_cast<Index>(k));
  for (size_t i = 0; i < k; ++i) {
    each[static_cast<Index>(i)] = f1(hits[i], truths[i], guesses[i]);
    weights[static_cast<Index>(i)] = truths[i];
  }
  if (average == "macro") return mean_of(each);
  return numerics::weighted_sum(each.data(), weights.data(), each.size()) / numerics::sum_pairwise(weights);
}

double log_loss(const Column& y_true, const RowMatrix& proba, const Labels& labels) {
  constexpr double kEps = std::numeric_limits<double>::epsilon();
  require_equal_length(y_true.rows(), proba.rows());
  require_columns(proba, labels);
  require_finite(proba.data(), proba.size());
  for (Index i = 0; i < proba.size(); ++i) {
    if (proba.data()[i] < 0 || proba.data()[i] > 1) {
      throw Error("bad_score", "y_score",
                  "log_loss needs probabilities, but the scores hold " + repr(proba.data()[i]) + ".",
                  "Give the output of predict_proba.");
    }
  }
  const std::vector<int32_t> truth = positions(y_true, labels);
  Vector losses(proba.rows());
  for (Index i = 0; i < proba.rows(); ++i) {
    losses[i] = -math::log(std::min(std::max(proba(i, truth[static_cast<size_t>(i)]), kEps), 1.0 - kEps));
  }
  return mean_of(losses);
}

double roc_auc_score(const Column& y_true, const Vector& score) {
  require_equal_length(y_true.rows(), score.size());
  require_finite(score.data(), score.size());
  const Encoded truth = encode_labels(y_true);
  if (truth.labels.size() > 2) {
    throw Error("bad_score", "y_score",
                "One column of scores can tell two classes apart, but y_true holds " +
                    std::to_string(truth.labels.size()) + ".",
                "Give the probabilities of all classes.");
  }
  if (truth.labels.size() < 2) return undefined_area();
  return area(
      score.size(), [&](Index i) { return truth.codes[static_cast<size_t>(i)] == 1; },
      [&](Index i) { return score[i]; });
}

double roc_auc_score(const Column& y_true, const RowMatrix& proba, const Labels& labels, std::string_view average) {
  require_equal_length(y_true.rows(), proba.rows());
  require_columns(proba, labels);
  require_finite(proba.data(), proba.size());
  if (average != "macro" && average != "weighted") {
    throw Error(
        "bad_parameter", "average",
        "average of roc_auc must be one of {'macro', 'weighted'}. Got '" + std::string(average.substr(0, 40)) + "'.");
  }
  for (Index i = 0; i < proba.rows(); ++i) {
    if (std::fabs(numerics::sum_sequential(proba.data() + i * proba.cols(), proba.cols()) - 1.0) > 1e-8 + 1e-5) {
      throw Error("bad_score", "y_score",
                  "The scores of each row must be probabilities that sum to 1 over the classes.",
                  "Give the output of predict_proba.");
    }
  }
  const std::vector<int32_t> truth = positions(y_true, labels);
  Vector areas(proba.cols()), counts = Vector::Zero(proba.cols());
  for (int32_t code : truth) counts[code] += 1;
  for (Index k = 0; k < proba.cols(); ++k) {
    areas[k] = area(
        proba.rows(), [&](Index i) { return truth[static_cast<size_t>(i)] == k; },
        [&](Index i) { return proba(i, k); });
  }
  if (average == "macro") return mean_of(areas);
  for (Index k = 0; k < areas.size(); ++k) {
    if (counts[k] == 0) areas[k] = 0;  // of no weight, so its being undefined does not matter
  }
  return numerics::weighted_sum(areas.data(), counts.data(), areas.size()) / numerics::sum_pairwise(counts);
}

double r2_score(const Vector& y_true, const Vector& y_pred) {
  require_equal_length(y_true.size(), y_pred.size());
  if (y_true.size() < 2) return undefined("R2 is not defined for fewer than two rows.", "Score more rows.");
  const Vector error = y_true - y_pred;
  const Vector spread = y_true.array() - mean_of(y_true);
  const double unexplained = numerics::weighted_sum(error.data(), error.data(), error.size());
  const double total = numerics::weighted_sum(spread.data(), spread.data(), spread.size());
  if (total == 0) return unexplained == 0 ? 1.0 : 0.0;
  return 1.0 - unexplained / total;
}

double mean_squared_error(const Vector& y_true, const Vector& y_pred) {
  require_equal_length(y_true.size(), y_pred.size());
  const Vector error = y_true - y_pred;
  return numerics::weighted_sum(error.data(), error.data(), error.size()) / static_cast<double>(error.size());
}

double mean_absolute_error(const Vector& y_true, const Vector& y_pred) {
  require_equal_length(y_true.size(), y_pred.size());
  return mean_of((y_true - y_pred).cwiseAbs());
}

// ---- a fitted model -----------------------------------------------------------------------------------------------

namespace {

/// NaN where the metric is not defined for these rows.
template <class F>
double or_nan(const F& metric) {
  try {
    return metric();
  } catch (const Error& e) {
    return undefined(e.message.c_str());
  }
}

const Vector& numeric_prediction(const Column& predicted) { return numeric_target("The metric", predicted); }

}  // namespace

Evaluation evaluate(const Estimator& model, const Table& X, const Column& y) {
  Evaluation out;
  out.predicted = model.predict(X);
  if (model.kind() != Kind::kClassifier) {
    const Vector& truth = numeric_target("The metric", y);
    const Vector& guess = numeric_prediction(out.predicted);
    out.metrics = {{"r2", r2_score(truth, guess)},
                   {"mse", mean_squared_error(truth, guess)},
                   {"mae", mean_absolute_error(truth, guess)}};
    return out;
  }
  out.has_confusion = true;
  out.confusion = confusion_matrix(y, out.predicted);
  out.metrics.emplace_back("accuracy", accuracy_score(y, out.predicted));
  out.metrics.emplace_back("f1_macro", f1_score(y, out.predicted, "macro"));
  if (!model.can_predict_proba()) return out;
  const RowMatrix proba = model.predict_proba(X);
  const Labels& classes = *model.classes();
  out.metrics.emplace_back("log_loss", or_nan([&] { return log_loss(y, proba, classes); }));
  out.metrics.emplace_back("roc_auc", or_nan([&] {
                             if (classes.size() != 2) return roc_auc_score(y, proba, classes);
                             positions(y, classes);  // throws for labels that the model does not know
                             return roc_auc_score(y, Vector(proba.col(1)));
                           }));
  return out;
}

double score(const Estimator& model, const Table& X, const Column& y) {
  if (!model.scoring().empty()) return score_model({&default_scorer(model)}, model, X, y)[0];
  const Column predicted = model.predict(X);
  if (model.kind() == Kind::kClassifier) return accuracy_score(y, predicted);
  return r2_score(numeric_target("The metric", y), numeric_prediction(predicted));
}

// ---- the forms of the border --------------------------------------------------------------------------------------

namespace {

/// One axis: one column.
RowMatrix score_argument(const Value& value) {
  const Array& array = value.array("y_score");
  const std::vector<double> flat = array.to_vector<double>();
  if (array.shape.empty() || array.shape.size() > 2) {
    throw Error("bad_score", "y_score", "The scores must have one or two axes.",
                "Give one number, or one per class, for each row.");
  }
  const Index rows = array.shape[0], columns = array.shape.size() == 2 ? array.shape[1] : 1;
  return Eigen::Map<const RowMatrix>(flat.data(), rows, columns);
}

Value confusion_value(const Confusion& c) {
  const auto k = static_cast<uint32_t>(c.labels.size());
  return Value::Map{{"labels", wire::write_column(column_of(c.labels))}, {"matrix", Array::own(c.matrix, {k, k})}};
}

}  // namespace

Value to_value(const Evaluation& evaluation) {
  Value::Map metrics;
  for (const auto& [name, value] : evaluation.metrics) metrics.emplace_back(name, value);
  Value::Map out{{"metrics", std::move(metrics)}};
  if (evaluation.has_confusion) out.emplace_back("confusion", confusion_value(evaluation.confusion));
  out.emplace_back("predicted", wire::write_column(evaluation.predicted));
  return out;
}

namespace {

/// Probabilities of two classes may be those of the larger label alone.
Value scored(const Scorer& scorer, const Column& y_true, const Value& arguments) {
  if (!scorer.needs_probabilities) {
    const Column y_pred = wire::read_column(arguments.at("y_pred"), "y_pred");
    return score_of(scorer, y_true, {.labels = &y_pred});
  }
  RowMatrix proba = score_argument(arguments.at("y_score"));
  if (proba.cols() == 1) {
    proba.conservativeResize(proba.rows(), 2);
    proba.col(1) = proba.col(0);
    proba.col(0).array() = 1.0 - proba.col(1).array();
  }
  require_finite(proba.data(), proba.size());
  const Value* listed = arguments.find("labels");
  const Labels labels =
      encode_labels(listed && !listed->is_null() ? wire::read_column(*listed, "labels") : y_true).labels;
  return score_of(scorer, y_true, {.proba = &proba, .classes = &labels});
}

}  // namespace

const std::vector<const char*>& metric_names() {
  static const std::vector<const char*> names{"accuracy", "confusion_matrix", "f1", "log_loss", "mae", "mse",
                                              "r2",       "roc_auc"};
  return names;
}

Value compute_metric(std::string_view name, const Column& y_true, const Value& arguments) {
  const auto& known = metric_names();
  const auto& named = scorers();
  const auto scorer = std::find_if(named.begin(), named.end(), [&](const Scorer& each) { return name == each.name; });
  if (std::find(known.begin(), known.end(), name) == known.end() && scorer != named.end())
    return scored(*scorer, y_true, arguments);
  if (std::find(known.begin(), known.end(), name) == known.end()) {
    throw Error("unknown_metric", std::string(name.substr(0, 80)),
                "There is no metric '" + std::string(name.substr(0, 80)) + "'.", "The schema lists the metrics.");
  }
  const Value* given = arguments.find("average");
  const std::string average = given && !given->is_null() ? given->text("average") : "";
  if (name == "log_loss" || name == "roc_auc") {
    RowMatrix score = score_argument(arguments.at("y_score"));
    const Value* listed = arguments.find("labels");
    const bool has_labels = listed && !listed->is_null();
    const Labels labels = encode_labels(has_labels ? wire::read_column(*listed, "labels") : y_true).labels;
    if (name == "roc_auc") {
      if (score.cols() == 1) return roc_auc_score(y_true, Vector(score.col(0)));
      return roc_auc_score(y_true, score, labels, average.empty() ? "macro" : average);
    }
    if (score.cols() == 1) {
      RowMatrix both(score.rows(), 2);
      for (Index i = 0; i < score.rows(); ++i) {
        both(i, 0) = 1.0 - score(i, 0);
        both(i, 1) = score(i, 0);
      }
      score = std::move(both);
    }
    return log_loss(y_true, score, labels);
  }
  const Column y_pred = wire::read_column(arguments.at("y_pred"), "y_pred");
  if (name == "accuracy") return accuracy_score(y_true, y_pred);
  if (name == "confusion_matrix") {
    const Confusion c = confusion_matrix(y_true, y_pred);
    if (c.labels.size() == 1)
      warn("UserWarning",
           "Labels and predictions hold the class " + c.labels.text(0) + " alone: the confusion matrix has one cell.",
           "Score more rows.");
    return confusion_value(c);
  }
  if (name == "f1") {
    const Value* positive = arguments.find("pos_label");
    return f1_score(y_true, y_pred, average.empty() ? "binary" : average, positive ? *positive : Value(1));
  }
  const Vector& truth = numeric_target("The metric", y_true);
  const Vector& guess = numeric_prediction(y_pred);
  if (name == "r2") return r2_score(truth, guess);
  if (name == "mse") return mean_squared_error(truth, guess);
  return mean_absolute_error(truth, guess);
}

}  // namespace keepfit
