#include "compose/stacking_classifier.h"

#include "core/classes_behind.h"
#include "core/many_classes.h"
#include "core/registry.h"
#include "core/shared.h"
#include "core/steps.h"
#include "core/table.h"

namespace keepfit {

KEEPFIT_REGISTER(StackingClassifier)

namespace {
constexpr const char* kFinal = "LogisticRegression";
}

namespace {

Listed<Example> examples() {
  const Value with_decision_function = Value::List{example_step("linear", example_recipe("LogisticRegression")),
                                                   example_step("other", example_recipe("LinearSVC"))};
  return {ensemble::example_of_members(true),
          {"stack_method", {"decision_function"}, {{"estimators", with_decision_function}}}};
}

}  // namespace

KEEPFIT_SMALL const Declaration& StackingClassifier::declared() {
  static const Declaration d = [] {
    Declaration d{.name = "StackingClassifier",
                  .module = "ensemble",
                  .doc = "A classifier that learns from the predictions of others.",
                  .kind = Kind::kClassifier,
                  .exactness = {Exactness::kParts, "", {{Exactness::kConverged, {}, "final_estimator", {nullptr}}}},
                  .traits = {.accepts_text = true,
                             .accepts_missing = true,
                             .accepts_infinite = true,
                             .needs_target = true,
                             .probabilities = true},
                  .params = ensemble::stacking_params(true),
                  .fitted = ensemble::stacking_fields<StackingClassifier>(),
                  .examples = &examples,
                  .unsupported = {"n_jobs", "verbose"},
                  .create = &create<StackingClassifier>};
    d.fitted.insert(d.fitted.begin(), fields::classes());
    return d;
  }();
  return d;
}

const Estimator& StackingClassifier::last() const {
  if (stack_.final_estimator) return *stack_.final_estimator;
  static const std::unique_ptr<Estimator> fallback = registry::create(kFinal);
  const auto* given = param("final_estimator").get_if<std::shared_ptr<Estimator>>();
  return given ? **given : *fallback;
}

Traits StackingClassifier::traits() const {
  Traits t = joined(declared().traits, ensemble::prototypes_of(*this), Made::kMembers);
  t.probabilities = last().can_predict_proba();
  return joined(t, {&last()}, Made::kBehind);
}

void StackingClassifier::do_fit(const Table& X, const Column* y, const Context& context) {
  stack_ = {};
  const std::vector<int32_t> codes = encode_target(*y);
  warn_of_many_classes(classes_.size(), codes.size());
  const ClassesBehind codes_stand_for(classes_);
  stack_ = ensemble::fit_stack(*this, kFinal, X, ensemble::as_target(codes), classes_.size(), context);
}

Table StackingClassifier::do_transform(const Table& X) const {
  return ensemble::stacked(*this, stack_, classes_.size(), X);
}

Column StackingClassifier::do_predict(const Table& X) const {
  const Table in = do_transform(X);
  return decode(classes_, ensemble::as_codes(name(), in_step("final_estimator_", [&] { return last().predict(in); }),
                                             classes_.size()));
}

RowMatrix StackingClassifier::do_predict_proba(const Table& X) const {
  const Table in = do_transform(X);
  return in_step("final_estimator_", [&] { return last().predict_proba(in); });
}

RowMatrix StackingClassifier::do_decision_function(const Table& X) const {
  const Table in = do_transform(X);
  return in_step("final_estimator_", [&] { return last().decision_function(in); });
}

std::vector<std::string> StackingClassifier::do_feature_names_out(const std::vector<std::string>& in) const {
  return ensemble::stacked_names(*this, stack_, classes_.size(), "stackingclassifier", in);
}

void StackingClassifier::check_fitted() const {
  Classifier::check_fitted();
  ensemble::audit_stack(*this, stack_, classes_.size());
}

}  // namespace keepfit
