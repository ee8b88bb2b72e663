#include "linear_model/stochastic_gradient.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/math.h"
#include "core/numerics.h"
#include "core/random.h"
#include "core/shared.h"
#include "core/table.h"
#include "core/warnings.h"
#include "model_selection/rows_aside.h"

namespace keepfit::sgd {

namespace {

constexpr int64_t kMaxSeed = 2147483647;

/// log(1 + exp(x))
double softplus(double x) {
  if (x <= -37) return math::exp(x);
  if (x <= -2) return math::log1p(math::exp(x));
  if (x <= 18) return math::log(1.0 + math::exp(x));
  if (x <= 33.3) return x + math::exp(-x);
  return x;
}

double loss_value(const Options& o, double y, double p) {
  switch (o.loss) {
    case Loss::kHinge:
    case Loss::kPerceptron: {
      const double threshold = o.loss == Loss::kHinge ? 1.0 : 0.0;
      const double z = p * y;
      return z <= threshold ? threshold - z : 0.0;
    }
    case Loss::kSquaredHinge: {
      const double z = 1.0 - p * y;
      return z > 0 ? z * z : 0.0;
    }
    case Loss::kLog: return softplus(p) - y * p;
    case Loss::kModifiedHuber: {
      const double z = p * y;
      if (z >= 1.0) return 0.0;
      return z >= -1.0 ? (1.0 - z) * (1.0 - z) : -4.0 * z;
    }
    case Loss::kSquaredError: return 0.5 * (p - y) * (p - y);
    case Loss::kHuber: {
      const double away = std::fabs(y - p);
      return away <= o.epsilon ? 0.5 * (away * away) : o.epsilon * (away - 0.5 * o.epsilon);
    }
    case Loss::kEpsilonInsensitive: {
      const double beyond = std::fabs(y - p) - o.epsilon;
      return beyond > 0 ? beyond : 0.0;
    }
    case Loss::kSquaredEpsilonInsensitive: {
      const double beyond = std::fabs(y - p) - o.epsilon;
      return beyond > 0 ? beyond * beyond : 0.0;
    }
  }
  return 0.0;
}

/// Derivative of the loss by p.
double loss_slope(const Options& o, double y, double p) {
  switch (o.loss) {
    case Loss::kHinge: return p * y <= 1.0 ? -y : 0.0;
    case Loss::kPerceptron: return p * y <= 0.0 ? -y : 0.0;
    case Loss::kSquaredHinge: {
      const double z = 1.0 - p * y;
      return z > 0 ? -2.0 * y * z : 0.0;
    }
    case Loss::kLog: {
      if (p <= -37) return math::exp(p) - y;
      const double e = math::exp(-p);
      return ((1.0 - y) - y * e) / (1.0 + e);
    }
    case Loss::kModifiedHuber: {
      const double z = p * y;
      if (z >= 1.0) return 0.0;
      return z >= -1.0 ? 2.0 * (1.0 - z) * -y : -4.0 * y;
    }
    case Loss::kSquaredError: return p - y;
    case Loss::kHuber: {
      const double away = p - y;
      if (std::fabs(away) <= o.epsilon) return away;
      return away >= 0 ? o.epsilon : -o.epsilon;
    }
    case Loss::kEpsilonInsensitive: {
      if (y - p > o.epsilon) return -1.0;
      return p - y > o.epsilon ? 1.0 : 0.0;
    }
    case Loss::kSquaredEpsilonInsensitive: {
      const double z = y - p;
      if (z > o.epsilon) return -2.0 * (z - o.epsilon);
      return z < -o.epsilon ? 2.0 * (-z - o.epsilon) : 0.0;
    }
  }
  return 0.0;
}

/// scale * w, so that shrinking all weights is one multiplication. The norms are brought up to date where scikit-learn
/// does it: when a row is added and when the weights shrink, not when the L1 penalty cuts them.
struct Weights {
  Vector w;
  double scale = 1.0, squares = 0.0, sizes = 0.0;
  // The mean of all weights so far is (mean + a * w) / b (Bottou 2012), so that a step moves as many numbers as the row
  // has.
  Vector mean;
  double a = 0.0, b = 1.0;

