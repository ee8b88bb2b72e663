#include "metrics/scorers.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <numeric>

#include "core/trace.h"
#include "core/warnings.h"
#include "metrics/scorers/parts.h"
#include "model_selection/split.h"

namespace keepfit {

const std::vector<Scorer>& scorers() {
  static const std::vector<Scorer> list = [] {
    std::vector<Scorer> all;
    for (const auto kind :
         {&scorers_by_kind::of_labels, &scorers_by_kind::of_probabilities, &scorers_by_kind::of_numbers})
      all.insert(all.end(), kind().begin(), kind().end());
    std::sort(all.begin(), all.end(),
              [](const Scorer& a, const Scorer& b) { return std::string_view(a.name) < std::string_view(b.name); });
    return all;
  }();
  return list;
}

std::string near_scorer(std::string_view given) {
  std::string name;
  for (const char c : given.substr(0, 80)) name += c == ' ' || c == '-' ? '_' : static_cast<char>(std::tolower(c));
  // scikit-learn's functions: accuracy_score.
  if (name.size() > 6 && name.substr(name.size() - 6) == "_score") name.resize(name.size() - 6);
  std::vector<std::string> meant;
  for (const Scorer& s : scorers()) {
    const std::string_view known = s.name, loss = known.substr(known.rfind("neg_", 0) == 0 ? 4 : 0);
    // rmse is root_mean_squared_error.
    std::string initials;
    for (size_t i = 0; i < loss.size(); ++i) {
      if (i == 0 || loss[i - 1] == '_') initials += loss[i];
    }
    if (name == initials || name == loss) return "Perhaps " + std::string(known) + " is meant.";
    if (name.size() > 2 && known.find(name) != std::string_view::npos) meant.emplace_back(known);
  }
  if (meant.empty()) return "The schema lists the scorers; names are scikit-learn's, such as neg_log_loss.";
  return (meant.size() == 1 ? "Perhaps " : "Perhaps one of ") + some_of(meant) + " is meant.";
}

namespace {
/// Called by its address, hence a door of the part that fits (toolchain/split.mjs).
std::string (*const volatile near)(std::string_view) = near_scorer;
}  // namespace

const Scorer& find_scorer(std::string_view name) {
  for (const Scorer& s : scorers()) {
    if (name == s.name) return s;
  }
  throw Error("unknown_scorer", "scoring",
              "There is no scorer named '" + std::string(name.substr(0, 80)) + "' in this engine.", near(name));
}

const Scorer& default_scorer(const Estimator& model) {
  if (const std::string own = model.scoring(); !own.empty()) return find_scorer(own);
  return find_scorer(model.kind() == Kind::kClassifier ? "accuracy" : "r2");
}

double score_of(const Scorer& scorer, const Column& y_true, const Predicted& predicted) {
  if (scorer.needs_probabilities ? !predicted.proba : !predicted.labels) {
    throw Error(
        "bad_scoring", scorer.name,
        std::string(scorer.name) + " needs " + (scorer.needs_probabilities ? "probabilities" : "predictions") + ".",
        scorer.needs_probabilities ? "Use a model that has them." : "Give y_pred.");
  }
  const double value = scorer.metric(y_true, predicted);
  return scorer.greater_is_better ? value : -value;
}

void check_scoring(const std::vector<const Scorer*>& wanted, const Estimator& model) {
  const bool classifier = model.kind() == Kind::kClassifier;
  for (const Scorer* scorer : wanted) {
    if (!model.can_predict() || classifier == scorer->regression) {
      throw Error("bad_scoring", scorer->name,
                  std::string(scorer->name) + " judges a " + (scorer->regression ? "regressor" : "classifier") +
                      ", which this " + model.declaration().name + " is not.",
                  "Name a scorer of the model's kind.");
    }
    if (scorer->needs_probabilities && !model.can_predict_proba() &&
        !(scorer->ranks && model.can_decision_function())) {
      throw Error("bad_scoring", scorer->name,
                  std::string(scorer->name) + " needs probabilities" +
                      (scorer->ranks ? " or a decision_function" : "") + ", which " + model.declaration().name +
                      " does not have.",
                  "Use another scorer, such as accuracy.");
    }
  }
}

void check_target(const Scorer& scorer, const Column& y) {
  const Warnings unheard;
  // The classes alone, each predicted as what it is; numbers as some number that every metric takes.
  const Encoded encoded = scorer.regression ? Encoded{} : encode(y, false);
  const auto k = static_cast<Index>(encoded.labels.size());
  std::vector<int32_t> each(static_cast<size_t>(k));
  std::iota(each.begin(), each.end(), 0);
  const Column labels = scorer.regression ? Column::of_numbers(Vector::Ones(y.rows())) : decode(encoded.labels, each);
  const RowMatrix proba = RowMatrix::Identity(k, k);
  try {
    score_of(scorer, scorer.regression ? y : labels, {.labels = &labels, .proba = &proba, .classes = &encoded.labels});
  } catch (const Error& e) {
    if (e.code != "undefined_score") throw;
  }
}

void check_scoring(const std::vector<const Scorer*>& wanted, const Estimator& model, const Column& y) {
  check_scoring(wanted, model);
  for (const Scorer* scorer : wanted) check_target(*scorer, y);
}

std::vector<const Scorer*> scorers_of(const std::vector<std::string>& names, const Estimator& model) {
  std::vector<const Scorer*> out;
  for (const std::string& name : names) out.push_back(&find_scorer(name));
  if (out.empty()) out.push_back(&default_scorer(model));
  return out;
}

namespace {
/// The score of the second of two classes speaks against the first.
RowMatrix one_column_per_class(RowMatrix scores) {
  if (scores.cols() > 1) return scores;
  RowMatrix out(scores.rows(), 2);
  out.col(0) = -scores.col(0);
  out.col(1) = scores.col(0);
  return out;
}
}  // namespace

Predicted Predictions::of(const Scorer& scorer) {
  Predicted out;
  if (!scorer.needs_probabilities) {
    if (!labels_) labels_ = model_.predict(*X_);
    out.labels = &*labels_;
  } else if (scorer.ranks && model_.can_decision_function()) {
    if (!ranking_) ranking_ = one_column_per_class(model_.decision_function(*X_));
    out.proba = &*ranking_;
  } else {
    if (!proba_) proba_ = model_.predict_proba(*X_);
    out.proba = &*proba_;
  }
  out.classes = model_.classes();
  return out;
}

Predictions Predictions::take(const std::vector<Index>& rows) const {
  Predictions out(model_, *X_);
  const auto taken = [&rows](const RowMatrix& from) {
    RowMatrix to(static_cast<Index>(rows.size()), from.cols());
    for (size_t i = 0; i < rows.size(); ++i) to.row(static_cast<Index>(i)) = from.row(rows[i]);
    return to;
  };
  if (labels_) out.labels_ = take_rows(*labels_, rows);
  if (proba_) out.proba_ = taken(*proba_);
  if (ranking_) out.ranking_ = taken(*ranking_);
  return out;
}

std::vector<double> score_model(const std::vector<const Scorer*>& wanted, const Estimator& model, const Table& X,
                                const Column& y, std::optional<double> error_score, const std::string& place) {
  check_scoring(wanted, model);
  Predictions predictions(model, X);
  std::vector<double> out;
  for (const Scorer* scorer : wanted) {
    try {
      const Predicted predicted = predictions.of(*scorer);
      const StepScope scope(place, StepScope::kPlace);
      out.push_back(score_of(*scorer, y, predicted));
    } catch (const Error& e) {
      if (!error_score || e.code == "cancelled") throw;
      const StepScope scope(place, StepScope::kPlace);
      warn("UserWarning",
           std::string(scorer->name) + " could not be computed and is " + Value(*error_score).repr() + ": " + e.message,
           model.kind() == Kind::kClassifier
               ? "Use a splitter that keeps the classes' shares, fewer folds or another scorer."
               : "Use another scorer, or fewer folds.");
      out.push_back(*error_score);
    }
  }
  return out;
}

Value scorers_schema() {
  Value::List out;
  const auto end = [](double value) { return std::isfinite(value) ? Value(value) : Value(); };
  for (const Scorer& s : scorers()) {
    const double low = s.greater_is_better ? s.lowest : -s.highest;
    const double high = s.greater_is_better ? s.highest : 0.0 - s.lowest;
    out.push_back(Value::Map{{"name", s.name},
                             {"kind", s.regression ? "regression" : "classification"},
                             {"needs_probabilities", s.needs_probabilities},
                             {"ranks", s.ranks},
                             {"greater_is_better", s.greater_is_better},
                             {"low", end(low)},
                             {"high", end(high)},
                             {"doc", s.doc}});
  }
  return out;
}

}  // namespace keepfit
