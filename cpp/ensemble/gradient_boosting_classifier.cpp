#include "ensemble/gradient_boosting_classifier.h"

#include <algorithm>

#include "core/many_classes.h"
#include "core/registry.h"
#include "core/shared.h"
#include "core/table.h"

namespace keepfit {

KEEPFIT_REGISTER(GradientBoostingClassifier)

namespace {

Listed<Example> examples() { return {{"n_iter_no_change", {3}, {{"validation_fraction", 0.3}}}}; }

}  // namespace

KEEPFIT_SMALL const Declaration& GradientBoostingClassifier::declared() {
  static const Declaration d = []() KEEPFIT_SMALL {
    Declaration d{
        .name = "GradientBoostingClassifier",
        .module = "ensemble",
        .doc = "Adds up small trees, each correcting the ones before.",
        .kind = Kind::kClassifier,
        .exactness =
            {Exactness::kTight,
             "Gradients are exponentials; features that give the same split are told apart by their last bit."},
        .traits = {.needs_target = true, .probabilities = true, .sample_weight = true},
        .traits_when = {{&Traits::needs_two_classes, true, "loss", {"exponential"}}},
        .params = ensemble::boosting_params({"log_loss", "exponential"}),
        .first = "n_estimators learning_rate max_depth subsample random_state",
        .fitted = boosting_fields(),
        .examples = &examples,
        .unsupported = {"verbose", "warm_start"},
        .unsupported_methods = {"apply", "predict_log_proba", "staged_decision_function", "staged_predict",
                                "staged_predict_proba"},
        .create = &create<GradientBoostingClassifier>};
    d.fitted.insert(d.fitted.begin(), fields::classes());
    return d;
  }();
  return d;
}

void GradientBoostingClassifier::do_fit(const Table& X, const Column* y, const Context& context) {
  const std::vector<int32_t> codes = encode_target(*y);
  warn_of_many_classes(classes_.size(), codes.size());
  std::vector<double> weight(classes_.size(), 0.0);
  for (size_t i = 0; i < codes.size(); ++i)
    weight[static_cast<size_t>(codes[i])] += sample_weight() ? (*sample_weight())[static_cast<Index>(i)] : 1.0;
  // A class whose rows weigh nothing is none.
  if (weight.size() - static_cast<size_t>(std::count(weight.begin(), weight.end(), 0.0)) < 2)
    refuse_one_class(static_cast<size_t>(std::max_element(weight.begin(), weight.end()) - weight.begin()));
  if (param("loss").is("exponential") && classes_.size() > 2) {
    throw Error("bad_target", "y",
                "The exponential loss tells two classes apart, but y holds " + std::to_string(classes_.size()) + ".",
                "Use the loss 'log_loss'.");
  }
  const auto loss = ensemble::make_loss(param("loss").text(), static_cast<Index>(classes_.size()), 0.0);
  boost(X, {codes.begin(), codes.end()}, y, *loss, context);
}

RowMatrix GradientBoostingClassifier::do_predict_proba(const Table& X) const {
  RowMatrix raw = scores(X);
  if (param("loss").is("exponential")) raw *= 2;
  return ensemble::probabilities(std::move(raw));
}

// From the scores: probabilities may round two of them to the same number.
Column GradientBoostingClassifier::do_predict(const Table& X) const {
  return decode(classes_, ensemble::best_class(scores(X), 1));
}

void GradientBoostingClassifier::check_fitted() const {
  Classifier::check_fitted();
  check_boosted(classes_.size() > 2 ? static_cast<int64_t>(classes_.size()) : 1);
}

}  // namespace keepfit
