// Scorers that look at the probabilities of predict_proba, or rank by decision_function.
#include <algorithm>
#include <cmath>
#include <limits>

#include "core/math.h"
#include "core/numerics.h"
#include "core/table.h"
#include "core/warnings.h"
#include "metrics/metrics.h"
#include "metrics/scorers/parts.h"

namespace keepfit::scorers_by_kind {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

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
                  "The label " + encoded.labels.text(i) + " is none of the classes that the model knows.",
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

}  // namespace

const std::vector<Scorer>& of_probabilities() {
  constexpr bool kLoss = false;
  static const std::vector<Scorer> list{
      {"average_precision", "Area under the precision-recall curve, by steps; the mean over three classes and more.",
       false, true, average_precision, true, true},
      {"d2_brier_score", "Share of the Brier score that the classes' shares leave.", false, true, d2_brier, true, false,
       -kNoEnd},
      {"d2_log_loss_score", "Share of the log loss that the classes' shares leave.", false, true, d2_log_loss, true,
       false, -kNoEnd},
      {"neg_brier_score", "Mean squared error of the probabilities, negated.", false, true, brier, kLoss},
      {"neg_log_loss", "Mean negative logarithm of the true class's probability, negated.", false, true, log_loss_of,
       kLoss},
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

}  // namespace keepfit::scorers_by_kind
