// Stochastic gradient descent on linear models: one row at a time, as SGDClassifier, SGDRegressor and Perceptron use
// it.
#pragma once

#include <string>
#include <vector>

#include "core/estimator.h"

namespace keepfit::sgd {

enum class Loss {
  kHinge,
  kSquaredHinge,
  kPerceptron,
  kLog,
  kModifiedHuber,
  kSquaredError,
  kHuber,
  kEpsilonInsensitive,
  kSquaredEpsilonInsensitive,
};
Loss loss_of(const std::string& name);

enum class Rate { kConstant, kOptimal, kInverseScaling, kAdaptive };

struct Options {
  Loss loss = Loss::kHinge;
  double epsilon = 0.1;
  bool penalised = true;
  double alpha = 1e-4, l1_ratio = 0;
  bool l1 = false, l2 = true;  // which terms the penalty has
  bool fit_intercept = true, shuffle = true;
  int64_t max_iter = 1000;
  bool regression = false;
  double tol = 1e-3;  // minus infinity: never stop early
  Rate rate = Rate::kOptimal;
  double eta0 = 0.01, power_t = 0.5;
  int64_t n_iter_no_change = 5;
  int64_t average = 0;  // the step from which on weights are averaged; 0: never
};

/// Reads the parameters that the estimators share; epsilon, learning_rate and power_t where they are declared.
Options options_of(const Estimator& estimator, Loss loss);
/// The parameters that they share, with their defaults.
std::vector<Param> common_params(const Value& penalty, Value random_state);
Param average_param();

/// The weights after the last step, and their average over the steps from Options::average on.
struct Model {
  Vector w, mean_w;
  double intercept = 0, mean_intercept = 0;
  int64_t epochs = 0;
};

/// Rows set aside to stop early: nothing is learned from them, and after every pass the weights are scored on them.
struct Aside {
  std::vector<Index> rows;    // ascending; none: stop by the objective
  std::vector<uint8_t> held;  // one per row of X
};

/// With early_stopping, else none. `labels`: of a classifier, whose shares both parts keep. Throws Error
/// "bad_parameter" where there are too few rows.
Aside rows_aside_of(const Estimator& estimator, Index n, const Column* labels, const Vector* weights);

/// Whether so many epochs of n rows reach the step from which on weights are averaged: then the average is the model.
bool averages(const Options& options, int64_t epochs, Index n);

/// Targets are 0 and 1 for the log loss, -1 and 1 for the other losses of classifiers. Rows with a target above 0 weigh
/// `positive`, the others `negative`, times `weights` where they are given. Throws Error "not_finite" where the steps
/// run away.
Model fit(const RowMatrix& X, const Vector& y, const Vector* weights, const Aside& aside, const Options& options,
          uint32_t seed, double positive, double negative, const std::string& who, const Context& context);

/// Warns where all passes were taken and the loss still fell.
void warn_of_last_epoch(const Options& options, int64_t epochs, const std::string& who);

/// One model for two classes, else one per class against the rest; all from one seed. Returns the largest number of
/// epochs.
int64_t fit_classes(const Matrix& X, const std::vector<int32_t>& codes, const Vector* weights, const Aside& aside,
                    const std::vector<double>& class_weights, const Options& options, const Value& random_state,
                    RowMatrix& coef, Vector& intercept, const std::string& who, const Context& context);

}  // namespace keepfit::sgd
