// Naive Bayes, quadratic discriminants and dummies: what is likely, class by class.
#include <cmath>

#include "core/math.h"
#include "interchange/lower/lower.h"
#include "interchange/lower/sums.h"

namespace keepfit::interchange::lower {

namespace {

using graph::Matrix;

constexpr double kTwoPi = 6.283185307179586;

std::vector<double> logs_of(std::vector<double> values) {
  for (double& v : values) v = math::log(v);
  return values;
}

Answers by_likelihood(Builder& b, const Step& step, Id joint) {
  Answers out;
  out.classes = step.classes();
  const uint32_t k = b.width(joint);
  if (out.classes.size() != k) step.refuse("There are other numbers of classes in the parts of " + step.name() + ".");
  out.code = b.add(graph::ArgMax{}, joint, 1);
  out.probabilities = b.add(graph::Softmax{}, joint, k);
  out.scores = joint;
  return out;
}

Answers gaussian(Builder& b, const Step& step, const Frame& in) {
  const size_t p = in.size(), k = step.classes().size();
  graph::GaussianLikelihood out{
      step.matrix("theta_", k, p), step.matrix("var_", k, p), {}, logs_of(step.numbers("class_prior_", k))};
  std::vector<double> logs(p);
  for (size_t c = 0; c < k; ++c) {
    for (size_t j = 0; j < p; ++j) logs[j] = math::log(kTwoPi * out.variance.at(c, j));
    out.constant.push_back(-0.5 * sums::pairwise(logs.data(), p));
  }
  return by_likelihood(b, step, b.add(std::move(out), b.numbers(in), static_cast<uint32_t>(k)));
}

Answers multinomial(Builder& b, const Step& step, const Frame& in) {
  const size_t k = step.classes().size();
  b.note("MultinomialNB: Keepfit refuses rows with numbers below 0; elsewhere they are answered.");
  return by_likelihood(
      b, step,
      b.add(graph::Linear{step.matrix("feature_log_prob_", k, in.size()), step.numbers("class_log_prior_", k)},
            b.numbers(in), static_cast<uint32_t>(k)));
}

Answers bernoulli(Builder& b, const Step& step, const Frame& in) {
  const size_t k = step.classes().size(), p = in.size();
  Matrix yes = step.matrix("feature_log_prob_", k, p), no = yes;
  for (double& v : no.values) v = math::log(1.0 - math::exp(v));
  std::vector<double> constant = step.numbers("class_log_prior_", k);
  for (size_t c = 0; c < k; ++c) constant[c] += sums::pairwise(no.values.data() + c * p, p);
  for (size_t i = 0; i < yes.values.size(); ++i) yes.values[i] -= no.values[i];
  Id x = b.numbers(in);
  if (!step.param("binarize").is_null())
    x = b.add(graph::Above{step.param("binarize").number("binarize")}, x, b.width(x));
  return by_likelihood(b, step, b.add(graph::Linear{std::move(yes), std::move(constant)}, x, static_cast<uint32_t>(k)));
}

Answers quadratic(Builder& b, const Step& step, const Frame& in) {
  const size_t k = step.classes().size(), p = in.size();
  graph::QuadraticLikelihood out;
  out.mean = step.matrix("means_", k, p);
  out.scalings = step.matrix("scalings_", k, p);
  out.prior = logs_of(step.numbers("priors_", k));
  const Matrix rotations = step.matrix("rotations_", k * p, p);
  for (size_t c = 0; c < k; ++c) {
    Matrix of_class{p, p, {}};  // a row per direction
    for (size_t d = 0; d < p; ++d)
      for (size_t j = 0; j < p; ++j) of_class.values.push_back(rotations.at(c * p + j, d));
    out.rotations.push_back(std::move(of_class));
    const std::vector<double> row(out.scalings.values.begin() + static_cast<std::ptrdiff_t>(c * p),
                                  out.scalings.values.begin() + static_cast<std::ptrdiff_t>((c + 1) * p));
    const std::vector<double> logs = logs_of(row);
    out.log_determinant.push_back(sums::pairwise(logs.data(), p));
  }
  Answers answers = by_likelihood(b, step, b.add(std::move(out), b.numbers(in), static_cast<uint32_t>(k)));
  if (k == 2)
    answers.scores =
        b.add(graph::Average{{1.0, -1.0}, 1}, {b.column(answers.scores, 1), b.column(answers.scores, 0)}, 1);
  return answers;
}

Answers dummy_classifier(Builder& b, const Step& step, const Frame& in) {
  Answers out;
  out.classes = step.classes();
  const size_t k = out.classes.size();
  std::vector<double> row = step.numbers("class_prior_", k);
  const Value& strategy = step.param("strategy");
  if (strategy.is("uniform") || strategy.is("stratified"))
    step.refuse(
        "DummyClassifier with strategy='" + strategy.text() + "' draws its answers, which an exported model cannot do.",
        "Use strategy='prior'.");
  size_t best = 0;
  for (size_t c = 1; c < k; ++c)
    if (row[c] > row[best]) best = c;
  if (strategy.is("constant")) {
    const Value& given = step.param("constant");
    const bool text = out.classes.is_text;
    for (best = 0; best < k; ++best)
      if (text ? given.is(out.classes.texts[best]) : given.is_number() && given.number() == out.classes.numbers[best])
        break;
    if (best == k) step.refuse("constant is none of the classes.");
  }
  if (!strategy.is("prior")) {
    row.assign(k, 0.0);
    row[best] = 1.0;
  }
  if (in.empty()) step.refuse("DummyClassifier is given no column.");
  const Id rows = in[0].value;
  out.probabilities = b.constant(rows, std::move(row));
  out.code = b.constant(rows, {static_cast<double>(best)});
  return out;
}

Answers dummy_regressor(Builder& b, const Step& step, const Frame& in) {
  if (in.empty()) step.refuse("DummyRegressor is given no column.");
  Answers out;
  out.prediction = b.constant(in[0].value, step.numbers("constant_", 1));
  return out;
}

}  // namespace

const std::vector<Entry>& likelihoods() {
  static const std::vector<Entry> all{
      {"GaussianNB", nullptr, gaussian},
      {"MultinomialNB", nullptr, multinomial},
      {"BernoulliNB", nullptr, bernoulli},
      {"QuadraticDiscriminantAnalysis", nullptr, quadratic},
      {"DummyClassifier", nullptr, dummy_classifier},
      {"DummyRegressor", nullptr, dummy_regressor},
  };
  return all;
}

}  // namespace keepfit::interchange::lower
