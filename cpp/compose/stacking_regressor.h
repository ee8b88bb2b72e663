#pragma once

#include "compose/stacking.h"

namespace keepfit {

/// Stacked generalisation (Wolpert 1992): a final regressor learns from what several regressors predict for rows they
/// have not seen. As exact as its estimators, if the final one does not magnify their differences.
class StackingRegressor final : public Estimator {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }
  Traits traits() const override;
  bool can_transform() const override { return true; }
  int64_t output_width(int64_t in) const override { return ensemble::stacked_width(*this, stack_, 0, in); }

  std::vector<char> columns_used() const override {
    return param("passthrough").boolean() ? Estimator::columns_used()
                                          : used_by(ensemble::fitted_members(stack_.estimators));
  }

  ensemble::Stack stack_;

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  Column do_predict(const Table& X) const override;
  /// What the final estimator gets.
  Table do_transform(const Table& X) const override;
  std::vector<std::string> do_feature_names_out(const std::vector<std::string>& in) const override;
  void check_fitted() const override;
};

}  // namespace keepfit
