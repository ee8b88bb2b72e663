#include "naive_bayes/naive_bayes.h"

#include <cmath>

#include "core/audit.h"
#include "core/math.h"
#include "core/numerics.h"
#include "core/table.h"
#include "core/warnings.h"

namespace keepfit {

Column JointLikelihoodClassifier::do_predict(const Table& X) const {
  const RowMatrix joint = joint_log_likelihood(X.numbers());
  std::vector<int32_t> codes(static_cast<size_t>(joint.rows()));
  for (Index i = 0; i < joint.rows(); ++i) {
    Index best = 0;
    for (Index k = 1; k < joint.cols(); ++k) {
      if (joint(i, k) > joint(i, best)) best = k;
    }
    codes[static_cast<size_t>(i)] = static_cast<int32_t>(best);
  }
  return decode(classes_, codes);
}

RowMatrix JointLikelihoodClassifier::do_predict_proba(const Table& X) const {
  RowMatrix joint = joint_log_likelihood(X.numbers());
  const Index n = joint.rows(), k = joint.cols();
  for (Index i = 0; i < n; ++i) {
    double* row = joint.data() + i * k;
    double largest = row[0];
    for (Index c = 1; c < k; ++c) largest = row[c] > largest ? row[c] : largest;
    // A row so far away that no class has a likelihood above 0: nothing speaks for one class more than for another.
    const bool nowhere = std::isinf(largest);
    for (Index c = 0; c < k; ++c) row[c] = nowhere ? 0.0 : row[c] - largest;
  }
  math::exp(joint.data(), joint.data(), joint.size());
  for (Index i = 0; i < n; ++i) {
    double* row = joint.data() + i * k;
    const double sum = numerics::sum_pairwise(row, k);
    for (Index c = 0; c < k; ++c) row[c] /= sum;
  }
  return joint;
}

Vector number_list(const std::string& who, const char* param, const Value& list, Index length, const char* one_per) {
  const Value::List& items = list.list(param);
  if (static_cast<Index>(items.size()) != length) {
    throw Error("bad_parameter", who,
                std::string(param) + " of " + who + " must hold one number per " + one_per + ", that is " +
                    std::to_string(length) + ". Got " + std::to_string(items.size()) + ".");
  }
  Vector out(length);
  for (Index i = 0; i < length; ++i) {
    const Value& item = items[static_cast<size_t>(i)];
    if (!item.is_number() || !(item.number() >= 0) || std::isinf(item.number())) {
      throw Error("bad_parameter", who,
                  std::string(param) + " of " + who + " must hold finite numbers that are not negative. Got " +
                      item.repr() + ".");
    }
    out[i] = item.number();
  }
  return out;
}

void DiscreteNaiveBayes::count(const Matrix& X, const Column& y) {
  const std::vector<int32_t> codes = encode_target(y);
  const auto k = static_cast<Index>(classes_.size());
  class_count_ = Vector::Zero(k);
  const auto weight = [&](size_t i) { return sample_weight() ? (*sample_weight())[static_cast<Index>(i)] : 1.0; };
  for (size_t i = 0; i < codes.size(); ++i) class_count_[codes[i]] += weight(i);
  for (Index c = 0; c < k; ++c) {
    if (!(class_count_[c] > 0)) {
      throw Error("bad_weights", "sample_weight",
                  "The class " + classes_.text(static_cast<size_t>(c)) + " has no row with a weight above 0, so that " +
                      name() + " cannot learn it.",
                  "Leave out its rows.");
    }
  }
  feature_count_ = RowMatrix::Zero(k, X.cols());
  for (Index j = 0; j < X.cols(); ++j) {
    Vector sums = Vector::Zero(k);
    if (sample_weight()) {
      for (Index i = 0; i < X.rows(); ++i) sums[codes[static_cast<size_t>(i)]] += X(i, j) * (*sample_weight())[i];
    } else {
      for (Index i = 0; i < X.rows(); ++i) sums[codes[static_cast<size_t>(i)]] += X(i, j);
    }
    feature_count_.col(j) = sums;
  }
  class_log_prior_.resize(k);
  if (const Value& given = param("class_prior"); !given.is_null()) {
    const Vector prior = number_list(name(), "class_prior", given, k, "class");
    for (Index c = 0; c < k; ++c) {
      if (prior[c] == 0) {
        throw Error("bad_parameter", name(), "class_prior of " + name() + " must not hold 0.",
                    "Leave out the rows of a class that cannot occur.");
      }
      class_log_prior_[c] = math::log(prior[c]);
    }
  } else if (param("fit_prior").boolean()) {
    const double total = math::log(numerics::sum_pairwise(class_count_));
    for (Index c = 0; c < k; ++c) class_log_prior_[c] = math::log(class_count_[c]) - total;
  } else {
    class_log_prior_.setConstant(-math::log(static_cast<double>(k)));
  }
}

Vector DiscreteNaiveBayes::smoothing() const {
  const Value& alpha = param("alpha");
  const auto p = static_cast<Index>(n_features_in());
  Vector out = alpha.is_number() ? Vector(Vector::Constant(p, alpha.number()))
                                 : number_list(name(), "alpha", alpha, p, "column");
  if (!param("force_alpha").boolean()) {
    if (out.minCoeff() < 1e-10)
      warn("UserWarning", "alpha of " + name() + " below 1e-10 is raised to that.",
           "Give a larger alpha, or set force_alpha to true.");
    for (double& a : out) a = a < 1e-10 ? 1e-10 : a;
  }
  return out;
}

void DiscreteNaiveBayes::require_finite(const RowMatrix& log_probabilities) const {
  if (log_probabilities.allFinite()) return;
  throw Error("bad_parameter", name(),
              "Some class and column of " + name() +
                  " get the probability 0 or 1, whose logarithm is not finite: alpha is 0, or very small beside X.",
              "Use a larger alpha, such as 1.0, or force_alpha=false.");
}

KEEPFIT_SMALL std::vector<Param> DiscreteNaiveBayes::with_priors(std::vector<Param> own) {
  own.push_back({"fit_prior",
                 true,
                 {constraint::boolean()},
                 "Learn the classes' probabilities; without it all classes are equally probable."});
  own.push_back({"class_prior",
                 Value(),
                 {constraint::list(), constraint::none()},
                 "Probability of each class, instead of learning it."});
  own.push_back(
      {"force_alpha", true, {constraint::boolean()}, "Keep an alpha below 1e-10 as it is, instead of raising it."});
  return own;
}

KEEPFIT_SMALL Field DiscreteNaiveBayes::class_count_field() noexcept {
  return field<&DiscreteNaiveBayes::class_count_>("class_count_", {"n_classes"},
                                                  "Training rows of each class, or the sum of their weights.");
}

KEEPFIT_SMALL Field DiscreteNaiveBayes::class_log_prior_field() noexcept {
  return field<&DiscreteNaiveBayes::class_log_prior_>("class_log_prior_", {"n_classes"},
                                                      "Logarithm of each class's probability.");
}

void DiscreteNaiveBayes::check_fitted() const {
  Classifier::check_fitted();
  audit::finite("class_log_prior_", class_log_prior_);
  audit::finite("feature_log_prob_", feature_log_prob_);
}

}  // namespace keepfit
