#pragma once

#include "feature_selection/selector.h"

namespace keepfit {

/// Recursive feature elimination: a model is fitted, the columns that matter least to it are dropped, and so on until
/// few enough are left. Also predicts, by the model fitted to the columns left, and counts as a classifier or regressor
/// after it. As exact as the estimator.
class RFE final : public Selector {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }
  Traits traits() const override;
  Kind kind() const override { return inner().kind(); }
  bool can_transform() const override { return true; }
  bool can_predict() const override { return inner().can_predict(); }
  bool can_decision_function() const override { return inner().can_decision_function(); }
  std::string scoring() const override { return inner().scoring(); }
  const Labels* classes() const override { return estimator_ ? estimator_->classes() : nullptr; }
  std::vector<char> support() const override;

  std::shared_ptr<Estimator> estimator_;
  int64_t n_features_ = 0;
  std::vector<uint8_t> support_;
  std::vector<int32_t> ranking_;

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  Column do_predict(const Table& X) const override;
  RowMatrix do_predict_proba(const Table& X) const override;
  RowMatrix do_decision_function(const Table& X) const override;
  void check_fitted() const override;

 private:
  const Estimator& inner() const;
  /// Asks the estimator about the columns that are kept.
  template <class Ask>
  auto ask(const Table& X, Ask ask) const;
};

}  // namespace keepfit
