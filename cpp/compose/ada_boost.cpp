#include "compose/ada_boost.h"

#include <cmath>
#include <limits>

#include "core/audit.h"
#include "core/node.h"
#include "core/numerics.h"
#include "core/shared.h"
#include "core/table.h"
#include "core/trace.h"
#include "core/warnings.h"

namespace keepfit::ensemble {

std::vector<Param> ada_boost_params(bool classifier, const char* fallback) {
  using namespace constraint;
  return {{"estimator", Value(), {estimator(Constraint::Role::kMember, kind_of_members(classifier)), none()}, fallback},
          {"n_estimators", 50, {integer("[1, inf)")}, "Most rounds; a perfect fit ends them early."},
          {"learning_rate", 1.0, {real("(0, inf)")}, "Factor on the weight of each estimator."},
          param::random_state("Seed of all draws; None is 0.")};
}

void Rounds::keep(int64_t n) {
  estimators.resize(static_cast<size_t>(n));
  weights.conservativeResize(n);
  errors.conservativeResize(n);
}

std::vector<std::pair<Index, double>> Rounds::critical_values() const {
  std::vector<std::pair<Index, double>> out;
  for (const auto& e : estimators) {
    for (const auto& value : e->critical_values()) out.push_back(value);
  }
  return out;
}

namespace {

constexpr int64_t kMostRounds = 1000000;

/// Importances of the estimators averaged by their weights, or nothing.
Vector mean_importances(const Rounds& rounds, Index n_features) {
  Vector sum = Vector::Zero(n_features);
  for (size_t i = 0; i < rounds.estimators.size(); ++i) {
    const Value own = fitted_attribute(*rounds.estimators[i], "feature_importances_");
    const auto* a = own.get_if<Array>();
    if (!a || a->shape != std::vector<uint32_t>{static_cast<uint32_t>(n_features)}) return {};
    sum += rounds.weights[static_cast<Index>(i)] *
           Eigen::Map<const Vector>(reinterpret_cast<const double*>(a->data), n_features);
  }
  return sum / numerics::sum_pairwise(rounds.weights);
}

}  // namespace

Rounds boost_rounds(const Estimator& ensemble, const Table& X, const Vector* sample_weight, const Context& context,
                    const std::function<Round(int64_t round, const Table& X, Vector& sample_weight, Rounds& rounds,
                                              RandomState& random, const Context& context)>& boost) {
  const std::string who = ensemble.declaration().name;
  const int64_t n_rounds = ensemble.param("n_estimators").integer();
  if (n_rounds > kMostRounds)
    throw Error("bad_parameter", who,
                "n_estimators of " + who + " is " + std::to_string(n_rounds) + ", which is more than fits into memory.",
                "Ask for fewer.");
  const Table plain = unnamed(X);
  const Untraced nobody;
  Vector weights = sample_weight ? *sample_weight : Vector::Ones(X.rows());
  weights /= numerics::sum_pairwise(weights);
  const Eigen::Array<bool, Eigen::Dynamic, 1> without = weights.array() == 0.0;
  Rounds out;
  out.weights = Vector::Zero(n_rounds);
  out.errors = Vector::Ones(n_rounds);
  RandomState random = random_state_of(ensemble.param("random_state"));
  const double all = static_cast<double>(n_rounds);
  for (int64_t t = 0; t < n_rounds; ++t) {
    const double done = static_cast<double>(t);
    context.report(done, all);
    // Rows keep a trace of weight, but for those that had none.
    for (Index i = 0; i < weights.size(); ++i)
      weights[i] = without[i] ? 0.0 : std::max(weights[i], std::numeric_limits<double>::epsilon());
    const Round round = boost(t, plain, weights, out, random, context.part(done / all, (done + 1) / all));
    if (round.over) break;
    out.weights[t] = round.weight;
    out.errors[t] = round.error;
    if (round.error == 0) break;
    const double sum = numerics::sum_pairwise(weights);
    if (!std::isfinite(sum))
      warn("UserWarning",
           who + " stopped in round " + std::to_string(t) + ": the weights of rows grew beyond all bounds.",
           "Lower learning_rate.");
    if (!std::isfinite(sum) || sum <= 0) break;
    if (t + 1 < n_rounds) weights /= sum;
  }
  context.report(1, 1);
  out.importances = mean_importances(out, X.columns());
  return out;
}

void audit_rounds(const Estimator& ensemble, const Estimator& base, const Rounds& rounds) {
  using audit::refuse;
  const auto n = static_cast<Index>(rounds.estimators.size());
  if (n == 0) refuse("estimators_", "estimators_ is empty.");
  if (rounds.weights.size() != ensemble.param("n_estimators").integer() || n > rounds.weights.size())
    refuse("estimator_weights_", "estimator_weights_ does not hold n_estimators weights.");
  if (!rounds.weights.allFinite() || (rounds.weights.array() < 0).any())
    refuse("estimator_weights_", "estimator_weights_ must hold finite numbers that are not negative.");
  audit::finite("estimator_errors_", rounds.errors);
  if (rounds.importances.size() != 0 && rounds.importances.size() != ensemble.n_features_in())
    refuse("feature_importances_", "feature_importances_ must hold one number per column, or none.");
  if (numerics::sum_pairwise(rounds.weights) > 0 &&
      (!rounds.importances.allFinite() || (rounds.importances.array() < 0).any())) {
    refuse("feature_importances_", "feature_importances_ must hold finite numbers that are not negative.");
  }
  for (Index i = 0; i < n; ++i) {
    const Estimator* e = rounds.estimators[static_cast<size_t>(i)].get();
    if (!e || !e->fitted() || e->n_features_in() != ensemble.n_features_in() ||
        std::string_view(e->declaration().name) != base.declaration().name ||
        e->kind() != ensemble.declaration().kind) {
      refuse(member_step(static_cast<size_t>(i)), "The estimator must be a fitted " +
                                                      std::string(base.declaration().name) + " of " +
                                                      counted(ensemble.n_features_in(), "column") + ".");
    }
  }
}

}  // namespace keepfit::ensemble
