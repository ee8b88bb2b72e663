// What the two bagging ensembles share.
#pragma once

#include <functional>

#include "compose/base.h"
#include "core/steps.h"
#include "core/table.h"

namespace keepfit::ensemble {

std::vector<Param> bagging_params(bool classifier, const char* fallback);
std::vector<const char*> bagging_unsupported();

struct Bag {
  Estimators estimators;
  std::vector<int32_t> features;  // as many for each estimator, one estimator after the other

  std::vector<Index> features_of(size_t i) const;
  /// The columns of X that estimator i takes, without names.
  Table columns(size_t i, const Table& X) const;
  std::vector<std::pair<Index, double>> critical_values() const;

  /// Asks estimator i about its columns of X, as the step that it is.
  template <class Ask>
  auto ask(size_t i, const Table& X, Ask ask) const {
    const Table own = columns(i, X);
    const std::vector<Index> of = features_of(i);
    return of_columns(X, own, &of, [&] { return in_step(member_step(i), [&] { return ask(own); }); });
  }
};

/// Draws columns and rows and fits, estimator by estimator. `out_of_bag`, where given, gets each estimator with the
/// rows that it has not seen.
Bag fit_bag(const Estimator& ensemble, const Estimator& base, const Table& X, const Column& y,
            const Vector* sample_weight, const Context& context,
            const std::function<void(size_t i, const Bag& bag, const std::vector<Index>& unseen)>& out_of_bag);

/// For check_fitted; `oob_rows`: of the predictions for rows that estimators have not seen. `suits` looks at what the
/// kind of ensemble asks of an estimator.
void audit_bag(const Estimator& ensemble, const Estimator& base, const Bag& bag, const Value& oob_score, Index oob_rows,
               const std::function<bool(const Estimator&)>& suits);

}  // namespace keepfit::ensemble
