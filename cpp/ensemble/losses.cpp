#include "ensemble/losses.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "core/math.h"
#include "core/math_nearest.h"
#include "core/numerics.h"
#include "core/percentile.h"
#include "preprocessing/quantiles.h"

namespace keepfit::ensemble {

double average(const std::vector<double>& values, Weights weights) {
  const auto n = static_cast<Index>(values.size());
  if (!weights) return numerics::mean(values.data(), n);
  return numerics::weighted_sum(values.data(), weights->data(), n) / numerics::sum_pairwise(weights->data(), n);
}

double percentile_of_weight(const std::vector<double>& values, const std::vector<double>& weights, double percent) {
  return weighted_percentile(values.data(), weights.data(), static_cast<Index>(values.size()), percent);
}

void Loss::prepare(const std::vector<double>&, const std::vector<double>&, const std::vector<double>&) {}

namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

double log1pexp(double x) {
  if (x <= -37) return math::exp_nearest(x);
  if (x <= -2) return math::log1p(math::exp_nearest(x));
  if (x <= 18) return math::log_nearest(1.0 + math::exp_nearest(x));
  if (x <= 33.3) return x + math::exp_nearest(-x);
  return x;
}

/// log(1 + x) for |x| <= 0.4 with glibc's rounding, which is not always to the nearest double. Formula and
/// coefficients: fdlibm (Sun Microsystems).
double log1p_fdlibm(double x) {
  double k = 0, f = x, lost = 0;
  if (!(x > -0.2929 && x < 0.41422)) {
    const double u = 1 + x;
    k = -1;
    lost = (x - (u - 1)) / u;
    f = 2 * u - 1;
  }
  const double half = 0.5 * f * f, s = f / (2 + f), z = s * s, z2 = z * z, z4 = z2 * z2;
  const double r = z * 6.666666666666735130e-01 + z2 * (3.999999999940941908e-01 + z * 2.857142874366239149e-01) +
                   z4 * (2.222219843214978396e-01 + z * 1.818357216161805012e-01) +
                   z4 * z2 * (1.531383769920937332e-01 + z * 1.479819860511658591e-01);
  if (k == 0) return f - (half - s * (half + r));
  return k * 6.93147180369123816490e-01 - ((half - (s * (half + r) + (k * 1.90821492927058770002e-10 + lost))) - f);
}

/// scipy.special.logit.
double logit(double p) {
  if (p < 0.3 || p > 0.65) return math::log_nearest(p / (1 - p));
  const double s = 2 * (p - 0.5);
  return log1p_fdlibm(s) - log1p_fdlibm(-s);
}

/// A loss that is a sum over rows of a function of target and prediction, and its two derivatives.
template <class Self>
struct RowLoss : Loss {
  const Self& self() const { return static_cast<const Self&>(*this); }

