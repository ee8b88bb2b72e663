// What the scalers share.
#pragma once

#include <limits>

#include "core/audit.h"
#include "core/table.h"

namespace keepfit {

/// Columns whose scale is zero up to rounding are not scaled.
inline double nonzero_scale(double scale) { return scale < 10 * std::numeric_limits<double>::epsilon() ? 1.0 : scale; }

/// Throws Error "audit_values" when a fitted scale is not positive.
inline void check_scale(const Vector& scale) {
  if ((scale.array() <= 0.0).any()) audit::refuse("scale_", "scale_ holds a number that is not positive.");
}

}  // namespace keepfit
