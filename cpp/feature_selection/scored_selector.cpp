#include "feature_selection/scored_selector.h"

#include <cmath>
#include <limits>

#include "core/numerics.h"
#include "core/table.h"
#include "core/text.h"
#include "core/warnings.h"
#include "feature_selection/distributions.h"

namespace keepfit {

namespace {

/// NumPy adds a single column, which is contiguous, pairwise, and several row by row.
double column_sum(const std::vector<double>& v, bool alone) {
  const auto n = static_cast<Index>(v.size());
  return alone ? numerics::sum_pairwise(v.data(), n) : numerics::sum_sequential(v.data(), n);
}

/// Analysis of variance: between the classes against within them.
void f_classif(const Table& X, const Encoded& y, Vector& scores, Vector& pvalues) {
  const Matrix& x = X.numbers();
  std::vector<std::string> constant;
  bool alike = false;
  const size_t k = y.labels.size();
  const bool alone = x.cols() == 1;
  const auto n = static_cast<double>(x.rows());
  std::vector<std::vector<double>> groups(k), squares(k);
  for (Index j = 0; j < x.cols(); ++j) {
    for (auto& group : groups) group.clear();
    for (auto& group : squares) group.clear();
    for (Index i = 0; i < x.rows(); ++i) {
      const auto c = static_cast<size_t>(y.codes[static_cast<size_t>(i)]);
      groups[c].push_back(x(i, j));
      squares[c].push_back(x(i, j) * x(i, j));
    }
    double all_squares = 0, all = 0, between = 0;
    for (size_t c = 0; c < k; ++c) all_squares += column_sum(squares[c], alone);
    for (size_t c = 0; c < k; ++c) all += column_sum(groups[c], alone);
    const double common = all * all / n;
    for (size_t c = 0; c < k; ++c) {
      const double sum = column_sum(groups[c], alone);
      between += sum * sum / static_cast<double>(groups[c].size());
    }
    const double total = all_squares - common;
    between -= common;
    const double within = total - between;
    const double d1 = static_cast<double>(k) - 1, d2 = n - static_cast<double>(k);
    scores[j] = (between / d1) / (within / d2);
    if (within / d2 == 0) constant.push_back(X.label(j));
    alike |= between / d1 == 0;
    pvalues[j] = distributions::f_survival(d1, d2, scores[j]);
  }
  if (alike && !constant.empty())
    warn("UserWarning",
         some_of(constant) + (constant.size() == 1 ? " is" : " are") +
             " constant, within each class at least, and cannot be scored.",
         "Drop constant columns, for example with VarianceThreshold.");
}

/// The squared correlation with the target as an F statistic.
void f_regression(const Matrix& x, const Vector& target, Vector& scores, Vector& pvalues) {
  const double n = static_cast<double>(x.rows()), d = n - 2;
  const double mean_y = numerics::mean(target.data(), target.size());
  const Vector y = target.array() - mean_y;
  const double norm_y = numerics::norm(y.data(), y.size());
  for (Index j = 0; j < x.cols(); ++j) {
    const double* column = x.col(j).data();
    const double mean =
        (x.cols() == 1 ? numerics::sum_pairwise(column, x.rows()) : numerics::sum_sequential(column, x.rows())) / n;
    const double norm = std::sqrt(numerics::dot(column, column, x.rows()) - n * (mean * mean));
    double correlation = numerics::dot(y.data(), column, x.rows()) / norm / norm_y;
    if (std::isnan(correlation)) correlation = 0.0;
    const double square = correlation * correlation;
    const double f = square / (1 - square) * d;
    scores[j] = std::isnan(f) ? 0.0 : std::isinf(f) ? std::numeric_limits<double>::max() : f;
    pvalues[j] = std::isnan(f) ? 1.0 : distributions::f_survival(1, d, f);
  }
}

/// Sums per class against those expected if the classes had nothing to do with the column.
void chi2(const std::string& who, const Table& X, const Encoded& y, Vector& scores, Vector& pvalues) {
  const Matrix& x = X.numbers();
  const size_t k = y.labels.size();
  const auto n = static_cast<double>(x.rows());
  std::vector<double> counts(k, 0.0);
  for (int32_t c : y.codes) counts[static_cast<size_t>(c)] += 1;
  for (Index j = 0; j < x.cols(); ++j) {
    std::vector<double> observed(k, 0.0);
    for (Index i = 0; i < x.rows(); ++i) {
      if (x(i, j) < 0) {
        throw about("negative_values", X, j,
                    who + " with chi2 needs numbers that are not negative, but " + X.label(j) + " holds " +
                        repr(x(i, j)) + " in " + row_text(i) + ".",
                    "Scale the columns to a range from 0, or use f_classif.")
            .in_row(i);
      }
      observed[static_cast<size_t>(y.codes[static_cast<size_t>(i)])] += x(i, j);
    }
    const double all = x.cols() == 1 ? numerics::sum_pairwise(x.col(j).data(), x.rows())
                                     : numerics::sum_sequential(x.col(j).data(), x.rows());
    double sum = 0;
    for (size_t c = 0; c < k; ++c) {
      const double expected = counts[c] / n * all, difference = observed[c] - expected;
      sum += difference * difference / expected;
    }
    scores[j] = sum;
    pvalues[j] = distributions::chi2_survival(static_cast<double>(k) - 1, sum);
  }
}

}  // namespace

std::vector<When> ScoredSelector::traits_of_score_func() {
  return {{&Traits::needs_numeric_target, true, "score_func", {"f_regression"}},
          {&Traits::needs_non_negative, true, "score_func", {"chi2"}}};
}

Param ScoredSelector::score_func() {
  return {"score_func",
          "f_classif",
          {constraint::options({"f_classif", "f_regression", "chi2"})},
          "How columns are scored: analysis of variance or chi-squared against classes, or correlation with a number."};
}

void ScoredSelector::do_fit(const Table& X, const Column* y, const Context&) {
  scores_.resize(X.columns());
  pvalues_.resize(X.columns());
  const auto* k = declaration().find_param("k") ? param("k").get_if<int64_t>() : nullptr;
  if (k && *k > X.columns())
    warn("UserWarning",
         "k=" + std::to_string(*k) + " is more than X has, which is " + counted(X.columns(), "column") +
             "; all are kept.",
         "Ask for fewer, or set k to 'all'.");
  if (param("score_func").is("f_regression")) {
    f_regression(X.numbers(), numeric_target(name(), *y), scores_, pvalues_);
    return;
  }
  const Encoded classes = encode(*y, false);
  for (size_t i = 0; i < classes.codes.size(); ++i) {
    if (classes.codes[i] < 0) {
      throw Error("bad_target", "y", "The target has a missing value in " + row_text(static_cast<int64_t>(i)) + ".",
                  "Drop the rows without a label before fitting.")
          .in_row(static_cast<int64_t>(i));
    }
  }
  if (param("score_func").is("chi2")) chi2(name(), X, classes, scores_, pvalues_);
  else f_classif(X, classes, scores_, pvalues_);
}

std::vector<double> ScoredSelector::comparable_scores() const {
  std::vector<double> out(scores_.begin(), scores_.end());
  for (double& s : out) s = std::isnan(s) ? std::numeric_limits<double>::lowest() : s;
  return out;
}

}  // namespace keepfit
