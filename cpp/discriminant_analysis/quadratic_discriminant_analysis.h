#pragma once

#include "naive_bayes/naive_bayes.h"

namespace keepfit {

/// Quadratic discriminant analysis: classes are normal, each with a covariance of its own, regularised by reg_param.
/// Exactness: probabilities equal scikit-learn's to 1e-8 on well-conditioned data. scalings_ and rotations_ are stacked
/// class by class.
class QuadraticDiscriminantAnalysis final : public JointLikelihoodClassifier {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }
  bool can_decision_function() const override { return true; }

  Vector priors_;
  RowMatrix means_, scalings_, rotations_;

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  RowMatrix do_decision_function(const Table& X) const override;
  RowMatrix joint_log_likelihood(const Matrix& X) const override;
  void check_fitted() const override;
  Index fewest_classes() const override { return 2; }
};

}  // namespace keepfit
