#include "ensemble/gradient_boosting_classifier.h"

#include <cmath>
#include <limits>

#include "core/math.h"
#include "core/numerics.h"
#include "core/registry.h"
#include "ensemble/gradient_boosting.h"
#include "ensemble/log_loss.h"

namespace keepfit {

KEEPFIT_REGISTER(GradientBoostingClassifier)

namespace {

/// One Newton step: mean gradient over mean curvature of the rows of a leaf.
template <class Truth>
double newton(const std::vector<int32_t>& rows, const double* gradient, Truth truth, double factor) {
  std::vector<double> first, second;
  for (int32_t row : rows) {
    const auto i = static_cast<size_t>(row);
    const double p = truth(i) - gradient[i];
    first.push_back(gradient[i]);
    second.push_back(p * (1 - p));
  }
  const auto n = static_cast<Index>(rows.size());
  double numerator = numerics::mean(first.data(), n);
  if (factor != 1.0) numerator *= factor;
  const double denominator = numerics::mean(second.data(), n);
  return std::abs(denominator) < 1e-150 ? 0.0 : numerator / denominator;
}

struct Binomial final : ensemble::BoostingLoss {
  std::vector<double> start(const std::vector<double>& y) const override { return ensemble::binomial_start(y, std::numeric_limits<double>::epsilon()); }
  double mean(const std::vector<double>& y, const std::vector<double>& raw, const std::vector<uint8_t>& rows) const override {
    return 2 * ensemble::binomial_mean(y, raw, &rows);
  }
  void negative_gradient(const std::vector<double>& y, const std::vector<double>& raw, std::vector<double>& out) const override {
    for (size_t i = 0; i < y.size(); ++i) {
      if (raw[i] > -37) {
        const double e = math::exp(-raw[i]);
        out[i] = -(((1 - y[i]) - y[i] * e) / (1 + e));
      } else {
        out[i] = -(math::exp(raw[i]) - y[i]);
      }
    }
  }
  bool leaf(const std::vector<double>& y, const double* gradient, const std::vector<int32_t>& rows, Index, double& answer) const override {
    answer = newton(rows, gradient, [&](size_t i) { return y[i]; }, 1.0);
    return true;
  }
};

struct Multinomial final : ensemble::BoostingLoss {
  explicit Multinomial(Index n_classes) : k_(n_classes) {}
  Index trees_per_stage() const override { return k_; }
  std::vector<double> start(const std::vector<double>& y) const override { return ensemble::multinomial_start(y, k_, std::numeric_limits<double>::epsilon()); }
  double mean(const std::vector<double>& y, const std::vector<double>& raw, const std::vector<uint8_t>& rows) const override {
    return ensemble::multinomial_mean(y, raw, k_, &rows);
  }
  void negative_gradient(const std::vector<double>& y, const std::vector<double>& raw, std::vector<double>& out) const override {
    const size_t n = y.size();
    ensemble::Exponentials e(k_);
    for (size_t i = 0; i < n; ++i) {
      e.of(raw.data() + i, static_cast<Index>(n));
      for (size_t k = 0; k < static_cast<size_t>(k_); ++k) out[i + k * n] = -(e.p[k] / e.sum - (y[i] == static_cast<double>(k) ? 1.0 : 0.0));
    }
  }
  bool leaf(const std::vector<double>& y, const double* gradient, const std::vector<int32_t>& rows, Index k, double& answer) const override {
    const auto classes = static_cast<double>(k_);
    answer = newton(rows, gradient, [&](size_t i) { return y[i] == static_cast<double>(k) ? 1.0 : 0.0; }, (classes - 1) / classes);
    return true;
  }

 private:
  Index k_;
};

}  // namespace

const Declaration& GradientBoostingClassifier::declared() {
  static const Declaration d = [] {
    Declaration d{
        .name = "GradientBoostingClassifier",
        .module = "ensemble",
        .doc = "Adds up small trees, each correcting the ones before.",
        .kind = Kind::kClassifier,
        .exactness = {Exactness::kTight},
        .traits = {.needs_target = true, .probabilities = true},
        .params = ensemble::boosting_params("log_loss"),
        .fitted = {field<&GradientBoostingClassifier::classes_>("classes_", {"n_classes"}, "Class labels, sorted."),
                   field<&GradientBoostingClassifier::n_estimators_>("n_estimators_", {}, "Number of stages made."),
                   field<&GradientBoostingClassifier::n_trees_per_iteration_>("n_trees_per_iteration_", {}, "Trees per stage: 1 for two classes, else one per class."),
                   field<&GradientBoostingClassifier::feature_importances_>("feature_importances_", {"n_features_in_"}, "Share of each feature in the decrease of impurity, averaged over the trees."),
                   field<&GradientBoostingClassifier::train_score_>("train_score_", {"n_estimators_"}, "Loss on the rows of each stage, after it."),
                   field<&GradientBoostingClassifier::init_prediction_>("init_prediction_", {"n_trees_per_iteration_"}, "Scores before the first tree."),
                   field<&GradientBoostingClassifier::estimators_>("estimators_", {}, "The trees, one after another, one entry per node.")},
        .unsupported = ensemble::boosting_unsupported(),
        .create = &create<GradientBoostingClassifier>};
    return d;
  }();
  return d;
}

void GradientBoostingClassifier::do_fit(const Table& X, const Column* y, const Context& context) {
  const std::vector<int32_t> codes = encode_target(*y);
  if (classes_.size() < 2) {
    throw Error("bad_target", "y", "The target holds one class only, so there is nothing to tell apart.", "Give rows of at least two classes.");
  }
  const std::vector<double> numbers(codes.begin(), codes.end());
  n_trees_per_iteration_ = classes_.size() > 2 ? static_cast<int64_t>(classes_.size()) : 1;
  ensemble::Staged fitted = n_trees_per_iteration_ == 1 ? ensemble::boost_trees(*this, X, numbers, y, Binomial(), context)
                                                        : ensemble::boost_trees(*this, X, numbers, y, Multinomial(n_trees_per_iteration_), context);
  const auto vector = [](const std::vector<double>& v) { return Vector(Eigen::Map<const Vector>(v.data(), static_cast<Index>(v.size()))); };
  n_estimators_ = fitted.n_stages;
  feature_importances_ = std::move(fitted.importances);
  train_score_ = vector(fitted.train_score);
  init_prediction_ = vector(fitted.start);
  estimators_ = std::move(fitted.trees);
}

RowMatrix GradientBoostingClassifier::do_decision_function(const Table& X) const {
  return ensemble::staged_scores(estimators_, init_prediction_, param("learning_rate").number(), X, name());
}

RowMatrix GradientBoostingClassifier::do_predict_proba(const Table& X) const { return ensemble::probabilities(do_decision_function(X)); }

Column GradientBoostingClassifier::do_predict(const Table& X) const {
  // From the scores: probabilities may round two of them to the same number.
  return decode(classes_, ensemble::best_class(do_decision_function(X), 1));
}

void GradientBoostingClassifier::check_fitted() const {
  if (classes_.size() < 2 || classes_.none_last) throw Error("audit_values", "classes_", "classes_ must hold the labels of at least two classes.");
  const int64_t expected = classes_.size() > 2 ? static_cast<int64_t>(classes_.size()) : 1;
  if (n_trees_per_iteration_ != expected) throw Error("audit_values", "n_trees_per_iteration_", "n_trees_per_iteration_ does not fit the target.");
  ensemble::check_staged(estimators_, init_prediction_, n_estimators_, expected, train_score_, n_features_in());
  tree::check_importances(feature_importances_, n_features_in());
}

}  // namespace keepfit
