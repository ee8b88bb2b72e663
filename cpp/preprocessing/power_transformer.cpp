#include "preprocessing/power_transformer.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/audit.h"
#include "core/math.h"
#include "core/numerics.h"
#include "core/registry.h"
#include "core/table.h"
#include "core/warnings.h"
#include "preprocessing/scalar_minimum.h"
#include "preprocessing/standard_scaler.h"

namespace keepfit {

KEEPFIT_REGISTER(PowerTransformer)

KEEPFIT_SMALL const Declaration& PowerTransformer::declared() {
  static const Declaration d{
      .name = "PowerTransformer",
      .module = "preprocessing",
      .doc = "Bends each column by a power so that it comes closer to a normal distribution.",
      .kind = Kind::kTransformer,
      .exactness = {Exactness::kConverged, "The likelihood is level within rounding around its maximum."},
      .traits = {.accepts_missing = true, .keeps_missing = true, .gives_negative = true},
      .traits_when = {{&Traits::needs_non_negative, true, "method", {"box-cox"}},
                      {&Traits::needs_positive, true, "method", {"box-cox"}}},
      .params = {{"method",
                  "yeo-johnson",
                  {constraint::options({"yeo-johnson", "box-cox"})},
                  "'box-cox' needs numbers above 0, 'yeo-johnson' takes all."},
                 {"standardize", true, {constraint::boolean()}, "Give the output zero mean and unit variance."}},
      .fitted = {field<&PowerTransformer::lambdas_>("lambdas_", {"n_features_in_"},
                                                    "Exponent of each column; 1 leaves it as it is."),
                 field<&PowerTransformer::scaler_mean_>("scaler_mean_", {"n_features_in_"},
                                                        "Mean of each column after its power; 0 without standardize."),
                 field<&PowerTransformer::scaler_scale_>(
                     "scaler_scale_", {"n_features_in_"},
                     "What each column is then divided by; 1 without standardize.")},
      .unsupported = {"copy"},
      .create = &create<PowerTransformer>};
  return d;
}

namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

double yeo_johnson(double x, double lambda) {
  if (x >= 0) return std::fabs(lambda) < kEps ? math::log1p(x) : math::expm1(lambda * math::log1p(x)) / lambda;
  return std::fabs(lambda - 2) > kEps ? -math::expm1((2 - lambda) * math::log1p(-x)) / (2 - lambda) : -math::log1p(-x);
}

double box_cox(double x, double lambda) {
  const double log = math::log(x);
  if (std::fabs(lambda) < 1e-19) return log;
  // expm1 would overflow before the quotient does.
  if (lambda * log < 709.78) return math::expm1(lambda * log) / lambda;
  return std::copysign(1.0, lambda) * math::exp(lambda * log - math::log(std::fabs(lambda))) - 1 / lambda;
}

double inverse_yeo_johnson(double y, double lambda) {
  if (y >= 0) return std::fabs(lambda) < kEps ? math::exp(y) - 1 : math::pow(y * lambda + 1, 1 / lambda) - 1;
  return std::fabs(lambda - 2) > kEps ? 1 - math::pow(-(2 - lambda) * y + 1, 1 / (2 - lambda)) : 1 - math::exp(-y);
}

double inverse_box_cox(double y, double lambda) {
  if (lambda == 0) return math::exp(y);
  const double product = lambda * y;
  if (product < 1.79e308) return math::exp(math::log1p(product) / lambda);
  return math::exp((math::log(std::copysign(1.0, lambda) * (y + 1 / lambda)) + math::log(std::fabs(lambda))) / lambda);
}

/// np.var of a vector.
double variance(const Vector& v) {
  const Vector away = v.array() - numerics::mean(v.data(), v.size());
  return numerics::mean(Vector(away.array() * away.array()).data(), v.size());
}

/// log(sum(exp(a))): the largest ones are counted, the others added relative to them.
double log_sum_exp(const Vector& a) {
  const double largest = a.maxCoeff();
  Vector rest(a.size());
  double count = 0;
  for (Index i = 0; i < a.size(); ++i) {
    const bool most = a[i] == largest;
    count += most ? 1 : 0;
    rest[i] = most ? 0.0 : math::exp(a[i] - largest);
  }
  const double sum = numerics::sum_pairwise(rest);
  return math::log1p(sum == 0 ? 0.0 : sum / count) + math::log(count) + largest;
}

/// log of the variance of exp(a), without leaving the logarithms.
double log_variance(const Vector& a) {
  const double n = static_cast<double>(a.size()), log_mean = log_sum_exp(a) - math::log(n);
  Vector twice(a.size());
  for (Index i = 0; i < a.size(); ++i) {
    const double high = std::max(a[i], log_mean), low = std::min(a[i], log_mean);
    twice[i] = high == low ? -kInf : 2 * (math::log1p(-math::exp(low - high)) + high);
  }
  return log_sum_exp(twice) - math::log(n);
}

double best_box_cox(const Vector& x) {
  Vector logs(x.size());
  math::log(x.data(), logs.data(), x.size());
  const double sum = numerics::sum_pairwise(logs), n = static_cast<double>(x.size());
  const auto loss = [&](double lambda) {
    const double spread =
        lambda == 0 ? math::log(variance(logs)) : log_variance(lambda * logs) - 2 * math::log(std::fabs(lambda));
    return -((lambda - 1) * sum - n / 2 * spread);
  };
  return scalar_minimum::unbounded(loss, -2.0, 2.0);
}

double best_yeo_johnson(const Vector& x) {
  if ((x.array() == 0).all()) return 1.0;
  const Index n = x.size();
  Vector logs(n), signed_logs(n);
  for (Index i = 0; i < n; ++i) {
    logs[i] = math::log1p(std::fabs(x[i]));
    signed_logs[i] = (x[i] > 0 ? 1.0 : x[i] < 0 ? -1.0 : 0.0) * logs[i];
  }
  const double sum = numerics::sum_pairwise(signed_logs);
  Vector bent(n);
  const auto loss = [&](double lambda) {
    for (Index i = 0; i < n; ++i) {
      if (x[i] >= 0) bent[i] = std::fabs(lambda) < kEps ? logs[i] : math::expm1(lambda * logs[i]) / lambda;
      else bent[i] = std::fabs(lambda - 2) > kEps ? -math::expm1((2 - lambda) * logs[i]) / (2 - lambda) : -logs[i];
    }
    const double spread = variance(bent);
    const double log_spread = spread >= std::numeric_limits<double>::min() ? math::log(spread) : -kInf;
    const double likelihood = -static_cast<double>(n) / 2 * log_spread + (lambda - 1) * sum;
    return std::isinf(likelihood) ? kInf : -likelihood;
  };
  // Exponents for which neither values up to 20 times the largest nor their variance overflow.
  constexpr double kLogEps = -36.04365338911715, kLogLeast = -708.3964185322641, kLogMost = 709.782712893384;
  const double reach = math::log1p(20 * x.cwiseAbs().maxCoeff());
  double low = (kLogLeast - kLogEps) / 2 / reach, high = (kLogMost + kLogEps) / 2 / reach;
  if ((x.array() < 0).all()) {
    const double before = low;
    low = 2 - high;
    high = 2 - before;
  } else if ((x.array() < 0).any()) {
    const double before = low;
    low = std::max(2 - high, low);
    high = std::min(2 - before, high);
  }
  if (low > high) {
    throw Error("too_large", "X",
                "PowerTransformer finds no exponent that keeps numbers as large as " + repr(x.cwiseAbs().maxCoeff()) +
                    " finite, some of them below 0.",
                "Scale the column first, for example with StandardScaler.");
  }
  return scalar_minimum::bounded(loss, low, high, 1.48e-8);
}

}  // namespace

