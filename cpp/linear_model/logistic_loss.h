#pragma once

#include <vector>

#include "core/table.h"

namespace keepfit {

/// What LogisticRegression minimises: the weighted mean of the log losses plus l2/2 times the squared coefficients. Two
/// classes have one vector of parameters, more have one per class. Parameters lie class by class within each column,
/// the intercepts last.
class LogisticLoss {
 public:
  /// `weights` (one per row) may be empty. The arguments must outlive the object.
  LogisticLoss(const Matrix& X, const std::vector<int32_t>& codes, Index n_classes, const Vector& weights,
               double total_weight, double l2, bool intercept);

  Index size() const { return vectors_ * (X_.cols() + (intercept_ ? 1 : 0)); }
  /// How many parameters are coefficients; the intercepts follow.
  Index coefficients() const { return vectors_ * X_.cols(); }
  /// 1 for two classes, else their number.
  Index vectors() const { return vectors_; }

  double value_and_gradient(const Vector& parameters, Vector& gradient);
  /// Second derivatives by the parameters at the ascending positions `chosen`, both triangles.
  Matrix hessian(const Vector& parameters, const std::vector<Index>& chosen);

 private:
  void block_scores(Index start, Index count);
  void binary_block(Index start, Index count);
  void multinomial_block(Index start, Index count);
  void unpack(const Vector& parameters);
  double weight(Index row) const { return weights_.size() > 0 ? weights_[row] : 1.0; }

  const Matrix& X_;
  const std::vector<int32_t>& codes_;
  const Vector& weights_;
  const double total_weight_, l2_;
  const bool intercept_;
  const Index vectors_;
  Matrix coef_;      // (p, vectors): one contiguous column per class
  Vector constant_;  // (vectors)
  Matrix scores_;    // (block, vectors): scores, then derivatives
  Vector losses_;    // (n)
};

}  // namespace keepfit
