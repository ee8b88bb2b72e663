// Search for the nearest training rows: every row is compared, with the sums of many rows side by side.
#pragma once

#include <string>
#include <vector>

#include "core/declaration.h"
#include "core/table.h"

namespace keepfit::neighbors {

/// Minkowski's distance with exponent p: 2 is Euclid's, 1 Manhattan's, infinity Chebyshev's.
struct Metric {
  std::string name;  // as scikit-learn's effective_metric_
  double p;
};
/// What the parameters `metric` and `p` ask for.
Metric metric_of(const std::string& metric, double p);

struct Neighbours {
  Index k = 0;
  std::vector<Index> rows;        // k per query, nearest first; of equally near ones the earlier training row first
  std::vector<double> distances;  // the same
};

/// A function of each query row. k is at most the number of training rows.
Neighbours nearest(const RowMatrix& training, const Matrix& queries, Index k, const Metric& metric);

/// Weights of one query's neighbours: 1 each, or 1 / distance; where some distances are 0, those rows alone count.
void weigh(const double* distances, Index k, bool by_distance, std::vector<double>& weights);

/// The parameters that classifier and regressor share.
std::vector<Param> params();

/// Warns of an exponent below 1.
void warn_of_exponent(const Estimator& estimator);

/// Throws Error "bad_parameter" where more neighbours are asked for than there are rows.
void require_enough_rows(const std::string& who, int64_t k, Index rows);
/// Throws Error "audit_values".
void audit(const RowMatrix& training, int64_t k, const std::string& effective_metric, const std::string& wanted_metric);

}  // namespace keepfit::neighbors
