// Sums over whole matrices: those of core/numerics.h, of all columns at once, so that every number is read as few times
// as can be.
#pragma once

#include "core/numerics.h"

namespace keepfit::numerics {

/// sum_sequential of every column, and of every column's squares.
Vector column_sums(const Matrix& X);
Vector column_square_sums(const Matrix& X);

/// Z' Z for Z = X - shift (without a shift: X): the dot of every pair of columns, computed block of rows by block of
/// rows. With y, (n, targets), also Z' y, to Zy.
Matrix gram(const Matrix& X, const Vector* shift = nullptr, const double* y = nullptr, double* Zy = nullptr,
            Index targets = 1);

/// Without a shift, and column_sums(X) to `sums` in the same pass.
Matrix gram_and_sums(const Matrix& X, Vector& sums);

/// y += a * x, then dot(z, y), in one pass.
double axpy_dot(double a, const double* x, double* y, const double* z, Index n);

}  // namespace keepfit::numerics
