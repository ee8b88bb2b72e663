// What the two stacking ensembles share: predictions of several estimators as columns for a final one.
#pragma once

#include "compose/members.h"

namespace keepfit::ensemble {

/// The fitted parts of a stacking ensemble. Below, n_classes is 0 for a regressor.
struct Stack {
  Estimators estimators;
  std::vector<std::string> methods;  // by which each answers: predict_proba, decision_function or predict
  std::shared_ptr<Estimator> final_estimator;
};

template <class E>
std::vector<Field> stacking_fields() {
  return {{"estimators_",
           {"n_estimators"},
           "The fitted estimators; classes of classifiers are indices into classes_.",
           [](Declared& self) -> FieldRef { return &static_cast<E&>(self).stack_.estimators; }},
          {"stack_method_",
           {"n_estimators"},
           "The method by which each answers.",
           [](Declared& self) -> FieldRef { return &static_cast<E&>(self).stack_.methods; }},
          {"final_estimator_", {}, "The estimator that combines them.", [](Declared& self) -> FieldRef {
             return &static_cast<E&>(self).stack_.final_estimator;
           }}};
}

std::vector<Param> stacking_params(bool classifier);

/// Members that go into the stack, and the final estimator as it will be fitted. Throws Error "bad_parameter".
void check_stacking(const Estimator& ensemble);
/// The parameter final_estimator, or `fallback` in its place.
std::shared_ptr<Estimator> unfitted_final(const Estimator& ensemble, const char* fallback);

/// Fits the members to all rows, and the final estimator to what they predict for rows they have not seen (Wolpert
/// 1992). y: numbers, or class indices.
Stack fit_stack(const Estimator& ensemble, const char* fallback, const Table& X, const Column& y, size_t n_classes,
                const Context& context);

/// What the final estimator gets.
Table stacked(const Estimator& ensemble, const Stack& stack, size_t n_classes, const Table& X);
std::vector<std::string> stacked_names(const Estimator& ensemble, const Stack& stack, size_t n_classes,
                                       const char* prefix, const std::vector<std::string>& in);
int64_t stacked_width(const Estimator& ensemble, const Stack& stack, size_t n_classes, int64_t in);

/// For check_fitted.
void audit_stack(const Estimator& ensemble, const Stack& stack, size_t n_classes);

}  // namespace keepfit::ensemble
