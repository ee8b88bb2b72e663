#include "linear_model/logistic_regression.h"

#include <algorithm>
#include <cmath>

#include "core/class_weight.h"
#include "core/many_classes.h"
#include "core/math.h"
#include "core/numerics.h"
#include "core/registry.h"
#include "core/shared.h"
#include "core/table.h"
#include "core/warnings.h"
#include "linear_model/logistic_loss.h"
#include "linear_model/logistic_solvers.h"

namespace keepfit {

KEEPFIT_REGISTER(LogisticRegression)

namespace {

Listed<Example> examples() {
  return {{"penalty", {"l1"}, {{"solver", "saga"}}},
          {"penalty", {"elasticnet"}, {{"l1_ratio", 0.5}, {"solver", "saga"}}},
          {"l1_ratio", {0.5}, {{"solver", "saga"}}},
          {"dual", {true}, {{"solver", "liblinear"}}}};
}

}  // namespace

KEEPFIT_SMALL const Declaration& LogisticRegression::declared() {
  static const Declaration d{
      .name = "LogisticRegression",
      .module = "linear_model",
      .doc = "Linear classifier that gives probabilities; a penalty keeps its weights small.",
      .kind = Kind::kClassifier,
      .exactness = {Exactness::kConverged, "n_iter_ is scikit-learn's for solver='lbfgs' alone."},
      .traits = {.needs_target = true, .probabilities = true, .sample_weight = true},
      .traits_when = {{&Traits::needs_two_classes, true, "solver", {"liblinear"}}},
      .params =
          {{"penalty",
            "deprecated",
            {constraint::options({"deprecated", "l1", "l2", "elasticnet"}), constraint::none()},
            "The old way to choose the penalty; leave it and use l1_ratio, and C=inf for none."},
           {"C",
            1.0,
            {constraint::real("(0, inf]")},
            "Inverse of the penalty's strength: smaller values penalise more; inf is no penalty."},
           {"l1_ratio",
            0.0,
            {constraint::real("[0, 1]")},
            "Share of the L1 penalty: 0 is the L2 penalty alone, 1 the L1 penalty alone. Above 0 it needs "
            "solver='saga' (or 1 and 'liblinear')."},
           {"dual",
            false,
            {constraint::boolean()},
            "Solve the dual problem; for solver='liblinear' and the L2 penalty alone. The optimum is the same."},
           {"tol", 1e-4, {constraint::real("[0, inf)")}, "Stop when no component of the gradient is larger."},
           param::fit_intercept("Add a constant to the decision function."),
           {"intercept_scaling",
            1.0,
            {constraint::real("(0, inf)")},
            "For solver='liblinear', which penalises the intercept: value of the constant column that carries "
            "it; the larger, the less it is penalised."},
           param::class_weight(),
           param::random_state(
               "Seed for scikit-learn's 'sag', 'saga' and 'liblinear'; the engine's solvers draw nothing, so every "
               "seed gives the same fit."),
           {"solver",
            "lbfgs",
            {constraint::options({"lbfgs", "liblinear", "newton-cg", "newton-cholesky", "sag", "saga"})},
            "What is minimised is scikit-learn's; all but 'lbfgs' are solved to the optimum by Newton's method."},
           {"max_iter", 100, {constraint::integer("[0, inf)")}, "Most iterations that the solver may take."}},
      .first = "C l1_ratio solver class_weight max_iter",
      .fitted = {fields::classes(), coef_field(), intercept_field(),
                 field<&LogisticRegression::n_iter_>("n_iter_", {"1"},
                                                     "Iterations taken; max_iter when not converged.")},
      .examples = &examples,
      .unsupported = {"verbose", "warm_start", "n_jobs", "multi_class"},
      .unsupported_methods = {"predict_log_proba"},
      .create = &create<LogisticRegression>};
  return d;
}

namespace {

/// Above this many parameters the matrix of second derivatives is not worth its memory.
constexpr Index kMostForNewton = 1000;

struct Penalty {
  double c, l1_ratio;
};

constexpr const char* kUseRatio = "Leave penalty out and set l1_ratio alone.";

/// What penalty, C and l1_ratio ask for; throws Error "bad_parameter" where scikit-learn's solver of that name could
/// not do it.
Penalty penalty_of(const Estimator& e) {
  const Value &named = e.param("penalty"), &solver = e.param("solver");
  const bool liblinear = solver.is("liblinear"), saga = solver.is("saga");
  Penalty p{e.param("C").number(), e.param("l1_ratio").number()};
  if (named.is("l1")) p.l1_ratio = 1;
  if (named.is("l2")) p.l1_ratio = 0;
  const bool none = named.is_null() || (named.is("deprecated") && p.c == kInf);
  if (none) p = {kInf, 0};
  if (named.is_null() && e.param("C").number() != 1.0)
    warn("UserWarning", "penalty=None of LogisticRegression leaves C and l1_ratio without effect.",
         "Leave C at its default, or set C=inf instead of penalty=None.");
  if (const double ratio = e.param("l1_ratio").number(); named.is("l1") || named.is("l2") || named.is_null()) {
    if (ratio > 0 && ratio < 1)
      warn("UserWarning",
           "l1_ratio of LogisticRegression only counts with penalty='elasticnet'. Got " + named.repr() + ".",
           kUseRatio);
    if ((named.is("l2") && ratio != 0) || (named.is("l1") && ratio != 1))
      warn("UserWarning",
           "penalty and l1_ratio of LogisticRegression contradict each other: " + named.repr() + " and " + repr(ratio) +
               ". The penalty counts.",
           kUseRatio);
  }
  const bool mixed = named.is("elasticnet") || (p.l1_ratio > 0 && p.l1_ratio < 1);
  const auto refuse = [&](const std::string& message, const char* hint) {
    throw Error("bad_parameter", "LogisticRegression", message, hint);
  };
  if ((p.l1_ratio > 0 || mixed) && !saga && (mixed || !liblinear)) {
    refuse("solver='" + solver.text() + "' of LogisticRegression cannot take an L1 penalty" +
               (mixed && liblinear ? " mixed with an L2 penalty." : "."),
           mixed ? "Choose solver='saga', or l1_ratio=0." : "Choose solver='saga' or 'liblinear', or l1_ratio=0.");
  }
  if (e.param("dual").boolean() && (!liblinear || p.l1_ratio > 0)) {
    refuse("dual=True of LogisticRegression needs solver='liblinear' and the L2 penalty.",
           "Leave it at False: the optimum is the same.");
  }
  if (liblinear && p.c == kInf)
    refuse("solver='liblinear' of LogisticRegression needs a penalty.", "Choose another solver, or a finite C.");
  return p;
}

}  // namespace

void LogisticRegression::do_fit(const Table& X, const Column* y, const Context& context) {
  const Penalty penalty = penalty_of(*this);
  const std::vector<int32_t> codes = encode_target(*y);
  warn_of_many_classes(classes_.size(), codes.size());
  const auto n_classes = static_cast<Index>(classes_.size());
  const Value& solver = param("solver");
  const bool liblinear = solver.is("liblinear"), intercept = param("fit_intercept").boolean();
  if (liblinear && n_classes > 2) {
    throw Error("bad_parameter", name(),
                "solver='liblinear' of LogisticRegression knows two classes only, but y holds " +
                    std::to_string(n_classes) + ".",
                "Choose another solver.");
  }
  const Index n = X.rows(), p = X.columns();

  Vector weights;
  double total = static_cast<double>(n);
  if (sample_weight() || !param("class_weight").is_null()) {
    const std::vector<double> by_class = class_weights(*this, param("class_weight"), codes, sample_weight());
    weights = sample_weight() ? *sample_weight() : Vector(Vector::Ones(n));
    for (Index i = 0; i < n; ++i) weights[i] *= by_class[static_cast<size_t>(codes[static_cast<size_t>(i)])];
    total = total_weight(*this, weights);
  }
  // LIBLINEAR carries the intercept as the weight of one more column, penalised like the others.
  const double scaling = param("intercept_scaling").number();
  const bool carried = liblinear && intercept;
  Matrix extended;
  if (carried) {
    extended.resize(n, p + 1);
    extended.leftCols(p) = X.numbers();
    extended.col(p).setConstant(scaling);
  }

  const double strength = 1.0 / (penalty.c * total);
  const double l1 = strength * penalty.l1_ratio, l2 = strength * (1.0 - penalty.l1_ratio);
  const int64_t max_iter = param("max_iter").integer();
  const double tol = param("tol").number();
  const auto report = [&context, max_iter](int64_t done) {
    context.report(static_cast<double>(done), static_cast<double>(max_iter));
  };

  LogisticLoss loss(carried ? extended : X.numbers(), codes, n_classes, weights, total, l2, intercept && !carried);
  Vector parameters = Vector::Zero(loss.size());
  const Index k = loss.vectors();
  int64_t iterations;
  const bool by_lbfgs =
      l1 == 0 && (solver.is("lbfgs") || (!solver.is("newton-cholesky") && loss.size() > kMostForNewton));
  if (by_lbfgs) iterations = logistic::run_lbfgs(loss, parameters, tol, max_iter, report);
  else if (l1 > 0) iterations = logistic::run_proximal_newton(loss, l1, parameters, tol, max_iter, report);
  else iterations = logistic::run_newton(loss, parameters, tol, max_iter, l2 > 0, report);
  if (!by_lbfgs && k > 1) {
    // Back to the symmetric form, in which what is not penalised sums to 0 over the classes.
    for (Index j = l1 > 0 || l2 > 0 ? p : 0; j < loss.size() / k; ++j) {
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
  if (carried) intercept_ *= scaling;
  n_iter_ = {static_cast<int32_t>(iterations)};
  require_finite_weights();
}

RowMatrix LogisticRegression::do_predict_proba(const Table& X) const {
  RowMatrix s = scores(X);
  const Index n = s.rows(), k = s.cols();
  if (k == 1) return one_vs_rest_probabilities(std::move(s));
  for (Index i = 0; i < n; ++i) {
    double* row = s.data() + i * k;
    const double largest = *std::max_element(row, row + k);
    for (Index c = 0; c < k; ++c) row[c] -= largest;
  }
  math::exp(s.data(), s.data(), s.size());
  for (Index i = 0; i < n; ++i) {
    double* row = s.data() + i * k;
    const double sum = numerics::sum_pairwise(row, k);
    for (Index c = 0; c < k; ++c) row[c] /= sum;
  }
  return s;
}

}  // namespace keepfit
