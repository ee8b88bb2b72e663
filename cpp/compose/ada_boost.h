// What the two AdaBoost ensembles share.
#pragma once

#include <functional>

#include "compose/base.h"

namespace keepfit::ensemble {

std::vector<Param> ada_boost_params(bool classifier, const char* fallback);

/// The fitted parts. Weights are 0 and errors 1 for rounds that were not made.
struct Rounds {
  Estimators estimators;
  Vector weights, errors;
  Vector importances;  // empty where the estimators have none

  std::vector<std::pair<Index, double>> critical_values() const;
  /// Only the first `n` rounds.
  void keep(int64_t n);
};

/// What a round came to. `over`: it does not count, and the ensemble is finished.
struct Round {
  bool over = false;
  double weight = 0, error = 1;
};

template <class E>
std::vector<Field> ada_boost_fields() {
  return {{"estimators_",
           {"n_made"},
           "The fitted estimators, one per round.",
           [](Declared& self) -> FieldRef { return &static_cast<E&>(self).rounds_.estimators; }},
          {"estimator_weights_",
           {"n_rounds"},
           "Weight of each estimator; 0 for rounds that were not made.",
           [](Declared& self) -> FieldRef { return &static_cast<E&>(self).rounds_.weights; }},
          {"estimator_errors_",
           {"n_rounds"},
           "Error of each estimator on the weighted rows; 1 for rounds that were not made.",
           [](Declared& self) -> FieldRef { return &static_cast<E&>(self).rounds_.errors; }},
          {"feature_importances_",
           {"n_importances"},
           "Those of the estimators, averaged by their weights; empty where they have none.",
           [](Declared& self) -> FieldRef { return &static_cast<E&>(self).rounds_.importances; }}};
}

/// Runs the rounds. `boost` fits an estimator to rows that weigh `sample_weight`, appends it, and changes the weights
/// for the next round.
Rounds boost_rounds(const Estimator& ensemble, const Table& X, const Vector* sample_weight, const Context& context,
                    const std::function<Round(int64_t round, const Table& X, Vector& sample_weight, Rounds& rounds,
                                              RandomState& random, const Context& context)>& boost);

/// For check_fitted.
void audit_rounds(const Estimator& ensemble, const Estimator& base, const Rounds& rounds);

}  // namespace keepfit::ensemble
