#include "linear_model/stochastic_gradient.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/math.h"
#include "core/random.h"
#include "core/warnings.h"

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

/// scale * w, so that shrinking all weights is one multiplication. The norms are brought up to date where scikit-learn does it:
/// when a row is added and when the weights shrink, not when the L1 penalty cuts them.
struct Weights {
  Vector w;
  double scale = 1.0, squares = 0.0, sizes = 0.0;

  explicit Weights(Index p) : w(Vector::Zero(p)) {}

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
  void shrink(double c) {
    scale *= c;
    squares *= c * c;
    sizes *= std::fabs(c);
    if (scale < 1e-9) fold();
  }
  void fold() {
    w *= scale;
    scale = 1.0;
  }
  /// Truncated gradient (Tsuruoka, Tsujii and Ananiadou 2009): `total` is the L1 penalty that every weight could have received so
  /// far, `received` what each did.
  void cut(Vector& received, double total) {
    for (Index j = 0; j < w.size(); ++j) {
      const double before = w[j];
      if (scale * before > 0) w[j] = std::max(0.0, w[j] - ((total + received[j]) / scale));
      else if (scale * before < 0) w[j] = std::min(0.0, w[j] + ((total - received[j]) / scale));
      received[j] += scale * (w[j] - before);
    }
  }
};

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

std::vector<Param> common_params(const Value& penalty, Value random_state) {
  return {{"penalty", penalty, {constraint::options({"l2", "l1", "elasticnet"}), constraint::none()}, "What keeps the weights small."},
          {"alpha", 1e-4, {constraint::real("[0, inf)")}, "Strength of the penalty; the learning rate 'optimal' needs it above 0."},
          {"l1_ratio", 0.15, {constraint::real("[0, 1]")}, "Share of the L1 penalty; for penalty='elasticnet' alone."},
          {"fit_intercept", true, {constraint::boolean()}, "Add a constant."},
          {"max_iter", 1000, {constraint::integer("[1, inf)")}, "Most passes over the rows."},
          {"tol", 1e-3, {constraint::real("[0, inf)"), constraint::none()}, "A pass must lower the objective by this much to count; None always runs max_iter passes."},
          {"shuffle", true, {constraint::boolean()}, "Shuffle the rows before every pass."},
          {"n_iter_no_change", 5, {constraint::integer("[1, inf)")}, "Stop after so many passes that do not count."},
          {"random_state", std::move(random_state), {constraint::integer("[0, 4294967295]"), constraint::none()}, "Seed of the shuffling; None is the seed 0."}};
}

Options options_of(const Estimator& e, Loss loss) {
  Options o;
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
  if (d.find_param("power_t")) o.power_t = e.param("power_t").number();
  o.rate = Rate::kConstant;
  if (d.find_param("learning_rate")) {
    const Value& rate = e.param("learning_rate");
    o.rate = rate.is("optimal") ? Rate::kOptimal : rate.is("invscaling") ? Rate::kInverseScaling : rate.is("adaptive") ? Rate::kAdaptive : Rate::kConstant;
  }
  if (o.rate == Rate::kOptimal && !(o.alpha > 0)) {
    throw Error("bad_parameter", d.name, std::string("alpha of ") + d.name + " must be above 0 with learning_rate='optimal', which is computed from it.",
                "Choose another learning_rate, or set alpha above 0.");
  }
  return o;
}

