// Linear models: their scores, and what becomes of them.
#include <cmath>

#include "interchange/lower/lower.h"
#include "interchange/lower/sums.h"

namespace keepfit::interchange::lower {

namespace {

using graph::Matrix;

Id regression(Builder& b, const Step& step, const Frame& in) {
  std::vector<double> intercept = step.fitted("intercept_").is_number() ? std::vector<double>{step.number("intercept_")}
                                                                        : step.numbers("intercept_", 1);
  return b.add(graph::Linear{{1, in.size(), step.numbers("coef_", in.size())}, std::move(intercept)}, b.numbers(in), 1);
}

Answers regressor(Builder& b, const Step& step, const Frame& in) {
  Answers out;
  out.prediction = regression(b, step, in);
  return out;
}

/// Scores and labels; probabilities are each model's own matter.
Answers scored(Builder& b, const Step& step, const Frame& in) {
  Answers out;
  out.classes = step.classes();
  const Matrix coef = step.matrix("coef_");
  const size_t k = out.classes.size();
  if (coef.columns != in.size() || coef.rows != (k == 2 ? 1 : k))
    step.refuse("coef_ has another shape than it should.");
  const auto rows = static_cast<uint32_t>(coef.rows);
  out.scores = b.add(graph::Linear{coef, step.numbers("intercept_", coef.rows)}, b.numbers(in), rows);
  out.code = k == 1 ? b.constant(out.scores, {0.0}) : code_of_scores(b, out.scores);
  return out;
}

Id one_vs_rest(Builder& b, Id scores) {
  const uint32_t k = b.width(scores);
  const Id p = b.add(graph::Logistic{}, scores, k);
  return k == 1 ? b.add(graph::BothClasses{}, p, 2) : b.add(graph::Shares{}, p, k);
}

Answers logistic(Builder& b, const Step& step, const Frame& in) {
  Answers out = scored(b, step, in);
  const uint32_t k = b.width(out.scores);
  out.probabilities = k == 1 ? one_vs_rest(b, out.scores) : b.add(graph::Softmax{}, out.scores, k);
  return out;
}

Answers discriminant(Builder& b, const Step& step, const Frame& in) {
  Answers out = scored(b, step, in);
  const uint32_t k = b.width(out.scores);
  if (out.classes.size() == 1) out.probabilities = b.constant(out.scores, {1.0});
  else out.probabilities = k == 1 ? one_vs_rest(b, out.scores) : b.add(graph::Softmax{}, out.scores, k);
  return out;
}

Frame discriminant_directions(Builder& b, const Step& step, const Frame& in) {
  const Matrix scalings = step.matrix("scalings_");
  const size_t count = std::min(scalings.columns, step.numbers("explained_variance_ratio_").size());
  if (scalings.rows != in.size()) step.refuse("scalings_ has another shape than it should.");
  Matrix across{count, in.size(), {}};
  for (size_t c = 0; c < count; ++c)
    for (size_t j = 0; j < in.size(); ++j) across.values.push_back(scalings.at(j, c));
  const Id centred = b.per_column(graph::Arithmetic::kSubtract, b.numbers(in), step.numbers("xbar_", in.size()));
  return b.frame(
      b.add(graph::Linear{std::move(across), std::vector<double>(count, 0.0)}, centred, static_cast<uint32_t>(count)));
}

Answers stochastic(Builder& b, const Step& step, const Frame& in) {
  Answers out = scored(b, step, in);
  if (step.is("loss", "log_loss")) out.probabilities = one_vs_rest(b, out.scores);
  if (!step.is("loss", "modified_huber")) return out;
  const uint32_t k = b.width(out.scores);
  Id p = b.add(graph::Clip{-1, 1}, out.scores, k);
  p = b.per_column(graph::Arithmetic::kAdd, p, std::vector<double>(k, 1.0));
  p = b.per_column(graph::Arithmetic::kDivide, p, std::vector<double>(k, 2.0));
  out.probabilities = k == 1 ? b.add(graph::BothClasses{}, p, 2) : b.add(graph::Shares{}, p, k);
  return out;
}

Frame components(Builder& b, const Step& step, const Frame& in) {
  Matrix axes = step.matrix("components_");
  const size_t k = axes.rows;
  if (axes.columns != in.size()) step.refuse("components_ has another shape than it should.");
  std::vector<double> shift(k, 0.0);
  const bool centred = step.name() == "PCA";
  if (centred) {
    const std::vector<double> mean = step.numbers("mean_", in.size());
    for (size_t i = 0; i < k; ++i)
      shift[i] = -sums::dot(mean.data(), axes.values.data() + i * axes.columns, mean.size());
  }
  Id z = b.add(graph::Linear{std::move(axes), std::move(shift)}, b.numbers(in), static_cast<uint32_t>(k));
  if (centred && step.flag("whiten")) {
    std::vector<double> by = step.numbers("explained_variance_", k);
    for (double& v : by) v = std::max(std::sqrt(v), 0x1p-52);
    z = b.per_column(graph::Arithmetic::kDivide, z, std::move(by));
  }
  return b.frame(z);
}

}  // namespace

const std::vector<Entry>& linear() {
  static const std::vector<Entry> all{
      {"LinearRegression", nullptr, regressor},
      {"Ridge", nullptr, regressor},
      {"RidgeCV", nullptr, regressor},
      {"Lasso", nullptr, regressor},
      {"ElasticNet", nullptr, regressor},
      {"SGDRegressor", nullptr, regressor},
      {"LogisticRegression", nullptr, logistic},
      {"RidgeClassifier", nullptr, scored},
      {"RidgeClassifierCV", nullptr, scored},
      {"LinearSVC", nullptr, scored},
      {"Perceptron", nullptr, scored},
      {"SGDClassifier", nullptr, stochastic},
      {"LinearDiscriminantAnalysis", discriminant_directions, discriminant},
      {"PCA", components},
      {"TruncatedSVD", components},
  };
  return all;
}

}  // namespace keepfit::interchange::lower
