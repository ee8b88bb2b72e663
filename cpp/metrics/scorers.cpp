#include "metrics/scorers.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/math.h"
#include "core/numerics.h"
#include "core/table.h"
#include "core/trace.h"
#include "core/warnings.h"
#include "metrics/metrics.h"

namespace keepfit {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

double mean_of(const Vector& v) { return numerics::mean(v.data(), v.size()); }

double weighted_mean(const Vector& v, const Vector& weights) {
  return numerics::weighted_sum(v.data(), weights.data(), v.size()) / numerics::sum_pairwise(weights);
}

/// NaN where there is nothing to divide by: `defined` says so.
double ratio(double a, double b) { return b == 0 ? kNaN : a / b; }

void undefined(std::string message,
               const char* hint = "Score more rows, or use a splitter that keeps the classes' shares.") {
  warn("UndefinedMetricWarning", std::move(message), hint);
}

bool too_few(Index rows) {
  if (rows < 2)
    undefined("A share of what a baseline leaves is not defined for fewer than two rows.", "Score more rows.");
  return rows < 2;
}

// ---- labels -------------------------------------------------------------------------------------------------------

/// Per class, or as totals: rows of the class predicted as such, rows of the class, rows predicted as the class.
struct Counts {
  Labels labels;
  Vector hits, truths, guesses;
};

Counts count(const Column& y, const Predicted& p) {
  Confusion c = confusion_matrix(y, *p.labels);
  const auto k = static_cast<Index>(c.labels.size());
  Counts out{std::move(c.labels), Vector::Zero(k), Vector::Zero(k), Vector::Zero(k)};
  for (Index i = 0; i < k; ++i) {
    for (Index j = 0; j < k; ++j) {
      const double cell = c.matrix[static_cast<size_t>(i * k + j)];
      if (i == j) out.hits[i] = cell;
      out.truths[i] += cell;
      out.guesses[j] += cell;
    }
  }
  return out;
}

double precision(double hit, double, double guess) { return ratio(hit, guess); }
double recall(double hit, double truth, double) { return ratio(hit, truth); }
double f1(double hit, double truth, double guess) { return ratio(2.0 * hit, truth + guess); }
double jaccard(double hit, double truth, double guess) { return ratio(hit, truth + guess - hit); }

using OfCounts = double (*)(double hit, double truth, double guess);

/// A ratio of nothing counts as 0, of which is warned.
double defined(OfCounts metric, double value, const std::string& of) {
  if (!std::isnan(value)) return value;
  const bool guess = metric == precision, truth = metric == recall;
  undefined(std::string(guess          ? "Precision"
                        : truth        ? "Recall"
                        : metric == f1 ? "F1"
                                       : "The Jaccard index") +
            " of " + of + " is not defined and counts as 0: nothing " +
            (guess   ? "is predicted as such."
             : truth ? "is labelled so."
                     : "is labelled so or predicted as such."));
  return 0.0;
}

Error no_positive_class() {
  return {"bad_scoring", "y", "The positive class must be labelled 1, which is none of the labels.",
          "Use the variant that averages over classes, such as f1_macro or f1_weighted, or label the classes 0 and 1."};
}

/// The positive class of a metric for two classes is labelled 1.
Index positive_class(const Labels& labels) {
  if (labels.size() > 2) {
    throw Error("bad_scoring", "y",
                "A metric of two classes was asked for, but there " +
                    are_counted(static_cast<int64_t>(labels.size()), "class", "classes") + ".",
                "Use the variant that averages over classes, such as f1_macro or f1_weighted.");
  }
  for (size_t i = 0; !labels.is_text && i < labels.size(); ++i) {
    if (labels.numbers[i] == 1.0) return static_cast<Index>(i);
  }
  if (labels.size() < 2) return -1;
  throw no_positive_class();
}

template <OfCounts metric>
double binary(const Column& y, const Predicted& p) {
  // A model of one or two classes must know the positive one, also where the rows at hand are of one class.
  if (p.classes && p.classes->size() < 3 &&
      (p.classes->is_text || std::count(p.classes->numbers.begin(), p.classes->numbers.end(), 1.0) == 0))
    throw no_positive_class();
  const Counts c = count(y, p);
  const Index at = positive_class(c.labels);
  return defined(metric, at < 0 ? kNaN : metric(c.hits[at], c.truths[at], c.guesses[at]), "the class 1");
}

template <OfCounts metric>
Vector each(const Counts& c) {
  Vector out(c.hits.size());
  for (Index i = 0; i < out.size(); ++i)
    out[i] = defined(metric, metric(c.hits[i], c.truths[i], c.guesses[i]),
                     "the class " + c.labels.name(static_cast<size_t>(i)));
  return out;
}

template <OfCounts metric>
double macro(const Column& y, const Predicted& p) {
  return mean_of(each<metric>(count(y, p)));
}

template <OfCounts metric>
double micro(const Column& y, const Predicted& p) {
  const Counts c = count(y, p);
  return defined(metric, metric(c.hits.sum(), c.truths.sum(), c.guesses.sum()), "all classes");
}

template <OfCounts metric>
double weighted(const Column& y, const Predicted& p) {
  const Counts c = count(y, p);
  return weighted_mean(each<metric>(c), c.truths);
}

double accuracy(const Column& y, const Predicted& p) { return accuracy_score(y, *p.labels); }

void warn_of_one_label(const Counts& c) {
  if (c.labels.size() == 1)
    warn("UserWarning",
         "Labels and predictions hold the class " + c.labels.name(0) + " alone, which says little of a classifier.",
         "Score more rows.");
}

double balanced_accuracy(const Column& y, const Predicted& p) {
  const Counts c = count(y, p);
  warn_of_one_label(c);
  std::vector<double> recalls;
  std::vector<std::string> unknown;
  for (Index i = 0; i < c.hits.size(); ++i) {
    if (c.truths[i] > 0) recalls.push_back(c.hits[i] / c.truths[i]);
    else unknown.push_back(c.labels.name(static_cast<size_t>(i)));
  }
  if (!unknown.empty())
    warn("UserWarning",
         "Predicted was " + some_of(unknown) + ", which none of the rows is labelled; balanced accuracy leaves it out.",
         "Score more rows.");
  return numerics::mean(recalls.data(), static_cast<Index>(recalls.size()));
}

double matthews(const Column& y, const Predicted& p) {
  const Counts c = count(y, p);
  warn_of_one_label(c);
  const double n = c.guesses.sum();
  const double between = c.hits.sum() * n - c.truths.dot(c.guesses);
  const double spread = (n * n - c.guesses.dot(c.guesses)) * (n * n - c.truths.dot(c.truths));
  return spread == 0 ? 0.0 : between / std::sqrt(spread);
}

/// Rows of two classes: the larger label is the positive one.
struct Two {
  double tp, fp, fn, tn;
};

Two two_classes(const Column& y, const Predicted& p) {
  const Counts c = count(y, p);
  if (c.labels.size() != 2) {
    throw Error("bad_scoring", "y",
                "A likelihood ratio needs two classes, but there " +
                    std::string(c.labels.size() == 1 ? "is 1." : "are " + std::to_string(c.labels.size()) + "."),
                "Use another scorer.");
  }
  if (c.truths[1] == 0)
    undefined("No row is of the positive class " + c.labels.name(1) + ", so likelihood ratios are not defined.");
  if (c.guesses[1] == c.hits[1])
    undefined("No row was wrongly predicted as " + c.labels.name(1) +
              ", so the positive likelihood ratio is not defined.");
  if (c.hits[0] == 0)
    undefined("No row was rightly predicted as " + c.labels.name(0) +
              ", so the negative likelihood ratio is not defined.");
  return {c.hits[1], c.guesses[1] - c.hits[1], c.truths[1] - c.hits[1], c.hits[0]};
}

double positive_likelihood_ratio(const Column& y, const Predicted& p) {
  const Two t = two_classes(y, p);
  return t.fp == 0 ? 1.0 : t.tp * (t.tn + t.fp) / (t.fp * (t.tp + t.fn));
}

double negative_likelihood_ratio(const Column& y, const Predicted& p) {
  const Two t = two_classes(y, p);
  return t.tn == 0 ? 1.0 : t.fn * (t.tn + t.fp) / (t.tn * (t.tp + t.fn));
}

// ---- probabilities ------------------------------------------------------------------------------------------------

/// The class of every row, as its column of probabilities.
struct Truth {
  std::vector<Index> code;
  Vector counts;  // rows of each class
};

/// As in scikit-learn, a score of probabilities is defined only where every class occurs.
Truth truth_of(const Column& y, const Predicted& p, bool all_classes = true) {
  const Labels& classes = *p.classes;
  if (classes.size() < 2) {
    throw Error("undefined_score", "y", "The score is not defined for a model of one class.",
                "Fit rows of at least two classes.");
  }
  const Encoded encoded = encode(y, false);
  if (y.rows() == 0 || y.rows() != p.proba->rows() || p.proba->cols() != static_cast<Index>(classes.size())) {
    throw Error("bad_scoring", "y", "The probabilities do not go with the rows and the classes.",
                "Give one row of probabilities per row of y.");
  }
  std::vector<Index> column;
  for (size_t i = 0; i < encoded.labels.size(); ++i) {
    Index at = -1;
    for (size_t k = 0; k < classes.size() && encoded.labels.is_text == classes.is_text; ++k) {
      const bool same = classes.is_text ? classes.strings[k] == encoded.labels.strings[i]
                                        : classes.numbers[k] == encoded.labels.numbers[i];
      if (same) at = static_cast<Index>(k);
    }
    if (at < 0) {
      throw Error("undefined_score", "y",
                  "The label " + encoded.labels.name(i).substr(0, 80) + " is none of the classes that the model knows.",
                  "Score rows of the classes that were fitted.");
    }
    column.push_back(at);
  }
  Truth out{{}, Vector::Zero(p.proba->cols())};
  for (int32_t code : encoded.codes) {
    if (code < 0) throw Error("bad_target", "y", "A label is missing.", "Leave these rows out.");
    out.code.push_back(column[static_cast<size_t>(code)]);
    out.counts[out.code.back()] += 1;
  }
  if (all_classes && (out.counts.array() == 0).any()) {
    throw Error("undefined_score", "y",
                "The score is not defined here: not every class occurs among the rows that are scored.",
                "Use a splitter that keeps the classes' shares, or fewer folds.");
  }
  return out;
}

/// With two classes scikit-learn works from the second one's probabilities alone.
RowMatrix both_columns(const RowMatrix& proba) {
  RowMatrix out = proba;
  if (out.cols() == 2) {
    for (Index i = 0; i < out.rows(); ++i) out(i, 0) = 1.0 - out(i, 1);
  }
  return out;
}

double loss_of(double p) {
  constexpr double kEps = std::numeric_limits<double>::epsilon();
  return -math::log(std::min(std::max(p, kEps), 1.0 - kEps));
}

Vector log_losses(const Truth& truth, const RowMatrix& proba) {
  Vector out(proba.rows());
  for (Index i = 0; i < out.size(); ++i) out[i] = loss_of(proba(i, truth.code[static_cast<size_t>(i)]));
  return out;
}

Vector squared_distances(const Truth& truth, const RowMatrix& proba) {
  Vector out = Vector::Zero(proba.rows());
  for (Index i = 0; i < out.size(); ++i) {
    for (Index k = 0; k < proba.cols(); ++k) {
      const double error = (truth.code[static_cast<size_t>(i)] == k ? 1.0 : 0.0) - proba(i, k);
      out[i] += error * error;
    }
  }
  return out;
}

/// The shares of the classes, for every row.
RowMatrix shares(const Truth& truth) {
  RowMatrix out(static_cast<Index>(truth.code.size()), truth.counts.size());
  out.rowwise() = (truth.counts / static_cast<double>(truth.code.size())).transpose();
  return out;
}

double log_loss_of(const Column& y, const Predicted& p) {
  return mean_of(log_losses(truth_of(y, p), both_columns(*p.proba)));
}

/// Of two classes the Brier score asks the rows at hand which one is positive: 1 where they hold 0 and 1, -1 and 1 or
/// one of these alone, else the larger label. Of texts none is.
Truth truth_for_brier(const Column& y, const Predicted& p) {
  if (p.proba->cols() != 2) return truth_of(y, p);
  truth_of(y, p, false);  // refuses labels that the model does not know
  if (y.is_text) {
    throw Error(
        "bad_scoring", "y",
        "The Brier score of two classes needs labels that are numbers: it takes the larger one for the positive class.",
        "Label the classes 0 and 1, or use neg_log_loss.");
  }
  const std::vector<double> labels = encode(y, false).labels.numbers;
  const bool usual = labels == std::vector{0.0, 1.0} || labels == std::vector{-1.0, 1.0} ||
                     (labels.size() == 1 && std::fabs(labels[0]) <= 1.0);
  const double positive = usual ? 1.0 : labels.back();
  Truth out{{}, Vector::Zero(2)};
  for (Index i = 0; i < y.rows(); ++i) {
    out.code.push_back(y.numbers[i] == positive ? 1 : 0);
    out.counts[out.code.back()] += 1;
  }
  return out;
}

double brier(const Column& y, const Predicted& p) {
  const double score = mean_of(squared_distances(truth_for_brier(y, p), both_columns(*p.proba)));
  return p.proba->cols() < 3 ? 0.5 * score : score;
}

double d2_log_loss(const Column& y, const Predicted& p) {
  if (too_few(y.rows())) return kNaN;
  const Truth truth = truth_of(y, p);
  return 1.0 - numerics::sum_pairwise(log_losses(truth, both_columns(*p.proba))) /
                   numerics::sum_pairwise(log_losses(truth, shares(truth)));
}

double d2_brier(const Column& y, const Predicted& p) {
  if (too_few(y.rows())) return kNaN;
  const Truth truth = truth_for_brier(y, p);
  return 1.0 -
         mean_of(squared_distances(truth, both_columns(*p.proba))) / mean_of(squared_distances(truth, shares(truth)));
}

double top_2_accuracy(const Column& y, const Predicted& p) {
  const Truth truth = truth_of(y, p);
  if (p.proba->cols() == 2) {
    undefined(
        "Of two classes the right one is always among the two most probable, so top_k_accuracy is 1 whatever the "
        "model.",
        "Use accuracy.");
    return 1.0;
  }
  double hits = 0;
  for (Index i = 0; i < p.proba->rows(); ++i) {
    const Index own = truth.code[static_cast<size_t>(i)];
    Index before = 0;  // classes ranked higher; of equal ones the later class
    for (Index k = 0; k < p.proba->cols(); ++k) {
      const double value = (*p.proba)(i, k), mine = (*p.proba)(i, own);
      before += value > mine || (value == mine && k > own) ? 1 : 0;
    }
    hits += before < 2 ? 1 : 0;
  }
  return hits / static_cast<double>(p.proba->rows());
}

/// Area under the ROC curve of `score` for the rows marked positive.
double area(const std::vector<double>& score, const std::vector<double>& positive) {
  return roc_auc_score(
      Column::of_numbers(Eigen::Map<const Vector>(positive.data(), static_cast<Index>(positive.size()))),
      Eigen::Map<const Vector>(score.data(), static_cast<Index>(score.size())));
}

double area_of_second(const Truth& truth, const RowMatrix& proba) {
  std::vector<double> score, positive;
  for (Index i = 0; i < proba.rows(); ++i) {
    score.push_back(proba(i, 1));
    positive.push_back(static_cast<double>(truth.code[static_cast<size_t>(i)]));
  }
  return area(score, positive);
}

double roc_auc(const Column& y, const Predicted& p) {
  if (p.proba->cols() != 2) {
    throw Error("bad_scoring", "roc_auc",
                "roc_auc tells two classes apart, but the model has " + std::to_string(p.proba->cols()) + ".",
                "Use roc_auc_ovr or roc_auc_ovo.");
  }
  return area_of_second(truth_of(y, p, false), *p.proba);
}

void require_sums_of_one(const RowMatrix& proba) {
  for (Index i = 0; i < proba.rows(); ++i) {
    if (std::fabs(proba.row(i).sum() - 1.0) > 1e-8 + 1e-5) {
      throw Error("bad_score", "y_score",
                  "The scores of each row must be probabilities that sum to 1 over the classes.",
                  "Give the output of predict_proba.");
    }
  }
}

template <bool by_count>
double roc_auc_ovr(const Column& y, const Predicted& p) {
  const bool two = p.proba->cols() == 2;
  const Truth truth = truth_of(y, p, !two);
  if (two) return area_of_second(truth, *p.proba);
  require_sums_of_one(*p.proba);
  Vector areas(p.proba->cols());
  for (Index k = 0; k < areas.size(); ++k) {
    std::vector<double> score, positive;
    for (Index i = 0; i < p.proba->rows(); ++i) {
      score.push_back((*p.proba)(i, k));
      positive.push_back(truth.code[static_cast<size_t>(i)] == k ? 1.0 : 0.0);
    }
    areas[k] = area(score, positive);
  }
  return by_count ? weighted_mean(areas, truth.counts) : mean_of(areas);
}

template <bool by_count>
double roc_auc_ovo(const Column& y, const Predicted& p) {
  const Index k = p.proba->cols();
  const Truth truth = truth_of(y, p, k != 2);
  if (k == 2) return area_of_second(truth, *p.proba);
  require_sums_of_one(*p.proba);
  Vector areas(k * (k - 1) / 2), prevalence(areas.size());
  Index next = 0;
  for (Index a = 0; a < k; ++a) {
    for (Index b = a + 1; b < k; ++b) {
      std::vector<double> score_a, score_b, is_a, is_b;
      for (Index i = 0; i < p.proba->rows(); ++i) {
        const Index own = truth.code[static_cast<size_t>(i)];
        if (own != a && own != b) continue;
        score_a.push_back((*p.proba)(i, a));
        score_b.push_back((*p.proba)(i, b));
        is_a.push_back(own == a ? 1.0 : 0.0);
        is_b.push_back(own == b ? 1.0 : 0.0);
      }
      areas[next] = (area(score_a, is_a) + area(score_b, is_b)) / 2;
      prevalence[next++] = (truth.counts[a] + truth.counts[b]) / static_cast<double>(p.proba->rows());
    }
  }
  return by_count ? weighted_mean(areas, prevalence) : mean_of(areas);
}

/// Precision summed over the steps of recall, from the highest score down.
double average_precision_of(const Truth& truth, const RowMatrix& proba, Index k) {
  std::vector<std::pair<double, bool>> rows;
  for (Index i = 0; i < proba.rows(); ++i) rows.emplace_back(proba(i, k), truth.code[static_cast<size_t>(i)] == k);
  std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  double hits = 0, seen = 0, last = 0, sum = 0;
  const double positives = truth.counts[k];
  if (positives == 0) {
    warn("UserWarning", "No row is of the positive class, so average precision is 0.",
         "Score more rows, or use a splitter that keeps the classes' shares.");
    return 0.0;
  }
  for (size_t i = 0; i < rows.size();) {
    const double value = rows[i].first;
    for (; i < rows.size() && rows[i].first == value; ++i) {
      hits += rows[i].second ? 1 : 0;
      seen += 1;
    }
    sum += (hits / positives - last) * (hits / seen);
    last = hits / positives;
  }
  return std::max(0.0, sum);
}

double average_precision(const Column& y, const Predicted& p) {
  if (p.proba->cols() == 2) {
    const Index at = positive_class(*p.classes);
    return average_precision_of(truth_of(y, p, false), *p.proba, at);
  }
  const Truth truth = truth_of(y, p);
  Vector each(p.proba->cols());
  for (Index k = 0; k < each.size(); ++k) each[k] = average_precision_of(truth, *p.proba, k);
  return mean_of(each);
}

// ---- numbers ------------------------------------------------------------------------------------------------------

struct Numbers {
  const Vector &truth, &guess;
};

Numbers numbers(const Column& y, const Predicted& p) {
  if (y.rows() != p.labels->rows() || y.rows() == 0) {
    throw Error("inconsistent_length", "y",
                "y has " + counted(y.rows(), "row") + " and the predictions " + std::to_string(p.labels->rows()) + ".",
                "Give both the same number of rows, and at least one.");
  }
  return {numeric_target("The scorer", y), numeric_target("The scorer", *p.labels)};
}

template <double (*metric)(const Vector&, const Vector&)>
double regression(const Column& y, const Predicted& p) {
  const Numbers n = numbers(y, p);
  return metric(n.truth, n.guess);
}

double share_explained(double left, double total) {
  return total != 0 && left != 0 ? 1.0 - left / total : left != 0 ? 0.0 : 1.0;
}

double explained_variance(const Vector& truth, const Vector& guess) {
  const auto variance = [](const Vector& v) {
    const double mean = mean_of(v);
    const Vector squared = (v.array() - mean).square();
    return mean_of(squared);
  };
  return share_explained(variance(truth - guess), variance(truth));
}

double max_error(const Vector& truth, const Vector& guess) { return (truth - guess).cwiseAbs().maxCoeff(); }

double median(Vector v) {
  std::sort(v.data(), v.data() + v.size());
  const Index middle = v.size() / 2;
  return v.size() % 2 ? v[middle] : (v[middle - 1] + v[middle]) / 2;
}

double median_absolute_error(const Vector& truth, const Vector& guess) { return median((guess - truth).cwiseAbs()); }

double absolute_percentage_error(const Vector& truth, const Vector& guess) {
  const Vector each =
      (guess - truth).cwiseAbs().array() / truth.cwiseAbs().array().max(std::numeric_limits<double>::epsilon());
  return mean_of(each);
}

double root_mean_squared_error(const Vector& truth, const Vector& guess) {
  return std::sqrt(mean_squared_error(truth, guess));
}

[[noreturn]] void out_of_range(const char* name, const char* range) {
  throw Error("bad_scoring", name, std::string(name) + " is defined only for " + range + ".",
              "Use another scorer for this target.");
}

Vector logs1p(const Vector& v) {
  Vector out(v.size());
  for (Index i = 0; i < v.size(); ++i) {
    if (v[i] <= -1) out_of_range("The squared logarithmic error", "targets and predictions above -1");
    out[i] = math::log1p(v[i]);
  }
  return out;
}

double squared_log_error(const Vector& truth, const Vector& guess) {
  return mean_squared_error(logs1p(truth), logs1p(guess));
}
double root_squared_log_error(const Vector& truth, const Vector& guess) {
  return std::sqrt(squared_log_error(truth, guess));
}

double poisson_deviance(const Vector& truth, const Vector& guess) {
  if ((truth.array() < 0).any() || (guess.array() <= 0).any())
    out_of_range("The Poisson deviance", "targets of at least 0 and positive predictions");
  Vector each(truth.size());
  for (Index i = 0; i < each.size(); ++i) {
    const double y = truth[i], mu = guess[i];
    each[i] = 2.0 * ((y == 0 ? 0.0 : y * math::log(y / mu)) - y + mu);
  }
  return mean_of(each);
}

double gamma_deviance(const Vector& truth, const Vector& guess) {
  if ((truth.array() <= 0).any() || (guess.array() <= 0).any())
    out_of_range("The gamma deviance", "positive targets and predictions");
  Vector each(truth.size());
  for (Index i = 0; i < each.size(); ++i) each[i] = 2.0 * (math::log(guess[i] / truth[i]) + truth[i] / guess[i] - 1.0);
  return mean_of(each);
}

double d2_absolute_error(const Vector& truth, const Vector& guess) {
  if (too_few(truth.size())) return kNaN;
  return share_explained(mean_absolute_error(truth, guess),
                         mean_absolute_error(truth, Vector::Constant(truth.size(), median(truth))));
}

}  // namespace

