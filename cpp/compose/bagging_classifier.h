#pragma once

#include "compose/bagging.h"

namespace keepfit {

/// Bagging (Breiman 1996): the same classifier fitted to rows and columns drawn at random; their probabilities are
/// averaged, or their labels counted where there are none. As exact as the estimator. They are fitted to the classes'
/// indices, so their own classes_ are 0, 1, ...
class BaggingClassifier final : public Classifier {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }
  Traits traits() const override;
  bool can_decision_function() const override { return base().can_decision_function(); }
  std::vector<std::pair<Index, double>> critical_values() const override { return bag_.critical_values(); }

  int64_t n_classes_ = 0;
  Value oob_score_;
  RowMatrix oob_decision_function_;
  ensemble::Bag bag_;

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  RowMatrix do_predict_proba(const Table& X) const override;
  RowMatrix do_decision_function(const Table& X) const override;
  void check_fitted() const override;

 private:
  const Estimator& base() const;
  /// Adds what estimator i makes of its columns to the rows of `sums`.
  void add_votes(const Estimator& estimator, const Table& columns, const std::vector<Index>& rows, bool unseen,
                 RowMatrix& sums) const;
};

}  // namespace keepfit
