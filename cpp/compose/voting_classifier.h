#pragma once

#include "compose/members.h"

namespace keepfit {

/// Several classifiers, each fitted to all rows; their labels are counted or their probabilities averaged. As exact as
/// its estimators. They are fitted to the classes' indices, so their own classes_ are 0, 1, ...
class VotingClassifier final : public Classifier {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }
  Traits traits() const override;
  bool can_transform() const override { return true; }
  int64_t output_width(int64_t in) const override;
  std::vector<char> columns_used() const override { return used_by(ensemble::fitted_members(estimators_)); }

  ensemble::Estimators estimators_;

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  Column do_predict(const Table& X) const override;
  RowMatrix do_predict_proba(const Table& X) const override;
  /// The labels' indices, one column per estimator; with soft voting the probabilities side by side.
  Table do_transform(const Table& X) const override;
  std::vector<std::string> do_feature_names_out(const std::vector<std::string>& in) const override;
  void check_fitted() const override;

 private:
  bool soft() const { return param("voting").is("soft"); }
  std::vector<RowMatrix> probabilities(const Table& X) const;
  std::vector<std::vector<int32_t>> votes(const Table& X) const;
};

}  // namespace keepfit
