#include "compose/stacking_regressor.h"

#include "core/registry.h"
#include "core/steps.h"
#include "core/table.h"

namespace keepfit {

KEEPFIT_REGISTER(StackingRegressor)

namespace {

Listed<Example> examples() { return {ensemble::example_of_members(false)}; }

}  // namespace

KEEPFIT_SMALL const Declaration& StackingRegressor::declared() {
  static const Declaration d{
      .name = "StackingRegressor",
      .module = "ensemble",
      .doc = "A regressor that learns from the predictions of others.",
      .kind = Kind::kRegressor,
      .exactness = {Exactness::kParts, "", {{Exactness::kConverged, {}, "final_estimator", {nullptr}}}},
      .traits = {.accepts_text = true, .accepts_missing = true, .accepts_infinite = true, .needs_target = true},
      .params = ensemble::stacking_params(false),
      .fitted = ensemble::stacking_fields<StackingRegressor>(),
      .examples = &examples,
      .unsupported = {"n_jobs", "verbose"},
      .create = &create<StackingRegressor>};
  return d;
}

Traits StackingRegressor::traits() const {
  const Traits t = joined(declared().traits, ensemble::prototypes_of(*this), Made::kMembers);
  const auto* last = param("final_estimator").get_if<std::shared_ptr<Estimator>>();
  return last ? joined(t, {last->get()}, Made::kBehind) : t;
}

void StackingRegressor::do_fit(const Table& X, const Column* y, const Context& context) {
  numeric_target(name(), *y);
  stack_ = ensemble::fit_stack(*this, "RidgeCV", X, *y, 0, context);
}

Table StackingRegressor::do_transform(const Table& X) const { return ensemble::stacked(*this, stack_, 0, X); }

Column StackingRegressor::do_predict(const Table& X) const {
  const Table in = do_transform(X);
  return in_step("final_estimator_", [&] { return stack_.final_estimator->predict(in); });
}

std::vector<std::string> StackingRegressor::do_feature_names_out(const std::vector<std::string>& in) const {
  return ensemble::stacked_names(*this, stack_, 0, "stackingregressor", in);
}

void StackingRegressor::check_fitted() const { ensemble::audit_stack(*this, stack_, 0); }

}  // namespace keepfit