// ---- the table ----------------------------------------------------------------------------------------------------

const std::vector<Scorer>& scorers() {
  constexpr bool kLoss = false;
  static const std::vector<Scorer> list{
      {"accuracy", "Share of rows predicted right.", false, false, accuracy},
      {"average_precision", "Area under the precision-recall curve, by steps; the mean over three classes and more.",
       false, true, average_precision, true, true},
      {"balanced_accuracy", "Mean of the recalls of the classes.", false, false, balanced_accuracy},
      {"d2_absolute_error_score", "Share of the absolute error that the median leaves.", true, false,
       regression<d2_absolute_error>},
      {"d2_brier_score", "Share of the Brier score that the classes' shares leave.", false, true, d2_brier},
      {"d2_log_loss_score", "Share of the log loss that the classes' shares leave.", false, true, d2_log_loss},
      {"explained_variance", "Share of the variance that the predictions explain.", true, false,
       regression<explained_variance>},
      {"f1", "Harmonic mean of precision and recall of the class 1.", false, false, binary<f1>},
      {"f1_macro", "F1, averaged over classes.", false, false, macro<f1>},
      {"f1_micro", "F1 of all classes' counts together.", false, false, micro<f1>},
      {"f1_weighted", "F1, averaged over classes by their number of rows.", false, false, weighted<f1>},
      {"jaccard", "Rows that are and are predicted as the class 1, among rows that are either.", false, false,
       binary<jaccard>},
      {"jaccard_macro", "Jaccard index, averaged over classes.", false, false, macro<jaccard>},
      {"jaccard_micro", "Jaccard index of all classes' counts together.", false, false, micro<jaccard>},
      {"jaccard_weighted", "Jaccard index, averaged over classes by their number of rows.", false, false,
       weighted<jaccard>},
      {"matthews_corrcoef", "Correlation of labels and predictions.", false, false, matthews},
      {"neg_brier_score", "Mean squared error of the probabilities, negated.", false, true, brier, kLoss},
      {"neg_log_loss", "Mean negative logarithm of the true class's probability, negated.", false, true, log_loss_of,
       kLoss},
      {"neg_max_error", "Largest error, negated.", true, false, regression<max_error>, kLoss},
      {"neg_mean_absolute_error", "Mean absolute error, negated.", true, false, regression<mean_absolute_error>, kLoss},
      {"neg_mean_absolute_percentage_error", "Mean absolute error relative to the target, negated.", true, false,
       regression<absolute_percentage_error>, kLoss},
      {"neg_mean_gamma_deviance", "Mean gamma deviance, negated.", true, false, regression<gamma_deviance>, kLoss},
      {"neg_mean_poisson_deviance", "Mean Poisson deviance, negated.", true, false, regression<poisson_deviance>,
       kLoss},
      {"neg_mean_squared_error", "Mean squared error, negated.", true, false, regression<mean_squared_error>, kLoss},
      {"neg_mean_squared_log_error", "Mean squared error of log(1 + y), negated.", true, false,
       regression<squared_log_error>, kLoss},
      {"neg_median_absolute_error", "Median absolute error, negated.", true, false, regression<median_absolute_error>,
       kLoss},
      {"neg_negative_likelihood_ratio", "Misses among positives over right rejections among negatives, negated.", false,
       false, negative_likelihood_ratio, kLoss},
      {"neg_root_mean_squared_error", "Root of the mean squared error, negated.", true, false,
       regression<root_mean_squared_error>, kLoss},
      {"neg_root_mean_squared_log_error", "Root of the mean squared error of log(1 + y), negated.", true, false,
       regression<root_squared_log_error>, kLoss},
      {"positive_likelihood_ratio", "Hits among positives over false alarms among negatives.", false, false,
       positive_likelihood_ratio},
      {"precision", "Share of right ones among rows predicted as the class 1.", false, false, binary<precision>},
      {"precision_macro", "Precision, averaged over classes.", false, false, macro<precision>},
      {"precision_micro", "Precision of all classes' counts together.", false, false, micro<precision>},
      {"precision_weighted", "Precision, averaged over classes by their number of rows.", false, false,
       weighted<precision>},
      {"r2", "Share of the squared error that the mean leaves.", true, false, regression<r2_score>},
      {"recall", "Share of rows of the class 1 that are found.", false, false, binary<recall>},
      {"recall_macro", "Recall, averaged over classes.", false, false, macro<recall>},
      {"recall_micro", "Recall of all classes' counts together.", false, false, micro<recall>},
      {"recall_weighted", "Recall, averaged over classes by their number of rows.", false, false, weighted<recall>},
      {"roc_auc", "Area under the ROC curve of two classes.", false, true, roc_auc, true, true},
      {"roc_auc_ovo", "Area under the ROC curve, averaged over pairs of classes.", false, true, roc_auc_ovo<false>},
      {"roc_auc_ovo_weighted", "Area under the ROC curve, averaged over pairs of classes by their number of rows.",
       false, true, roc_auc_ovo<true>},
      {"roc_auc_ovr", "Area under the ROC curve of each class against the rest, averaged.", false, true,
       roc_auc_ovr<false>},
      {"roc_auc_ovr_weighted",
       "Area under the ROC curve of each class against the rest, averaged by their number of rows.", false, true,
       roc_auc_ovr<true>},
      {"top_k_accuracy", "Share of rows whose class is one of the two most probable.", false, true, top_2_accuracy,
       true, true},
  };
  return list;
}

