#include "compose/bagging_regressor.h"

#include "core/registry.h"
#include "core/steps.h"
#include "core/table.h"
#include "ensemble/forest.h"
#include "metrics/metrics.h"

namespace keepfit {

KEEPFIT_REGISTER(BaggingRegressor)

KEEPFIT_SMALL const Declaration& BaggingRegressor::declared() {
  static const Declaration d{
      .name = "BaggingRegressor",
      .module = "ensemble",
      .doc = "The same regressor many times, each on rows and columns drawn at random.",
      .kind = Kind::kRegressor,
      .exactness = {Exactness::kParts, "", {{Exactness::kTight, {"oob_score_"}}}},
      .traits = {.accepts_text = true,
                 .accepts_missing = true,
                 .accepts_infinite = true,
                 .needs_target = true,
                 .sample_weight = true},
      .params = ensemble::bagging_params(false, "The regressor; None is DecisionTreeRegressor."),
      .first = "n_estimators max_samples max_features random_state",
      .fitted = {{"estimators_",
                  {"n_estimators"},
                  "The fitted regressors.",
                  [](Declared& self) -> FieldRef { return &static_cast<BaggingRegressor&>(self).bag_.estimators; }},
                 {"estimators_features_",
                  {"n_drawn"},
                  "Columns that each takes, one after another.",
                  [](Declared& self) -> FieldRef { return &static_cast<BaggingRegressor&>(self).bag_.features; }},
                 field<&BaggingRegressor::oob_score_>(
                     "oob_score_", {}, "R2 on rows that estimators have not seen; None without oob_score."),
                 field<&BaggingRegressor::oob_prediction_>(
                     "oob_prediction_", {"n_oob_samples"},
                     "For each training row the prediction by the estimators that have not seen it, 0 where all have; "
                     "empty without oob_score.")},
      .unsupported = ensemble::bagging_unsupported(),
      .create = &create<BaggingRegressor>};
  return d;
}

const Estimator& BaggingRegressor::base() const {
  static const std::unique_ptr<Estimator> tree = registry::create("DecisionTreeRegressor");
  return ensemble::base_of(*this, *tree);
}

Traits BaggingRegressor::traits() const { return joined(declared().traits, {&base()}, Made::kMembers); }

void BaggingRegressor::do_fit(const Table& X, const Column* y, const Context& context) {
  const Vector& target = numeric_target(name(), *y);
  Vector sums = Vector::Zero(X.rows()), times = Vector::Zero(X.rows());
  const bool oob = param("oob_score").boolean();
  bag_ = ensemble::fit_bag(
      *this, base(), X, *y, sample_weight(), context,
      !oob ? std::function<void(size_t, const ensemble::Bag&, const std::vector<Index>&)>()
           : [&](size_t i, const ensemble::Bag& bag, const std::vector<Index>& unseen) {
               const Vector predicted = bag.estimators[i]->predict(bag.columns(i, X.take(unseen))).numbers;
               for (size_t r = 0; r < unseen.size(); ++r) {
                 sums[unseen[r]] += predicted[static_cast<Index>(r)];
                 times[unseen[r]] += 1.0;
               }
             });
  if (oob) ensemble::warn_of_seen_rows((times.array() == 0).count());
  if (oob) oob_prediction_ = sums.array() / times.array().max(1.0);
  else oob_prediction_.resize(0);
  oob_score_ = oob ? Value(r2_score(target, oob_prediction_)) : Value();
}

Column BaggingRegressor::do_predict(const Table& X) const {
  const Untraced nobody;
  Vector sum;
  for (size_t i = 0; i < bag_.estimators.size(); ++i) {
    Column predicted = bag_.ask(i, X, [&](const Table& own) { return bag_.estimators[i]->predict(own); });
    if (i == 0) sum = std::move(predicted.numbers);
    else sum += predicted.numbers;
  }
  return Column::of_numbers(sum / static_cast<double>(bag_.estimators.size()));
}

void BaggingRegressor::check_fitted() const {
  ensemble::audit_bag(*this, base(), bag_, oob_score_, oob_prediction_.size(), [](const Estimator&) { return true; });
}

}  // namespace keepfit
