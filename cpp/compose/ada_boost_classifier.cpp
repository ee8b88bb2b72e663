#include "compose/ada_boost_classifier.h"

#include "core/audit.h"
#include "core/math.h"
#include "core/math_nearest.h"
#include "core/numerics.h"
#include "core/registry.h"
#include "core/shared.h"
#include "core/steps.h"
#include "core/table.h"

namespace keepfit {

KEEPFIT_REGISTER(AdaBoostClassifier)

KEEPFIT_SMALL const Declaration& AdaBoostClassifier::declared() {
  static const Declaration d = [] {
    Declaration d{
        .name = "AdaBoostClassifier",
        .module = "ensemble",
        .doc = "Classifiers in rounds, each minding the rows that the ones before got wrong.",
        .kind = Kind::kClassifier,
        .exactness = {Exactness::kTight, "The weights of rows pass through logarithms and exponentials."},
        .traits = {.needs_target = true, .probabilities = true, .sample_weight = true},
        .params = ensemble::ada_boost_params(
            true, "The classifier, which must take a sample_weight; None is DecisionTreeClassifier(max_depth=1)."),
        .fitted = ensemble::ada_boost_fields<AdaBoostClassifier>(),
        .unsupported = {},
        .unsupported_methods = {"predict_log_proba", "staged_decision_function", "staged_predict",
                                "staged_predict_proba", "staged_score"},
        .create = &create<AdaBoostClassifier>};
    d.fitted.insert(d.fitted.begin(), {fields::classes(), fields::n_classes<AdaBoostClassifier>()});
    return d;
  }();
  return d;
}

const Estimator& AdaBoostClassifier::base() const {
  static const std::shared_ptr<Estimator> stump = [] {
    std::shared_ptr<Estimator> tree = registry::create("DecisionTreeClassifier");
    tree->set_param("max_depth", 1);
    return tree;
  }();
  return ensemble::base_of(*this, *stump);
}

Traits AdaBoostClassifier::traits() const {
  Traits own = declared().traits;
  own.accepts_text = true;
  return joined(own, {&base()}, Made::kMembers);
}

void AdaBoostClassifier::do_fit(const Table& X, const Column* y, const Context& context) {
  if (base().kind() != Kind::kClassifier || !base().declaration().traits.sample_weight) {
    throw Error("bad_parameter", name(),
                "estimator of AdaBoostClassifier must be a classifier that takes a sample_weight, which " +
                    std::string(base().declaration().name) + " is not.",
                "Use another estimator, such as DecisionTreeClassifier.");
  }
  const std::vector<int32_t> codes = encode_target(*y);
  n_classes_ = static_cast<int64_t>(classes_.size());
  const double k = static_cast<double>(n_classes_), rate = param("learning_rate").number();
  const int64_t last = param("n_estimators").integer() - 1;
  rounds_ = ensemble::boost_rounds(
      *this, X, sample_weight(), context,
      [&](int64_t t, const Table& plain, Vector& weights, ensemble::Rounds& rounds, RandomState& random,
          const Context& part) {
        const auto estimator = ensemble::seeded_clone(base(), random);
        std::vector<int32_t> predicted;
        in_step(ensemble::member_step(static_cast<size_t>(t)), [&] {
          estimator->fit(plain, y, part, &weights);
          predicted = ensemble::codes_of(estimator->predict(plain), classes_);
        });
        Vector wrong(weights.size());
        for (Index i = 0; i < wrong.size(); ++i)
          wrong[i] = predicted[static_cast<size_t>(i)] == codes[static_cast<size_t>(i)] ? 0.0 : 1.0;
        const double error =
            numerics::weighted_sum(wrong.data(), weights.data(), wrong.size()) / numerics::sum_pairwise(weights);
        if (!(error <= 0) && error >= 1.0 - 1.0 / k) {
          if (rounds.estimators.empty()) {
            throw Error("bad_fit", name(), "The first estimator of AdaBoostClassifier is no better than guessing.",
                        "Use a stronger estimator, such as a deeper tree.");
          }
          return ensemble::Round{.over = true};
        }
        rounds.estimators.push_back(estimator);
        if (error <= 0) return ensemble::Round{.weight = 1.0, .error = 0.0};
        // The last bits of weights decide where two splits are as good.
        const double weight = rate * (math::log_nearest((1.0 - error) / error) + math::log_nearest(k - 1.0));
        if (t != last) {
          for (Index i = 0; i < weights.size(); ++i) {
            if (weights[i] > 0) weights[i] = math::exp_nearest(math::log_nearest(weights[i]) + weight * wrong[i]);
          }
        }
        return ensemble::Round{.weight = weight, .error = error};
      });
}

RowMatrix AdaBoostClassifier::do_decision_function(const Table& X) const {
  const Table plain = ensemble::unnamed(X);
  const Untraced nobody;
  const Index k = n_classes_;
  if (k == 1) return RowMatrix::Zero(X.rows(), 1);
  RowMatrix sums = RowMatrix::Zero(X.rows(), k);
  for (size_t t = 0; t < rounds_.estimators.size(); ++t) {
    const Column labels = in_step(ensemble::member_step(t), [&] { return rounds_.estimators[t]->predict(plain); });
    const std::vector<int32_t> codes = ensemble::codes_of(labels, classes_);
    const double weight = rounds_.weights[static_cast<Index>(t)], against = -1.0 / static_cast<double>(k - 1) * weight;
    for (Index i = 0; i < sums.rows(); ++i) {
      for (Index c = 0; c < k; ++c) sums(i, c) += codes[static_cast<size_t>(i)] == c ? weight : against;
    }
  }
  sums /= numerics::sum_pairwise(rounds_.weights);
  if (k > 2) return sums;
  return sums.col(1) - sums.col(0);
}

Column AdaBoostClassifier::do_predict(const Table& X) const {
  const RowMatrix scores = do_decision_function(X);
  std::vector<int32_t> codes(static_cast<size_t>(scores.rows()), 0);
  for (Index i = 0; i < scores.rows(); ++i) {
    auto& best = codes[static_cast<size_t>(i)];
    if (n_classes_ == 2) best = scores(i, 0) > 0 ? 1 : 0;
    for (Index c = 1; c < scores.cols(); ++c) {
      if (scores(i, c) > scores(i, best)) best = static_cast<int32_t>(c);
    }
  }
  return decode(classes_, codes);
}

RowMatrix AdaBoostClassifier::do_predict_proba(const Table& X) const {
  const Index k = n_classes_;
  if (k == 1) return RowMatrix::Ones(X.rows(), 1);
  const RowMatrix scores = do_decision_function(X);
  RowMatrix out(scores.rows(), k);
  for (Index i = 0; i < out.rows(); ++i) {
    double* row = out.data() + i * k;
    for (Index c = 0; c < k; ++c)
      row[c] = k == 2 ? (c == 0 ? -scores(i, 0) : scores(i, 0)) / 2.0 : scores(i, c) / static_cast<double>(k - 1);
    const double largest = out.row(i).maxCoeff();
    for (Index c = 0; c < k; ++c) row[c] = math::exp(row[c] - largest);
    const double sum = numerics::sum_pairwise(row, k);
    for (Index c = 0; c < k; ++c) row[c] /= sum;
  }
  return out;
}

void AdaBoostClassifier::check_fitted() const {
  Classifier::check_fitted();
  audit::class_count(n_classes_, classes_);
  ensemble::audit_rounds(*this, base(), rounds_);
  if (!(numerics::sum_pairwise(rounds_.weights) > 0))
    audit::refuse("estimator_weights_", "estimator_weights_ must not all be 0.");
  for (size_t i = 0; i < rounds_.estimators.size(); ++i) {
    const Labels* known = rounds_.estimators[i]->classes();
    if (!known || !(*known == classes_))
      audit::refuse(ensemble::member_step(i), "The classes of the estimator are not those of the ensemble.");
  }
}

}  // namespace keepfit