const Scorer& find_scorer(std::string_view name) {
  for (const Scorer& s : scorers()) {
    if (name == s.name) return s;
  }
  throw Error("unknown_scorer", "scoring",
              "There is no scorer named '" + std::string(name.substr(0, 80)) + "' in this engine.",
              "The schema lists the scorers; names are scikit-learn's, such as neg_log_loss.");
}

const Scorer& default_scorer(const Estimator& model) {
  if (const std::string own = model.scoring(); !own.empty()) return find_scorer(own);
  return find_scorer(model.kind() == Kind::kClassifier ? "accuracy" : "r2");
}

double score_of(const Scorer& scorer, const Column& y_true, const Predicted& predicted) {
  if (scorer.needs_probabilities ? !predicted.proba : !predicted.labels) {
    throw Error(
        "bad_scoring", scorer.name,
        std::string(scorer.name) + " needs " + (scorer.needs_probabilities ? "probabilities" : "predictions") + ".",
        scorer.needs_probabilities ? "Use a model that has them." : "Give y_pred.");
  }
  const double value = scorer.metric(y_true, predicted);
  return scorer.greater_is_better ? value : -value;
}

void check_scoring(const std::vector<const Scorer*>& wanted, const Estimator& model) {
  const bool classifier = model.kind() == Kind::kClassifier;
  for (const Scorer* scorer : wanted) {
    if (!model.can_predict() || classifier == scorer->regression) {
      throw Error("bad_scoring", scorer->name,
                  std::string(scorer->name) + " judges a " + (scorer->regression ? "regressor" : "classifier") +
                      ", which this " + model.declaration().name + " is not.",
                  "Name a scorer of the model's kind.");
    }
    if (scorer->needs_probabilities && !model.can_predict_proba() &&
        !(scorer->ranks && model.can_decision_function())) {
      throw Error("bad_scoring", scorer->name,
                  std::string(scorer->name) + " needs probabilities" +
                      (scorer->ranks ? " or a decision_function" : "") + ", which " + model.declaration().name +
                      " does not have.",
                  "Use another scorer, such as accuracy.");
    }
  }
}

