#include "compose/voting_regressor.h"

#include "compose/voting.h"
#include "core/audit.h"
#include "core/registry.h"
#include "core/steps.h"
#include "core/table.h"

namespace keepfit {

KEEPFIT_REGISTER(VotingRegressor)

namespace {

Listed<Example> examples() { return {ensemble::example_of_members(false)}; }

}  // namespace

KEEPFIT_SMALL const Declaration& VotingRegressor::declared() {
  static const Declaration d{
      .name = "VotingRegressor",
      .module = "ensemble",
      .doc = "The average of several regressors.",
      .kind = Kind::kRegressor,
      .exactness = {Exactness::kParts},
      .traits = {.accepts_text = true, .accepts_missing = true, .accepts_infinite = true, .needs_target = true},
      .params = ensemble::voting_params(false),
      .fitted = {field<&VotingRegressor::estimators_>("estimators_", {"n_estimators"}, "The fitted estimators.")},
      .examples = &examples,
      .unsupported = {"n_jobs", "verbose"},
      .create = &create<VotingRegressor>};
  return d;
}

void VotingRegressor::do_fit(const Table& X, const Column* y, const Context& context) {
  ensemble::check_members(*this);
  ensemble::voting_weights(*this);
  numeric_target(name(), *y);
  estimators_ = ensemble::fit_members(*this, X, *y, context);
}

Table VotingRegressor::do_transform(const Table& X) const {
  Matrix out(X.rows(), static_cast<Index>(estimators_.size()));
  for (size_t i = 0; i < estimators_.size(); ++i) {
    out.col(static_cast<Index>(i)) =
        in_step(ensemble::member_step(i), [&] { return estimators_[i]->predict(X); }).numbers;
  }
  return Table(std::move(out));
}

Column VotingRegressor::do_predict(const Table& X) const {
  const Matrix each = do_transform(X).numbers();
  std::vector<RowMatrix> answers;
  for (Index i = 0; i < each.cols(); ++i) answers.emplace_back(each.col(i));
  return Column::of_numbers(ensemble::average(answers, ensemble::voting_weights(*this)).col(0));
}

std::vector<std::string> VotingRegressor::do_feature_names_out(const std::vector<std::string>&) const {
  std::vector<std::string> names;
  for (const ensemble::Member& m : ensemble::members_of(*this)) names.push_back("votingregressor_" + m.name);
  return names;
}

void VotingRegressor::check_fitted() const {
  ensemble::check_members(*this);
  ensemble::voting_weights(*this);
  ensemble::audit_members(*this, estimators_, 0, n_features_in());
  for (size_t i = 0; i < estimators_.size(); ++i) {
    if (estimators_[i]->kind() != Kind::kRegressor)
      audit::refuse(ensemble::member_step(i), "The estimator must be a regressor.");
  }
}

}  // namespace keepfit
