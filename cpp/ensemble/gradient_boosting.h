// Gradient boosting of regression trees.
#pragma once

#include "core/estimator.h"
#include "tree/forest.h"

namespace keepfit::ensemble {

std::vector<Param> boosting_params(const char* loss);
std::vector<const char*> boosting_unsupported();

/// The gradient of a loss and what follows from it. Numbers of stage tree k lie at [k * n, (k + 1) * n).
struct BoostingLoss {
  virtual ~BoostingLoss() = default;
  virtual Index trees_per_stage() const { return 1; }
  /// What is predicted before the first tree, unless init is 'zero'.
  virtual std::vector<double> start(const std::vector<double>& y) const = 0;
  virtual void negative_gradient(const std::vector<double>& y, const std::vector<double>& raw, std::vector<double>& out) const = 0;
  /// Mean loss of the rows where `rows` is true, times 2 for losses that are halves.
  virtual double mean(const std::vector<double>& y, const std::vector<double>& raw, const std::vector<uint8_t>& rows) const = 0;
  /// The answer of a leaf of stage tree k that holds `rows`; false keeps the mean of the gradient.
  virtual bool leaf(const std::vector<double>& y, const double* gradient, const std::vector<int32_t>& rows, Index k, double& answer) const = 0;
};

struct Staged {
  std::vector<double> start, train_score;
  tree::Forest trees;
  Vector importances;
  int64_t n_stages = 0;
};

/// y: targets or class indices. labels: what a validation part is stratified by, or null.
Staged boost_trees(const Estimator& estimator, const Table& X, const std::vector<double>& y, const Column* labels, const BoostingLoss& loss, const Context& context);

/// Start plus learning_rate times the trees' answers, in their order; (n, trees per stage).
RowMatrix staged_scores(const tree::Forest& trees, const Vector& start, double learning_rate, const Table& X, const std::string& who);

void check_staged(const tree::Forest& trees, const Vector& start, int64_t n_stages, int64_t per_stage, const Vector& train_score, int64_t n_features);

}  // namespace keepfit::ensemble