void check_target(const Scorer& scorer, const Column& y) {
  const Warnings unheard;
  // The classes alone, each predicted as what it is; numbers as some number that every metric takes.
  const Encoded encoded = scorer.regression ? Encoded{} : encode(y, false);
  const auto k = static_cast<Index>(encoded.labels.size());
  std::vector<int32_t> each(static_cast<size_t>(k));
  std::iota(each.begin(), each.end(), 0);
  const Column labels = scorer.regression ? Column::of_numbers(Vector::Ones(y.rows())) : decode(encoded.labels, each);
  const RowMatrix proba = RowMatrix::Identity(k, k);
  try {
    score_of(scorer, scorer.regression ? y : labels, {.labels = &labels, .proba = &proba, .classes = &encoded.labels});
  } catch (const Error& e) {
    if (e.code != "undefined_score") throw;
  }
}

void check_scoring(const std::vector<const Scorer*>& wanted, const Estimator& model, const Column& y) {
  check_scoring(wanted, model);
  for (const Scorer* scorer : wanted) check_target(*scorer, y);
}

std::vector<const Scorer*> scorers_of(const std::vector<std::string>& names, const Estimator& model) {
  std::vector<const Scorer*> out;
  for (const std::string& name : names) out.push_back(&find_scorer(name));
  if (out.empty()) out.push_back(&default_scorer(model));
  return out;
}

