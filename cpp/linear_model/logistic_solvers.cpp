#include "linear_model/logistic_solvers.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/factor.h"
#include "core/numerics.h"
#include "core/warnings.h"
#include "linear_model/lbfgs.h"

namespace keepfit::logistic {

namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();
constexpr int kMostHalvings = 21;

double sum_abs(const Vector& v) {
  const Vector sizes = v.cwiseAbs();
  return numerics::sum_pairwise(sizes);
}

/// A change that rounding alone could make.
bool level(double gain, double value) { return std::fabs(gain) <= std::fabs(value) * 16 * kEps; }

/// A multinomial model is the same when a constant is added to all classes: what nothing penalises is fixed for the
/// last class.
bool is_fixed(const LogisticLoss& loss, Index i, bool penalised) {
  const Index k = loss.vectors();
  return k > 1 && i % k == k - 1 && (!penalised || i >= loss.coefficients());
}

void not_converged(int64_t max_iter, bool all = true) {
  warn_not_converged("LogisticRegression",
                     all ? "after max_iter=" + std::to_string(max_iter) + " iterations" : "where no step led further");
}

}  // namespace

int64_t run_lbfgs(LogisticLoss& loss, Vector& x, double tol, int64_t max_iter, const Report& report) {
  LbfgsOptions options;
  options.gradient_tolerance = tol;
  options.max_iterations = max_iter;
  const auto objective = [&loss](const Vector& at, Vector& gradient) { return loss.value_and_gradient(at, gradient); };
  const LbfgsResult found = minimize_lbfgs(objective, x, options, report);
  if (!found.converged) not_converged(max_iter, found.iterations >= max_iter);
  return std::min(found.iterations, max_iter);
}

int64_t run_newton(LogisticLoss& loss, Vector& x, double tol, int64_t max_iter, bool penalised, const Report& report) {
  const Index size = loss.size();
  std::vector<Index> free;
  for (Index i = 0; i < size; ++i) {
    if (!is_fixed(loss, i, penalised)) free.push_back(i);
  }
  const auto reduced = static_cast<Index>(free.size());

  Vector gradient(size), next_gradient(size), next(size);
  double value = loss.value_and_gradient(x, gradient);
  for (int64_t iteration = 1; iteration <= max_iter; ++iteration) {
    const Matrix h = loss.hessian(x, free);
    Vector g(reduced);
    for (Index i = 0; i < reduced; ++i) g[i] = gradient[free[static_cast<size_t>(i)]];
    Vector step = -g;
    Matrix factored = h;
    const bool solved = factor::cholesky(factored);
    double slope = 0;
    if (solved) {
      factor::cholesky_solve(factored, step);
      slope = numerics::dot(g, step);
    }
    bool moved = false;
    if (solved && slope <= 0) {
      double length = 1.0;
      for (int trial = 0; trial < kMostHalvings && !moved; ++trial, length *= 0.5) {
        next = x;
        for (Index i = 0; i < reduced; ++i) next[free[static_cast<size_t>(i)]] += length * step[i];
        const double next_value = loss.value_and_gradient(next, next_gradient);
        const double gain = next_value - value;
        moved = gain <= length * slope / 2048.0 || (level(gain, value) && sum_abs(next_gradient) < sum_abs(gradient));
        if (moved) value = next_value;
      }
    }
    if (!moved) {
      warn(solved ? "ConvergenceWarning" : "LinAlgWarning",
           std::string("Newton's method met ") +
               (solved ? "a step that leads nowhere" : "equations that are singular") + "; L-BFGS goes on from there.",
           "Remove columns that follow from others, lower C, or choose solver='lbfgs'.");
    }
    if (!moved) return iteration - 1 + run_lbfgs(loss, x, tol, max_iter - iteration + 1, report);
    x.swap(next);
    gradient.swap(next_gradient);
    if (report) report(iteration);
    if (gradient.cwiseAbs().maxCoeff() <= tol) {
      double decrement = 0;
      for (Index i = 0; i < reduced; ++i) decrement += step[i] * numerics::dot(h.col(i), step);
      if (0.5 * decrement <= tol) return iteration;
    }
  }
  not_converged(max_iter);
  return max_iter;
}

namespace {

/// Distance of 0 from the slopes that the penalised objective has at x in one coordinate.
double violation(double x, double slope, double l1) {
  if (x != 0) return std::fabs(slope + (x > 0 ? l1 : -l1));
  return std::max(std::fabs(slope) - l1, 0.0);
}

/// min over u of g'(u - x) + (u - x)' H (u - x) / 2 + sum of l1[i] |u[i]|, to `target` in every coordinate.
struct Subproblem {
  const Matrix& H;
  const Vector& l1;
  Vector u, slope;  // slope: of the smooth part at u

  double worst() const {
    double most = 0;
    for (Index i = 0; i < u.size(); ++i) most = std::max(most, violation(u[i], slope[i], l1[i]));
    return most;
  }

