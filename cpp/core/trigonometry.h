// sin and cos with the same bits on every host, as close to the exact value as libm's.
#pragma once

namespace keepfit::math {

/// The double nearest to the exact value, but for ties that two hundred bits would decide; |x| <= 1e6. NaN for what is
/// no finite number.
double sin_nearest(double x);
double cos_nearest(double x);

}  // namespace keepfit::math