  explicit Weights(Index p, bool averaged) : w(Vector::Zero(p)), mean(Vector::Zero(averaged ? p : 0)) {}

  double dot(const double* x) const {
    double sum = 0;
    for (Index j = 0; j < w.size(); ++j) sum += w[j] * x[j];
    return sum * scale;
  }
  void add(const double* x, double c) {
    double l2 = 0, l1 = 0;
    const double step = c / scale;
    for (Index j = 0; j < w.size(); ++j) {
      w[j] += x[j] * step;
      l2 += w[j] * w[j];
      l1 += std::fabs(w[j]);
    }
    squares = l2 * (scale * scale);
    sizes = l1 * scale;
  }
  /// After `add`, whether it had anything to add or not; `steps` have been averaged with this one.
  [[gnu::noinline]] void add_to_mean(const double* x, double c, double steps) {
    for (Index j = 0; j < w.size(); ++j) mean[j] += a * x[j] * (-c / scale);
    const double mu = 1.0 / steps;
    if (steps > 1) b /= 1.0 - mu;
    a += mu * b * scale;
  }
  void shrink(double c) {
    scale *= c;
    squares *= c * c;
    sizes *= std::fabs(c);
    if (scale < 1e-9) fold();
  }
  [[gnu::noinline]] void fold() {
    if (mean.size()) {
      mean += a * w;
      mean *= 1.0 / b;
      a = 0.0;
      b = 1.0;
    }
    w *= scale;
    scale = 1.0;
  }
  /// Truncated gradient (Tsuruoka, Tsujii and Ananiadou 2009): `total` is the L1 penalty that every weight could have
  /// received so far, `received` what each did.
  void cut(Vector& received, double total) {
    for (Index j = 0; j < w.size(); ++j) {
      const double before = w[j];
      if (scale * before > 0) w[j] = std::max(0.0, w[j] - ((total + received[j]) / scale));
      else if (scale * before < 0) w[j] = std::min(0.0, w[j] + ((total - received[j]) / scale));
      received[j] += scale * (w[j] - before);
    }
  }
};

/// R2 of a regressor, else the share of rows whose label is predicted, on the rows set aside. As in scikit-learn the
/// weights are those that `Weights` holds, without their scale, and the labels predicted are -1 and 1 though the log
/// loss knows the rows as 0 and 1.
[[gnu::noinline]] double score_aside(const RowMatrix& X, const Vector& y, const Vector* row_weights, const Aside& aside,
                                     bool regression, const Vector& w, double intercept, const std::string& who) {
  const auto n = static_cast<Index>(aside.rows.size());
  Vector truth(n), guess(n), weight = Vector::Ones(n);
  for (Index i = 0; i < n; ++i) {
    const Index row = aside.rows[static_cast<size_t>(i)];
    truth[i] = y[row];
    guess[i] = intercept;
    guess[i] += numerics::dot(X.data() + row * X.cols(), w.data(), w.size());
    if (row_weights) weight[i] = (*row_weights)[row];
  }
  const double total = numerics::sum_pairwise(weight);
  if (!regression) {
    Vector right(n);
    for (Index i = 0; i < n; ++i) right[i] = truth[i] == (guess[i] > 0 ? 1.0 : -1.0);
    return numerics::weighted_sum(right.data(), weight.data(), n) / total;
  }
  if (n < 2) {
    warn("UndefinedMetricWarning", who + " sets one row aside to stop early, on which R2 is not defined.",
         "Give more rows, or raise validation_fraction.");
    return std::numeric_limits<double>::quiet_NaN();
  }
  const double middle = numerics::weighted_sum(truth.data(), weight.data(), n) / total;
  const Vector missed = (truth - guess).array().square(), spread = (truth.array() - middle).square();
  const double unexplained = numerics::weighted_sum(missed.data(), weight.data(), n),
               all = numerics::weighted_sum(spread.data(), weight.data(), n);
  if (all == 0) return unexplained == 0 ? 1.0 : 0.0;
  return 1.0 - unexplained / all;
}

}  // namespace

Loss loss_of(const std::string& name) {
  if (name == "hinge") return Loss::kHinge;
  if (name == "squared_hinge") return Loss::kSquaredHinge;
  if (name == "perceptron") return Loss::kPerceptron;
  if (name == "log_loss") return Loss::kLog;
  if (name == "modified_huber") return Loss::kModifiedHuber;
  if (name == "squared_error") return Loss::kSquaredError;
  if (name == "huber") return Loss::kHuber;
  return name == "epsilon_insensitive" ? Loss::kEpsilonInsensitive : Loss::kSquaredEpsilonInsensitive;
}

KEEPFIT_SMALL std::vector<Param> common_params(const Value& penalty, Value random_state) {
  return {{"penalty",
           penalty,
           {constraint::options({"l2", "l1", "elasticnet"}), constraint::none()},
           "What keeps the weights small."},
          {"alpha",
           1e-4,
           {constraint::real("[0, inf)")},
           "Strength of the penalty; the learning rate 'optimal' needs it above 0."},
          {"l1_ratio", 0.15, {constraint::real("[0, 1]")}, "Share of the L1 penalty; for penalty='elasticnet' alone."},
          param::fit_intercept("Add a constant."),
          {"max_iter", 1000, {constraint::integer("[1, inf)")}, "Most passes over the rows."},
          {"tol",
           1e-3,
           {constraint::real("[0, inf)"), constraint::none()},
           "A pass must lower the objective by this much to count; None always runs max_iter passes."},
          {"shuffle", true, {constraint::boolean()}, "Shuffle the rows before every pass."},
          {"early_stopping",
           false,
           {constraint::boolean()},
           "Set rows aside and stop by the score on them, not by the objective.",
           [] { return added("0.2.0", false); }},
          {"validation_fraction",
           0.1,
           {constraint::real("(0, 1)")},
           "Share of the rows that early_stopping sets aside.",
           [] { return added("0.2.0", 0.1); }},
          {"n_iter_no_change", 5, {constraint::integer("[1, inf)")}, "Stop after so many passes that do not count."},
          param::random_state("Seed of the shuffling; None is the seed 0.", std::move(random_state))};
}

KEEPFIT_SMALL Param average_param() {
  return {"average",
          false,
          {constraint::integer("[1, inf)"), constraint::boolean()},
          "Take the mean of the weights over all steps, or from step so many on.",
          [] { return added("0.2.0", false); }};
}

Options options_of(const Estimator& e, Loss loss) {
  Options o;
  o.regression = e.kind() == Kind::kRegressor;
  o.loss = loss;
  const Value& penalty = e.param("penalty");
  o.penalised = !penalty.is_null();
  o.l1 = penalty.is("l1") || penalty.is("elasticnet");
  o.l2 = penalty.is("l2") || penalty.is("elasticnet");
  o.alpha = e.param("alpha").number();
  o.l1_ratio = penalty.is("l2") ? 0.0 : (penalty.is("l1") ? 1.0 : e.param("l1_ratio").number());
  o.fit_intercept = e.param("fit_intercept").boolean();
  o.shuffle = e.param("shuffle").boolean();
  o.max_iter = e.param("max_iter").integer();
  o.tol = e.param("tol").is_null() ? -kInf : e.param("tol").number();
  o.n_iter_no_change = e.param("n_iter_no_change").integer();
  o.eta0 = e.param("eta0").number();
  const Declaration& d = e.declaration();
  if (d.find_param("epsilon")) o.epsilon = e.param("epsilon").number();
  if (d.find_param("average"))
    o.average = e.param("average").get_if<bool>() ? e.param("average").boolean() : e.param("average").integer();
  if (d.find_param("power_t")) o.power_t = e.param("power_t").number();
  o.rate = Rate::kConstant;
  if (d.find_param("learning_rate")) {
    const Value& rate = e.param("learning_rate");
    o.rate = rate.is("optimal")      ? Rate::kOptimal
             : rate.is("invscaling") ? Rate::kInverseScaling
             : rate.is("adaptive")   ? Rate::kAdaptive
                                     : Rate::kConstant;
  }
  if (o.rate == Rate::kOptimal && !(o.alpha > 0)) {
    throw Error(
        "bad_parameter", d.name,
        std::string("alpha of ") + d.name + " must be above 0 with learning_rate='optimal', which is computed from it.",
        "Choose another learning_rate, or set alpha above 0.");
  }
  return o;
}

Aside rows_aside_of(const Estimator& e, Index n, const Column* labels, const Vector* weights) {
  if (!e.param("early_stopping").boolean()) return {};
  Aside out{rows_aside(e, "early_stopping", "Set early_stopping to false to stop by the objective", n,
                       e.param("validation_fraction"), e.param("random_state"), labels)
                .test,
            std::vector<uint8_t>(static_cast<size_t>(n))};
  std::sort(out.rows.begin(), out.rows.end());
  for (Index row : out.rows) out.held[static_cast<size_t>(row)] = 1;
  if (weights && std::all_of(out.rows.begin(), out.rows.end(), [&](Index row) { return (*weights)[row] == 0; })) {
    throw Error("bad_weights", "sample_weight",
                std::string("All rows that ") + e.declaration().name +
                    " sets aside to stop early (early_stopping) have the weight 0.",
                "Choose another random_state, or set early_stopping to false.");
  }
  return out;
}

bool averages(const Options& o, int64_t epochs, Index n) {
  return o.average > 0 && static_cast<double>(o.average) <= static_cast<double>(epochs) * static_cast<double>(n);
}

Model fit(const RowMatrix& X, const Vector& y, const Vector* row_weights, const Aside& aside, const Options& o,
          uint32_t seed, double positive, double negative, const std::string& who, const Context& context) {
  const Index n = X.rows(), p = X.cols();
  const bool early = !aside.rows.empty();
  const auto first_averaged = static_cast<double>(o.average);
  Weights weights(p, o.average > 0);
  Vector received = Vector::Zero(o.l1 ? p : 0);
  double penalty_so_far = 0, intercept = 0, mean_intercept = 0, best = kInf, best_score = -kInf, eta = o.eta0, t = 1.0,
         start = 0;
  if (o.rate == Rate::kOptimal) {
    const double typical = std::sqrt(1.0 / std::sqrt(o.alpha));
    start = 1.0 / ((typical / std::max(1.0, loss_slope(o, 1.0, -typical))) * o.alpha);
  }
  std::vector<int32_t> order(static_cast<size_t>(n));
  std::iota(order.begin(), order.end(), 0);
  int64_t idle = 0, epochs = 0;
  while (epochs < o.max_iter) {
    double objective = 0;
    if (o.shuffle) {
      OurRandR draw{seed};
      for (Index i = 0; i + 1 < n; ++i) {
        std::swap(order[static_cast<size_t>(i)],
                  order[static_cast<size_t>(i + static_cast<Index>(draw() % static_cast<uint32_t>(n - i)))]);
      }
    }
    for (const int32_t row : order) {
      if (early && aside.held[static_cast<size_t>(row)]) continue;
      const double* x = X.data() + row * p;
      const double target = y[row];
      const double prediction = weights.dot(x) + intercept;
      if (o.rate == Rate::kOptimal) eta = 1.0 / (o.alpha * (start + t - 1));
      else if (o.rate == Rate::kInverseScaling) eta = o.eta0 / math::pow(t, o.power_t);

      if (!early) objective += loss_value(o, target, prediction);
      if (o.penalised && !early) {
        const double norm = std::sqrt(weights.squares);
        objective += o.alpha * ((1 - o.l1_ratio) * 0.5 * (norm * norm) + o.l1_ratio * weights.sizes);
      }
      const double slope = std::min(std::max(loss_slope(o, target, prediction), -1e12), 1e12);
      const double own = target > 0 ? positive : negative;
      const double update = -eta * slope * (row_weights ? own * (*row_weights)[row] : own);
      if (o.l2) weights.shrink(std::max(0.0, 1.0 - ((1.0 - o.l1_ratio) * eta * o.alpha)));
      if (update != 0) {
        weights.add(x, update);
        if (o.fit_intercept) intercept += update;
      }
      if (o.average > 0 && first_averaged <= t) {
        weights.add_to_mean(x, update, t - first_averaged + 1);
        mean_intercept += (intercept - mean_intercept) / (t - first_averaged + 1);
      }
      if (o.l1) {
        penalty_so_far += o.l1_ratio * eta * o.alpha;
        weights.cut(received, penalty_so_far);
      }
      t += 1;
    }
    if (!std::isfinite(intercept) || !weights.w.allFinite()) {
      throw Error(
          "not_finite", who,
          who + " ran into numbers that are not finite in pass " + std::to_string(epochs + 1) + " over the rows.",
          "Scale the columns first, for example with StandardScaler.");
    }
    ++epochs;
    context.report(static_cast<double>(epochs), static_cast<double>(o.max_iter));
    if (early) {
      const double score = score_aside(X, y, row_weights, aside, o.regression, weights.w, intercept, who);
      idle = o.tol > -kInf && score < best_score + o.tol ? idle + 1 : 0;
      if (score > best_score) best_score = score;
    } else {
      const double mean = objective / static_cast<double>(n);
      idle = o.tol > -kInf && mean > best - o.tol ? idle + 1 : 0;
      if (mean < best) best = mean;
    }
    if (idle >= o.n_iter_no_change) {
      if (o.rate != Rate::kAdaptive || !(eta > 1e-6)) break;
      eta /= 5;
      idle = 0;
    }
  }
  weights.fold();
  return {std::move(weights.w), std::move(weights.mean), intercept, mean_intercept, epochs};
}

void warn_of_last_epoch(const Options& o, int64_t epochs, const std::string& who) {
  if (o.tol > -kInf && epochs == o.max_iter)
    warn_not_converged(who, "after max_iter=" + std::to_string(epochs) + " passes over the rows");
}

int64_t fit_classes(const Matrix& X, const std::vector<int32_t>& codes, const Vector* weights, const Aside& aside,
                    const std::vector<double>& class_weights, const Options& o, const Value& random_state,
                    RowMatrix& coef, Vector& intercept, const std::string& who, const Context& context) {
  const auto classes = static_cast<Index>(class_weights.size());
  const Index models = classes == 2 ? 1 : classes;
  const RowMatrix rows = X;
  const double no = o.loss == Loss::kLog ? 0.0 : -1.0;
  coef.resize(models, X.cols());
  intercept.resize(models);
  RandomState random = random_state_of(random_state);
  std::vector<int64_t> seeds;
  if (models > 1) seeds = random.randint(0, kMaxSeed, static_cast<size_t>(models));
  std::vector<Model> fitted;
  int64_t epochs = 0;
  for (Index k = 0; k < models; ++k) {
    const Index own = models == 1 ? 1 : k;
    Vector y(X.rows());
    for (Index i = 0; i < y.size(); ++i) y[i] = codes[static_cast<size_t>(i)] == own ? 1.0 : no;
    RandomState model_random = models == 1 ? random : RandomState(static_cast<uint32_t>(seeds[static_cast<size_t>(k)]));
    model_random.randint(1, kMaxSeed);  // scikit-learn seeds its reader of rows with it, which never draws
    const auto seed = static_cast<uint32_t>(model_random.randint(0, kMaxSeed));
    const double negative = models == 1 ? class_weights[0] : 1.0;
    const Context part = context.part(static_cast<double>(k) / static_cast<double>(models),
                                      static_cast<double>(k + 1) / static_cast<double>(models));
    fitted.push_back(
        fit(rows, y, weights, aside, o, seed, class_weights[static_cast<size_t>(own)], negative, who, part));
    epochs = std::max(epochs, fitted.back().epochs);
  }
  const bool mean = averages(o, epochs, X.rows());
  for (Index k = 0; k < models; ++k) {
    const Model& model = fitted[static_cast<size_t>(k)];
    coef.row(k) = mean ? model.mean_w : model.w;
    intercept[k] = mean ? model.mean_intercept : model.intercept;
  }
  warn_of_last_epoch(o, epochs, who);
  return epochs;
}

}  // namespace keepfit::sgd
