// Gradient boosting over histograms: columns are cut into bins once, and trees look only at sums per bin.
#pragma once

#include "core/estimator.h"
#include "core/inner.h"
#include "ensemble/losses.h"
#include "tree/packed_forest.h"

namespace keepfit::ensemble {

/// Parameters, in scikit-learn's order; the first loss is the default.
std::vector<Param> hist_params(std::vector<std::string> losses);

/// What the classifier and the regressor of histogram boosting share. Base is Classifier or Estimator.
template <class Base>
class HistGradientBoosting : public Base, public Boosted {
 public:
  std::vector<std::pair<Index, double>> critical_values() const override { return predictors_.critical_values(); }

  int64_t rounds() const override { return n_iter_; }
  void keep_rounds(int64_t n) override;

  int64_t n_iter_ = 0, n_trees_per_iteration_ = 1;
  Vector train_score_, validation_score_, baseline_prediction_;
  std::vector<uint8_t> is_categorical_;
  std::vector<Labels> categories_;
  tree::WideForest predictors_;

 protected:
  static std::vector<Field> hist_fields();

  /// y: targets or class indices. weights: per row, or empty for 1 each. labels: what a validation part is stratified
  /// by, or null.
  void boost(const Table& X, const std::vector<double>& y, const std::vector<double>& weights, const Column* labels,
             const Loss& loss, const Context& context);
  /// Sums of the trees' answers over the baseline, (n, trees per iteration).
  RowMatrix raw_scores(const Table& X) const;
  /// Throws Error "audit_values" unless the fitted attributes belong together.
  void check_boosted(int64_t trees_per_iteration) const;
};

extern template class HistGradientBoosting<Classifier>;
extern template class HistGradientBoosting<Estimator>;

}  // namespace keepfit::ensemble