Model fit(const RowMatrix& X, const Vector& y, const Vector* row_weights, const Options& o, uint32_t seed, double positive, double negative, const std::string& who,
          const Context& context) {
  const Index n = X.rows(), p = X.cols();
  Weights weights(p);
  Vector received = Vector::Zero(o.l1 ? p : 0);
  double penalty_so_far = 0, intercept = 0, best = kInf, eta = o.eta0, t = 1.0, start = 0;
  if (o.rate == Rate::kOptimal) {
    const double typical = std::sqrt(1.0 / std::sqrt(o.alpha));
    start = 1.0 / ((typical / std::max(1.0, loss_slope(o, 1.0, -typical))) * o.alpha);
  }
  std::vector<int32_t> order(static_cast<size_t>(n));
  std::iota(order.begin(), order.end(), 0);
  int64_t idle = 0;
  for (int64_t epoch = 0; epoch < o.max_iter; ++epoch) {
    double objective = 0;
    if (o.shuffle) {
      OurRandR draw{seed};
      for (Index i = 0; i + 1 < n; ++i) {
        std::swap(order[static_cast<size_t>(i)], order[static_cast<size_t>(i + static_cast<Index>(draw() % static_cast<uint32_t>(n - i)))]);
      }
    }
    for (const int32_t row : order) {
      const double* x = X.data() + row * p;
      const double target = y[row];
      const double prediction = weights.dot(x) + intercept;
      if (o.rate == Rate::kOptimal) eta = 1.0 / (o.alpha * (start + t - 1));
      else if (o.rate == Rate::kInverseScaling) eta = o.eta0 / math::pow(t, o.power_t);

      objective += loss_value(o, target, prediction);
      if (o.penalised) {
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
      if (o.l1) {
        penalty_so_far += o.l1_ratio * eta * o.alpha;
        weights.cut(received, penalty_so_far);
      }
      t += 1;
    }
    if (!std::isfinite(intercept) || !weights.w.allFinite()) {
      throw Error("not_finite", who, who + " ran into numbers that are not finite in pass " + std::to_string(epoch + 1) + " over the rows.",
                  "Scale the columns first, for example with StandardScaler.");
    }
    context.report(static_cast<double>(epoch + 1), static_cast<double>(o.max_iter));
    const double mean = objective / static_cast<double>(n);
    idle = o.tol > -kInf && mean > best - o.tol ? idle + 1 : 0;
    if (mean < best) best = mean;
    if (idle >= o.n_iter_no_change) {
      if (o.rate == Rate::kAdaptive && eta > 1e-6) {
        eta /= 5;
        idle = 0;
      } else {
        weights.fold();
        return {weights.w, intercept, epoch + 1};
      }
    }
  }
  weights.fold();
  return {weights.w, intercept, o.max_iter};
}

void warn_of_last_epoch(const Options& o, int64_t epochs, const std::string& who) {
  if (o.tol > -kInf && epochs == o.max_iter) warn_not_converged(who, "after max_iter=" + std::to_string(epochs) + " passes over the rows");
}

int64_t fit_classes(const Matrix& X, const std::vector<int32_t>& codes, const Vector* weights, const std::vector<double>& class_weights, const Options& o,
                    const Value& random_state, RowMatrix& coef, Vector& intercept, const std::string& who, const Context& context) {
  const auto classes = static_cast<Index>(class_weights.size());
  const Index models = classes == 2 ? 1 : classes;
  const RowMatrix rows = X;
  const double no = o.loss == Loss::kLog ? 0.0 : -1.0;
  coef.resize(models, X.cols());
  intercept.resize(models);
  RandomState random = random_state_of(random_state);
  std::vector<int64_t> seeds;
  if (models > 1) seeds = random.randint(0, kMaxSeed, static_cast<size_t>(models));
  int64_t epochs = 0;
  for (Index k = 0; k < models; ++k) {
    const Index own = models == 1 ? 1 : k;
    Vector y(X.rows());
    for (Index i = 0; i < y.size(); ++i) y[i] = codes[static_cast<size_t>(i)] == own ? 1.0 : no;
    RandomState model_random = models == 1 ? random : RandomState(static_cast<uint32_t>(seeds[static_cast<size_t>(k)]));
    model_random.randint(1, kMaxSeed);  // scikit-learn seeds its reader of rows with it, which never draws
    const auto seed = static_cast<uint32_t>(model_random.randint(0, kMaxSeed));
    const double negative = models == 1 ? class_weights[0] : 1.0;
    const Context part = context.part(static_cast<double>(k) / static_cast<double>(models), static_cast<double>(k + 1) / static_cast<double>(models));
    const Model model = fit(rows, y, weights, o, seed, class_weights[static_cast<size_t>(own)], negative, who, part);
    coef.row(k) = model.w;
    intercept[k] = model.intercept;
    epochs = std::max(epochs, model.epochs);
  }
  warn_of_last_epoch(o, epochs, who);
  return epochs;
}

}  // namespace keepfit::sgd
