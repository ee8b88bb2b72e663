// exp and log for comparisons with what libm's of scikit-learn's wheels answer: a last bit decides between splits that
// are equal but for rounding. glibc stays within 0.52 ulp of the exact value; so do these, and then both are nearly
// always the nearest double. They look into tables, which the functions of core/math.h do not, so that compilers cannot
// turn loops over them into vector instructions.
#pragma once

namespace keepfit::math {

/// Error < 0.52 ulp (a subnormal result: < 0.8). Special values as exp.
double exp_nearest(double x);

/// Error < 0.52 ulp. Special values as log.
double log_nearest(double x);

/// log(x) / log(2), the quotient that scikit-learn's trees compute.
inline double log2_nearest(double x) { return log_nearest(x) / 0x1.62e42fefa39efp-1; }

}  // namespace keepfit::math
