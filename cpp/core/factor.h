// Matrix factors on the kernels of numerics.h: no block sizes enter the order of operations, and two short routines
// serve every linear fit where Eigen's decompositions would each add their own code to the module.
#pragma once

#include "core/index.h"

namespace keepfit::factor {

/// Replaces the lower triangle of a symmetric matrix by its Cholesky factor. False when a pivot is not positive beyond
/// rounding; the matrix is then spoilt.
bool cholesky(Matrix& a);
/// Solves L L' x = b in place.
void cholesky_solve(const Matrix& factor, Vector& b);

/// A = U diag(singular) V', and what U' makes of right-hand sides.
struct SingularSystem {
  Vector singular;    // min(n, p) values, descending
  Matrix directions;  // (p, min(n, p)): the columns of V; arbitrary where the singular value is 0
  Matrix projected;   // U' b

  /// V diag(gain) U' b, with gain(singular value) in place of the values, for one of the right-hand sides.
  template <class Gain>
  Vector combine(const Gain& gain, Index side = 0) const {
    Vector out = Vector::Zero(directions.rows());
    for (Index i = 0; i < singular.size(); ++i)
      add(gain(singular[i]) * projected(i, side), directions.col(i).data(), out);
    return out;
  }

 private:
  static void add(double weight, const double* direction, Vector& out);
};

/// Householder QR with column pivoting, then one-sided Jacobi rotations on the rows of R (Drmac and Veselic 2008):
/// singular values to nearly full relative accuracy.
/// b: (n, k), a right-hand side per column.
SingularSystem singular_system(Matrix a, Matrix b);

}  // namespace keepfit::factor
