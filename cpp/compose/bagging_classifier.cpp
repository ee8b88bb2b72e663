#include "compose/bagging_classifier.h"

#include <cmath>
#include <limits>
#include <numeric>

#include "core/audit.h"
#include "core/classes_behind.h"
#include "core/many_classes.h"
#include "core/numerics.h"
#include "core/registry.h"
#include "core/shared.h"
#include "core/steps.h"
#include "core/table.h"
#include "ensemble/forest.h"

namespace keepfit {

KEEPFIT_REGISTER(BaggingClassifier)

KEEPFIT_SMALL const Declaration& BaggingClassifier::declared() {
  static const Declaration d{
      .name = "BaggingClassifier",
      .module = "ensemble",
      .doc = "The same classifier many times, each on rows and columns drawn at random.",
      .kind = Kind::kClassifier,
      .exactness = {Exactness::kParts},
      .traits = {.accepts_text = true,
                 .accepts_missing = true,
                 .accepts_infinite = true,
                 .needs_target = true,
                 .probabilities = true,
                 .sample_weight = true},
      .params = ensemble::bagging_params(true, "The classifier; None is DecisionTreeClassifier."),
      .first = "n_estimators max_samples max_features random_state",
      .fitted = {fields::classes(),
                 fields::n_classes<BaggingClassifier>(),
                 {"estimators_",
                  {"n_estimators"},
                  "The fitted classifiers; their classes are indices into classes_.",
                  [](Declared& self) -> FieldRef { return &static_cast<BaggingClassifier&>(self).bag_.estimators; }},
                 {"estimators_features_",
                  {"n_drawn"},
                  "Columns that each takes, one after another.",
                  [](Declared& self) -> FieldRef { return &static_cast<BaggingClassifier&>(self).bag_.features; }},
                 field<&BaggingClassifier::oob_score_>(
                     "oob_score_", {}, "Accuracy on rows that estimators have not seen; None without oob_score."),
                 field<&BaggingClassifier::oob_decision_function_>(
                     "oob_decision_function_", {"n_oob_samples", "n_classes"},
                     "For each training row the class shares by the estimators that have not seen it, NaN where all "
                     "have; empty without oob_score.")},
      .unsupported = ensemble::bagging_unsupported(),
      .unsupported_methods = {"predict_log_proba"},
      .create = &create<BaggingClassifier>};
  return d;
}

const Estimator& BaggingClassifier::base() const {
  static const std::unique_ptr<Estimator> tree = registry::create("DecisionTreeClassifier");
  return ensemble::base_of(*this, *tree);
}

Traits BaggingClassifier::traits() const { return joined(declared().traits, {&base()}, Made::kMembers); }

void BaggingClassifier::add_votes(const Estimator& estimator, const Table& columns, const std::vector<Index>& rows,
                                  bool unseen, RowMatrix& sums) const {
  if (!estimator.can_predict_proba()) {
    const std::vector<int32_t> codes = ensemble::as_codes(name(), estimator.predict(columns), classes_.size());
    for (size_t i = 0; i < rows.size(); ++i) sums(rows[i], codes[i]) += 1.0;
    return;
  }
  const RowMatrix proba = estimator.predict_proba(columns);
  const Labels& known = *estimator.classes();
  const bool all = known.size() == classes_.size();
  if (!all && unseen && known.size() > 1) {
    throw Error("bad_parameter", name(),
                "An estimator of " + name() + " has seen " + std::to_string(known.size()) + " of " +
                    counted(classes_.size(), "class", "classes") +
                    ", so that it cannot be scored on the rows it has not seen.",
                "Draw more rows for each, or set oob_score to false.");
  }
  for (size_t i = 0; i < rows.size(); ++i) {
    for (Index k = 0; k < proba.cols(); ++k) {
      const auto row = static_cast<Index>(i);
      if (all) sums(rows[i], k) += proba(row, k);
      // scikit-learn adds the one column of an estimator that has seen one class to all columns here.
      else if (unseen) sums.row(rows[i]).array() += proba(row, k);
      else sums(rows[i], static_cast<Index>(known.numbers[static_cast<size_t>(k)])) += proba(row, k);
    }
  }
}

void BaggingClassifier::do_fit(const Table& X, const Column* y, const Context& context) {
  const std::vector<int32_t> codes = encode_target(*y);
  warn_of_many_classes(classes_.size(), codes.size());
  n_classes_ = static_cast<int64_t>(classes_.size());
  RowMatrix sums = RowMatrix::Zero(X.rows(), n_classes_);
  const bool oob = param("oob_score").boolean();
  const ClassesBehind codes_stand_for(classes_);
  bag_ = ensemble::fit_bag(
      *this, base(), X, ensemble::as_target(codes), sample_weight(), context,
      !oob ? std::function<void(size_t, const ensemble::Bag&, const std::vector<Index>&)>()
           : [&](size_t i, const ensemble::Bag& bag, const std::vector<Index>& unseen) {
               add_votes(*bag.estimators[i], bag.columns(i, X.take(unseen)), unseen, true, sums);
             });
  oob_score_ = Value();
  oob_decision_function_ = RowMatrix(0, n_classes_);
  if (!oob) return;
  ensemble::warn_of_seen_rows((sums.rowwise().sum().array() == 0).count());
  int64_t right = 0;
  for (Index i = 0; i < sums.rows(); ++i) {
    Index best = 0;
    for (Index k = 1; k < sums.cols(); ++k) {
      if (sums(i, k) > sums(i, best)) best = k;
    }
    right += best == codes[static_cast<size_t>(i)];
  }
  oob_score_ = static_cast<double>(right) / static_cast<double>(codes.size());
  for (Index i = 0; i < sums.rows(); ++i) {
    const double total = numerics::sum_pairwise(sums.row(i).data(), sums.cols());
    if (total == 0) sums.row(i).setConstant(std::numeric_limits<double>::quiet_NaN());
    else sums.row(i) /= total;
  }
  oob_decision_function_ = std::move(sums);
}

RowMatrix BaggingClassifier::do_predict_proba(const Table& X) const {
  const Untraced nobody;
  std::vector<Index> rows(static_cast<size_t>(X.rows()));
  std::iota(rows.begin(), rows.end(), Index{0});
  RowMatrix sums = RowMatrix::Zero(X.rows(), n_classes_);
  for (size_t i = 0; i < bag_.estimators.size(); ++i) {
    bag_.ask(i, X, [&](const Table& own) { add_votes(*bag_.estimators[i], own, rows, false, sums); });
  }
  return sums / static_cast<double>(bag_.estimators.size());
}

RowMatrix BaggingClassifier::do_decision_function(const Table& X) const {
  const Untraced nobody;
  RowMatrix sums;
  for (size_t i = 0; i < bag_.estimators.size(); ++i) {
    const RowMatrix scores =
        bag_.ask(i, X, [&](const Table& own) { return bag_.estimators[i]->decision_function(own); });
    if (i > 0 && scores.cols() != sums.cols()) {
      throw Error("bad_prediction", ensemble::member_step(i),
                  "The estimators of " + name() + " know different classes, so that their scores cannot be added.",
                  "Draw more rows for each.");
    }
    if (i == 0) sums = scores;
    else sums += scores;
  }
  return sums / static_cast<double>(bag_.estimators.size());
}

void BaggingClassifier::check_fitted() const {
  Classifier::check_fitted();
  audit::class_count(n_classes_, classes_);
  ensemble::audit_bag(*this, base(), bag_, oob_score_, oob_decision_function_.rows(), [&](const Estimator& e) {
    const Labels* known = e.classes();
    if (!known || known->is_text || known->size() == 0) return false;
    for (const double label : known->numbers) {
      if (!(label >= 0 && label < static_cast<double>(n_classes_)) || label != std::floor(label)) return false;
    }
    return true;
  });
}

}  // namespace keepfit
