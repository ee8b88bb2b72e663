#pragma once

#include "core/estimator.h"

namespace keepfit {

/// Predicts without looking at X: a baseline for real classifiers. The strategies 'stratified' and 'uniform' draw one
/// prediction after the other from random_state, as scikit-learn does: there a prediction depends on the row's place,
/// not on the row (trait row_function). Every call starts again from the seed.
class DummyClassifier final : public Classifier {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }
  std::vector<char> columns_used() const override { return std::vector<char>(static_cast<size_t>(n_features_in()), 0); }

  int64_t n_classes_ = 0;
  Vector class_prior_;

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  Column do_predict(const Table& X) const override;
  RowMatrix do_predict_proba(const Table& X) const override;
  void check_fitted() const override;

 private:
  Index constant_class() const;
};

}  // namespace keepfit
