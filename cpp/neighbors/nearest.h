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

/// A function of each query row. k is at most the number of training rows. `method` says which of equally near rows are
/// kept: those of scikit-learn's "brute", "kd_tree" or "ball_tree", the trees with their `rows`; or "row_order", the
/// earlier ones, which models of engines before 0.3.0 keep. Where the order does not matter, neither it nor distances
/// are found out: rows alone.
Neighbours nearest(const RowMatrix& training, const Matrix& queries, Index k, const Metric& metric,
                   const std::string& method = "row_order", const std::vector<int32_t>& rows = {},
                   bool in_order = true);

/// The search that scikit-learn chooses for these parameters and rows. Throws Error "bad_parameter" where it has none.
void choose_search(const Estimator& estimator, const RowMatrix& training, const Metric& metric, std::string& method,
                   std::vector<int32_t>& rows);

/// Weights of one query's k neighbours, which are 1 / distance; where some distances are 0, those rows alone count.
void weigh(const double* distances, Index k, std::vector<double>& weights);

/// The parameters that classifier and regressor share.
std::vector<Param> params();

/// Warns of an exponent below 1.
void warn_of_exponent(const Estimator& estimator);

/// Throws Error "too_many_neighbors" where more neighbours are asked for than there are rows.
void require_enough_rows(const std::string& who, int64_t k, Index rows);
/// Throws Error "audit_values".
void audit(const RowMatrix& training, int64_t k, const std::string& effective_metric, const std::string& wanted_metric,
           const std::string& method, const std::vector<int32_t>& rows);

/// The attributes that say how equally near rows are told apart, and what files have that lack them.
Pasts method_past();
Pasts rows_past();
template <class E>
Field method_field() {
  return field<&E::fit_method_>(
      "fit_method_", {}, "The search that decides among equally near rows; row_order: the earlier ones.", method_past);
}
template <class E>
Field rows_field() {
  return field<&E::tree_rows_>("tree_rows_", {"n_tree_rows"}, "The training rows in the order of the search tree.",
                               rows_past);
}

}  // namespace keepfit::neighbors
