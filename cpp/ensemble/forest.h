// What random forests and extra-trees share.
#pragma once

#include "core/estimator.h"
#include "tree/packed_forest.h"

namespace keepfit::ensemble {

/// Parameters of a forest; `extra` for thresholds drawn at random and no bootstrap.
std::vector<Param> forest_params(std::vector<std::string> criteria, Value max_features, bool extra);
std::vector<const char*> forest_unsupported();

/// What a forest is made of besides its target.
struct Grown {
  tree::Forest trees;
  Vector importances;
  /// For every row the mean prediction of the trees that have not seen it, 0 where all have; empty without oob_score.
  RowMatrix unseen;
};

/// The audit of what is there only with oob_score. `rows`: of the predictions for rows that members of an ensemble have
/// not seen.
void check_unseen(const Value& oob_score, Index rows);

/// Warns where oob_score has nothing to say of some rows, and where a share of rows comes to few.
void warn_of_seen_rows(Index rows);
void warn_of_small_share(const Value& max_samples, int64_t drawn, Index n);

/// Grows the trees of a forest. `weights`: of rows, or null. With `balance` the classes of every bootstrap sample are
/// balanced.
Grown grow_forest(const Estimator& forest, const Table& X, const tree::Target& y, const std::vector<double>* weights,
                  bool extra, bool balance, const Context& context);

}  // namespace keepfit::ensemble

namespace keepfit {

/// Averages the class shares of trees. Base of RandomForestClassifier and ExtraTreesClassifier.
class ForestClassifier : public Classifier {
 public:
  std::vector<std::pair<Index, double>> critical_values() const override { return estimators_.critical_values(); }

  int64_t n_classes_ = 0;
  Vector feature_importances_;
  Value oob_score_;
  RowMatrix oob_decision_function_;
  tree::Forest estimators_;

 protected:
  static Declaration declare(const char* name, const char* doc, bool extra, std::unique_ptr<Estimator> (*create)());
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  RowMatrix do_predict_proba(const Table& X) const override;
  void check_fitted() const override;
};

/// Averages the predictions of trees. Base of RandomForestRegressor and ExtraTreesRegressor.
class ForestRegressor : public Estimator {
 public:
  std::vector<std::pair<Index, double>> critical_values() const override { return estimators_.critical_values(); }

  Vector feature_importances_;
  Value oob_score_;
  Vector oob_prediction_;
  tree::Forest estimators_;

 protected:
  static Declaration declare(const char* name, const char* doc, bool extra, std::unique_ptr<Estimator> (*create)());
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  Column do_predict(const Table& X) const override;
  void check_fitted() const override;
};

}  // namespace keepfit
