#include "tree/decision_tree_classifier.h"

#include <cmath>

#include "core/audit.h"
#include "core/class_weight.h"
#include "core/many_classes.h"
#include "core/registry.h"
#include "core/shared.h"
#include "core/table.h"

namespace keepfit {

KEEPFIT_REGISTER(DecisionTreeClassifier)

KEEPFIT_SMALL const Declaration& DecisionTreeClassifier::declared() {
  static const Declaration d = []() KEEPFIT_SMALL {
    Declaration d{
        .name = "DecisionTreeClassifier",
        .module = "tree",
        .doc = "A tree of thresholds that tells classes apart.",
        .kind = Kind::kClassifier,
        .exactness =
            {Exactness::kExact,
             "An entropy is a sum of logarithms; the splits chosen by it are equal.",
             {{Exactness::kTight, {"tree_.impurity", "feature_importances_"}, "criterion", {"entropy", "log_loss"}}}},
        .traits = {.accepts_missing = true, .needs_target = true, .probabilities = true, .sample_weight = true},
        .params = tree::shared_params(tree::class_criteria()),
        .first = "max_depth min_samples_leaf criterion ccp_alpha",
        .fitted = {fields::classes(), fields::n_classes<DecisionTreeClassifier>(),
                   field<&DecisionTreeClassifier::max_features_>("max_features_", {},
                                                                 "Features looked at for a split."),
                   field<&DecisionTreeClassifier::feature_importances_>(
                       "feature_importances_", {"n_features_in_"},
                       "Share of each feature in the decrease of impurity."),
                   field<&DecisionTreeClassifier::tree_>("tree_", {}, "The tree, one entry per node.")},
        .unsupported = {},
        .unsupported_methods = {"apply", "cost_complexity_pruning_path", "decision_path", "get_depth", "get_n_leaves",
                                "predict_log_proba"},
        .create = &create<DecisionTreeClassifier>};
    d.params.push_back({"class_weight",
                        Value(),
                        {constraint::mapping(), constraint::options({"balanced"}), constraint::none()},
                        "Weight per class; 'balanced' weighs classes by the inverse of their frequency."});
    d.params.push_back(tree::ccp_alpha_param());
    d.params.push_back(tree::monotonic_param());
    return d;
  }();
  return d;
}

void DecisionTreeClassifier::do_fit(const Table& X, const Column* y, const Context& context) {
  const std::vector<int32_t> codes = encode_target(*y);
  warn_of_many_classes(classes_.size(), codes.size());
  n_classes_ = static_cast<int64_t>(classes_.size());
  const std::vector<double> weights = row_weights(*this, param("class_weight"), codes, sample_weight(), nullptr);
  tree::Fitted fitted =
      tree::fit_tree(*this, X, {.codes = &codes, .n_classes = static_cast<int32_t>(n_classes_)}, weights, context);
  tree_ = std::move(fitted.tree);
  max_features_ = fitted.max_features;
  feature_importances_ = std::move(fitted.importances);
}

RowMatrix DecisionTreeClassifier::do_predict_proba(const Table& X) const {
  const tree::Features x(X, name());
  RowMatrix proba(X.rows(), tree_.value.cols());
  for (Index i = 0; i < X.rows(); ++i) proba.row(i) = tree_.value.row(tree_.apply(x, i));
  return proba;
}

void DecisionTreeClassifier::check_fitted() const {
  using audit::refuse;
  Classifier::check_fitted();
  audit::class_count(n_classes_, classes_);
  tree_.check(n_features_in(), "tree_");
  if (tree_.value.cols() != n_classes_) {
    refuse("tree_", "n_classes_ is " + std::to_string(n_classes_) + ", but the nodes have " +
                        counted(tree_.value.cols(), "value") + ".");
  }
  for (Index i = 0; i < tree_.value.rows(); ++i) {
    if (tree_.value.row(i).minCoeff() < 0.0 || !(std::abs(tree_.value.row(i).sum() - 1.0) < 1e-6)) {
      refuse("tree_", "Node " + std::to_string(i) + " has shares of classes that are negative or do not sum to 1.");
    }
  }
  if (max_features_ < 1) refuse("max_features_", "max_features_ must be at least 1.");
  tree::check_importances(feature_importances_, n_features_in());
}

}  // namespace keepfit
