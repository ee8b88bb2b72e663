// The methods that minimise LogisticLoss, each started at the given parameters and ended where no component of the
// gradient is above tol.
#pragma once

#include <functional>

#include "linear_model/logistic_loss.h"

namespace keepfit::logistic {

/// Called with the number of iterations done; may throw to cancel.
using Report = std::function<void(int64_t)>;

/// scipy's L-BFGS-B as scikit-learn calls it. All three return the number of iterations.
int64_t run_lbfgs(LogisticLoss& loss, Vector& x, double tol, int64_t max_iter, const Report& report);

/// Newton's method with a step halved until the loss falls; where a step cannot be computed or no step leads down,
/// L-BFGS finishes the work. Also stops only where Newton's decrement is at most tol. `penalised`: the loss has an L2
/// term.
int64_t run_newton(LogisticLoss& loss, Vector& x, double tol, int64_t max_iter, bool penalised, const Report& report);

/// The loss plus l1 times the sizes of all coefficients (not of the intercepts): Newton's method on the smooth part,
/// each step found by coordinate descent over the coefficients that are not 0 or cannot stay 0 (Yuan, Ho and Lin 2012),
/// and finished by solving for those with their signs held.
int64_t run_proximal_newton(LogisticLoss& loss, double l1, Vector& x, double tol, int64_t max_iter,
                            const Report& report);

}  // namespace keepfit::logistic
