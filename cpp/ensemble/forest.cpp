#include "ensemble/forest.h"

#include <algorithm>
#include <cmath>

#include "core/audit.h"
#include "core/class_weight.h"
#include "core/many_classes.h"
#include "core/numerics.h"
#include "core/random.h"
#include "core/shared.h"
#include "core/table.h"
#include "core/warnings.h"
#include "metrics/metrics.h"

namespace keepfit {

namespace ensemble {

KEEPFIT_SMALL std::vector<Param> forest_params(std::vector<std::string> criteria, Value max_features, bool extra) {
  using namespace constraint;
  std::vector<Param> out{{"n_estimators", 100, {integer("[1, inf)")}, "Number of trees."}};
  for (Param& p : tree::growth_params(std::move(criteria), std::move(max_features))) out.push_back(std::move(p));
  out.push_back(
      {"bootstrap", !extra, {boolean()}, "Grow every tree on rows drawn with replacement, instead of on all rows."});
  out.push_back({"oob_score",
                 false,
                 {boolean()},
                 "Score the forest on the rows that the trees have not seen; asks for bootstrap."});
  out.push_back(tree::ccp_alpha_param());
  out.push_back({"max_samples",
                 Value(),
                 {integer("[1, inf)"), real("(0, inf)"), none()},
                 "Rows drawn for each tree: a number, a share of the rows, or None for as many as there are; asks for "
                 "bootstrap."});
  out.push_back(tree::monotonic_param());
  return out;
}

Listed<Example> examples() {
  return {{"oob_score", {true}, {{"bootstrap", true}}}, {"max_samples", {3, 0.3}, {{"bootstrap", true}}}};
}

std::vector<const char*> forest_unsupported() { return {"n_jobs", "verbose", "warm_start"}; }

namespace {

/// How many rows are drawn for a tree.
int64_t sample_size(const Value& max_samples, Index n, double weight) {
  if (max_samples.is_null()) return n;
  if (const auto* share = max_samples.get_if<double>())
    return std::max<int64_t>(1, static_cast<int64_t>(std::min(*share * weight, 2147483647.0)));
  return std::min<int64_t>(max_samples.integer(), 2147483647);
}

/// Classes of the rows drawn count the same in sum; a class that was not drawn gets no weight.
void balance_classes(const tree::Target& y, std::vector<double>& weights) {
  std::vector<double> counts(static_cast<size_t>(y.n_classes), 0.0);
  double drawn = 0, present = 0;
  for (size_t i = 0; i < weights.size(); ++i) {
    counts[static_cast<size_t>((*y.codes)[i])] += weights[i];
    drawn += weights[i];
  }
  for (double c : counts) present += c > 0;
  for (size_t i = 0; i < weights.size(); ++i) {
    const double count = counts[static_cast<size_t>((*y.codes)[i])];
    weights[i] *= count > 0 ? drawn / (present * count) : 0.0;
  }
}

}  // namespace

void warn_of_seen_rows(Index rows) {
  if (rows > 0)
    warn("UserWarning",
         std::to_string(rows) + (rows == 1 ? " row was" : " rows were") +
             " seen by every estimator, so oob_score judges without " + (rows == 1 ? "it." : "them."),
         "Raise n_estimators.");
}

void warn_of_small_share(const Value& max_samples, int64_t drawn, Index n) {
  const auto* share = max_samples.get_if<double>();
  const auto rows = static_cast<double>(drawn);
  if (!share || (rows >= 10 && rows * rows * rows >= static_cast<double>(n))) return;  // ten, or the cube root of n
  warn("UserWarning",
       "max_samples=" + repr(*share) + " comes to " + std::to_string(drawn) + " of " + counted(n, "row") +
           " for each estimator, which is few.",
       "Give max_samples as a number of rows.");
}

Grown grow_forest(const Estimator& forest, const Table& X, const tree::Target& y, const std::vector<double>* weights,
                  bool extra, bool balance, const Context& context) {
  const std::string who = forest.declaration().name;
  const tree::Features x(X, who);
  const Index n = X.rows();
  const bool bootstrap = forest.param("bootstrap").boolean(), oob = forest.param("oob_score").boolean();
  if (!bootstrap && !forest.param("max_samples").is_null()) {
    throw Error("bad_parameter", who, "max_samples of " + who + " can only be set with bootstrap.",
                "Set bootstrap to true, or max_samples to None.");
  }
  if (!bootstrap && oob) {
    throw Error("bad_parameter", who,
                "oob_score of " + who + " needs rows that a tree has not seen, which only bootstrap leaves.",
                "Set bootstrap to true.");
  }
  const double total = weights ? numerics::sum_pairwise(weights->data(), n) : static_cast<double>(n);
  if (weights && !(total > 0 && std::isfinite(total))) {
    throw Error("bad_weights", "class_weight", "The weights of all rows together must be positive and finite.",
                "Give some class a positive weight.");
  }
  const int64_t drawn = sample_size(forest.param("max_samples"), n, total);
  warn_of_small_share(forest.param("max_samples"), drawn, n);
  std::vector<double> p;
  if (bootstrap && weights) {
    for (double w : *weights) p.push_back(w / total);
  }

  const int64_t n_trees = forest.param("n_estimators").integer();
  RandomState random = random_state_of(forest.param("random_state"));
  const double alpha = forest.param("ccp_alpha").number();
  Grown out;
  out.importances = Vector::Zero(X.columns());
  int64_t counted = 0;
  const Index width = y.codes ? y.n_classes : 1;
  out.unseen = RowMatrix::Zero(oob ? n : 0, width);
  std::vector<int64_t> n_unseen(static_cast<size_t>(out.unseen.rows()), 0);
  std::vector<double> counts;
  for (int64_t t = 0; t < n_trees; ++t) {
    const auto seed = static_cast<uint32_t>(random.randint(2147483647));
    RandomState of_tree(seed);
    double weight = total;
    if (bootstrap) {
      counts.assign(static_cast<size_t>(n), 0.0);
      RandomState of_sample(seed);
      if (weights) {
        for (int64_t i : of_sample.choice(p, static_cast<size_t>(drawn), true))
          counts[static_cast<size_t>(std::min<int64_t>(i, n - 1))] += 1.0;
      } else {
        for (int64_t k = 0; k < drawn; ++k) counts[static_cast<size_t>(of_sample.randint(n))] += 1.0;
      }
      if (balance) balance_classes(y, counts);
      weight = numerics::sum_pairwise(counts.data(), n);
    }
    tree::Options options = tree::options_of(forest, y, n, X.columns(), weight);
    options.random_thresholds = extra;
    const Context part = context.part(static_cast<double>(t) / static_cast<double>(n_trees),
                                      static_cast<double>(t + 1) / static_cast<double>(n_trees));
    tree::Tree grown = tree::grow(x, y, bootstrap ? &counts : weights, options, of_tree, part);
    if (alpha > 0.0) grown = grown.pruned(alpha);
    if (grown.node_count() > 1) {
      out.importances += grown.feature_importances(x.columns());
      ++counted;
    }
    if (oob) {
      for (Index i = 0; i < n; ++i) {
        if (counts[static_cast<size_t>(i)] != 0.0) continue;
        out.unseen.row(i) += grown.value.row(grown.apply(x, i));
        ++n_unseen[static_cast<size_t>(i)];
      }
    }
    out.trees.add(grown);
  }
  context.report(1, 1);
  out.trees.finish();
  if (counted > 0) {
    out.importances /= static_cast<double>(counted);
    // A tree whose splits bring nothing leaves zeros.
    const double sum = numerics::sum_pairwise(out.importances);
    if (sum > 0) out.importances /= sum;
  }
  warn_of_seen_rows(std::count(n_unseen.begin(), n_unseen.end(), 0));
  for (Index i = 0; i < out.unseen.rows(); ++i) {
    const auto times = static_cast<double>(std::max<int64_t>(1, n_unseen[static_cast<size_t>(i)]));
    for (Index k = 0; k < width; ++k) out.unseen(i, k) /= times;
  }
  return out;
}

void check_unseen(const Value& oob_score, Index rows) {
  if (!oob_score.is_null() && !oob_score.get_if<double>())
    throw Error("audit_type", "oob_score_", "oob_score_ must be a float or None.", "Nothing was loaded.");
  if (oob_score.is_null() != (rows == 0))
    audit::refuse("oob_score_", "oob_score_ does not go with the predictions for rows that were not seen.");
}

namespace {

const char* kTreesDoc = "The trees, one after another, one entry per node.";
const char* kImportancesDoc = "Share of each feature in the decrease of impurity, averaged over the trees.";
const char* kScoreDoc = "Score on rows that the trees have not seen; None without oob_score.";

}  // namespace

}  // namespace ensemble

KEEPFIT_SMALL Declaration ForestClassifier::declare(const char* name, const char* doc, bool extra,
                                                    std::unique_ptr<Estimator> (*create)()) {
  Declaration d{.name = name,
                .module = "ensemble",
                .doc = doc,
                .kind = Kind::kClassifier,
                .exactness = {Exactness::kExact,
                              "An entropy is a sum of logarithms; the splits chosen by it are equal.",
                              {{Exactness::kTight, {"feature_importances_"}, "criterion", {"entropy", "log_loss"}}}},
                .traits = {.accepts_missing = true, .needs_target = true, .probabilities = true, .sample_weight = true},
                .params = ensemble::forest_params(tree::class_criteria(), "sqrt", extra),
                .first = "n_estimators max_depth min_samples_leaf max_features random_state",
                .fitted = {fields::classes(), fields::n_classes<ForestClassifier>(),
                           field<&ForestClassifier::feature_importances_>("feature_importances_", {"n_features_in_"},
                                                                          ensemble::kImportancesDoc),
                           field<&ForestClassifier::oob_score_>("oob_score_", {}, ensemble::kScoreDoc),
                           field<&ForestClassifier::oob_decision_function_>(
                               "oob_decision_function_", {"n_oob_samples", "n_classes"},
                               "For each training row the class shares by the trees that have not seen it, 0 where all "
                               "have; empty without oob_score."),
                           field<&ForestClassifier::estimators_>("estimators_", {}, ensemble::kTreesDoc)},
                .examples = &ensemble::examples,
                .unsupported = ensemble::forest_unsupported(),
                .unsupported_methods = {"apply", "decision_path", "predict_log_proba"},
                .create = create};
  d.params.push_back(
      {"class_weight",
       Value(),
       {constraint::mapping(), constraint::options({"balanced", "balanced_subsample"}), constraint::none()},
       "Weight per class: a map, or 'balanced' for the inverse of their frequency (in each tree's rows: "
       "'balanced_subsample')."});
  return d;
}

void ForestClassifier::do_fit(const Table& X, const Column* y, const Context& context) {
  const std::vector<int32_t> codes = encode_target(*y);
  warn_of_many_classes(classes_.size(), codes.size());
  n_classes_ = static_cast<int64_t>(classes_.size());
  const bool per_tree = param("class_weight").is("balanced_subsample") && param("bootstrap").boolean();
  const Value& given = param("class_weight");
  const Value of_all = per_tree ? Value() : given.is("balanced_subsample") ? Value("balanced") : given;
  const std::vector<double> weights = row_weights(*this, of_all, codes, sample_weight(), sample_weight());
  const bool extra = declaration().find_param("bootstrap")->fallback.boolean() == false;
  ensemble::Grown grown =
      ensemble::grow_forest(*this, X, {.codes = &codes, .n_classes = static_cast<int32_t>(n_classes_)},
                            weights.empty() ? nullptr : &weights, extra, per_tree, context);
  estimators_ = std::move(grown.trees);
  feature_importances_ = std::move(grown.importances);
  oob_score_ = Value();
  oob_decision_function_ = std::move(grown.unseen);
  if (!param("oob_score").boolean()) return;
  int64_t right = 0;
  for (Index i = 0; i < oob_decision_function_.rows(); ++i) {
    Index best = 0;
    for (Index k = 1; k < oob_decision_function_.cols(); ++k) {
      if (oob_decision_function_(i, k) > oob_decision_function_(i, best)) best = k;
    }
    right += best == codes[static_cast<size_t>(i)];
  }
  oob_score_ = static_cast<double>(right) / static_cast<double>(codes.size());
}

RowMatrix ForestClassifier::do_predict_proba(const Table& X) const {
  return estimators_.mean(tree::Features(X, name()));
}

void ForestClassifier::check_fitted() const {
  using audit::refuse;
  Classifier::check_fitted();
  audit::class_count(n_classes_, classes_);
  estimators_.check(n_features_in(), "estimators_");
  ensemble::check_unseen(oob_score_, oob_decision_function_.rows());
  if (estimators_.value.cols() != n_classes_) {
    refuse("estimators_", "n_classes_ is " + std::to_string(n_classes_) + ", but the leaves have " +
                              counted(estimators_.value.cols(), "value") + ".");
  }
  for (Index i = 0; i < estimators_.value.rows(); ++i) {
    if (estimators_.value.row(i).minCoeff() < 0.0 || !(std::abs(estimators_.value.row(i).sum() - 1.0) < 1e-6)) {
      refuse("estimators_",
             "Leaf " + std::to_string(i) + " has shares of classes that are negative or do not sum to 1.");
    }
  }
  tree::check_importances(feature_importances_, n_features_in());
}

KEEPFIT_SMALL Declaration ForestRegressor::declare(const char* name, const char* doc, bool extra,
                                                   std::unique_ptr<Estimator> (*create)()) {
  return {
      .name = name,
      .module = "ensemble",
      .doc = doc,
      .kind = Kind::kRegressor,
      .exactness = {Exactness::kExact,
                    "",
                    {{Exactness::kTight, {"oob_score_"}},
                     {Exactness::kTight, {"feature_importances_"}, "criterion", {"poisson"}}}},
      .traits = {.accepts_missing = true, .needs_target = true, .sample_weight = true},
      .traits_when = {{&Traits::needs_positive_target, true, "criterion", {"poisson"}}},
      .params = ensemble::forest_params(tree::regression_criteria(), 1.0, extra),
      .first = "n_estimators max_depth min_samples_leaf max_features random_state",
      .fitted = {field<&ForestRegressor::feature_importances_>("feature_importances_", {"n_features_in_"},
                                                               ensemble::kImportancesDoc),
                 field<&ForestRegressor::oob_score_>("oob_score_", {}, ensemble::kScoreDoc),
                 field<&ForestRegressor::oob_prediction_>("oob_prediction_", {"n_oob_samples"},
                                                          "For each training row the prediction by the trees that have "
                                                          "not seen it, 0 where all have; empty without oob_score."),
                 field<&ForestRegressor::estimators_>("estimators_", {}, ensemble::kTreesDoc)},
      .examples = &ensemble::examples,
      .unsupported = ensemble::forest_unsupported(),
      .unsupported_methods = {"apply", "decision_path"},
      .create = create};
}

void ForestRegressor::do_fit(const Table& X, const Column* y, const Context& context) {
  const Vector& target = numeric_target(name(), *y);
  tree::check_target(*this, target);
  std::vector<double> weights;
  if (sample_weight()) weights.assign(sample_weight()->data(), sample_weight()->data() + sample_weight()->size());
  const bool extra = declaration().find_param("bootstrap")->fallback.boolean() == false;
  ensemble::Grown grown = ensemble::grow_forest(*this, X, {.numbers = target.data()},
                                                weights.empty() ? nullptr : &weights, extra, false, context);
  estimators_ = std::move(grown.trees);
  feature_importances_ = std::move(grown.importances);
  oob_prediction_ = grown.unseen.col(0);
  oob_score_ = param("oob_score").boolean() ? Value(r2_score(target, oob_prediction_)) : Value();
}

Column ForestRegressor::do_predict(const Table& X) const {
  return Column::of_numbers(estimators_.mean(tree::Features(X, name())).col(0));
}

void ForestRegressor::check_fitted() const {
  estimators_.check(n_features_in(), "estimators_");
  ensemble::check_unseen(oob_score_, oob_prediction_.size());
  if (estimators_.value.cols() != 1)
    audit::refuse("estimators_", "The leaves of regression trees have one value each.");
  tree::check_importances(feature_importances_, n_features_in());
}

}  // namespace keepfit