  void move(Index i, double to) {
    const double step = to - u[i];
    if (step == 0) return;
    numerics::axpy(step, H.data() + i * H.rows(), slope.data(), u.size());
    u[i] = to;
  }

  void sweep() {
    for (Index i = 0; i < u.size(); ++i) {
      if (!(H(i, i) > 0)) continue;
      const double whole = u[i] - slope[i] / H(i, i), cut = l1[i] / H(i, i);
      move(i, whole > cut ? whole - cut : (whole < -cut ? whole + cut : 0.0));
    }
  }

  /// The exact answer if the signs are already right: coordinate descent is slow where columns resemble one another.
  void finish() {
    std::vector<Index> support;
    for (Index i = 0; i < u.size(); ++i) {
      if (u[i] != 0 || l1[i] == 0) support.push_back(i);
    }
    const auto s = static_cast<Index>(support.size());
    Matrix h(s, s);
    Vector step(s);
    for (Index a = 0; a < s; ++a) {
      const Index i = support[static_cast<size_t>(a)];
      for (Index b = 0; b < s; ++b) h(a, b) = H(i, support[static_cast<size_t>(b)]);
      step[a] = -(slope[i] + (u[i] > 0 ? l1[i] : u[i] < 0 ? -l1[i] : 0.0));
    }
    if (s == 0 || !factor::cholesky(h)) return;
    factor::cholesky_solve(h, step);
    for (Index a = 0; a < s; ++a) {
      const Index i = support[static_cast<size_t>(a)];
      if (l1[i] > 0 && !(u[i] * (u[i] + step[a]) > 0)) return;
    }
    for (Index a = 0; a < s; ++a) {
      const Index i = support[static_cast<size_t>(a)];
      move(i, u[i] + step[a]);
    }
  }

  void solve(double target) {
    constexpr int kMostSweeps = 1000;
    for (int done = 1; done <= kMostSweeps; ++done) {
      sweep();
      if (done % 10 == 0) finish();
      if (worst() <= target) return;
    }
  }
};

}  // namespace

int64_t run_proximal_newton(LogisticLoss& loss, double l1, Vector& x, double tol, int64_t max_iter,
                            const Report& report) {
  const Index size = loss.size();
  const auto weight = [&](Index i) { return i < loss.coefficients() ? l1 : 0.0; };
  const auto worst = [&](const Vector& at, const Vector& slope) {
    double most = 0;
    for (Index i = 0; i < size; ++i) most = std::max(most, violation(at[i], slope[i], weight(i)));
    return most;
  };
  const auto penalty = [&](const Vector& at) { return l1 * sum_abs(at.head(loss.coefficients())); };

  Vector gradient(size), next(size), next_gradient(size);
  double value = loss.value_and_gradient(x, gradient) + penalty(x);
  for (int64_t iteration = 0; iteration < max_iter; ++iteration) {
    const double most = worst(x, gradient);
    if (most <= tol) return iteration;
    std::vector<Index> working;
    for (Index i = 0; i < size; ++i) {
      if (!is_fixed(loss, i, true) && (x[i] != 0 || weight(i) == 0 || violation(0, gradient[i], l1) > 0))
        working.push_back(i);
    }
    const auto n = static_cast<Index>(working.size());
    Vector l1s(n), start(n), slopes(n);
    for (Index a = 0; a < n; ++a) {
      const Index i = working[static_cast<size_t>(a)];
      l1s[a] = weight(i);
      start[a] = x[i];
      slopes[a] = gradient[i];
    }
    const Matrix hessian = loss.hessian(x, working);
    Subproblem inner{hessian, l1s, start, slopes};
    inner.solve(1e-3 * most);
    const Vector step = inner.u - start;
    double promised = numerics::dot(slopes, step);
    for (Index a = 0; a < n; ++a) promised += l1s[a] * (std::fabs(inner.u[a]) - std::fabs(start[a]));

    bool moved = false;
    double length = 1.0;
    for (int trial = 0; trial < kMostHalvings && !moved; ++trial, length *= 0.5) {
      next = x;
      // A whole step ends at the very zeros that coordinate descent found.
      for (Index a = 0; a < n; ++a)
        next[working[static_cast<size_t>(a)]] = trial == 0 ? inner.u[a] : start[a] + length * step[a];
      const double next_value = loss.value_and_gradient(next, next_gradient) + penalty(next);
      const double gain = next_value - value;
      moved = (promised < 0 && gain <= length * promised / 2048.0) ||
              (level(gain, value) && worst(next, next_gradient) < most);
      if (moved) value = next_value;
    }
    // No step leads down: as near as doubles come.
    if (!moved) return iteration;
    x.swap(next);
    gradient.swap(next_gradient);
    if (report) report(iteration + 1);
  }
  not_converged(max_iter);
  return max_iter;
}

}  // namespace keepfit::logistic
