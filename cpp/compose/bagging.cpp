#include "compose/bagging.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/audit.h"
#include "core/numerics.h"
#include "core/shared.h"
#include "core/steps.h"
#include "core/table.h"
#include "core/warnings.h"
#include "ensemble/forest.h"
#include "model_selection/split.h"

namespace keepfit::ensemble {

std::vector<Param> bagging_params(bool classifier, const char* fallback) {
  using namespace constraint;
  return {{"estimator", Value(), {estimator(Constraint::Role::kMember, kind_of_members(classifier)), none()}, fallback},
          {"n_estimators", 10, {integer("[1, inf)")}, "Number of estimators."},
          {"max_samples",
           Value(),
           {none(), integer("[1, inf)"), real("(0, 1]")},
           "Rows drawn for each: a number, a share of the rows, or None for as many as there are."},
          {"max_features",
           1.0,
           {integer("[1, inf)"), real("(0, 1]")},
           "Columns drawn for each: a number or a share of the columns."},
          {"bootstrap", true, {boolean()}, "Draw rows with replacement."},
          {"bootstrap_features", false, {boolean()}, "Draw columns with replacement."},
          {"oob_score",
           false,
           {boolean()},
           "Score the ensemble on the rows that estimators have not seen; asks for bootstrap."},
          param::random_state("Seed of all draws; None is 0.")};
}

std::vector<const char*> bagging_unsupported() { return {"warm_start", "n_jobs", "verbose"}; }

std::vector<Index> Bag::features_of(size_t i) const {
  const size_t width = features.size() / estimators.size();
  const auto from = features.begin() + static_cast<std::ptrdiff_t>(i * width);
  return {from, from + static_cast<std::ptrdiff_t>(width)};
}

Table Bag::columns(size_t i, const Table& X) const {
  const std::vector<Index> chosen = features_of(i);
  bool all = chosen.size() == static_cast<size_t>(X.columns());
  for (size_t j = 0; all && j < chosen.size(); ++j) all = chosen[j] == static_cast<Index>(j);
  return unnamed(all ? X : unnamed(X).select(chosen));
}

std::vector<std::pair<Index, double>> Bag::critical_values() const {
  std::vector<std::pair<Index, double>> out;
  for (size_t i = 0; i < estimators.size(); ++i) {
    const std::vector<Index> chosen = features_of(i);
    for (const auto& [column, value] : estimators[i]->critical_values())
      out.emplace_back(chosen[static_cast<size_t>(column)], value);
  }
  return out;
}

namespace {

constexpr int64_t kMostRows = 1 << 27;

std::vector<int64_t> draw(RandomState& random, bool replace, int64_t n, int64_t size) {
  return replace ? random.randint(0, n, static_cast<size_t>(size)) : sample_without_replacement(n, size, random);
}

}  // namespace

Bag fit_bag(const Estimator& ensemble, const Estimator& base, const Table& X, const Column& y,
            const Vector* sample_weight, const Context& context,
            const std::function<void(size_t i, const Bag& bag, const std::vector<Index>& unseen)>& out_of_bag) {
  const std::string who = ensemble.declaration().name;
  const auto refuse = [&](const std::string& message, const char* hint) -> Error {
    return {"bad_parameter", who, message, hint};
  };
  if (base.kind() != ensemble.declaration().kind) {
    throw refuse("estimator of " + who + " must be a " + kind_name(ensemble.declaration().kind) + ". Got " +
                     base.declaration().name + ".",
                 "Use another estimator.");
  }
  // What the class declares: scikit-learn looks for the argument in the signature of fit, where a Pipeline has none.
  const bool weighs = base.declaration().traits.sample_weight;
  const bool bootstrap = ensemble.param("bootstrap").boolean(),
             bootstrap_features = ensemble.param("bootstrap_features").boolean();
  const int64_t n = X.rows(), p = X.columns();
  std::vector<double> chances;
  double total = static_cast<double>(n);
  if (sample_weight) {
    total = numerics::sum_pairwise(*sample_weight);
    for (const double w : *sample_weight) chances.push_back(w / total);
  }
  const Value &rows = ensemble.param("max_samples"), &columns = ensemble.param("max_features");
  const auto* row_share = rows.get_if<double>();
  const auto* column_share = columns.get_if<double>();
  const int64_t n_rows = rows.is_null() ? n
                         : row_share
                             ? static_cast<int64_t>(std::max(1.0, std::floor(std::min(*row_share * total, 1e15))))
                             : rows.integer();
  const int64_t n_columns = std::max<int64_t>(
      1, column_share ? static_cast<int64_t>(*column_share * static_cast<double>(p)) : columns.integer());
  warn_of_small_share(rows, n_rows, n);
  if (sample_weight && !bootstrap)
    warn("UserWarning", who + " with sample_weight and without bootstrap draws the heavy rows first.",
         "Set bootstrap to true.");
  if (n_columns > p)
    throw refuse(
        "max_features of " + who + " is " + std::to_string(n_columns) + ", but X has " + counted(p, "column") + ".",
        "Ask for fewer.");
  const int64_t drawable = sample_weight ? (sample_weight->array() > 0).count() : n;
  if (!bootstrap && n_rows > drawable) {
    throw refuse("max_samples of " + who + " asks for " + counted(n_rows, "row") + " without replacement, but there " +
                     are_counted(drawable, "row") + ".",
                 "Ask for fewer, or set bootstrap to true.");
  }
  if (n_rows > kMostRows)
    throw refuse(
        "max_samples of " + who + " asks for " + counted(n_rows, "row") + ", which is more than fits into memory.",
        "Ask for fewer.");
  if (out_of_bag && !bootstrap)
    throw refuse("oob_score of " + who + " needs rows that an estimator has not seen, which only bootstrap leaves.",
                 "Set bootstrap to true.");

  RandomState random = random_state_of(ensemble.param("random_state"));
  const auto n_estimators = static_cast<size_t>(ensemble.param("n_estimators").integer());
  const Table plain = unnamed(X);
  const Untraced nobody;
  Bag bag;
  for (size_t t = 0; t < n_estimators; ++t) {
    const double done = static_cast<double>(t), all = static_cast<double>(n_estimators);
    context.report(done, all);
    const auto seed = static_cast<uint32_t>(random.randint(2147483647));
    RandomState of_parameters(seed), of_draws(seed);
    const auto estimator = seeded_clone(base, of_parameters);
    const std::vector<int64_t> chosen = draw(of_draws, bootstrap_features, p, n_columns);
    std::vector<int64_t> drawn = sample_weight ? of_draws.choice(chances, static_cast<size_t>(n_rows), bootstrap)
                                               : draw(of_draws, bootstrap, n, n_rows);
    for (int64_t& row : drawn) row = std::min(row, n - 1);
    const Table own = bootstrap_features || n_columns != p ? plain.select({chosen.begin(), chosen.end()}) : plain;
    const std::vector<Index> columns_drawn(chosen.begin(), chosen.end());
    Vector counts = Vector::Zero(n);
    for (const int64_t row : drawn) counts[row] += 1.0;
    in_step(member_step(t), [&] {
      const Context part = context.part(done / all, (done + 1) / all);
      if (weighs) {
        of_columns(X, own, &columns_drawn, [&] { estimator->fit(own, &y, part, &counts); });
      } else {
        const std::vector<Index> taken(drawn.begin(), drawn.end());
        const Column y_taken = take_rows(y, taken);
        const Table own_taken = own.take(taken);
        of_columns(X, own_taken, &columns_drawn,
                   [&] { in_rows(taken, [&] { estimator->fit(own_taken, &y_taken, part); }); });
      }
    });
    bag.estimators.push_back(estimator);
    bag.features.insert(bag.features.end(), chosen.begin(), chosen.end());
    if (!out_of_bag) continue;
    std::vector<Index> unseen;
    for (Index i = 0; i < n; ++i) {
      if (counts[i] == 0) unseen.push_back(i);
    }
    if (!unseen.empty()) out_of_bag(t, bag, unseen);
  }
  context.report(1, 1);
  return bag;
}

void audit_bag(const Estimator& ensemble, const Estimator& base, const Bag& bag, const Value& oob_score, Index oob_rows,
               const std::function<bool(const Estimator&)>& suits) {
  if (bag.estimators.empty() ||
      static_cast<int64_t>(bag.estimators.size()) != ensemble.param("n_estimators").integer()) {
    throw Error("audit_shape", "estimators_", "estimators_ does not hold n_estimators estimators.",
                "Nothing was loaded.");
  }
  if (bag.features.empty() || bag.features.size() % bag.estimators.size() != 0) {
    throw Error("audit_shape", "estimators_features_",
                "estimators_features_ must hold as many columns for each estimator.", "Nothing was loaded.");
  }
  for (const int32_t j : bag.features) {
    if (j < 0 || j >= ensemble.n_features_in())
      audit::refuse("estimators_features_",
                    "estimators_features_ names column " + std::to_string(j) + ", which X does not have.");
  }
  const auto width = static_cast<int64_t>(bag.features.size() / bag.estimators.size());
  for (size_t i = 0; i < bag.estimators.size(); ++i) {
    const Estimator* e = bag.estimators[i].get();
    if (!e || !e->fitted() || e->n_features_in() != width ||
        std::string_view(e->declaration().name) != base.declaration().name ||
        e->kind() != ensemble.declaration().kind || !suits(*e)) {
      audit::refuse(member_step(i), "The estimator must be a fitted " + std::string(base.declaration().name) + " of " +
                                        counted(width, "column") + " and of the ensemble's classes.");
    }
  }
  check_unseen(oob_score, oob_rows);
}

}  // namespace keepfit::ensemble
