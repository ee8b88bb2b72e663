#include "compose/ada_boost_regressor.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/math.h"
#include "core/numerics.h"
#include "core/registry.h"
#include "core/steps.h"
#include "core/table.h"
#include "model_selection/split.h"

namespace keepfit {

KEEPFIT_REGISTER(AdaBoostRegressor)

KEEPFIT_SMALL const Declaration& AdaBoostRegressor::declared() {
  static const Declaration d = [] {
    Declaration d{
        .name = "AdaBoostRegressor",
        .module = "ensemble",
        .doc = "Regressors in rounds, each minding the rows that the ones before predicted badly.",
        .kind = Kind::kRegressor,
        .exactness = {Exactness::kTight, "The weights of rows pass through logarithms and powers."},
        .traits = {.needs_target = true, .sample_weight = true},
        .params = ensemble::ada_boost_params(false, "The regressor; None is DecisionTreeRegressor(max_depth=3)."),
        .fitted = ensemble::ada_boost_fields<AdaBoostRegressor>(),
        .unsupported = {},
        .unsupported_methods = {"staged_predict", "staged_score"},
        .create = &create<AdaBoostRegressor>};
    d.params.insert(d.params.end() - 1, {"loss",
                                         "linear",
                                         {constraint::options({"linear", "square", "exponential"})},
                                         "How an error, as a share of the largest, counts."});
    return d;
  }();
  return d;
}

const Estimator& AdaBoostRegressor::base() const {
  static const std::shared_ptr<Estimator> small = [] {
    std::shared_ptr<Estimator> tree = registry::create("DecisionTreeRegressor");
    tree->set_param("max_depth", 3);
    return tree;
  }();
  return ensemble::base_of(*this, *small);
}

Traits AdaBoostRegressor::traits() const {
  Traits own = declared().traits;
  own.accepts_text = true;
  return joined(own, {&base()}, Made::kMembers);
}

void AdaBoostRegressor::do_fit(const Table& X, const Column* y, const Context& context) {
  if (base().kind() != Kind::kRegressor) {
    throw Error("bad_parameter", name(),
                "estimator of AdaBoostRegressor must be a regressor, which " + std::string(base().declaration().name) +
                    " is not.",
                "Use another estimator.");
  }
  const Vector& target = numeric_target(name(), *y);
  const double rate = param("learning_rate").number();
  const std::string& loss = param("loss").text();
  const int64_t last = param("n_estimators").integer() - 1;
  const Index n = X.rows();
  rounds_ = ensemble::boost_rounds(
      *this, X, sample_weight(), context,
      [&](int64_t t, const Table& plain, Vector& weights, ensemble::Rounds& rounds, RandomState& random,
          const Context& part) {
        const auto estimator = ensemble::seeded_clone(base(), random);
        std::vector<Index> drawn;
        for (const int64_t row :
             random.choice(std::vector<double>(weights.data(), weights.data() + n), static_cast<size_t>(n), true))
          drawn.push_back(std::min<Index>(row, n - 1));
        Vector predicted;
        in_step(ensemble::member_step(static_cast<size_t>(t)), [&] {
          const Column y_drawn = take_rows(*y, drawn);
          estimator->fit(plain.take(drawn), &y_drawn, part);
          predicted = estimator->predict(plain).numbers;
        });
        rounds.estimators.push_back(estimator);
        std::vector<Index> weighed;
        for (Index i = 0; i < n; ++i) {
          if (weights[i] > 0) weighed.push_back(i);
        }
        const auto m = static_cast<Index>(weighed.size());
        Vector errors(m), own(m);
        for (Index i = 0; i < m; ++i) {
          const Index row = weighed[static_cast<size_t>(i)];
          errors[i] = std::fabs(predicted[row] - target[row]);
          own[i] = weights[row];
        }
        if (const double largest = errors.maxCoeff(); largest != 0) errors /= largest;
        if (loss == "square") errors = errors.array().square();
        else if (loss == "exponential") {
          for (double& e : errors) e = 1.0 - math::exp(-e);
        }
        const double error = numerics::weighted_sum(own.data(), errors.data(), m);
        if (!std::isfinite(error))
          throw Error("not_finite", name(), name() + " ran into numbers that are not finite.",
                      "Scale the target first.");
        if (error <= 0) return ensemble::Round{.weight = 1.0, .error = 0.0};
        if (error >= 0.5) {
          if (rounds.estimators.size() > 1) rounds.estimators.pop_back();
          return ensemble::Round{.over = true};
        }
        const double beta = error / (1.0 - error);
        if (t != last) {
          for (Index i = 0; i < m; ++i)
            weights[weighed[static_cast<size_t>(i)]] *= math::pow(beta, (1.0 - errors[i]) * rate);
        }
        return ensemble::Round{.weight = rate * math::log(1.0 / beta), .error = error};
      });
}

Column AdaBoostRegressor::do_predict(const Table& X) const {
  const Table plain = ensemble::unnamed(X);
  const Untraced nobody;
  const size_t m = rounds_.estimators.size();
  Matrix each(X.rows(), static_cast<Index>(m));
  for (size_t t = 0; t < m; ++t)
    each.col(static_cast<Index>(t)) =
        in_step(ensemble::member_step(t), [&] { return rounds_.estimators[t]->predict(plain); }).numbers;
  Vector out(X.rows());
  std::vector<Index> order(m);
  std::vector<double> cumulative(m);
  for (Index i = 0; i < out.size(); ++i) {
    // Of equal answers it does not matter which one is met first: the median is their value.
    std::iota(order.begin(), order.end(), Index{0});
    std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) { return each(i, a) < each(i, b); });
    double sum = 0;
    for (size_t t = 0; t < m; ++t) cumulative[t] = sum += rounds_.weights[order[t]];
    size_t at = 0;
    while (!(cumulative[at] >= 0.5 * sum)) ++at;
    out[i] = each(i, order[at]);
  }
  return Column::of_numbers(std::move(out));
}

}  // namespace keepfit