  void losses(const std::vector<double>& y, const std::vector<double>& raw, std::vector<double>& out) const final {
    out.resize(y.size());
    for (size_t i = 0; i < y.size(); ++i) out[i] = self().loss(y[i], raw[i]);
  }
  void negative_gradient(const std::vector<double>& y, const std::vector<double>& raw,
                         std::vector<double>& out) const final {
    for (size_t i = 0; i < y.size(); ++i) out[i] = -self().slopes(y[i], raw[i]).first;
  }
  void derivatives(const std::vector<double>& y, const std::vector<double>& raw, Weights weights,
                   std::vector<float>& gradient, std::vector<float>& hessian) const final {
    const bool with_hessian = !constant_hessian() || weights;
    for (size_t i = 0; i < y.size(); ++i) {
      const std::pair<double, double> d = self().slopes(y[i], raw[i]);
      gradient[i] = static_cast<float>(weights ? d.first * (*weights)[i] : d.first);
      if (with_hessian) hessian[i] = static_cast<float>(weights ? d.second * (*weights)[i] : d.second);
    }
  }
};

struct SquaredError final : RowLoss<SquaredError> {
  bool constant_hessian() const override { return true; }
  std::vector<double> constant(const std::vector<double>& y, Weights weights) const override {
    return {average(y, weights)};
  }
  static double loss(double y, double raw) { return 0.5 * (raw - y) * (raw - y); }
  static std::pair<double, double> slopes(double y, double raw) { return {raw - y, 1.0}; }
};

struct AbsoluteError final : RowLoss<AbsoluteError> {
  bool constant_hessian() const override { return true; }
  bool smooth() const override { return false; }
  std::vector<double> constant(const std::vector<double>& y, Weights weights) const override {
    if (weights) return {percentile_of_weight(y, *weights, 50)};
    return {quantiles::median(quantiles::sorted_values(y.data(), static_cast<Index>(y.size())))};
  }
  static double loss(double y, double raw) { return std::abs(raw - y); }
  static std::pair<double, double> slopes(double y, double raw) { return {raw > y ? 1.0 : -1.0, 1.0}; }
};

struct Pinball final : RowLoss<Pinball> {
  explicit Pinball(double q) : quantile(q) {}
  bool constant_hessian() const override { return true; }
  bool smooth() const override { return false; }
  std::vector<double> constant(const std::vector<double>& y, Weights weights) const override {
    if (weights) return {percentile_of_weight(y, *weights, 100 * quantile)};
    return {quantiles::percentile(quantiles::sorted_values(y.data(), static_cast<Index>(y.size())), 100 * quantile)};
  }
  double loss(double y, double raw) const { return y >= raw ? quantile * (y - raw) : (1.0 - quantile) * (raw - y); }
  std::pair<double, double> slopes(double y, double raw) const { return {y >= raw ? -quantile : 1.0 - quantile, 1.0}; }
  double quantile;
};

struct Huber final : RowLoss<Huber> {
  explicit Huber(double q) : quantile(q) {}
  bool smooth() const override { return false; }
  void prepare(const std::vector<double>& y, const std::vector<double>& raw,
               const std::vector<double>& weights) override {
    std::vector<double> off(y.size());
    for (size_t i = 0; i < y.size(); ++i) off[i] = std::abs(y[i] - raw[i]);
    delta = percentile_of_weight(off, weights, 100 * quantile);
  }
  std::vector<double> constant(const std::vector<double>& y, Weights weights) const override {
    const double median =
        weights ? percentile_of_weight(y, *weights, 50)
                : quantiles::percentile(quantiles::sorted_values(y.data(), static_cast<Index>(y.size())), 50);
    std::vector<double> terms(y.size());
    for (size_t i = 0; i < y.size(); ++i) {
      const double off = y[i] - median;
      terms[i] = off == 0.0 ? 0.0 : std::copysign(std::min(delta, std::abs(off)), off);
    }
    return {median + average(terms, weights)};
  }
  double loss(double y, double raw) const {
    const double off = std::abs(y - raw);
    return off <= delta ? 0.5 * (off * off) : delta * (off - 0.5 * delta);
  }
  std::pair<double, double> slopes(double y, double raw) const {
    const double off = raw - y;
    if (std::abs(off) <= delta) return {off, 1.0};
    return {off >= 0 ? delta : -delta, 0.0};
  }
  double quantile, delta = 0.5;
};

/// Logarithm of the mean, which is kept positive.
std::vector<double> log_of_mean(const std::vector<double>& y, Weights weights) {
  return {math::log_nearest(std::max(average(y, weights), 10 * kEps))};
}

struct Poisson final : RowLoss<Poisson> {
  std::vector<double> constant(const std::vector<double>& y, Weights weights) const override {
    return log_of_mean(y, weights);
  }
  static double loss(double y, double raw) { return math::exp_nearest(raw) - y * raw; }
  static std::pair<double, double> slopes(double y, double raw) {
    const double e = math::exp_nearest(raw);
    return {e - y, e};
  }
};

struct Gamma final : RowLoss<Gamma> {
  std::vector<double> constant(const std::vector<double>& y, Weights weights) const override {
    return log_of_mean(y, weights);
  }
  static double loss(double y, double raw) { return raw + y * math::exp_nearest(-raw); }
  static std::pair<double, double> slopes(double y, double raw) {
    const double e = math::exp_nearest(-raw);
    return {1.0 - y * e, e * y};
  }
};

struct Binomial final : RowLoss<Binomial> {
  std::vector<double> constant(const std::vector<double>& y, Weights weights) const override {
    return raw_of_shares({average(y, weights)}, 10 * kEps);
  }
  static double loss(double y, double raw) { return log1pexp(raw) - y * raw; }
  static std::pair<double, double> slopes(double y, double raw) {
    if (raw > -37) {
      const double e = math::exp_nearest(-raw);
      return {((1 - y) - y * e) / (1 + e), e / ((1 + e) * (1 + e))};
    }
    const double e = math::exp_nearest(raw);
    return {e - y, e};
  }
};

struct Exponential final : RowLoss<Exponential> {
  std::vector<double> constant(const std::vector<double>& y, Weights weights) const override {
    return {0.5 * raw_of_shares({average(y, weights)}, 10 * kEps)[0]};
  }
  static double loss(double y, double raw) {
    const double e = math::exp_nearest(raw);
    return y / e + (1 - y) * e;
  }
  static std::pair<double, double> slopes(double y, double raw) {
    const double e = math::exp_nearest(raw);
    return {-y / e + (1 - y) * e, y / e + (1 - y) * e};
  }
};

/// exp(raw - largest) of a row, and their sum.
struct Exponentials {
  explicit Exponentials(Index n) : p(static_cast<size_t>(n)) {}
  std::vector<double> p;
  double largest = 0, sum = 0;

