// What decompositions share.
#pragma once

#include "core/table.h"

namespace keepfit::axes {

/// Turns every row so that its entry of largest absolute value (the first of equal ones) is positive.
void fix_signs(RowMatrix& components);

/// np.mean along axis 0 of a C-ordered matrix, of its column_sums.
Vector column_means(const Matrix& x, Vector sums);

/// np.var along axis 0 of a C-ordered matrix, one column.
double column_variance(const Matrix& x, Index j);

/// Throws Error "overflow" when a value is not finite.
void require_finite(const char* who, const RowMatrix& components, const Vector& singular);

}  // namespace keepfit::axes