void PowerTransformer::require_positive(const Table& X) const {
  if (!param("method").is("box-cox")) return;
  for (Index j = 0; j < X.columns(); ++j) {
    for (const double v : X.numeric(j)) {
      if (v > 0 || std::isnan(v)) continue;
      throw about("not_positive", X, j,
                  "The Box-Cox transformation needs numbers above 0, but " + X.label(j) + " holds " + repr(v) + ".",
                  "Choose method='yeo-johnson'.");
    }
  }
}

Matrix PowerTransformer::powers(const Matrix& X) const {
  const bool positive = param("method").is("box-cox");
  Matrix out = X;
  for (Index j = 0; j < X.cols(); ++j) {
    for (double& v : out.col(j)) {
      if (std::isnan(v)) continue;
      v = positive ? box_cox(v, lambdas_[j]) : yeo_johnson(v, lambdas_[j]);
    }
  }
  return out;
}

void PowerTransformer::do_fit(const Table& X, const Column*, const Context& context) {
  const Matrix& x = X.numbers();
  const Index n = x.rows(), p = x.cols();
  const bool positive = param("method").is("box-cox");
  lambdas_ = Vector::Ones(p);
  require_positive(X);  // before any search
  for (Index j = 0; j < p; ++j) {
    Vector present(n);
    Index count = 0;
    for (Index i = 0; i < n; ++i) {
      if (!std::isnan(x(i, j))) present[count++] = x(i, j);
    }
    present.conservativeResize(count);
    if (count == 0)
      throw about("empty_column", X, j, "PowerTransformer finds no value in " + X.label(j) + ".",
                  "Drop the column, or fill it first.");
    if (positive) {
      if ((present.array() == present[0]).all()) {
        throw about("constant_column", X, j,
                    "The Box-Cox transformation cannot take " + X.label(j) + ", which holds one value only.",
                    "Drop the column, or choose method='yeo-johnson'.");
      }
      lambdas_[j] = best_box_cox(present);
    } else {
      // A column that does not vary beyond rounding stays as it is; with missing values it is searched like any other.
      const double rows = static_cast<double>(n), mean = numerics::sum_sequential(x.col(j).data(), n) / rows;
      const Vector squares = (x.col(j).array() - mean).square();
      const double var = numerics::sum_sequential(squares.data(), n) / rows, noise = rows * mean * kEps;
      if (var <= rows * kEps * var + noise * noise) continue;
      lambdas_[j] = best_yeo_johnson(present);
    }
    context.report(static_cast<double>(j + 1), static_cast<double>(p));
  }
  scaler_mean_ = Vector::Zero(p);
  scaler_scale_ = Vector::Ones(p);
  if (!param("standardize").boolean()) return;
  StandardScaler scaler;
  scaler.fit(Table(powers(x)), nullptr);
  scaler_mean_ = scaler.mean_;
  scaler_scale_ = scaler.scale_;
}

