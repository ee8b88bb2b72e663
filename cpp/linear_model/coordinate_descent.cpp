#include "linear_model/coordinate_descent.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/columns.h"
#include "core/numerics.h"
#include "core/random.h"
#include "core/shared.h"
#include "core/table.h"
#include "core/warnings.h"
#include "linear_model/linear_fit.h"

namespace keepfit {

KEEPFIT_SMALL Declaration CoordinateDescent::declare(const char* name, const char* doc, bool with_ratio,
                                                     std::unique_ptr<Estimator> (*create)()) {
  std::vector<Param> params{{"alpha", 1.0, {constraint::real("[0, inf)")}, "Strength of the penalty."}};
  if (with_ratio)
    params.push_back({"l1_ratio",
                      0.5,
                      {constraint::real("[0, 1]")},
                      "Share of the L1 penalty: 0 is the L2 penalty alone, 1 the L1 penalty alone."});
  for (const Param& p : std::initializer_list<Param>{
           param::fit_intercept(),
           {"max_iter", 1000, {constraint::integer("[1, inf)")}, "Most sweeps over the columns."},
           {"tol",
            1e-4,
            {constraint::real("[0, inf)")},
            "Stop when the duality gap is at most this share of the target's sum of squares."},
           {"positive", false, {constraint::boolean()}, "Keep all weights at 0 or above."},
           param::random_state("Seed of the draws for selection='random'; None is the seed 0."),
           {"selection",
            "cyclic",
            {constraint::options({"cyclic", "random"})},
            "Order in which the columns are visited."}}) {
    params.push_back(p);
  }
  return {.name = name,
          .module = "linear_model",
          .doc = doc,
          .kind = Kind::kRegressor,
          .exactness = {Exactness::kConverged},
          .traits = {.needs_target = true, .sample_weight = true},
          .params = std::move(params),
          .first = with_ratio ? "alpha l1_ratio fit_intercept max_iter" : "alpha fit_intercept max_iter",
          .fitted = {coef_field(), intercept_field(),
                     field<&CoordinateDescent::n_iter_>("n_iter_", {}, "Sweeps taken; max_iter when not converged."),
                     field<&CoordinateDescent::dual_gap_>("dual_gap_", {},
                                                          "How far the objective may still be from its least value.")},
          .unsupported = {"precompute", "copy_X", "warm_start"},
          .unsupported_methods = {"path"},
          .create = create};
}

namespace {

struct Problem {
  const Matrix& X;
  const Vector& y;
  Vector norms, with_y;  // X'X's diagonal, X'y
  double alpha, beta;    // weights of |w|_1 and of |w|^2 / 2
  bool positive;
};

struct Gap {
  double value, dual_norm;
};

/// How far the primal value at w may be from the least one. `correlation` is X'R; it becomes X'R - beta w with an L1
/// penalty.
Gap duality_gap(const Problem& q, const Vector& w, const Vector& residual, Vector& correlation) {
  const double squares = q.beta > 0 ? numerics::dot(w, w) : 0.0;
  const double residual_squares = numerics::dot(residual, residual);
  const double along = q.alpha == 0 && q.beta == 0 ? 0.0 : numerics::dot(residual, q.y);
  if (q.alpha == 0) {
    const double norm = numerics::dot(correlation, correlation);
    // Without any penalty there is no gap; the squared gradient takes its place.
    if (q.beta == 0) return {norm, norm};
    return {residual_squares + 0.5 * q.beta * squares - along + 1 / (2 * q.beta) * norm, norm};
  }
  double largest = q.positive ? -kInf : 0.0, l1 = 0;
  for (Index j = 0; j < w.size(); ++j) {
    correlation[j] -= q.beta * w[j];
    largest = std::max(largest, q.positive ? correlation[j] : std::fabs(correlation[j]));
    l1 += std::fabs(w[j]);
  }
  const double quadratic = residual_squares + q.beta * squares;
  const double scale = largest > q.alpha ? q.alpha / largest : 1.0;
  const double primal = 0.5 * quadratic + q.alpha * l1;
  const double dual = -0.5 * (scale * scale) * quadratic + scale * along;
  return {primal - dual, largest};
}

struct Descent {
  Vector w;
  double gap;
  int64_t iterations;
  bool converged = true;
};

Descent descend(const Problem& q, double tol, int64_t max_iter, bool random, uint32_t seed, const Context& context) {
  const Index n = q.X.rows(), p = q.X.cols();
  const Vector& norms = q.norms;
  Vector w = Vector::Zero(p), residual = q.y, correlation = q.with_y;
  const double target = tol * numerics::dot(q.y, q.y);
  const bool screening = q.alpha > 0;

  Gap gap = duality_gap(q, w, residual, correlation);
  if (gap.value <= target) return {w, gap.value, 0};

  std::vector<Index> active;
  std::vector<char> excluded(static_cast<size_t>(p), 0);
  for (Index j = 0; j < p; ++j) {
    if (screening && norms[j] == 0) excluded[static_cast<size_t>(j)] = 1;
    else active.push_back(j);
  }
  const auto screen = [&] {
    if (!screening) return;
    active.clear();
    const double reach = std::sqrt(2 * gap.value) / q.alpha;
    for (Index j = 0; j < p; ++j) {
      if (excluded[static_cast<size_t>(j)]) continue;
      const double along = correlation[j] / std::max(q.alpha, gap.dual_norm);
      if ((1 - std::fabs(along)) / std::sqrt(norms[j] + q.beta) <= reach) {
        active.push_back(j);
        continue;
      }
      if (w[j] != 0) numerics::axpy(w[j], q.X.col(j).data(), residual.data(), n);
      w[j] = 0;
      excluded[static_cast<size_t>(j)] = 1;
    }
  };
  screen();

  OurRandR draw{seed};
  for (int64_t iteration = 0; iteration < max_iter; ++iteration) {
    double largest = 0, largest_step = 0, owed = 0;
    const double* owing = nullptr;  // owed times this column is still to be added to the residual
    const auto count = static_cast<int64_t>(active.size());
    for (int64_t f = 0; f < count; ++f) {
      const Index j = active[static_cast<size_t>(random ? draw.integer(0, count) : f)];
      if (norms[j] == 0) continue;
      const double* column = q.X.col(j).data();
      const double before = w[j];
      const double along = owing ? numerics::axpy_dot(owed, owing, residual.data(), column, n)
                                 : numerics::dot(column, residual.data(), n);
      owing = nullptr;
      const double pull = along + before * norms[j];
      if (q.positive && pull < 0) {
        w[j] = 0;
      } else {
        const double sign = pull == 0 ? 0.0 : (pull > 0 ? 1.0 : -1.0);
        w[j] = sign * std::max(std::fabs(pull) - q.alpha, 0.0) / (norms[j] + q.beta);
      }
      if (w[j] != before) {
        owed = before - w[j];
        owing = column;
      }
      largest_step = std::max(largest_step, std::fabs(w[j] - before));
      largest = std::max(largest, std::fabs(w[j]));
    }
    if (owing) numerics::axpy(owed, owing, residual.data(), n);
    if (largest == 0 || largest_step / largest <= tol || iteration == max_iter - 1) {
      numerics::transposed_matrix_vector(q.X, residual.data(), correlation.data());
      gap = duality_gap(q, w, residual, correlation);
      if (gap.value <= target) return {w, gap.value, iteration + 1};
      screen();
    }
    context.report(static_cast<double>(iteration + 1), static_cast<double>(max_iter));
  }
  return {w, gap.value, max_iter, false};
}

}  // namespace

void CoordinateDescent::do_fit(const Table& X, const Column* y, const Context& context) {
  const double alpha = param("alpha").number(), n = static_cast<double>(X.rows());
  const double ratio = declaration().find_param("l1_ratio") ? param("l1_ratio").number() : 1.0;
  Vector weights;
  if (sample_weight()) weights = *sample_weight() * (n / numerics::sum_pairwise(*sample_weight()));
  Centered data(X.numbers(), numeric_target(name(), *y), param("fit_intercept").boolean(),
                sample_weight() ? &weights : nullptr);
  const Vector target = data.y;
  Vector norms, with_y;
  const Matrix& centred = data.X(norms, with_y);
  const Problem problem{centred,
                        target,
                        std::move(norms),
                        std::move(with_y),
                        alpha * ratio * n,
                        alpha * (1.0 - ratio) * n,
                        param("positive").boolean()};
  const auto seed = static_cast<uint32_t>(random_state_of(param("random_state")).randint(0, 2147483647));
  Descent found = descend(problem, param("tol").number(), param("max_iter").integer(), param("selection").is("random"),
                          seed, context);
  if (alpha == 0)
    warn("UserWarning", name() + " with alpha=0 converges slowly.",
         "Use LinearRegression, which solves the same problem at once.");
  if (!found.converged)
    warn_not_converged(name(), "after max_iter=" + std::to_string(found.iterations) + " sweeps",
                       "Raise max_iter or alpha, or scale the columns first.");
  coef_ = std::move(found.w);
  n_iter_ = found.iterations;
  dual_gap_ = found.gap / n;
  intercept_ = data.intercept(coef_);
  require_finite_fit();
  if (!std::isfinite(dual_gap_)) {
    throw Error("not_finite", name(), name() + " ran into numbers that are not finite.",
                "Scale the columns first, for example with StandardScaler.");
  }
}

}  // namespace keepfit