namespace {
/// The score of the second of two classes speaks against the first.
RowMatrix one_column_per_class(RowMatrix scores) {
  if (scores.cols() > 1) return scores;
  RowMatrix out(scores.rows(), 2);
  out.col(0) = -scores.col(0);
  out.col(1) = scores.col(0);
  return out;
}
}  // namespace

std::vector<double> score_model(const std::vector<const Scorer*>& wanted, const Estimator& model, const Table& X,
                                const Column& y, std::optional<double> error_score, const std::string& place) {
  check_scoring(wanted, model);
  std::optional<Column> labels;
  std::optional<RowMatrix> proba, ranking;
  Predicted predicted;
  std::vector<double> out;
  for (const Scorer* scorer : wanted) {
    try {
      if (scorer->needs_probabilities) {
        const bool by_rank = scorer->ranks && model.can_decision_function();
        if (by_rank && !ranking) ranking = one_column_per_class(model.decision_function(X));
        if (!by_rank && !proba) proba = model.predict_proba(X);
        predicted.proba = by_rank ? &*ranking : &*proba;
      } else {
        if (!labels) labels = model.predict(X);
        predicted.labels = &*labels;
      }
      predicted.classes = model.classes();
      const StepScope scope(place, StepScope::kPlace);
      out.push_back(score_of(*scorer, y, predicted));
    } catch (const Error& e) {
      if (!error_score || e.code == "cancelled") throw;
      const StepScope scope(place, StepScope::kPlace);
      warn("UserWarning",
           std::string(scorer->name) + " could not be computed and is " + Value(*error_score).repr() + ": " + e.message,
           "Use a splitter that keeps the classes' shares, fewer folds or another scorer.");
      out.push_back(*error_score);
    }
  }
  return out;
}

Value scorers_schema() {
  Value::List out;
  for (const Scorer& s : scorers()) {
    out.push_back(Value::Map{{"name", s.name},
                             {"kind", s.regression ? "regression" : "classification"},
                             {"needs_probabilities", s.needs_probabilities},
                             {"ranks", s.ranks},
                             {"greater_is_better", s.greater_is_better},
                             {"doc", s.doc}});
  }
  return out;
}

}  // namespace keepfit
