#include "dummy/dummy_classifier.h"

#include <algorithm>
#include <cmath>

#include "core/audit.h"
#include "core/classes_behind.h"
#include "core/numerics.h"
#include "core/random.h"
#include "core/registry.h"
#include "core/shared.h"
#include "core/table.h"
#include "core/warnings.h"

namespace keepfit {

KEEPFIT_REGISTER(DummyClassifier)

namespace {

Listed<Example> examples() { return {{"strategy", {"constant"}, {{"constant", "yes"}}}}; }

}  // namespace

KEEPFIT_SMALL const Declaration& DummyClassifier::declared() {
  static const Declaration d{
      .name = "DummyClassifier",
      .module = "dummy",
      .doc = "Predicts by a simple rule that ignores X: a baseline.",
      .kind = Kind::kClassifier,
      .exactness = {Exactness::kExact},
      .traits = {.accepts_text = true,
                 .accepts_missing = true,
                 .accepts_infinite = true,
                 .needs_target = true,
                 .probabilities = true,
                 .sample_weight = true},
      .traits_when = {{&Traits::row_function, false, "strategy", {"stratified", "uniform"}}},
      .params = {{"strategy",
                  "prior",
                  {constraint::options({"most_frequent", "prior", "stratified", "uniform", "constant"})},
                  "The most frequent class ('prior' gives its probabilities too), draws by frequency or uniform, or a "
                  "constant. Draws go "
                  "by the place of a row."},
                 param::random_state(
                     "Seed of the draws. None is the seed 0, since a prediction depends on model and rows alone."),
                 {"constant",
                  Value(),
                  {constraint::number(), constraint::text(), constraint::none()},
                  "The label that the strategy 'constant' predicts."}},
      .fitted = {fields::classes(), fields::n_classes<DummyClassifier>(),
                 field<&DummyClassifier::class_prior_>("class_prior_", {"n_classes"},
                                                       "Share of each class among the training rows.")},
      .examples = &examples,
      .unsupported = {},
      .unsupported_methods = {"predict_log_proba"},
      .create = &create<DummyClassifier>};
  return d;
}

Index DummyClassifier::constant_class() const {
  const Value& constant = param("constant");
  if (constant.is_null()) {
    throw Error("bad_parameter", name(), "constant of " + name() + " must be given for the strategy 'constant'.",
                "Set it to a label of y.");
  }
  std::vector<std::string> known;
  for (size_t c = 0; c < classes_.size(); ++c) {
    if (classes_.is_text ? constant.is(classes_.strings[c])
                         : constant.is_number() && constant.number() == classes_.numbers[c]) {
      return static_cast<Index>(c);
    }
    known.push_back(class_key(classes_, c));
  }
  throw Error("bad_parameter", name(), "constant of " + name() + " is " + constant.repr() + ", which is no label of y.",
              "Give one of " + some_of(known) + ".");
}

void DummyClassifier::do_fit(const Table&, const Column* y, const Context&) {
  const std::vector<int32_t> codes = encode_target(*y);
  n_classes_ = static_cast<int64_t>(classes_.size());
  class_prior_ = Vector::Zero(static_cast<Index>(n_classes_));
  for (size_t i = 0; i < codes.size(); ++i)
    class_prior_[codes[i]] += sample_weight() ? (*sample_weight())[static_cast<Index>(i)] : 1.0;
  class_prior_ /= sample_weight() ? numerics::sum_pairwise(class_prior_) : static_cast<double>(codes.size());
  if (param("strategy").is("constant")) constant_class();
}

RowMatrix DummyClassifier::do_predict_proba(const Table& X) const {
  const Value& strategy = param("strategy");
  const Index n = X.rows(), k = class_prior_.size();
  if (strategy.is("prior")) return class_prior_.transpose().replicate(n, 1);
  if (strategy.is("uniform")) return RowMatrix::Constant(n, k, 1.0 / static_cast<double>(k));
  RowMatrix proba = RowMatrix::Zero(n, k);
  if (strategy.is("stratified")) {
    RandomState random = random_state_of(param("random_state"));
    const std::vector<double> prior(class_prior_.begin(), class_prior_.end());
    for (Index i = 0; i < n; ++i) proba(i, static_cast<Index>(random.multinomial_index(prior))) = 1.0;
  } else if (strategy.is("constant")) {
    proba.col(constant_class()).setOnes();
  } else {
    const auto most = std::max_element(class_prior_.begin(), class_prior_.end()) - class_prior_.begin();
    proba.col(static_cast<Index>(most)).setOnes();
  }
  return proba;
}

Column DummyClassifier::do_predict(const Table& X) const {
  if (!param("strategy").is("uniform")) return Classifier::do_predict(X);
  RandomState random = random_state_of(param("random_state"));
  std::vector<int32_t> codes(static_cast<size_t>(X.rows()));
  for (int32_t& c : codes) c = static_cast<int32_t>(random.randint(class_prior_.size()));
  return decode(classes_, codes);
}

void DummyClassifier::check_fitted() const {
  Classifier::check_fitted();
  audit::class_count(n_classes_, classes_);
  if (!class_prior_.allFinite() || class_prior_.minCoeff() < 0.0 || !(std::abs(class_prior_.sum() - 1.0) < 1e-6)) {
    audit::refuse("class_prior_", "class_prior_ must hold shares that sum to 1.");
  }
  if (param("strategy").is("constant")) constant_class();
}

}  // namespace keepfit
