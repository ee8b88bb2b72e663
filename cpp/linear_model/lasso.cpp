#include "linear_model/lasso.h"

#include "core/registry.h"

namespace keepfit {

KEEPFIT_REGISTER(Lasso)

const Declaration& Lasso::declared() {
  static const Declaration d{
      .name = "Lasso",
      .module = "linear_model",
      .doc = "Least squares with an L1 penalty, which sets many weights to exactly 0.",
      .kind = Kind::kRegressor,
      .exactness = {Exactness::kConverged},
      .traits = {.needs_target = true},
      .params = {{"alpha", 1.0, {constraint::real("[0, inf)")}, "Strength of the penalty."},
                 {"fit_intercept", true, {constraint::boolean()}, "Add a constant; without it the line passes through the origin."},
                 {"max_iter", 1000, {constraint::integer("[1, inf)")}, "Most sweeps over the columns."},
                 {"tol", 1e-4, {constraint::real("[0, inf)")}, "Stop when the duality gap is at most this share of the target's sum of squares."},
                 {"positive", false, {constraint::boolean()}, "Keep all weights at 0 or above."},
                 {"random_state", Value(), {constraint::integer("[0, 4294967295]"), constraint::none()},
                  "Seed of the draws for selection='random'; None is the seed 0."},
                 {"selection", "cyclic", {constraint::options({"cyclic", "random"})}, "Order in which the columns are visited."}},
      .fitted = {field<&Lasso::coef_>("coef_", {"n_features_in_"}, "Weights, one per column."),
                 field<&Lasso::intercept_>("intercept_", {}, "Prediction where every column is 0."),
                 field<&Lasso::n_iter_>("n_iter_", {}, "Sweeps taken; max_iter when not converged."),
                 field<&Lasso::dual_gap_>("dual_gap_", {}, "How far the objective may still be from its least value.")},
      .unsupported = {"precompute", "copy_X", "warm_start"},
      .create = &create<Lasso>};
  return d;
}

}  // namespace keepfit
