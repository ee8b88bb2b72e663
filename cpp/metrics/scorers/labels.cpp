// Scorers that look at the labels of predict.
#include <algorithm>
#include <cmath>
#include <limits>

#include "core/numerics.h"
#include "core/table.h"
#include "core/warnings.h"
#include "metrics/metrics.h"
#include "metrics/scorers/parts.h"

namespace keepfit::scorers_by_kind {

namespace {

Error no_positive_class() {
  return {"bad_scoring", "y", "The positive class must be labelled 1, which is none of the labels.",
          "Use its variant that averages over the classes (its name with _macro or _weighted behind it) or another "
          "scorer, or "
          "label the classes 0 and 1."};
}

}  // namespace

Index positive_class(const Labels& labels) {
  if (labels.size() > 2) {
    throw Error("bad_scoring", "y",
                "A metric of two classes was asked for, but there " +
                    are_counted(static_cast<int64_t>(labels.size()), "class", "classes") + ".",
                "Use its variant that averages over the classes (its name with _macro or _weighted behind it), or "
                "another scorer.");
  }
  for (size_t i = 0; !labels.is_text && i < labels.size(); ++i) {
    if (labels.numbers[i] == 1.0) return static_cast<Index>(i);
  }
  if (labels.size() < 2) return -1;
  throw no_positive_class();
}

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// NaN where there is nothing to divide by: `defined` says so.
double ratio(double a, double b) { return b == 0 ? kNaN : a / b; }

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
                     "the class " + c.labels.text(static_cast<size_t>(i)));
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
         "Labels and predictions hold the class " + c.labels.text(0) + " alone, which says little of a classifier.",
         "Score more rows.");
}

double balanced_accuracy(const Column& y, const Predicted& p) {
  const Counts c = count(y, p);
  warn_of_one_label(c);
  std::vector<double> recalls;
  std::vector<std::string> unknown;
  for (Index i = 0; i < c.hits.size(); ++i) {
    if (c.truths[i] > 0) recalls.push_back(c.hits[i] / c.truths[i]);
    else unknown.push_back(c.labels.text(static_cast<size_t>(i)));
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
    undefined("No row is of the positive class " + c.labels.text(1) + ", so likelihood ratios are not defined.");
  if (c.guesses[1] == c.hits[1])
    undefined("No row was wrongly predicted as " + c.labels.text(1) +
              ", so the positive likelihood ratio is not defined.");
  if (c.hits[0] == 0)
    undefined("No row was rightly predicted as " + c.labels.text(0) +
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

}  // namespace

const std::vector<Scorer>& of_labels() {
  constexpr bool kLoss = false;
  static const std::vector<Scorer> list{
      {"accuracy", "Share of rows predicted right.", false, false, accuracy},
      {"balanced_accuracy", "Mean of the recalls of the classes.", false, false, balanced_accuracy},
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
      {"matthews_corrcoef", "Correlation of labels and predictions.", false, false, matthews, true, false, -1.0},
      {"neg_negative_likelihood_ratio", "Misses among positives over right rejections among negatives, negated.", false,
       false, negative_likelihood_ratio, kLoss},
      {"positive_likelihood_ratio", "Hits among positives over false alarms among negatives.", false, false,
       positive_likelihood_ratio, true, false, 0.0, kNoEnd},
      {"precision", "Share of right ones among rows predicted as the class 1.", false, false, binary<precision>},
      {"precision_macro", "Precision, averaged over classes.", false, false, macro<precision>},
      {"precision_micro", "Precision of all classes' counts together.", false, false, micro<precision>},
      {"precision_weighted", "Precision, averaged over classes by their number of rows.", false, false,
       weighted<precision>},
      {"recall", "Share of rows of the class 1 that are found.", false, false, binary<recall>},
      {"recall_macro", "Recall, averaged over classes.", false, false, macro<recall>},
      {"recall_micro", "Recall of all classes' counts together.", false, false, micro<recall>},
      {"recall_weighted", "Recall, averaged over classes by their number of rows.", false, false, weighted<recall>},
  };
  return list;
}

}  // namespace keepfit::scorers_by_kind
