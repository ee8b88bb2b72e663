// What Ridge, RidgeCV and the classifiers that are made of them share.
#pragma once

#include <string>
#include <vector>

#include "core/declaration.h"
#include "linear_model/linear_fit.h"

namespace keepfit {
class Estimator;
}

namespace keepfit::ridge {

/// Least squares with an L2 penalty: minimises |y - X w|^2 + alpha |w|^2; the intercept is not penalised, alpha is not
/// scaled by the number of rows. 'cholesky' solves the normal equations (in the rows when there are fewer rows than
/// columns) and falls back to 'svd' where they are singular. `targets`: (n, k), fitted side by side; alpha,
/// fit_intercept and solver are parameters of `asked`; `used` becomes the method that was used.
LinearFits fit(const Estimator& asked, const Matrix& X, const Matrix& targets, const Vector* weights,
               std::string& used);

/// The parameter alphas of `asked`. Throws Error "bad_parameter".
std::vector<double> alphas_of(const Estimator& asked);

/// The same with the penalty chosen among `alphas` by the mean squared error of predicting each row from all others,
/// over all targets, which follows from one singular value decomposition (generalised cross-validation; Golub, Heath
/// and Wahba 1979). `chosen` becomes the penalty, `best_score` its error,
/// negated. Throws Error "not_finite".
LinearFits fit_left_out(const Estimator& asked, const Matrix& X, const Matrix& targets, const Vector* weights,
                        const std::vector<double>& alphas, double& chosen, double& best_score);

Param alpha() noexcept;
Param solver() noexcept;
Param alphas() noexcept;

template <class C>
Field solver_field() noexcept {
  return field<&C::solver_>("solver_", {}, "Method that was used.");
}
template <class C>
Field alpha_field() noexcept {
  return field<&C::alpha_>("alpha_", {}, "Strength that was chosen.");
}
template <class C>
Field best_score_field() noexcept {
  return field<&C::best_score_>("best_score_", {},
                                "Its mean squared error on rows left out, negated; NaN for a single row.");
}

// For check_fitted.
void audit_solver(const std::string& solver);
void audit_choice(double alpha, double best_score);

}  // namespace keepfit::ridge
