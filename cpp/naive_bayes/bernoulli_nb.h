#pragma once

#include "naive_bayes/naive_bayes.h"

namespace keepfit {

/// Bernoulli naive Bayes: every column is yes (above `binarize`) or no, independently of the others within a class.
/// scikit-learn's binarize=None (X must hold 0 and 1 already) is not supported: binarize=0.5 does the same.
/// Exactness: counts equal scikit-learn's, log probabilities to 1e-12, probabilities to 1e-9.
class BernoulliNB final : public DiscreteNaiveBayes {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  RowMatrix joint_log_likelihood(const Matrix& X) const override;
  void check_fitted() const override;

 private:
  Matrix binarized(const Matrix& X) const;
  /// log(1 - probability).
  RowMatrix log_of_no() const;
};

}  // namespace keepfit