  template <class Exp>
  void of(const double* raw, Index stride, Exp exp) {
    largest = raw[0];
    for (size_t k = 1; k < p.size(); ++k) largest = std::max(largest, raw[static_cast<Index>(k) * stride]);
    sum = 0;
    for (size_t k = 0; k < p.size(); ++k) sum += p[k] = exp(raw[static_cast<Index>(k) * stride] - largest);
  }
};

struct Multinomial final : Loss {
  explicit Multinomial(Index n_classes) : k_(n_classes) {}
  Index trees_per_stage() const override { return k_; }
  std::vector<double> constant(const std::vector<double>& y, Weights weights) const override {
    std::vector<double> shares, is(y.size());
    for (Index k = 0; k < k_; ++k) {
      for (size_t i = 0; i < y.size(); ++i) is[i] = y[i] == static_cast<double>(k);
      shares.push_back(average(is, weights));
    }
    return raw_of_shares(std::move(shares), kEps);
  }
  void losses(const std::vector<double>& y, const std::vector<double>& raw, std::vector<double>& out) const override {
    out.resize(y.size());
    each_row(raw, y.size(), [&](size_t i, const Exponentials& e) {
      out[i] = math::log_nearest(e.sum) + e.largest - raw[i + static_cast<size_t>(y[i]) * y.size()];
    });
  }
  void negative_gradient(const std::vector<double>& y, const std::vector<double>& raw,
                         std::vector<double>& out) const override {
    each_row(raw, y.size(), [&](size_t i, const Exponentials& e) {
      for (size_t k = 0; k < e.p.size(); ++k)
        out[i + k * y.size()] = -(e.p[k] / e.sum - (y[i] == static_cast<double>(k) ? 1.0 : 0.0));
    });
  }
  void derivatives(const std::vector<double>& y, const std::vector<double>& raw, Weights weights,
                   std::vector<float>& gradient, std::vector<float>& hessian) const override {
    each_row(raw, y.size(), [&](size_t i, const Exponentials& e) {
      const double w = weights ? (*weights)[i] : 1.0;
      for (size_t k = 0; k < e.p.size(); ++k) {
        const double p = e.p[k] / e.sum;
        gradient[i + k * y.size()] = static_cast<float>((p - (y[i] == static_cast<double>(k) ? 1.0 : 0.0)) * w);
        hessian[i + k * y.size()] = static_cast<float>((p * (1.0 - p)) * w);
      }
    });
  }

 private:
  template <class Use>
  void each_row(const std::vector<double>& raw, size_t n, Use use) const {
    Exponentials e(k_);
    for (size_t i = 0; i < n; ++i) {
      e.of(raw.data() + i, static_cast<Index>(n), math::exp_nearest);
      use(i, e);
    }
  }

  Index k_;
};

}  // namespace

std::unique_ptr<Loss> make_loss(const std::string& name, Index n_classes, double quantile) {
  if (name == "absolute_error") return std::make_unique<AbsoluteError>();
  if (name == "quantile") return std::make_unique<Pinball>(quantile);
  if (name == "huber") return std::make_unique<Huber>(quantile);
  if (name == "poisson") return std::make_unique<Poisson>();
  if (name == "gamma") return std::make_unique<Gamma>();
  if (name == "exponential") return std::make_unique<Exponential>();
  if (name == "log_loss" && n_classes > 2) return std::make_unique<Multinomial>(n_classes);
  if (name == "log_loss") return std::make_unique<Binomial>();
  return std::make_unique<SquaredError>();
}

std::vector<double> raw_of_shares(std::vector<double> shares, double eps) {
  for (double& p : shares) p = std::min(std::max(p, eps), 1 - eps);
  if (shares.size() == 1) return {logit(shares[0])};
  std::vector<double> logs;
  for (double p : shares) logs.push_back(math::log_nearest(p));
  const double middle = math::exp_nearest(average(logs, nullptr));
  for (double& p : shares) p = math::log_nearest(p / middle);
  return shares;
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
    e.of(raw.data() + i * raw.cols(), 1, [](double v) { return math::exp(v); });
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
