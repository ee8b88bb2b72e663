#include "feature_selection/rfe.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/audit.h"
#include "core/registry.h"
#include "core/steps.h"
#include "core/table.h"
#include "core/text.h"
#include "core/warnings.h"
#include "feature_selection/importances.h"

namespace keepfit {

KEEPFIT_REGISTER(RFE)

namespace {

Listed<Example> examples() {
  return {{"estimator", {example_recipe("DecisionTreeClassifier", {{"max_depth", 3}})}, {}, true},
          {"n_features_to_select", {0.7}}};
}

}  // namespace

KEEPFIT_SMALL const Declaration& RFE::declared() {
  static const Declaration d{
      .name = "RFE",
      .module = "feature_selection",
      .doc = "Drops the column that matters least to a model, again and again.",
      .kind = Kind::kTransformer,
      .exactness = {Exactness::kParts},
      // As a Pipeline, it has no sample_weight in the signature of scikit-learn's fit: ensembles that look there do not
      // weigh its rows.
      .traits = {.needs_target = true},
      .params = {{"estimator",
                  Value(),
                  {constraint::estimator(Constraint::Role::kInner, "classifier regressor"), constraint::none()},
                  "The model that weighs the columns; it must be given."},
                 {"n_features_to_select",
                  Value(),
                  {constraint::integer("[1, inf)"), constraint::real("(0, 1]"), constraint::none()},
                  "How many columns stay, or their share; None keeps half of them."},
                 {"step",
                  1,
                  {constraint::integer("[1, inf)"), constraint::real("(0, 1)")},
                  "How many columns are dropped at a time, or their share of all."},
                 {"importance_getter",
                  "auto",
                  {constraint::text()},
                  "Path of the attribute with the importances; 'auto' takes coef_ or feature_importances_."}},
      .first = "n_features_to_select step",
      .fitted = {field<&RFE::estimator_>("estimator_", {}, "The model fitted to the columns that stay."),
                 field<&RFE::n_features_>("n_features_", {}, "How many columns stay."),
                 field<&RFE::support_>("support_", {"n_features_in_"}, "1 for each column that stays."),
                 field<&RFE::ranking_>("ranking_", {"n_features_in_"},
                                       "1 for columns that stay; the larger, the earlier a column was dropped.")},
      .examples = &examples,
      .unsupported = {"verbose"},
      .unsupported_methods = {"get_support", "predict_log_proba"},
      .create = &create<RFE>};
  return d;
}

const Estimator& RFE::inner() const { return estimator_ ? *estimator_ : inner_estimator(*this); }

Traits RFE::traits() const { return traits_of_selector(*this); }

void RFE::do_fit(const Table& X, const Column* y, const Context& context) {
  const Estimator& prototype = inner_estimator(*this);
  const Index p = X.columns();
  if (p < 2)
    throw Error("empty_input", name(), "RFE needs at least 2 columns to choose from, but X has 1.",
                "Give X more columns.");
  const Value& wanted = param("n_features_to_select");
  Index left = p / 2;
  if (const auto* count = wanted.get_if<int64_t>()) left = static_cast<Index>(std::min<int64_t>(*count, p));
  if (const auto* share = wanted.get_if<double>()) left = static_cast<Index>(static_cast<double>(p) * *share);
  if (const auto* count = wanted.get_if<int64_t>(); count && *count > p) {
    warn("UserWarning",
         "n_features_to_select=" + std::to_string(*count) + " of RFE is more than X has, which is " +
             counted(p, "column") + "; all are kept.",
         "Ask for fewer.");
  }
  if (left < 1)
    throw Error("bad_parameter", name(), "n_features_to_select of RFE leaves no column of " + std::to_string(p) + ".",
                "Keep at least one.");
  const Value& given_step = param("step");
  const auto* share = given_step.get_if<double>();
  const Index step = share ? std::max<Index>(1, static_cast<Index>(*share * static_cast<double>(p)))
                           : static_cast<Index>(std::min<int64_t>(given_step.integer(), p));

  std::vector<Index> features(static_cast<size_t>(p));
  std::iota(features.begin(), features.end(), Index{0});
  ranking_.assign(static_cast<size_t>(p), 1);
  const double fits = std::ceil(static_cast<double>(p - left) / static_cast<double>(step)) + 1;
  double done = 0;
  const auto fit_to = [&](const std::vector<Index>& columns) {
    auto model = prototype.clone();
    const Table own = X.select(columns);
    of_columns(X, own, &columns, [&] {
      in_step("estimator_", [&] { model->fit(own, y, context.part(done / fits, (done + 1) / fits), sample_weight()); });
    });
    context.report(++done, fits);
    return model;
  };
  while (static_cast<Index>(features.size()) > left) {
    const auto model = fit_to(features);
    const RowMatrix importances = importances_of(*model, param("importance_getter").text());
    std::vector<double> squares(features.size(), 0.0);
    for (Index k = 0; k < importances.rows(); ++k) {
      for (Index j = 0; j < importances.cols(); ++j)
        squares[static_cast<size_t>(j)] += importances(k, j) * importances(k, j);
    }
    std::vector<size_t> order(features.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return squares[a] < squares[b]; });
    const size_t dropped = static_cast<size_t>(std::min(step, static_cast<Index>(features.size()) - left));
    std::vector<char> goes(features.size(), 0);
    for (size_t i = 0; i < dropped; ++i) goes[order[i]] = 1;
    std::vector<Index> kept;
    for (size_t j = 0; j < features.size(); ++j) {
      if (!goes[j]) kept.push_back(features[j]);
    }
    features = std::move(kept);
    std::vector<char> stays(static_cast<size_t>(p), 0);
    for (const Index f : features) stays[static_cast<size_t>(f)] = 1;
    for (size_t j = 0; j < stays.size(); ++j) ranking_[j] += stays[j] ? 0 : 1;
  }
  estimator_ = fit_to(features);
  n_features_ = static_cast<int64_t>(features.size());
  support_.assign(static_cast<size_t>(p), 0);
  for (const Index f : features) support_[static_cast<size_t>(f)] = 1;
}

