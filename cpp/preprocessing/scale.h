// What the scalers share.
#pragma once

#include <limits>

#include "core/errors.h"
#include "core/table.h"

namespace keepfit {

/// Columns whose scale is zero up to rounding are not scaled.
inline double nonzero_scale(double scale) { return scale < 10 * std::numeric_limits<double>::epsilon() ? 1.0 : scale; }

/// Throws Error "audit_values" when a fitted scale is not positive.
inline void check_scale(const Vector& scale) {
  for (double s : scale) {
    if (s <= 0.0)
      throw Error("audit_values", "scale_", "scale_ holds a number that is not positive.", "Nothing was loaded.");
  }
}

}  // namespace keepfit
