#pragma once

#include "compose/members.h"

namespace keepfit {

/// The average of several regressors, each fitted to all rows. As exact as its estimators.
class VotingRegressor final : public Estimator {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }
  Traits traits() const override { return joined(declared().traits, ensemble::prototypes_of(*this), Made::kMembers); }
  bool can_transform() const override { return true; }
  int64_t output_width(int64_t) const override { return static_cast<int64_t>(estimators_.size()); }
  std::vector<char> columns_used() const override { return used_by(ensemble::fitted_members(estimators_)); }

  ensemble::Estimators estimators_;

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  Column do_predict(const Table& X) const override;
  /// The predictions, one column per estimator.
  Table do_transform(const Table& X) const override;
  std::vector<std::string> do_feature_names_out(const std::vector<std::string>& in) const override;
  void check_fitted() const override;
};

}  // namespace keepfit
