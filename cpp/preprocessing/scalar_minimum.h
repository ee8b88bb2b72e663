// Minimising a function of one number: scipy's own two forms of Brent's method, step for step.
#pragma once

#include <functional>

namespace keepfit::scalar_minimum {

using Function = std::function<double(double)>;

/// scipy.optimize.fminbound: a minimum between the bounds, to `tolerance` (absolute), with at most 500 values of f.
double bounded(const Function& f, double low, double high, double tolerance);

/// scipy.optimize.brent with a pair of starting points, from which it goes downhill until three points enclose a
/// minimum; relative tolerance 1.48e-8, at most 500 steps. Throws Error "no_minimum" where none can be enclosed.
double unbounded(const Function& f, double first, double second);

}  // namespace keepfit::scalar_minimum
