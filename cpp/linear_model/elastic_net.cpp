#include "linear_model/elastic_net.h"

#include "core/registry.h"

namespace keepfit {

KEEPFIT_REGISTER(ElasticNet)

const Declaration& ElasticNet::declared() {
  static const Declaration d{
      .name = "ElasticNet",
      .module = "linear_model",
      .doc = "Least squares with a mixture of L1 and L2 penalties.",
      .kind = Kind::kRegressor,
      .exactness = {Exactness::kConverged},
      .traits = {.needs_target = true},
      .params = {{"alpha", 1.0, {constraint::real("[0, inf)")}, "Strength of the penalty."},
                 {"l1_ratio", 0.5, {constraint::real("[0, 1]")}, "Share of the L1 penalty: 0 is the L2 penalty alone, 1 the L1 penalty alone."},
                 {"fit_intercept", true, {constraint::boolean()}, "Add a constant; without it the line passes through the origin."},
                 {"max_iter", 1000, {constraint::integer("[1, inf)")}, "Most sweeps over the columns."},
                 {"tol", 1e-4, {constraint::real("[0, inf)")}, "Stop when the duality gap is at most this share of the target's sum of squares."},
                 {"positive", false, {constraint::boolean()}, "Keep all weights at 0 or above."},
                 {"random_state", Value(), {constraint::integer("[0, 4294967295]"), constraint::none()},
                  "Seed of the draws for selection='random'; None is the seed 0."},
                 {"selection", "cyclic", {constraint::options({"cyclic", "random"})}, "Order in which the columns are visited."}},
      .fitted = {field<&ElasticNet::coef_>("coef_", {"n_features_in_"}, "Weights, one per column."),
                 field<&ElasticNet::intercept_>("intercept_", {}, "Prediction where every column is 0."),
                 field<&ElasticNet::n_iter_>("n_iter_", {}, "Sweeps taken; max_iter when not converged."),
                 field<&ElasticNet::dual_gap_>("dual_gap_", {}, "How far the objective may still be from its least value.")},
      .unsupported = {"precompute", "copy_X", "warm_start"},
      .create = &create<ElasticNet>};
  return d;
}

}  // namespace keepfit