std::vector<char> RFE::support() const { return {support_.begin(), support_.end()}; }

template <class Ask>
auto RFE::ask(const Table& X, Ask ask) const {
  std::vector<Index> columns;
  for (size_t j = 0; j < support_.size(); ++j) {
    if (support_[j]) columns.push_back(static_cast<Index>(j));
  }
  const Table own = X.select(columns);
  return of_columns(X, own, &columns, [&] { return in_step("estimator_", [&] { return ask(own); }); });
}

Column RFE::do_predict(const Table& X) const {
  return ask(X, [&](const Table& own) { return estimator_->predict(own); });
}
RowMatrix RFE::do_predict_proba(const Table& X) const {
  return ask(X, [&](const Table& own) { return estimator_->predict_proba(own); });
}
RowMatrix RFE::do_decision_function(const Table& X) const {
  return ask(X, [&](const Table& own) { return estimator_->decision_function(own); });
}

void RFE::check_fitted() const {
  using audit::refuse;
  int64_t kept = 0;
  for (size_t j = 0; j < support_.size(); ++j) {
    if (support_[j] > 1) refuse("support_", "support_ must hold zeros and ones.");
    if (ranking_[j] < 1 || (ranking_[j] == 1) != (support_[j] == 1))
      refuse("ranking_", "ranking_ does not go with support_.");
    kept += support_[j];
  }
  if (kept < 1 || kept != n_features_) refuse("n_features_", "n_features_ does not count the columns that stay.");
  if (!estimator_ || !estimator_->fitted() || estimator_->n_features_in() != kept)
    refuse("estimator_", "estimator_ is not fitted to the columns that stay.");
}

}  // namespace keepfit
