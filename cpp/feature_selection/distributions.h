// Survival functions for p-values: series and continued fractions, relative error about 1e-12 over the range that tests
// meet.
#pragma once

namespace keepfit::distributions {

/// P(F > x) for Fisher's F with d1 and d2 degrees of freedom; NaN outside its domain.
double f_survival(double d1, double d2, double x);
/// P(C > x) for chi-squared with d degrees of freedom; 1 for negative x.
double chi2_survival(double d, double x);

}  // namespace keepfit::distributions
