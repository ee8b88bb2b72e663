#pragma once

#include "naive_bayes/naive_bayes.h"

namespace keepfit {

/// Multinomial naive Bayes: columns are counts (or shares) of words or events. X must not be negative.
/// Exactness: counts equal scikit-learn's, log probabilities to 1e-12, probabilities to 1e-9.
class MultinomialNB final : public DiscreteNaiveBayes {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  RowMatrix joint_log_likelihood(const Matrix& X) const override;
};

}  // namespace keepfit
