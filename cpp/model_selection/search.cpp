#include "model_selection/search.h"

#include <algorithm>
#include <cmath>

#include "core/audit.h"
#include "core/node.h"
#include "core/numerics.h"
#include "core/steps.h"
#include "core/table.h"
#include "core/warnings.h"
#include "metrics/scorers.h"
#include "model_selection/folds.h"

namespace keepfit {

namespace {

constexpr const char* kBest = "best_estimator_";

Value list_of(const std::vector<double>& values) { return Value::List(values.begin(), values.end()); }

/// Ranks from 1, equal means sharing the smallest; means that are no numbers come last.
std::vector<int64_t> ranks_of(std::vector<double> means) {
  double lowest = kInf;
  for (double m : means) lowest = std::isnan(m) ? lowest : std::min(lowest, m);
  for (double& m : means) m = std::isnan(m) ? (lowest == kInf ? 0.0 : lowest - 1) : m;
  std::vector<double> sorted = means;
  std::sort(sorted.begin(), sorted.end());
  std::vector<int64_t> ranks;
  for (double m : means) ranks.push_back(1 + (sorted.end() - std::upper_bound(sorted.begin(), sorted.end(), m)));
  return ranks;
}

/// Why the first score that is none is none: its fit failed, or a warning says it.
std::string first_cause(const std::vector<FoldResult>& results, size_t folds) {
  for (size_t i = 0; i < results.size(); ++i) {
    if (const auto& failed = results[i].failure) {
      return " The first fit that failed, of candidate " + std::to_string(i / folds + 1) + " to fold " +
             std::to_string(i % folds + 1) + ": " + failed->message;
    }
  }
  if (const Warnings* said = Warnings::current()) {
    for (const Warning& each : said->all) {
      if (each.code == "UndefinedMetricWarning") return " The first cause: " + each.message;
    }
  }
  return "";
}

}  // namespace

std::vector<Param> Search::declared_params(Param space) {
  std::vector<Param> params{
      {"estimator",
       Value(),
       {constraint::estimator(), constraint::none()},
       "The estimator whose parameters are searched; it must be given."},
      std::move(space),
      {"scoring",
       Value(),
       {constraint::text(), constraint::list(), constraint::none()},
       "Name of a scorer, or a list of names; None takes accuracy or r2."},
      {"refit",
       true,
       {constraint::boolean(), constraint::text()},
       "Fit the best candidate to all rows; with several scorers the name of the one that decides."},
      {"cv",
       Value(),
       {constraint::integer("[2, inf)"), constraint::cv(), constraint::none()},
       "Number of folds, or a splitter; None makes 5 folds."},
      {"error_score",
       std::nan(""),
       {constraint::options({"raise"}), constraint::number()},
       "Score of a candidate that cannot be fitted; 'raise' ends the search instead."},
      {"return_train_score", false, {constraint::boolean()}, "Score the training rows of each fold too."}};
  return params;
}

std::vector<Field> Search::declared_fields() {
  return {
      field<&Search::best_estimator_>(kBest, {}, "The best candidate fitted to all rows; None when refit is False."),
      field<&Search::best_index_>("best_index_", {}, "Row of the search table that won; -1 where nothing decides."),
      field<&Search::best_score_>("best_score_", {}, "Mean score of the best candidate over the folds."),
      field<&Search::best_params_>("best_params_", {}, "Parameters of the best candidate, by path."),
      field<&Search::n_splits_>("n_splits_", {}, "Number of folds."),
      field<&Search::multimetric_>("multimetric_", {}, "Whether several scorers were asked for."),
      field<&Search::cv_results_>("cv_results_", {}, "The search table: one entry per candidate in each column.")};
}

const Estimator& Search::inner() const {
  if (best_estimator_) return *best_estimator_;
  const auto* given = param("estimator").get_if<std::shared_ptr<Estimator>>();
  if (!given) throw Error("bad_parameter", name(), name() + " needs an estimator.", "Give it one, such as a Pipeline.");
  return **given;
}

const Estimator& Search::best() const {
  if (!best_estimator_) {
    throw Error("not_fitted", name(), "This " + name() + " was fitted with refit=False, so it has no best_estimator_.",
                "Fit it with refit=True to predict with it.");
  }
  return *best_estimator_;
}

bool Search::refit() const {
  const auto* flag = param("refit").get_if<bool>();
  return !flag || *flag;
}

std::string Search::scoring() const {
  if (const auto* one = param("scoring").get_if<std::string>()) return *one;
  const auto* chosen = param("refit").get_if<std::string>();
  if (param("scoring").get_if<Value::List>() && chosen) return *chosen;
  return inner().scoring();
}

Example Search::example_of(const char* space, Listed<Example::With> searched) {
  const Value pipeline = example_recipe(
      "Pipeline", {{"steps", Value::List{example_step("fill", example_recipe("SimpleImputer")),
                                         example_step("model", example_recipe("DecisionTreeClassifier"))}}});
  return {"estimator", {pipeline}, {{space, example_recipe("", std::move(searched)).at("params")}}, true};
}

Traits Search::traits() const {
  // Without an estimator the search is an empty form, which has the traits it declares.
  if (!best_estimator_ && param("estimator").is_null()) return declaration().traits;
  Traits t = joined(declaration().traits, {&inner()}, Made::kSearch);
  t.needs_target = true;
  return t;
}

std::vector<std::string> Search::scorer_names() const {
  std::vector<std::string> names;
  const Value& scoring = param("scoring");
  if (const auto* one = scoring.get_if<std::string>()) names.push_back(*one);
  if (const auto* several = scoring.get_if<Value::List>()) {
    for (const Value& each : *several) names.push_back(each.text("scoring"));
    if (names.empty())
      throw Error("bad_parameter", name(), "scoring of " + name() + " is an empty list.",
                  "Name a scorer, or leave scoring out.");
    for (size_t i = 0; i < names.size(); ++i) {
      if (std::find(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(i), names[i]) !=
          names.begin() + static_cast<std::ptrdiff_t>(i)) {
        throw Error("bad_parameter", name(), "scoring of " + name() + " names '" + shown(names[i]) + "' twice.",
                    "Name each scorer once.");
      }
    }
  }
  return names;
}

FoldRequest Search::request() const {
  FoldRequest wanted{scorer_names(), param("return_train_score").boolean(), false};
  if (param("error_score").is_number()) wanted.error_score = param("error_score").number();
  return wanted;
}

void Search::check_deciding(const Column& y) const {
  std::vector<std::string> deciding = scorer_names();
  const Value& refits = param("refit");
  const auto* chosen = refits.get_if<std::string>();
  const bool several = param("scoring").get_if<Value::List>() != nullptr;
  if (several && refit() && (!chosen || std::find(deciding.begin(), deciding.end(), *chosen) == deciding.end())) {
    for (std::string& name : deciding) name = "'" + name + "'";
    throw Error("bad_parameter", name(),
                chosen ? "refit names the scorer that decides, but '" + *chosen + "' is none of those given."
                       : "Of several scorers refit must name the one that decides, and it names none.",
                "Set refit to one of " + some_of(deciding) + ", or to False.");
  }
  if (deciding.size() > 1) {
    if (!chosen) return;
    deciding = {*chosen};
  }
  check_scoring(scorers_of(deciding, inner()), inner(), y);
}

/// scikit-learn takes any name where there is one scorer, and lets that one decide.
void Search::warn_of_other_refit() const {
  const auto* chosen = param("refit").get_if<std::string>();
  if (!chosen || multimetric_ || *chosen == "score") return;
  const auto* scorer = param("scoring").get_if<std::string>();
  if (scorer && *scorer == *chosen) return;
  warn("UserWarning",
       "refit names '" + shown(*chosen) + "', but the candidates are compared by " +
           (scorer ? "'" + *scorer + "'" : "the estimator's own score") + " alone, which decides.",
       "Give both scorers as a list, or set refit to True.");
}

std::shared_ptr<Estimator> Search::with(const Candidate& candidate) const {
  const auto* given = param("estimator").get_if<std::shared_ptr<Estimator>>();
  if (!given) throw Error("bad_parameter", name(), name() + " needs an estimator.", "Give it one, such as a Pipeline.");
  auto changed = (*given)->clone();
  for (const auto& [path, value] : candidate) set_by_path(*changed, path, value);
  return changed;
}

std::vector<Split> Search::splits(Index n, const Column& y) const {
  return cv_splits(param("cv"), n, &y, groups_ ? &*groups_ : nullptr, inner().kind() == Kind::kClassifier);
}

Value Search::table_of(const std::vector<Candidate>& tried, const std::vector<FoldResult>& results) const {
  const size_t folds = static_cast<size_t>(n_splits_);
  Value::List params;
  for (const Candidate& candidate : tried) params.push_back(Value(candidate));
  Value::Map table{{"params", std::move(params)}};
  std::vector<std::string> names = scorer_names();
  if (!multimetric_) names = {"score"};
  const auto put = [&](const std::string& key, size_t scorer, auto scores_of, bool rank) {
    std::vector<double> means, spreads;
    std::vector<std::vector<double>> by_fold(folds);
    for (size_t c = 0; c < tried.size(); ++c) {
      std::vector<double> scores;
      for (size_t f = 0; f < folds; ++f) {
        scores.push_back(scores_of(results[c * folds + f])[scorer]);
        by_fold[f].push_back(scores.back());
      }
      const double mean = numerics::mean(scores.data(), static_cast<Index>(folds));
      for (double& s : scores) s = (s - mean) * (s - mean);
      means.push_back(mean);
      spreads.push_back(std::sqrt(numerics::mean(scores.data(), static_cast<Index>(folds))));
    }
    for (size_t f = 0; f < folds; ++f) table.emplace_back("split" + std::to_string(f) + "_" + key, list_of(by_fold[f]));
    if (std::any_of(means.begin(), means.end(), [](double m) { return !std::isfinite(m); })) {
      warn("UserWarning", "Of some candidates " + key + " is not finite: they come last.",
           "See the warnings of their fits and scores.");
    }
    table.emplace_back("mean_" + key, list_of(means));
    table.emplace_back("std_" + key, list_of(spreads));
    if (!rank) return;
    const auto ranks = ranks_of(means);
    table.emplace_back("rank_" + key, Value::List(ranks.begin(), ranks.end()));
  };
  for (size_t s = 0; s < names.size(); ++s) {
    put("test_" + names[s], s, [](const FoldResult& r) -> const std::vector<double>& { return r.test; }, true);
    if (param("return_train_score").boolean())
      put("train_" + names[s], s, [](const FoldResult& r) -> const std::vector<double>& { return r.train; }, false);
  }
  return table;
}

void Search::do_fit(const Table& X, const Column* y, const Context& context) {
  // What was given is for this fit alone.
  const auto given = std::exchange(results_, std::nullopt);
  best_estimator_.reset();
  inner();  // with an estimator a target is there too: traits() asks for it
  const std::vector<Candidate> tried = candidates();
  const std::vector<std::string> names = scorer_names();
  multimetric_ = param("scoring").get_if<Value::List>() != nullptr;
  check_deciding(*y);
  warn_of_other_refit();
  const std::vector<Split> folds = splits(X.rows(), *y);
  groups_.reset();
  n_splits_ = static_cast<int64_t>(folds.size());
  const size_t fits = tried.size() * folds.size();
  // The last share of the progress is fitting the best candidate to all rows.
  const double all = static_cast<double>(fits) + 1;
  std::vector<FoldResult> results;
  const Value::List said_elsewhere = std::exchange(warnings_, {});
  if (given) {
    results = *given;
    for (const Value& w : said_elsewhere) {
      const auto part = [&](const char* key) { return w.at(key).text(key); };
      if (Warnings* said = Warnings::current())
        said->add({part("code"), part("where"), part("message"), part("hint"), w.at("count").integer("count")});
    }
    if (results.size() != fits) {
      throw Error("bad_results", name(),
                  "The search makes " + std::to_string(fits) + " fits, but " + std::to_string(results.size()) +
                      " results were given.",
                  "Give one result per candidate and fold.");
    }
  } else {
    FoldRequest wanted = request();
    for (const Candidate& candidate : tried) {
      // A path that leads nowhere is a mistake of the grid, not a candidate that scores badly.
      std::shared_ptr<Estimator> estimator;
      std::optional<Error> refused;
      try {
        estimator = with(candidate);
      } catch (const Error& e) {
        if (e.code != "bad_parameter") throw;
        refused = e;
      }
      for (const Split& fold : folds) {
        wanted.place = "candidate " + std::to_string(results.size() / folds.size() + 1) + " of " +
                       std::to_string(tried.size()) + ", fold " + std::to_string(results.size() % folds.size() + 1) +
                       " of " + std::to_string(folds.size());
        const double done = static_cast<double>(results.size());
        results.push_back(
            refused ? failed_fit(*refused, wanted)
                    : fit_and_score(*estimator, X, *y, fold, wanted, context.part(done / all, (done + 1) / all)));
        context.report(done + 1, all);
      }
    }
  }
  const size_t scorers = names.empty() ? 1 : names.size();
  for (const FoldResult& r : results) {
    if (r.test.size() != scorers || (param("return_train_score").boolean() && r.train.size() != scorers)) {
      throw Error("bad_results", name(), "A result does not hold one score per scorer.",
                  "Give what fit_and_score answered.");
    }
  }
  refuse_all_failed(results);
  cv_results_ = table_of(tried, results);
  const std::string key = multimetric_ ? (refit() ? "test_" + param("refit").text() : "") : "test_score";
  best_index_ = -1;
  best_score_ = 0;
  best_params_ = Value::Map{};
  if (!key.empty()) {
    const Value::List& ranks = cv_results_.at("rank_" + key).list();
    const auto first = std::min_element(ranks.begin(), ranks.end(),
                                        [](const Value& a, const Value& b) { return a.integer() < b.integer(); });
    best_index_ = first - ranks.begin();
    const Value::List& means = cv_results_.at("mean_" + key).list();
    if (std::all_of(means.begin(), means.end(), [](const Value& m) { return std::isnan(m.number()); })) {
      throw Error(
          "no_winner", name(),
          "The search has no winner: the mean score of every candidate is NaN." + first_cause(results, folds.size()),
          "Use a splitter that keeps the classes' shares, fewer folds, another scorer, or candidates that can "
          "be fitted; error_score 'raise' stops at the first cause.");
    }
    best_score_ = cv_results_.at("mean_" + key).list()[static_cast<size_t>(best_index_)].number();
    best_params_ = Value(tried[static_cast<size_t>(best_index_)]);
  }
  if (!refit()) return;
  best_estimator_ = with(tried[static_cast<size_t>(best_index_)]);
  in_step(kBest, [&] { best_estimator_->fit(X, y, context.part((all - 1) / all, 1)); });
}

Table Search::do_transform(const Table& X) const {
  return in_step(kBest, [&] { return best().transform(X); });
}
Table Search::do_inverse_transform(const Table& X) const {
  return in_step(kBest, [&] { return best().inverse_transform(X); });
}
Column Search::do_predict(const Table& X) const {
  return in_step(kBest, [&] { return best().predict(X); });
}
RowMatrix Search::do_predict_proba(const Table& X) const {
  return in_step(kBest, [&] { return best().predict_proba(X); });
}
RowMatrix Search::do_decision_function(const Table& X) const {
  return in_step(kBest, [&] { return best().decision_function(X); });
}

void Search::check_fitted() const {
  using audit::refuse;
  if (n_splits_ < 2) refuse("n_splits_", "n_splits_ must be at least 2.");
  const auto* columns = cv_results_.get_if<Value::Map>();
  const Value* params = cv_results_.find("params");
  const auto* tried = params ? params->get_if<Value::List>() : nullptr;
  if (!columns || !tried || tried->empty())
    refuse("cv_results_", "cv_results_ must be a table with a column of params.");
  std::vector<std::string> names = scorer_names();
  if (multimetric_ != (param("scoring").get_if<Value::List>() != nullptr))
    refuse("multimetric_", "multimetric_ does not go with scoring.");
  if (!multimetric_) names = {"score"};
  // Exactly the columns that a fit makes, in its order.
  std::vector<std::string> expected{"params"};
  for (const std::string& scorer : names) {
    for (const char* part : {"test_", "train_"}) {
      const bool test = part[1] == 'e';
      if (!test && !param("return_train_score").boolean()) continue;
      const std::string key = part + scorer;
      // The number of folds is the file's word until the columns have been counted.
      for (int64_t f = 0; f < n_splits_ && expected.size() <= columns->size(); ++f)
        expected.push_back("split" + std::to_string(f) + "_" + key);
      expected.push_back("mean_" + key);
      expected.push_back("std_" + key);
      if (test) expected.push_back("rank_" + key);
    }
  }
  if (expected.size() != columns->size())
    refuse("cv_results_", "cv_results_ does not have the columns that its scorers and folds make.");
  for (size_t i = 0; i < expected.size(); ++i) {
    const auto& [key, value] = (*columns)[i];
    const auto* items = value.get_if<Value::List>();
    if (key != expected[i] || !items || items->size() != tried->size())
      refuse("cv_results_",
             "The column " + expected[i] + " of cv_results_ is missing, or not one entry per candidate.");
    for (const Value& item : *items) {
      const bool fits = i == 0                       ? item.get_if<Value::Map>() != nullptr
                        : key.rfind("rank_", 0) == 0 ? item.get_if<int64_t>() != nullptr
                                                     : item.get_if<double>() != nullptr;
      if (!fits) refuse("cv_results_", "The column " + key + " of cv_results_ holds " + item.type_name() + ".");
    }
  }
  const bool decided = refit() || !multimetric_;
  if (decided ? best_index_ < 0 || best_index_ >= static_cast<int64_t>(tried->size()) : best_index_ != -1)
    refuse("best_index_", "best_index_ is " + std::to_string(best_index_) + ".");
  if (!best_params_.get_if<Value::Map>()) refuse("best_params_", "best_params_ must be a map.");
  if (refit() != (best_estimator_ != nullptr)) refuse(kBest, "best_estimator_ and refit do not go together.");
  if (best_estimator_ && (!best_estimator_->fitted() || best_estimator_->n_features_in() != n_features_in()))
    refuse(kBest, "best_estimator_ is not fitted to the columns of the search.");
}

}  // namespace keepfit
