#pragma once

#include "compose/ada_boost.h"
#include "core/inner.h"

namespace keepfit {

/// AdaBoost for numbers (AdaBoost.R2; Drucker 1997): every round draws the rows more often that were predicted badly;
/// the answer is the median of the regressors' answers, weighted by how good they were. Tight: the weights pass through
/// log and powers, whose last bit may differ; the estimators are the same unless a draw or a choice falls within that.
class AdaBoostRegressor final : public Estimator, public Boosted {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }
  Traits traits() const override;
  std::vector<std::pair<Index, double>> critical_values() const override { return rounds_.critical_values(); }
  int64_t rounds() const override { return static_cast<int64_t>(rounds_.estimators.size()); }
  void keep_rounds(int64_t n) override { rounds_.keep(n); }

  ensemble::Rounds rounds_;

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  Column do_predict(const Table& X) const override;
  void check_fitted() const override { ensemble::audit_rounds(*this, base(), rounds_); }

 private:
  const Estimator& base() const;
};

}  // namespace keepfit
