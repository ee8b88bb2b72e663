#include "dummy/dummy_regressor.h"

#include <algorithm>
#include <cmath>

#include "core/audit.h"
#include "core/numerics.h"
#include "core/percentile.h"
#include "core/registry.h"
#include "core/table.h"
#include "preprocessing/quantiles.h"

namespace keepfit {

KEEPFIT_REGISTER(DummyRegressor)

namespace {

Listed<Example> examples() {
  return {{"strategy", {"constant"}, {{"constant", 0.25}}}, {"strategy", {"quantile"}, {{"quantile", 0.25}}}};
}

}  // namespace

KEEPFIT_SMALL const Declaration& DummyRegressor::declared() {
  static const Declaration d{
      .name = "DummyRegressor",
      .module = "dummy",
      .doc = "Predicts one number for every row: a baseline.",
      .kind = Kind::kRegressor,
      .exactness = {Exactness::kExact},
      .traits = {.accepts_text = true,
                 .accepts_missing = true,
                 .accepts_infinite = true,
                 .needs_target = true,
                 .sample_weight = true},
      .params = {{"strategy",
                  "mean",
                  {constraint::options({"mean", "median", "quantile", "constant"})},
                  "What is predicted: a statistic of the training targets, or a constant."},
                 {"constant",
                  Value(),
                  {constraint::real("(-inf, inf)"), constraint::none()},
                  "The number that the strategy 'constant' predicts."},
                 {"quantile",
                  Value(),
                  {constraint::real("[0, 1]"), constraint::none()},
                  "The quantile that the strategy 'quantile' predicts."}},
      .fitted = {field<&DummyRegressor::constant_>("constant_", {"1", "1"}, "What is predicted.")},
      .examples = &examples,
      .unsupported = {},
      .create = &create<DummyRegressor>};
  return d;
}

namespace {

double median(std::vector<double> v) {
  const size_t half = v.size() / 2;
  std::sort(v.begin(), v.end());
  return v.size() % 2 ? v[half] : (v[half - 1] + v[half]) / 2.0;
}

/// Linear interpolation from the nearer end, as NumPy does it.
double quantile(std::vector<double> v, double q) {
  std::sort(v.begin(), v.end());
  const double at = q * 100.0 / 100.0 * static_cast<double>(v.size() - 1);
  const auto below = std::min(static_cast<size_t>(at), v.size() - 1);
  const size_t above = std::min(below + 1, v.size() - 1);
  const double t = at - std::floor(at), step = v[above] - v[below];
  return t >= 0.5 ? v[above] - step * (1.0 - t) : v[below] + step * t;
}

}  // namespace

void DummyRegressor::do_fit(const Table&, const Column* y, const Context&) {
  const Vector& target = numeric_target(name(), *y);
  const std::vector<double> values(target.begin(), target.end());
  const Value& strategy = param("strategy");
  for (const char* needed : {"quantile", "constant"}) {
    if (strategy.is(needed) && param(needed).is_null()) {
      throw Error("bad_parameter", name(),
                  std::string(needed) + " of " + name() + " must be given for the strategy '" + needed + "'.",
                  "Set it to a number.");
    }
  }
  double constant = 0;
  const Vector* weights = sample_weight();
  if (strategy.is("mean") && weights)
    constant = numerics::weighted_sum(target.data(), weights->data(), target.size()) / numerics::sum_pairwise(*weights);
  else if (strategy.is("mean")) constant = numerics::mean(target.data(), target.size());
  else if (weights && !strategy.is("constant"))
    constant = weighted_percentile(target.data(), weights->data(), target.size(),
                                   strategy.is("median") ? 50.0 : param("quantile").number() * 100.0);
  else if (strategy.is("median")) constant = median(values);
  else if (strategy.is("quantile")) constant = quantile(values, param("quantile").number());
  else constant = param("constant").number();
  if (!std::isfinite(constant)) {
    throw Error("bad_target", "y", "The " + strategy.text() + " of the target is too large for a float.",
                "Scale the target.");
  }
  constant_ = RowMatrix::Constant(1, 1, constant);
}

Column DummyRegressor::do_predict(const Table& X) const {
  return Column::of_numbers(Vector::Constant(X.rows(), constant_(0, 0)));
}

void DummyRegressor::check_fitted() const { audit::finite("constant_", constant_); }

}  // namespace keepfit
