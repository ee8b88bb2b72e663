// What the searches over parameters share: every candidate is judged by cross-validation, the best one is fitted to all
// rows.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/estimator.h"
#include "core/inner.h"
#include "core/table.h"
#include "model_selection/candidates.h"
#include "model_selection/validation.h"

namespace keepfit {

/// A search is a model: after fit it predicts as its best estimator does. Exact: the candidates, their order, the
/// splits and the ranks are scikit-learn's; scores are as exact as the estimator. Times are not recorded: a fit is a
/// function of data and recipe.
class Search : public Estimator, public Leading {
 public:
  /// What is tried, in order.
  virtual std::vector<Candidate> candidates() const = 0;
  /// The estimator with a candidate's parameters, unfitted.
  std::shared_ptr<Estimator> with(const Candidate& candidate) const;
  /// The splits that fit makes of n rows.
  std::vector<Split> splits(Index n, const Column& y) const;
  FoldRequest request() const;
  /// Throws Error "bad_scoring" when the score that decides cannot be meant for y, "bad_parameter" when it is not known
  /// which of several that is.
  void check_deciding(const Column& y) const;

  /// Groups of the rows of the next fit, for splitters that need them.
  void give_groups(Column groups) { groups_ = std::move(groups); }
  /// Results computed elsewhere, candidate by candidate and fold by fold, which the next fit takes instead of its own.
  void give_results(std::vector<FoldResult> results) { results_ = std::move(results); }
  /// What these warned of, [{code, where, message, hint, count}]; said by the next fit.
  void give_warnings(Value::List warnings) { warnings_ = std::move(warnings); }

  Traits traits() const override;
  Kind kind() const override { return inner().kind(); }
  bool can_transform() const override { return refit() && inner().can_transform(); }
  bool can_inverse_transform() const override { return refit() && inner().can_inverse_transform(); }
  Traits inverse_traits() const override { return inner().inverse_traits(); }
  bool can_predict() const override { return refit() && inner().can_predict(); }
  bool can_decision_function() const override { return refit() && inner().can_decision_function(); }
  std::string scoring() const override;
  const Labels* classes() const override { return best_estimator_ ? best_estimator_->classes() : nullptr; }
  int64_t output_width(int64_t in) const override { return inner().output_width(in); }

  Estimator& innermost(std::vector<std::string>& names, Table* X) override {
    return best_estimator_ ? keepfit::innermost(*best_estimator_, names, X) : *this;
  }
  std::vector<char> columns_used() const override {
    return best_estimator_ ? best_estimator_->columns_used() : Estimator::columns_used();
  }
  Origin origin(const Table& row, Index column, bool infinite) const override {
    return best().origin(row, column, infinite);
  }

  std::shared_ptr<Estimator> best_estimator_;
  int64_t best_index_ = -1, n_splits_ = 0;
  double best_score_ = 0;
  bool multimetric_ = false;
  Value best_params_, cv_results_;

 protected:
  static std::vector<Param> declared_params(Param space);
  /// A pipeline, and where its parameters are searched.
  static Example example_of(const char* space, Listed<Example::With> searched);
  static std::vector<Field> declared_fields();

  void do_fit(const Table& X, const Column* y, const Context& context) override;
  Table do_transform(const Table& X) const override;
  Table do_inverse_transform(const Table& X) const override;
  Column do_predict(const Table& X) const override;
  RowMatrix do_predict_proba(const Table& X) const override;
  RowMatrix do_decision_function(const Table& X) const override;
  std::vector<std::string> do_feature_names_out(const std::vector<std::string>& in) const override {
    return best().feature_names_out(in);
  }
  void check_fitted() const override;

 private:
  bool refit() const;
  void warn_of_other_refit() const;
  /// The best estimator, or before fit the one that is given.
  const Estimator& inner() const;
  const Estimator& best() const;
  std::vector<std::string> scorer_names() const;
  Value table_of(const std::vector<Candidate>& tried, const std::vector<FoldResult>& results) const;

  std::optional<Column> groups_;
  std::optional<std::vector<FoldResult>> results_;
  Value::List warnings_;
};

}  // namespace keepfit
