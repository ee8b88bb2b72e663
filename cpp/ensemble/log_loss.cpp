#include "ensemble/log_loss.h"

#include <algorithm>

#include "core/math.h"
#include "core/numerics.h"

namespace keepfit::ensemble {

double log1pexp(double x) {
  if (x <= -37) return math::exp(x);
  if (x <= -2) return math::log1p(math::exp(x));
  if (x <= 18) return math::log(1.0 + math::exp(x));
  if (x <= 33.3) return x + math::exp(-x);
  return x;
}

void Exponentials::of(const double* raw, Index stride) {
  largest = raw[0];
  for (size_t k = 1; k < p.size(); ++k) largest = std::max(largest, raw[static_cast<Index>(k) * stride]);
  sum = 0;
  for (size_t k = 0; k < p.size(); ++k) sum += p[k] = math::exp(raw[static_cast<Index>(k) * stride] - largest);
}

std::vector<double> binomial_start(const std::vector<double>& y, double eps) {
  const double p = std::min(std::max(numerics::mean(y.data(), static_cast<Index>(y.size())), eps), 1 - eps);
  return {math::log(p / (1 - p))};
}

std::vector<double> multinomial_start(const std::vector<double>& y, Index n_classes, double eps) {
  std::vector<double> out(static_cast<size_t>(n_classes), 0.0);
  for (double c : y) out[static_cast<size_t>(c)] += 1.0;
  double logs = 0;
  for (double& p : out) {
    p = std::min(std::max(p / static_cast<double>(y.size()), eps), 1 - eps);
    logs += math::log(p);
  }
  const double middle = math::exp(logs / static_cast<double>(n_classes));
  for (double& p : out) p = math::log(p / middle);
  return out;
}

double binomial_mean(const std::vector<double>& y, const std::vector<double>& raw, const std::vector<uint8_t>* rows) {
  std::vector<double> losses;
  for (size_t i = 0; i < y.size(); ++i) {
    if (!rows || (*rows)[i]) losses.push_back(log1pexp(raw[i]) - y[i] * raw[i]);
  }
  return numerics::mean(losses.data(), static_cast<Index>(losses.size()));
}

double multinomial_mean(const std::vector<double>& y, const std::vector<double>& raw, Index n_classes, const std::vector<uint8_t>* rows) {
  const auto n = y.size();
  std::vector<double> losses;
  Exponentials e(n_classes);
  for (size_t i = 0; i < n; ++i) {
    if (rows && !(*rows)[i]) continue;
    e.of(raw.data() + i, static_cast<Index>(n));
    losses.push_back(math::log(e.sum) + e.largest - raw[i + static_cast<size_t>(y[i]) * n]);
  }
  return numerics::mean(losses.data(), static_cast<Index>(losses.size()));
}

RowMatrix probabilities(RowMatrix raw) {
  if (raw.cols() == 1) {
    RowMatrix out(raw.rows(), 2);
    for (Index i = 0; i < raw.rows(); ++i) {
      out(i, 1) = math::expit(raw(i, 0));
      out(i, 0) = 1 - out(i, 1);
    }
    return out;
  }
  Exponentials e(raw.cols());
  for (Index i = 0; i < raw.rows(); ++i) {
    e.of(raw.data() + i * raw.cols(), 1);
    for (Index k = 0; k < raw.cols(); ++k) raw(i, k) = e.p[static_cast<size_t>(k)] / e.sum;
  }
  return raw;
}

std::vector<int32_t> best_class(const RowMatrix& raw, int32_t at_zero) {
  std::vector<int32_t> codes(static_cast<size_t>(raw.rows()));
  for (Index i = 0; i < raw.rows(); ++i) {
    Index best = 0;
    if (raw.cols() == 1) best = raw(i, 0) > 0 ? 1 : raw(i, 0) == 0 ? at_zero : 0;
    for (Index k = 1; k < raw.cols(); ++k) {
      if (raw(i, k) > raw(i, best)) best = k;
    }
    codes[static_cast<size_t>(i)] = static_cast<int32_t>(best);
  }
  return codes;
}

}  // namespace keepfit::ensemble
