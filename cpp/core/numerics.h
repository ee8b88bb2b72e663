// Sums whose order is part of the result. Every kernel here adds in one fixed order, whatever the host and the
// compiler, and is written so that independent sums run side by side in vector registers. Order-sensitive loops belong
// here, not in estimators.
#pragma once

#include <array>

#include "core/index.h"
#include "core/table.h"

namespace keepfit::numerics {

/// ((x0 + x1) + x2) + ...: what NumPy does along axis 0 of a C-ordered matrix, and what scikit-learn's own loops do.
double sum_sequential(const double* x, Index n, Index stride = 1);

/// NumPy's pairwise sum: np.sum of a vector, contiguous or strided.
double sum_pairwise(const double* x, Index n, Index stride = 1);
inline double sum_pairwise(const Vector& x) { return sum_pairwise(x.data(), x.size()); }

/// np.mean of a vector.
double mean(const double* x, Index n, Index stride = 1);

/// np.sum(x * w): products first, then the pairwise sum.
double weighted_sum(const double* x, const double* w, Index n);

/// np.einsum('ij,ij->i', X, X) of one row: two lanes, four pairs at a time from the back to the front, as NumPy's
/// kernel adds.
double sum_of_squares_einsum(const double* x, Index n);

/// Eight running sums: lane i takes the elements i, i + 8, ... Filled piece by piece when every piece but the last has
/// a multiple of 8 elements.
struct Lanes {
  std::array<double, 8> lane{};

  void add(const double* x, Index n);
  void add_product(const double* x, const double* y, Index n);
  double total() const {
    return ((lane[0] + lane[1]) + (lane[2] + lane[3])) + ((lane[4] + lane[5]) + (lane[6] + lane[7]));
  }
};

/// Inner product in eight lanes: for sums that scikit-learn leaves to BLAS.
double dot(const double* x, const double* y, Index n);
inline double dot(const Vector& x, const Vector& y) { return dot(x.data(), y.data(), x.size()); }
/// Square root of the sum of squares; no care is taken of overflow.
double norm(const double* x, Index n);

/// y += a * x
void axpy(double a, const double* x, double* y, Index n);

/// out = X w. Each row's sum runs over the columns from left to right, so it does not depend on other rows.
void matrix_vector(const Matrix& X, const double* w, double* out);
/// The rows [from, from + count) of it.
void matrix_vector(const Matrix& X, const double* w, Index from, Index count, double* out);
/// out = X' v, one dot per column.
void transposed_matrix_vector(const Matrix& X, const double* v, double* out);

/// X coef' + intercept, (n, k): each row's products are added from left to right, the intercept last. A function of the
/// row.
RowMatrix linear_scores(const Matrix& X, const RowMatrix& coef, const Vector& intercept);

/// Fixes what Eigen reads from the processor to cut large products into blocks, and with it the order of their sums.
/// Runs by itself when the program starts.
void fix_blocking();

}  // namespace keepfit::numerics
