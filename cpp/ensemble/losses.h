// Losses that boosting makes small, in scikit-learn's formulas and order of operations.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/table.h"

namespace keepfit::ensemble {

/// One weight per row, or null for 1 each.
using Weights = const std::vector<double>*;

/// np.average.
double average(const std::vector<double>& values, Weights weights);
/// The smallest value up to which `percent` of the weight lies (without weights too: an "inverted cdf").
double percentile_of_weight(const std::vector<double>& values, const std::vector<double>& weights, double percent);

/// Raw predictions of the k-th of several trees per stage lie at raw[k * n, (k + 1) * n), and so do gradients.
struct Loss {
  virtual ~Loss() = default;
  virtual Index trees_per_stage() const { return 1; }
  /// Second derivatives are 1 everywhere.
  virtual bool constant_hessian() const { return false; }
  /// False where a leaf's best answer is the best constant for what is left over, not a step by derivatives.
  virtual bool smooth() const { return true; }
  /// What depends on the state of a fit: where the Huber loss bends.
  virtual void prepare(const std::vector<double>& y, const std::vector<double>& raw,
                       const std::vector<double>& weights);
  /// The raw prediction that makes the loss of all rows together small.
  virtual std::vector<double> constant(const std::vector<double>& y, Weights weights) const = 0;
  /// Per row.
  virtual void losses(const std::vector<double>& y, const std::vector<double>& raw, std::vector<double>& out) const = 0;
  virtual void negative_gradient(const std::vector<double>& y, const std::vector<double>& raw,
                                 std::vector<double>& out) const = 0;
  /// With second derivatives, unless they are constant and there are no weights: then `hessian` is left alone.
  virtual void derivatives(const std::vector<double>& y, const std::vector<double>& raw, Weights weights,
                           std::vector<float>& gradient, std::vector<float>& hessian) const = 0;
};

/// squared_error, absolute_error, huber, quantile, poisson, gamma, log_loss, exponential. quantile: what huber and
/// quantile go by.
std::unique_ptr<Loss> make_loss(const std::string& name, Index n_classes, double quantile);

/// Shares of classes (of the second, or of all), kept away from 0 and 1 by `eps`, as raw predictions.
std::vector<double> raw_of_shares(std::vector<double> shares, double eps);

/// (n, 1) scores of the second class, or (n, k) scores, to probabilities and to class indices. `at_zero`: which of two
/// classes a score of 0 means.
RowMatrix probabilities(RowMatrix raw);
std::vector<int32_t> best_class(const RowMatrix& raw, int32_t at_zero);

}  // namespace keepfit::ensemble
