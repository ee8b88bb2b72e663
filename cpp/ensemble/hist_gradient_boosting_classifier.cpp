#include "ensemble/hist_gradient_boosting_classifier.h"

#include <limits>

#include "core/math.h"
#include "core/registry.h"
#include "ensemble/hist_gradient_boosting.h"
#include "ensemble/log_loss.h"

namespace keepfit {

KEEPFIT_REGISTER(HistGradientBoostingClassifier)

namespace {

struct Binomial final : ensemble::HistLoss {
  std::vector<double> baseline(const std::vector<double>& y) const override {
    return ensemble::binomial_start(y, 10 * std::numeric_limits<double>::epsilon());
  }
  double mean(const std::vector<double>& y, const std::vector<double>& raw) const override { return ensemble::binomial_mean(y, raw, nullptr); }
  void gradients(const std::vector<double>& y, const std::vector<double>& raw, std::vector<float>& gradient, std::vector<float>& hessian) const override {
    for (size_t i = 0; i < y.size(); ++i) {
      if (raw[i] > -37) {
        const double e = math::exp(-raw[i]);
        gradient[i] = static_cast<float>(((1 - y[i]) - y[i] * e) / (1 + e));
        hessian[i] = static_cast<float>(e / ((1 + e) * (1 + e)));
      } else {
        const double e = math::exp(raw[i]);
        gradient[i] = static_cast<float>(e - y[i]);
        hessian[i] = static_cast<float>(e);
      }
    }
  }
};

struct Multinomial final : ensemble::HistLoss {
  explicit Multinomial(Index n_classes) : k_(n_classes) {}
  Index trees_per_iteration() const override { return k_; }
  std::vector<double> baseline(const std::vector<double>& y) const override {
    return ensemble::multinomial_start(y, k_, std::numeric_limits<double>::epsilon());
  }
  double mean(const std::vector<double>& y, const std::vector<double>& raw) const override { return ensemble::multinomial_mean(y, raw, k_, nullptr); }
  void gradients(const std::vector<double>& y, const std::vector<double>& raw, std::vector<float>& gradient, std::vector<float>& hessian) const override {
    const auto n = static_cast<Index>(y.size());
    ensemble::Exponentials e(k_);
    for (Index i = 0; i < n; ++i) {
      e.of(raw.data() + i, n);
      for (Index k = 0; k < k_; ++k) {
        const double p = e.p[static_cast<size_t>(k)] / e.sum;
        const auto at = static_cast<size_t>(i + k * n);
        gradient[at] = static_cast<float>(p - (y[static_cast<size_t>(i)] == static_cast<double>(k) ? 1.0 : 0.0));
        hessian[at] = static_cast<float>(p * (1.0 - p));
      }
    }
  }

 private:
  Index k_;
};

}  // namespace

const Declaration& HistGradientBoostingClassifier::declared() {
  static const Declaration d = [] {
    Declaration d{
        .name = "HistGradientBoostingClassifier",
        .module = "ensemble",
        .doc = "Adds up small trees over binned columns, each correcting the ones before; for large tables.",
        .kind = Kind::kClassifier,
        .exactness = {Exactness::kTight},
        .traits = {.accepts_missing = true, .accepts_infinite = true, .needs_target = true, .probabilities = true},
        .params = ensemble::hist_params("log_loss"),
        .fitted = {field<&HistGradientBoostingClassifier::classes_>("classes_", {"n_classes"}, "Class labels, sorted."),
                   field<&HistGradientBoostingClassifier::n_iter_>("n_iter_", {}, "Number of iterations made."),
                   field<&HistGradientBoostingClassifier::n_trees_per_iteration_>("n_trees_per_iteration_", {}, "Trees per iteration: 1 for two classes, else one per class."),
                   field<&HistGradientBoostingClassifier::train_score_>("train_score_", {"n_scores"}, "Score on the training rows before and after each iteration; empty without early stopping."),
                   field<&HistGradientBoostingClassifier::validation_score_>("validation_score_", {"n_validation_scores"}, "The same on the rows set aside."),
                   field<&HistGradientBoostingClassifier::baseline_prediction_>("baseline_prediction_", {"n_trees_per_iteration"}, "Scores before the first tree."),
                   field<&HistGradientBoostingClassifier::predictors_>("predictors_", {}, "The trees, one after another, one entry per node.")},
        .unsupported = ensemble::hist_unsupported(),
        .create = &create<HistGradientBoostingClassifier>};
    d.unsupported.push_back("class_weight");
    return d;
  }();
  return d;
}

void HistGradientBoostingClassifier::do_fit(const Table& X, const Column* y, const Context& context) {
  const std::vector<int32_t> codes = encode_target(*y);
  if (classes_.size() < 2) {
    throw Error("bad_target", "y", "The target holds one class only, so there is nothing to tell apart.", "Give rows of at least two classes.");
  }
  const std::vector<double> numbers(codes.begin(), codes.end());
  n_trees_per_iteration_ = classes_.size() > 2 ? static_cast<int64_t>(classes_.size()) : 1;
  ensemble::Boosted fitted = n_trees_per_iteration_ == 1 ? ensemble::boost(*this, X, numbers, y, Binomial(), context)
                                                         : ensemble::boost(*this, X, numbers, y, Multinomial(n_trees_per_iteration_), context);
  const auto vector = [](const std::vector<double>& v) { return Vector(Eigen::Map<const Vector>(v.data(), static_cast<Index>(v.size()))); };
  n_iter_ = fitted.n_iter;
  train_score_ = vector(fitted.train_score);
  validation_score_ = vector(fitted.validation_score);
  baseline_prediction_ = vector(fitted.baseline);
  predictors_ = std::move(fitted.trees);
}

RowMatrix HistGradientBoostingClassifier::do_decision_function(const Table& X) const { return ensemble::raw_scores(predictors_, baseline_prediction_, X); }

RowMatrix HistGradientBoostingClassifier::do_predict_proba(const Table& X) const { return ensemble::probabilities(do_decision_function(X)); }

Column HistGradientBoostingClassifier::do_predict(const Table& X) const {
  // From the scores: probabilities may round two of them to the same number.
  return decode(classes_, ensemble::best_class(do_decision_function(X), 0));
}

void HistGradientBoostingClassifier::check_fitted() const {
  if (classes_.size() < 2 || classes_.none_last) throw Error("audit_values", "classes_", "classes_ must hold the labels of at least two classes.");
  const int64_t expected = classes_.size() > 2 ? static_cast<int64_t>(classes_.size()) : 1;
  if (n_trees_per_iteration_ != expected) throw Error("audit_values", "n_trees_per_iteration_", "n_trees_per_iteration_ does not fit the number of classes.");
  ensemble::check_boosted(predictors_, baseline_prediction_, n_iter_, expected, n_features_in(), train_score_, validation_score_);
}

}  // namespace keepfit
