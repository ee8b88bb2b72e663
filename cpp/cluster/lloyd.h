// Lloyd's iteration, with the order of sums and the choice among equals that scikit-learn has.
#pragma once

#include <vector>

#include "core/estimator.h"
#include "core/numerics.h"

namespace keepfit::cluster {

/// `stride`: between the numbers of x.
double squared_distance(const double* x, Index stride, const double* centre, Index p);

/// |c|^2 of every centre, added up as NumPy's einsum does.
inline Vector squares_of(const RowMatrix& centres) {
  Vector out(centres.rows());
  for (Index c = 0; c < out.size(); ++c)
    out[c] = numerics::sum_of_squares_einsum(centres.row(c).data(), centres.cols());
  return out;
}

/// What the iteration comes to from one start.
struct Start {
  RowMatrix centres;
  std::vector<int32_t> labels;
  double inertia = 0;
  int64_t iterations = 0;
};

/// `weights` may be null. It ends where the labels stay or the centres move by `tol` at most.
Start lloyd(const RowMatrix& X, const Vector* weights, RowMatrix centres, int64_t max_iter, double tol,
            const Context& context);

}  // namespace keepfit::cluster
