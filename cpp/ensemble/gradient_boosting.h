// What the classifier and the regressor of gradient boosting share.
#pragma once

#include "core/estimator.h"
#include "core/inner.h"
#include "ensemble/losses.h"
#include "tree/packed_forest.h"

namespace keepfit::ensemble {

/// Parameters; the first loss is the default.
std::vector<Param> boosting_params(std::vector<std::string> losses);

/// Base is Classifier or Estimator.
template <class Base>
class GradientBoosting : public Base, public Boosted {
 public:
  std::vector<std::pair<Index, double>> critical_values() const override { return estimators_.critical_values(); }

  int64_t rounds() const override { return n_estimators_; }
  void keep_rounds(int64_t n) override;

  int64_t n_estimators_ = 0, n_trees_per_iteration_ = 1;
  Vector feature_importances_, train_score_, oob_scores_, oob_improvement_, init_prediction_;
  tree::Forest estimators_;

 protected:
  static std::vector<Field> boosting_fields();

  /// y: targets or class indices. labels: what a validation part is stratified by, or null.
  void boost(const Table& X, const std::vector<double>& y, const Column* labels, Loss& loss, const Context& context);
  /// Start plus learning_rate times the trees' answers, in their order; (n, trees per stage).
  RowMatrix scores(const Table& X) const;
  /// Throws Error "audit_values" unless the fitted attributes belong together.
  void check_boosted(int64_t trees_per_stage) const;
};

extern template class GradientBoosting<Classifier>;
extern template class GradientBoosting<Estimator>;

}  // namespace keepfit::ensemble
