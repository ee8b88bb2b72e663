#include "linear_model/logistic_regression.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "core/factor.h"
#include "core/math.h"
#include "core/numerics.h"
#include "core/registry.h"
#include "linear_model/lbfgs.h"
#include "linear_model/logistic_loss.h"

namespace keepfit {

KEEPFIT_REGISTER(LogisticRegression)

const Declaration& LogisticRegression::declared() {
  static const Declaration d{
      .name = "LogisticRegression",
      .module = "linear_model",
      .doc = "Linear classifier that gives probabilities; the L2 penalty keeps its weights small.",
      .kind = Kind::kClassifier,
      .exactness = {Exactness::kConverged},
      .traits = {.needs_target = true, .probabilities = true},
      .params = {{"C", 1.0, {constraint::real("(0, inf]")}, "Inverse of the penalty's strength: smaller values penalise more."},
                 {"l1_ratio", 0.0, {constraint::real("[0, 0]")}, "Share of the L1 penalty; only 0, the L2 penalty, is supported."},
                 {"tol", 1e-4, {constraint::real("[0, inf)")}, "Stop when no component of the gradient is larger."},
                 {"fit_intercept", true, {constraint::boolean()}, "Add a constant to the decision function."},
                 {"class_weight", Value(),
                  {constraint::none(), constraint::options({"balanced"}), constraint::mapping()},
                  "Weight of each class; 'balanced' makes classes count alike whatever their size."},
                 {"solver", "lbfgs", {constraint::options({"lbfgs", "newton-cholesky"})}, "Method of optimisation."},
                 {"max_iter", 100, {constraint::integer("[0, inf)")}, "Most iterations that the solver may take."}},
      .fitted = {field<&LogisticRegression::classes_>("classes_", {"n_classes"}, "Class labels, ascending."),
                 field<&LogisticRegression::coef_>("coef_", {"n_vectors", "n_features_in_"},
                                                   "Weights: one row for two classes, else one row per class."),
                 field<&LogisticRegression::intercept_>("intercept_", {"n_vectors"}, "Constants added to the decision function."),
                 field<&LogisticRegression::n_iter_>("n_iter_", {"1"}, "Iterations taken; max_iter when not converged.")},
      .unsupported = {"penalty", "dual", "intercept_scaling", "random_state", "verbose", "warm_start", "n_jobs", "multi_class"},
      .create = &create<LogisticRegression>};
  return d;
}

namespace {

double sum_abs(const Vector& v) {
  const Vector sizes = v.cwiseAbs();
  return numerics::sum_pairwise(sizes);
}

int64_t run_lbfgs(LogisticLoss& loss, Vector& x, double tol, int64_t max_iter, const std::function<void(int64_t)>& report) {
  LbfgsOptions options;
  options.gradient_tolerance = tol;
  options.max_iterations = max_iter;
  const auto objective = [&loss](const Vector& at, Vector& gradient) { return loss.value_and_gradient(at, gradient); };
  return std::min(minimize_lbfgs(objective, x, options, report).iterations, max_iter);
}

/// Newton's method with a step halved until the loss falls. Returns the number of iterations; where a step cannot be computed or
/// no step leads down, L-BFGS finishes the work.
int64_t run_newton(LogisticLoss& loss, Vector& x, double tol, int64_t max_iter, bool penalised, bool intercept,
                   const std::function<void(int64_t)>& report) {
  constexpr double kEps = std::numeric_limits<double>::epsilon();
  const Index size = loss.size(), k = loss.vectors();
  // A multinomial model is the same when a constant is added to all classes: what is not penalised is fixed at 0 for the last one.
  std::vector<Index> free;
  for (Index i = 0; i < size; ++i) {
    const bool last = k > 1 && i % k == k - 1;
    const bool loose = !penalised || (intercept && i >= size - k);
    if (!(last && loose)) free.push_back(i);
  }
  const auto reduced = static_cast<Index>(free.size());

  Vector gradient(size), next_gradient(size), next(size);
  double value = loss.value_and_gradient(x, gradient);
  for (int64_t iteration = 1; iteration <= max_iter; ++iteration) {
    const Matrix hessian = loss.hessian(x);
    Matrix h(reduced, reduced);
    Vector step(reduced), g(reduced);
    for (Index i = 0; i < reduced; ++i) {
      g[i] = gradient[free[static_cast<size_t>(i)]];
      for (Index j = 0; j < reduced; ++j) h(i, j) = hessian(free[static_cast<size_t>(i)], free[static_cast<size_t>(j)]);
    }
    step = -g;
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
      for (int trial = 0; trial < 21 && !moved; ++trial, length *= 0.5) {
        next = x;
        for (Index i = 0; i < reduced; ++i) next[free[static_cast<size_t>(i)]] += length * step[i];
        const double next_value = loss.value_and_gradient(next, next_gradient);
        const double gain = next_value - value;
        const bool level = std::fabs(gain) <= std::fabs(value) * 16 * kEps;
        moved = gain <= length * slope / 2048.0 || (level && sum_abs(next_gradient) < sum_abs(gradient));
        if (moved) value = next_value;
      }
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
  return max_iter;
}

}  // namespace

void LogisticRegression::do_fit(const Table& X, const Column* y, const Context& context) {
  const std::vector<int32_t> codes = encode_target(*y);
  const auto n_classes = static_cast<Index>(classes_.size());
  if (n_classes < 2) {
    const std::string only = classes_.is_text ? "'" + classes_.name(0) + "'" : classes_.name(0);
    throw Error("one_class", "y", "LogisticRegression needs at least 2 classes in y, but y contains only one class: " + only + ".",
                "Add rows of another class, or use DummyClassifier.");
  }
  const Matrix& x = X.numbers();
  const Index p = x.cols();

  Vector weights;
  double total = static_cast<double>(x.rows());
  if (!param("class_weight").is_null()) {
    const std::vector<double> by_class = class_weights(param("class_weight"), codes);
    weights.resize(x.rows());
    for (Index i = 0; i < x.rows(); ++i) weights[i] = by_class[static_cast<size_t>(codes[static_cast<size_t>(i)])];
    total = numerics::sum_pairwise(weights);
    if (!(total > 0)) {
      throw Error("bad_parameter", name(), "class_weight of LogisticRegression gives every row the weight 0.",
                  "Give at least one class of y a positive weight.");
    }
  }
  const double c = param("C").number();
  const double l2 = 1.0 / (c * total);
  const bool intercept = param("fit_intercept").boolean();
  const int64_t max_iter = param("max_iter").integer();
  const double tol = param("tol").number();
  const auto report = [&context, max_iter](int64_t done) {
    context.report(static_cast<double>(done), static_cast<double>(max_iter));
  };

  LogisticLoss loss(x, codes, n_classes, weights, total, l2, intercept);
  Vector parameters = Vector::Zero(loss.size());
  const Index k = loss.vectors();
  int64_t iterations;
  if (param("solver").is("lbfgs")) {
    iterations = run_lbfgs(loss, parameters, tol, max_iter, report);
  } else {
    iterations = run_newton(loss, parameters, tol, max_iter, l2 > 0, intercept, report);
    // Back to the symmetric form, in which the classes' parameters of a column sum to 0.
    for (Index j = l2 > 0 ? p : 0; k > 1 && j < loss.size() / k; ++j) {
      double* group = parameters.data() + j * k;
      const double mean = numerics::mean(group, k);
      for (Index i = 0; i < k; ++i) group[i] -= mean;
    }
  }

  coef_.resize(k, p);
  for (Index j = 0; j < p; ++j) {
    for (Index i = 0; i < k; ++i) coef_(i, j) = parameters[j * k + i];
  }
  intercept_ = intercept ? Vector(parameters.tail(k)) : Vector(Vector::Zero(k));
  n_iter_ = {static_cast<int32_t>(iterations)};
  if (!coef_.allFinite() || !intercept_.allFinite()) {
    throw Error("not_finite", name(), "LogisticRegression ran into numbers that are not finite.",
                "Scale the columns first, for example with StandardScaler.");
  }
}

RowMatrix LogisticRegression::do_decision_function(const Table& X) const { return numerics::linear_scores(X.numbers(), coef_, intercept_); }

Column LogisticRegression::do_predict(const Table& X) const {
  const RowMatrix scores = numerics::linear_scores(X.numbers(), coef_, intercept_);
  std::vector<int32_t> codes(static_cast<size_t>(scores.rows()));
  for (Index i = 0; i < scores.rows(); ++i) {
    Index best = 0;
    if (scores.cols() == 1) {
      best = scores(i, 0) > 0 ? 1 : 0;
    } else {
      for (Index k = 1; k < scores.cols(); ++k) {
        if (scores(i, k) > scores(i, best)) best = k;
      }
    }
    codes[static_cast<size_t>(i)] = static_cast<int32_t>(best);
  }
  return decode(classes_, codes);
}

RowMatrix LogisticRegression::do_predict_proba(const Table& X) const {
  RowMatrix scores = numerics::linear_scores(X.numbers(), coef_, intercept_);
  const Index n = scores.rows(), k = scores.cols();
  if (k == 1) {
    math::expit(scores.data(), scores.data(), n);
    RowMatrix proba(n, 2);
    for (Index i = 0; i < n; ++i) {
      proba(i, 0) = 1.0 - scores(i, 0);
      proba(i, 1) = scores(i, 0);
    }
    return proba;
  }
  for (Index i = 0; i < n; ++i) {
    double* row = scores.data() + i * k;
    const double largest = *std::max_element(row, row + k);
    for (Index c = 0; c < k; ++c) row[c] -= largest;
  }
  math::exp(scores.data(), scores.data(), scores.size());
  for (Index i = 0; i < n; ++i) {
    double* row = scores.data() + i * k;
    const double sum = numerics::sum_pairwise(row, k);
    for (Index c = 0; c < k; ++c) row[c] /= sum;
  }
  return scores;
}

void LogisticRegression::check_fitted() const {
  const auto k = static_cast<Index>(classes_.size());
  if (k < 2) throw Error("audit_values", "classes_", "classes_ must hold at least two classes.");
  if (coef_.rows() != (k == 2 ? 1 : k)) {
    throw Error("audit_values", "coef_",
                "coef_ has " + std::to_string(coef_.rows()) + " rows, which does not go with " + std::to_string(k) + " classes.");
  }
  if (!coef_.allFinite()) throw Error("audit_values", "coef_", "coef_ holds a number that is not finite.");
  if (!intercept_.allFinite()) throw Error("audit_values", "intercept_", "intercept_ holds a number that is not finite.");
}

}  // namespace keepfit
