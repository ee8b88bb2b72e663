// Scorers of regressors.
#include <algorithm>
#include <cmath>
#include <limits>

#include "core/math.h"
#include "core/table.h"
#include "metrics/metrics.h"
#include "metrics/scorers/parts.h"

namespace keepfit::scorers_by_kind {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

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

const std::vector<Scorer>& of_numbers() {
  constexpr bool kLoss = false;
  static const std::vector<Scorer> list{
      {"d2_absolute_error_score", "Share of the absolute error that the median leaves.", true, false,
       regression<d2_absolute_error>},
      {"explained_variance", "Share of the variance that the predictions explain.", true, false,
       regression<explained_variance>},
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
      {"neg_root_mean_squared_error", "Root of the mean squared error, negated.", true, false,
       regression<root_mean_squared_error>, kLoss},
      {"neg_root_mean_squared_log_error", "Root of the mean squared error of log(1 + y), negated.", true, false,
       regression<root_squared_log_error>, kLoss},
      {"r2", "Share of the squared error that the mean leaves.", true, false, regression<r2_score>},
  };
  return list;
}

}  // namespace keepfit::scorers_by_kind
