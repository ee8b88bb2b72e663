#include "ensemble/hist_gradient_boosting_classifier.h"

#include "core/class_weight.h"
#include "core/many_classes.h"
#include "core/registry.h"
#include "core/shared.h"
#include "core/table.h"

namespace keepfit {

KEEPFIT_REGISTER(HistGradientBoostingClassifier)

namespace {

Listed<Example> examples() { return {{"early_stopping", {true}, {{"validation_fraction", 0.3}}}}; }

}  // namespace

KEEPFIT_SMALL const Declaration& HistGradientBoostingClassifier::declared() {
  static const Declaration d = []() KEEPFIT_SMALL {
    Declaration d{
        .name = "HistGradientBoostingClassifier",
        .module = "ensemble",
        .doc = "Adds up small trees over binned columns, each correcting the ones before; for large tables.",
        .kind = Kind::kClassifier,
        .exactness = {Exactness::kTight,
                      "Fitted to one class, scikit-learn answers two columns of probabilities; the engine one."},
        .traits = {.accepts_text = true,
                   .accepts_missing = true,
                   .accepts_infinite = true,
                   .needs_target = true,
                   .probabilities = true,
                   .sample_weight = true},
        .params = ensemble::hist_params({"log_loss"}),
        .first = "max_iter learning_rate max_leaf_nodes min_samples_leaf l2_regularization",
        .fitted = hist_fields(),
        .examples = &examples,
        .unsupported = {"warm_start", "verbose"},
        .unsupported_methods = {"staged_decision_function", "staged_predict", "staged_predict_proba"},
        .create = &create<HistGradientBoostingClassifier>};
    d.params.push_back({"class_weight",
                        Value(),
                        {constraint::mapping(), constraint::options({"balanced"}), constraint::none()},
                        "Weight per class, keyed by the place of the class in the order of labels, from 0; 'balanced' "
                        "weighs classes by the inverse of their frequency."});
    d.fitted.insert(d.fitted.begin(), fields::classes());
    return d;
  }();
  return d;
}

namespace {

/// A map keyed by labels. scikit-learn numbers the classes before it looks for their weights: its keys are 0, 1, ...
/// whatever the labels are.
Value keyed_by_label(const Value& class_weight, const Labels& classes, const std::string& who) {
  const auto* entries = class_weight.get_if<Value::Map>();
  if (!entries) return class_weight;
  Value::Map out;
  const std::string* unknown = nullptr;
  for (const auto& [key, weight] : *entries) {
    size_t place = 0;
    while (place < classes.size() && std::to_string(place) != key) ++place;
    if (place < classes.size()) out.emplace_back(classes.name(place), weight);
    else unknown = &key;
  }
  if (unknown && out.size() < classes.size()) {
    throw Error("bad_parameter", who,
                "class_weight of " + who + " is keyed by the places of the classes in their order, from 0, of which '" +
                    *unknown + "' is none.",
                "Use these numbers as keys, or give a sample_weight.");
  }
  return out;
}

}  // namespace

void HistGradientBoostingClassifier::do_fit(const Table& X, const Column* y, const Context& context) {
  const std::vector<int32_t> codes = encode_target(*y);
  warn_of_many_classes(classes_.size(), codes.size());
  const std::vector<double> weights =
      row_weights(*this, keyed_by_label(param("class_weight"), classes_, name()), codes, sample_weight(), nullptr);
  const auto loss = ensemble::make_loss(param("loss").text(), static_cast<Index>(classes_.size()), 0.0);
  boost(X, {codes.begin(), codes.end()}, weights, y, *loss, context);
}

RowMatrix HistGradientBoostingClassifier::do_predict_proba(const Table& X) const {
  RowMatrix out = ensemble::probabilities(raw_scores(X));
  if (classes_.size() == 1)
    out = out.leftCols(1).eval();  // scikit-learn answers two columns, the second of a class that there is not
  return out;
}

// From the scores: probabilities may round two of them to the same number.
Column HistGradientBoostingClassifier::do_predict(const Table& X) const {
  std::vector<int32_t> best = ensemble::best_class(raw_scores(X), 0);
  if (classes_.size() == 1) best.assign(best.size(), 0);
  return decode(classes_, best);
}

void HistGradientBoostingClassifier::check_fitted() const {
  Classifier::check_fitted();
  check_boosted(classes_.size() > 2 ? static_cast<int64_t>(classes_.size()) : 1);
}

}  // namespace keepfit
