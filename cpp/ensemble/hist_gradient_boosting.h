// Gradient boosting over histograms: columns are cut into bins once, and trees look only at sums per bin.
#pragma once

#include "core/estimator.h"
#include "tree/forest.h"

namespace keepfit::ensemble {

/// Parameters of histogram boosting without the loss, in scikit-learn's order.
std::vector<Param> hist_params(const char* loss);
std::vector<const char*> hist_unsupported();

/// What a loss tells the boosting. Raw predictions of tree k of an iteration lie at raw[k * n].
struct HistLoss {
  virtual ~HistLoss() = default;
  virtual Index trees_per_iteration() const { return 1; }
  /// Second derivatives are 1 everywhere.
  virtual bool constant_hessian() const { return false; }
  virtual std::vector<double> baseline(const std::vector<double>& y) const = 0;
  /// Mean loss.
  virtual double mean(const std::vector<double>& y, const std::vector<double>& raw) const = 0;
  virtual void gradients(const std::vector<double>& y, const std::vector<double>& raw, std::vector<float>& gradient, std::vector<float>& hessian) const = 0;
};

struct Boosted {
  std::vector<double> baseline, train_score, validation_score;
  tree::WideForest trees;
  int64_t n_iter = 0;
};

/// y: targets or class indices. labels: what a validation part is stratified by, or null.
Boosted boost(const Estimator& estimator, const Table& X, const std::vector<double>& y, const Column* labels, const HistLoss& loss, const Context& context);

/// Sums of the trees' answers over the baseline, (n, trees per iteration).
RowMatrix raw_scores(const tree::WideForest& trees, const Vector& baseline, const Table& X);

/// Fitted attributes of both estimators; throws Error "audit_values" when they do not belong together.
void check_boosted(const tree::WideForest& trees, const Vector& baseline, int64_t n_iter, int64_t per_iteration, int64_t n_features,
                   const Vector& train_score, const Vector& validation_score);

}  // namespace keepfit::ensemble
