#include "metrics/scorers/parts.h"

#include "core/numerics.h"
#include "core/warnings.h"

namespace keepfit::scorers_by_kind {

double mean_of(const Vector& v) { return numerics::mean(v.data(), v.size()); }

double weighted_mean(const Vector& v, const Vector& weights) {
  return numerics::weighted_sum(v.data(), weights.data(), v.size()) / numerics::sum_pairwise(weights);
}

void undefined(std::string message, const char* hint) { warn("UndefinedMetricWarning", std::move(message), hint); }

bool too_few(Index rows) {
  if (rows < 2)
    undefined("A share of what a baseline leaves is not defined for fewer than two rows.", "Score more rows.");
  return rows < 2;
}

}  // namespace keepfit::scorers_by_kind