Table PowerTransformer::do_transform(const Table& X) const {
  require_positive(X);
  Matrix z = powers(X.numbers());
  if (param("standardize").boolean()) {
    for (Index j = 0; j < z.cols(); ++j) z.col(j).array() = (z.col(j).array() - scaler_mean_[j]) / scaler_scale_[j];
  }
  return Table(std::move(z));
}

Table PowerTransformer::do_inverse_transform(const Table& X) const {
  Matrix x = X.numbers();
  const bool positive = param("method").is("box-cox"), standardized = param("standardize").boolean();
  for (Index j = 0; j < x.cols(); ++j) {
    if (standardized) x.col(j).array() = x.col(j).array() * scaler_scale_[j] + scaler_mean_[j];
    bool lost = false;
    for (double& v : x.col(j)) {
      if (std::isnan(v)) continue;
      v = positive ? inverse_box_cox(v, lambdas_[j]) : inverse_yeo_johnson(v, lambdas_[j]);
      lost |= std::isnan(v);
    }
    if (lost && !positive)
      warn("UserWarning",
           "Some values of '" + input_names()[static_cast<size_t>(j)] + "' have no inverse and become missing.",
           "Give PowerTransformer what its transform makes.");
  }
  return Table(std::move(x));
}

void PowerTransformer::check_fitted() const {
  audit::finite("lambdas_", lambdas_);
  audit::finite("scaler_mean_", scaler_mean_);
  if (!(scaler_scale_.array() > 0).all())
    audit::refuse("scaler_scale_", "scaler_scale_ holds a number that is not positive.");
}

}  // namespace keepfit
