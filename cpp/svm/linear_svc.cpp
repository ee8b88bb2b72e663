#include "svm/linear_svc.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/class_weight.h"
#include "core/factor.h"
#include "core/many_classes.h"
#include "core/numerics.h"
#include "core/random.h"
#include "core/registry.h"
#include "core/shared.h"
#include "core/table.h"
#include "core/warnings.h"

namespace keepfit {

KEEPFIT_REGISTER(LinearSVC)

namespace {

Listed<Example> examples() { return {{"loss", {"hinge"}, {{"dual", true}}}}; }

}  // namespace

KEEPFIT_SMALL const Declaration& LinearSVC::declared() {
  static const Declaration d{
      .name = "LinearSVC",
      .module = "svm",
      .doc = "Linear support vector classifier: borders with a wide margin.",
      .kind = Kind::kClassifier,
      .exactness = {Exactness::kExact,
                    "",
                    {{Exactness::kTight, {"decision_function"}}, {Exactness::kConverged, {}, "dual", {false, "auto"}}}},
      .traits = {.needs_target = true, .sample_weight = true},
      .params =
          {{"penalty", "l2", {constraint::options({"l2"})}, "What keeps the weights small; only 'l2' is supported."},
           {"loss",
            "squared_hinge",
            {constraint::options({"hinge", "squared_hinge"})},
            "What is minimised; 'hinge' is the loss of SVC."},
           {"dual",
            "auto",
            {constraint::options({"auto"}), constraint::boolean()},
            "Solve the dual problem; 'auto' does for fewer rows than columns and for 'hinge'."},
           {"tol", 1e-4, {constraint::real("(0, inf)")}, "Stop the dual solver when the violation is at most this."},
           {"C",
            1.0,
            {constraint::real("(0, inf)")},
            "Inverse of the penalty's strength: smaller values penalise more."},
           param::fit_intercept("Add a constant to the decision function."),
           {"intercept_scaling",
            1.0,
            {constraint::real("(0, inf)")},
            "Value of the constant column that carries the intercept; the larger, the less it is penalised."},
           param::class_weight(),
           param::random_state("Seed of the dual solver's order of rows; None is the seed 0."),
           {"max_iter", 1000, {constraint::integer("[0, inf)")}, "Most passes of the solver."}},
      .first = "C penalty loss class_weight max_iter",
      .fitted = {fields::classes(), coef_field(), intercept_field(),
                 field<&LinearSVC::n_iter_>("n_iter_", {}, "Passes taken; the largest of all classes.")},
      .examples = &examples,
      .unsupported = {"multi_class", "verbose"},
      .create = &create<LinearSVC>};
  return d;
}

namespace {

/// One class against the rest.
struct Problem {
  const RowMatrix& X;        // with the constant column, if any
  std::vector<double> y;     // -1 and 1
  std::vector<double> cost;  // C of each row
};

/// In [0, range): Lemire's method, as LIBLINEAR in scikit-learn draws.
uint32_t bounded(RandomState& random, uint32_t range) {
  uint64_t product = static_cast<uint64_t>(random.next32()) * range;
  auto low = static_cast<uint32_t>(product);
  if (low < range) {
    const uint32_t limit = (0u - range) % range;
    while (low < limit) {
      product = static_cast<uint64_t>(random.next32()) * range;
      low = static_cast<uint32_t>(product);
    }
  }
  return static_cast<uint32_t>(product >> 32);
}

/// Coordinate descent on the dual problem (Hsieh, Chang, Lin, Keerthi and Sundararajan 2008), with shrinking.
int64_t solve_dual(const Problem& q, bool hinge, double tol, int64_t max_iter, RandomState& random, Vector& w,
                   const Context& context) {
  const Index n = q.X.rows(), p = q.X.cols();
  w = Vector::Zero(p);
  std::vector<double> alpha(static_cast<size_t>(n), 0.0), norm(static_cast<size_t>(n)), ridge(static_cast<size_t>(n)),
      upper(static_cast<size_t>(n));
  std::vector<Index> order(static_cast<size_t>(n));
  std::iota(order.begin(), order.end(), Index{0});
  for (Index i = 0; i < n; ++i) {
    const auto at = static_cast<size_t>(i);
    ridge[at] = hinge ? 0.0 : 0.5 / q.cost[at];
    upper[at] = hinge ? q.cost[at] : kInf;
    norm[at] = ridge[at];
    for (Index j = 0; j < p; ++j) norm[at] += q.X(i, j) * q.X(i, j);
  }
  Index active = n;
  double highest_before = kInf, lowest_before = -kInf;
  int64_t iteration = 0;
  while (iteration < max_iter) {
    double highest = -kInf, lowest = kInf;
    for (Index i = 0; i < active; ++i) {
      const Index j = i + static_cast<Index>(bounded(random, static_cast<uint32_t>(active - i)));
      std::swap(order[static_cast<size_t>(i)], order[static_cast<size_t>(j)]);
    }
    for (Index s = 0; s < active; ++s) {
      const Index row = order[static_cast<size_t>(s)];
      const auto at = static_cast<size_t>(row);
      const double* x = q.X.data() + row * p;
      double slope = 0;
      for (Index j = 0; j < p; ++j) slope += w[j] * x[j];
      slope = slope * q.y[at] - 1;
      slope += alpha[at] * ridge[at];
      double projected = 0;
      const bool at_zero = alpha[at] == 0, at_upper = !at_zero && alpha[at] == upper[at];
      if ((at_zero && slope > highest_before) || (at_upper && slope < lowest_before)) {
        --active;
        std::swap(order[static_cast<size_t>(s)], order[static_cast<size_t>(active)]);
        --s;
        continue;
      }
      if ((!at_zero && !at_upper) || (at_zero && slope < 0) || (at_upper && slope > 0)) projected = slope;
      highest = std::max(highest, projected);
      lowest = std::min(lowest, projected);
      if (std::fabs(projected) > 1e-12) {
        const double before = alpha[at];
        alpha[at] = std::min(std::max(before - slope / norm[at], 0.0), upper[at]);
        const double step = (alpha[at] - before) * q.y[at];
        for (Index j = 0; j < p; ++j) w[j] += step * x[j];
      }
    }
    ++iteration;
    context.report(static_cast<double>(iteration), static_cast<double>(max_iter));
    if (highest - lowest <= tol) {
      if (active == n) break;
      active = n;
      highest_before = kInf;
      lowest_before = -kInf;
      continue;
    }
    highest_before = highest <= 0 ? kInf : highest;
    lowest_before = lowest >= 0 ? -kInf : lowest;
  }
  return iteration;
}

/// Newton's method on |w|^2 / 2 + sum of C max(0, 1 - y x w)^2: piecewise quadratic, so that the last step ends at the
/// optimum.
int64_t solve_primal(const Problem& q, int64_t max_iter, Vector& w, const Context& context) {
  const Index n = q.X.rows(), p = q.X.cols();
  const Matrix X = q.X;
  w = Vector::Zero(p);
  Vector margins(n), slopes(n), roots(n);
  const auto value = [&](const Vector& at) {
    numerics::matrix_vector(X, at.data(), margins.data());
    for (Index i = 0; i < n; ++i) {
      const auto row = static_cast<size_t>(i);
      const double lack = 1 - q.y[row] * margins[i];
      slopes[i] = lack > 0 ? -2 * q.cost[row] * lack * q.y[row] : 0.0;
      roots[i] = lack > 0 ? std::sqrt(2 * q.cost[row]) : 0.0;
      margins[i] = lack > 0 ? q.cost[row] * lack * lack : 0.0;
    }
    return 0.5 * numerics::dot(at, at) + numerics::sum_pairwise(margins);
  };
  double current = value(w), start = 0;
  for (int64_t iteration = 0; iteration < max_iter; ++iteration) {
    Vector gradient(p);
    numerics::transposed_matrix_vector(X, slopes.data(), gradient.data());
    gradient += w;
    const double size = numerics::norm(gradient.data(), p);
    if (iteration == 0) start = size;
    if (size <= 1e-12 * start) return iteration;
    const Matrix weighted = X.array().colwise() * roots.array();
    Matrix hessian(p, p);
    for (Index i = 0; i < p; ++i) {
      for (Index j = 0; j <= i; ++j) hessian(i, j) = numerics::dot(weighted.col(i).data(), weighted.col(j).data(), n);
      hessian(i, i) += 1.0;
    }
    if (!factor::cholesky(hessian)) return iteration;
    Vector step = -gradient;
    factor::cholesky_solve(hessian, step);
    const double slope = numerics::dot(gradient, step);
    double length = 1.0, next = current;
    Vector trial;
    bool moved = false;
    for (int t = 0; t < 40 && !moved; ++t, length *= 0.5) {
      trial = w + length * step;
      next = value(trial);
      moved = next <= current + 1e-4 * length * slope;
    }
    // No step leads down: as near as doubles come.
    if (!moved) return iteration;
    w = trial;
    current = next;
    context.report(static_cast<double>(iteration + 1), static_cast<double>(max_iter));
  }
  return max_iter;
}

}  // namespace

void LinearSVC::do_fit(const Table& table, const Column* y, const Context& context) {
  const std::vector<int32_t> codes = encode_target(*y);
  warn_of_many_classes(classes_.size(), codes.size());
  const Index p = table.columns(), k = static_cast<Index>(classes_.size());
  const bool hinge = param("loss").is("hinge"), intercept = param("fit_intercept").boolean();
  const bool automatic = param("dual").is("auto");
  const bool dual = automatic ? table.rows() < p || hinge : param("dual").boolean();
  if (hinge && !dual) {
    throw Error("bad_parameter", name(), "dual of LinearSVC must be True or 'auto' with loss='hinge'. Got False.",
                "Choose loss='squared_hinge' for the primal problem.");
  }
  const double c = param("C").number(), scaling = param("intercept_scaling").number();
  const std::vector<double> weights = class_weights(*this, param("class_weight"), codes, sample_weight());
  for (const double own : weights) {
    if (!(own >= 0) || !std::isfinite(own))
      throw Error("bad_parameter", name(), "class_weight of LinearSVC must hold finite numbers, none of them negative.",
                  "Give every class of y a weight, and at least one of its rows a sample_weight above 0.");
  }

  // Rows class by class: the order in which the dual solver knows them. Rows without weight it never sees.
  const auto weight = [&](Index i) { return sample_weight() ? (*sample_weight())[i] : 1.0; };
  Index n = 0;
  for (Index i = 0; i < table.rows(); ++i) n += weight(i) > 0 ? 1 : 0;
  RowMatrix X(n, p + (intercept ? 1 : 0));
  std::vector<int32_t> grouped;
  std::vector<double> row_weights;
  for (Index own = 0; own < k; ++own) {
    for (Index i = 0; i < table.rows(); ++i) {
      if (codes[static_cast<size_t>(i)] != own || !(weight(i) > 0)) continue;
      row_weights.push_back(weight(i));
      const auto at = static_cast<Index>(grouped.size());
      X.row(at).head(p) = table.numbers().row(i);
      if (intercept) X(at, p) = scaling;
      grouped.push_back(static_cast<int32_t>(own));
    }
  }
  RandomState random(static_cast<uint32_t>(random_state_of(param("random_state")).randint(0, 2147483647)));

  const Index models = k == 2 ? 1 : k;
  coef_.resize(models, p);
  intercept_ = Vector::Zero(models);
  n_iter_ = 0;
  for (Index m = 0; m < models; ++m) {
    const Index own = models == 1 ? 1 : m;
    Problem problem{X, std::vector<double>(static_cast<size_t>(n)), std::vector<double>(static_cast<size_t>(n))};
    const double positive = c * weights[static_cast<size_t>(own)], negative = models == 1 ? c * weights[0] : c;
    for (size_t i = 0; i < grouped.size(); ++i) {
      problem.y[i] = grouped[i] == own ? 1.0 : -1.0;
      problem.cost[i] = row_weights[i] * (grouped[i] == own ? positive : negative);
    }
    const Context part = context.part(static_cast<double>(m) / static_cast<double>(models),
                                      static_cast<double>(m + 1) / static_cast<double>(models));
    Vector w;
    const int64_t max_iter = param("max_iter").integer();
    n_iter_ = std::max(n_iter_, dual ? solve_dual(problem, hinge, param("tol").number(), max_iter, random, w, part)
                                     : solve_primal(problem, max_iter, w, part));
    coef_.row(m) = w.head(p);
    if (intercept) intercept_[m] = scaling * w[p];
  }
  if (n_iter_ >= param("max_iter").integer())
    warn_not_converged(name(), "after max_iter=" + std::to_string(n_iter_) + " iterations");
  require_finite_weights();
}

}  // namespace keepfit
