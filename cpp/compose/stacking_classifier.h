#pragma once

#include "compose/stacking.h"

namespace keepfit {

/// Stacked generalisation (Wolpert 1992): a final classifier learns from what several estimators predict for rows they
/// have not seen. As exact as its estimators, if the final one does not magnify their differences. All are fitted to
/// the classes' indices, so their own classes_ are 0, 1, ...
class StackingClassifier final : public Classifier {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }
  Traits traits() const override;
  bool can_transform() const override { return true; }
  bool can_decision_function() const override { return last().can_decision_function(); }
  int64_t output_width(int64_t in) const override {
    return ensemble::stacked_width(*this, stack_, classes_.size(), in);
  }

  std::vector<char> columns_used() const override {
    return param("passthrough").boolean() ? Estimator::columns_used()
                                          : used_by(ensemble::fitted_members(stack_.estimators));
  }

  ensemble::Stack stack_;

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  Column do_predict(const Table& X) const override;
  RowMatrix do_predict_proba(const Table& X) const override;
  RowMatrix do_decision_function(const Table& X) const override;
  /// What the final estimator gets.
  Table do_transform(const Table& X) const override;
  std::vector<std::string> do_feature_names_out(const std::vector<std::string>& in) const override;
  void check_fitted() const override;

 private:
  const Estimator& last() const;
};

}  // namespace keepfit
