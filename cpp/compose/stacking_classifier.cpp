#include "compose/stacking_classifier.h"

#include "core/many_classes.h"
#include "core/registry.h"
#include "core/steps.h"
#include "core/table.h"

namespace keepfit {

KEEPFIT_REGISTER(StackingClassifier)

namespace {
constexpr const char* kFinal = "LogisticRegression";
}

const Declaration& StackingClassifier::declared() {
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
                  .unsupported = {"n_jobs", "verbose"},
                  .create = &create<StackingClassifier>};
    d.fitted.insert(d.fitted.begin(),
                    field<&StackingClassifier::classes_>("classes_", {"n_classes"}, "Class labels, sorted."));
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
  Traits t = ensemble::traits_of_members(*this, declared().traits);
  t.probabilities = last().can_predict_proba();
  t.row_function &= last().traits().row_function;
  t.holds_training_rows |= last().traits().holds_training_rows;
  return t;
}

void StackingClassifier::do_fit(const Table& X, const Column* y, const Context& context) {
  stack_ = {};
  const std::vector<int32_t> codes = encode_target(*y);
  warn_of_many_classes(classes_.size(), codes.size());
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
  if (classes_.size() == 0 || classes_.none_last)
    throw Error("audit_values", "classes_", "classes_ must hold the labels of at least one class.");
  ensemble::audit_stack(*this, stack_, classes_.size());
}

}  // namespace keepfit
