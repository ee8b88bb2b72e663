#pragma once

#include "naive_bayes/naive_bayes.h"

namespace keepfit {

/// Gaussian naive Bayes: within a class every column is normal, independently of the others. Variances are raised by
/// var_smoothing times the largest variance of a column.
/// Exactness: what is fitted equals scikit-learn's bit for bit (means and variances are summed in its order);
/// probabilities to 1e-9, because of logarithms and the order of sums over columns.
class GaussianNB final : public JointLikelihoodClassifier {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }

  Vector class_count_, class_prior_;
  double epsilon_ = 0;
  RowMatrix theta_, var_;

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  RowMatrix joint_log_likelihood(const Matrix& X) const override;
  void check_fitted() const override;
};

}  // namespace keepfit
