#pragma once

#include "compose/ada_boost.h"
#include "core/inner.h"

namespace keepfit {

/// AdaBoost for classes (SAMME; Zhu et al. 2009): every round weighs the rows more that were predicted wrong, and
/// weighs the classifier by how few these were. Tight: the weights pass through log and exp, whose last bit may differ;
/// the estimators are the same unless two of their choices are equal to within that.
class AdaBoostClassifier final : public Classifier, public Boosted {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }
  Traits traits() const override;
  bool can_decision_function() const override { return true; }
  std::vector<std::pair<Index, double>> critical_values() const override { return rounds_.critical_values(); }
  int64_t rounds() const override { return static_cast<int64_t>(rounds_.estimators.size()); }
  void keep_rounds(int64_t n) override { rounds_.keep(n); }

  int64_t n_classes_ = 0;
  ensemble::Rounds rounds_;

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  Column do_predict(const Table& X) const override;
  RowMatrix do_predict_proba(const Table& X) const override;
  RowMatrix do_decision_function(const Table& X) const override;
  void check_fitted() const override;

 private:
  const Estimator& base() const;
};

}  // namespace keepfit
