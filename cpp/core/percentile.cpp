#include "core/percentile.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

namespace keepfit {

double weighted_percentile(const double* values, const double* weights, Index n, double percent, bool average) {
  std::vector<Index> order(static_cast<size_t>(n));
  std::iota(order.begin(), order.end(), Index{0});
  std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) { return values[a] < values[b]; });
  std::vector<double> running;
  double sum = 0;
  for (const Index i : order) running.push_back(sum += weights[i]);
  double target = percent / 100 * sum;
  // Rows without a weight come before all others.
  if (target == 0) target = std::nextafter(0.0, 1.0);
  const size_t last = order.size() - 1;
  const size_t at =
      std::min(static_cast<size_t>(std::lower_bound(running.begin(), running.end(), target) - running.begin()), last);
  const double value = values[order[at]];
  if (!average || running[at] - target > std::numeric_limits<double>::epsilon()) return value;
  size_t next = std::min(at + 1, last);
  if (weights[order[next]] == 0) {
    next = static_cast<size_t>(std::upper_bound(running.begin(), running.end(), running[at]) - running.begin());
    if (next > last) next = at;
  }
  return (value + values[order[next]]) / 2;
}

}  // namespace keepfit
