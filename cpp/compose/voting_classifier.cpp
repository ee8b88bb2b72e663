#include "compose/voting_classifier.h"

#include "compose/voting.h"
#include "core/audit.h"
#include "core/classes_behind.h"
#include "core/registry.h"
#include "core/shared.h"
#include "core/steps.h"
#include "core/table.h"

namespace keepfit {

KEEPFIT_REGISTER(VotingClassifier)

namespace {

Listed<Example> examples() { return {ensemble::example_of_members(true)}; }

}  // namespace

KEEPFIT_SMALL const Declaration& VotingClassifier::declared() {
  static const Declaration d{
      .name = "VotingClassifier",
      .module = "ensemble",
      .doc = "Several classifiers that vote on the label.",
      .kind = Kind::kClassifier,
      .exactness = {Exactness::kParts},
      .traits = {.accepts_text = true, .accepts_missing = true, .accepts_infinite = true, .needs_target = true},
      .params = ensemble::voting_params(true),
      .fitted = {fields::classes(), field<&VotingClassifier::estimators_>(
                                        "estimators_", {"n_estimators"},
                                        "The fitted estimators; their classes are indices into classes_.")},
      .examples = &examples,
      .unsupported = {"n_jobs", "flatten_transform", "verbose"},
      .create = &create<VotingClassifier>};
  return d;
}

Traits VotingClassifier::traits() const {
  Traits t = joined(declared().traits, ensemble::prototypes_of(*this), Made::kMembers);
  t.probabilities = soft();
  for (const ensemble::Member& m : ensemble::members_of(*this)) t.probabilities &= m.estimator->can_predict_proba();
  return t;
}

void VotingClassifier::do_fit(const Table& X, const Column* y, const Context& context) {
  ensemble::check_members(*this);
  ensemble::voting_weights(*this);
  for (const ensemble::Member& m : ensemble::members_of(*this)) {
    if (soft() && !m.estimator->can_predict_proba()) {
      throw Error("bad_parameter", "step '" + m.name + "'",
                  "Soft voting averages probabilities, which " + std::string(m.estimator->declaration().name) +
                      " does not have.",
                  "Set voting to 'hard', or replace it.");
    }
  }
  const std::vector<int32_t> codes = encode_target(*y);
  const ClassesBehind codes_stand_for(classes_);
  estimators_ = ensemble::fit_members(*this, X, ensemble::as_target(codes), context);
}

std::vector<RowMatrix> VotingClassifier::probabilities(const Table& X) const {
  std::vector<RowMatrix> out;
  for (size_t i = 0; i < estimators_.size(); ++i)
    out.push_back(in_step(ensemble::member_step(i), [&] { return estimators_[i]->predict_proba(X); }));
  return out;
}

std::vector<std::vector<int32_t>> VotingClassifier::votes(const Table& X) const {
  std::vector<std::vector<int32_t>> out;
  for (size_t i = 0; i < estimators_.size(); ++i) {
    out.push_back(ensemble::as_codes(
        name(), in_step(ensemble::member_step(i), [&] { return estimators_[i]->predict(X); }), classes_.size()));
  }
  return out;
}

RowMatrix VotingClassifier::do_predict_proba(const Table& X) const {
  return ensemble::average(probabilities(X), ensemble::voting_weights(*this));
}

Column VotingClassifier::do_predict(const Table& X) const {
  if (soft()) return Classifier::do_predict(X);
  const auto weights = ensemble::voting_weights(*this);
  const auto all = votes(X);
  std::vector<int32_t> codes(static_cast<size_t>(X.rows()));
  for (size_t i = 0; i < codes.size(); ++i) {
    std::vector<double> count;  // as long as the largest label voted for, which matters for negative weights
    for (size_t m = 0; m < all.size(); ++m) {
      const auto label = static_cast<size_t>(all[m][i]);
      if (count.size() <= label) count.resize(label + 1, 0.0);
      count[label] += weights ? (*weights)[static_cast<Index>(m)] : 1.0;
    }
    for (size_t k = 1; k < count.size(); ++k) {
      if (count[k] > count[static_cast<size_t>(codes[i])]) codes[i] = static_cast<int32_t>(k);
    }
  }
  return decode(classes_, codes);
}

Table VotingClassifier::do_transform(const Table& X) const {
  const auto n = static_cast<Index>(estimators_.size()), k = static_cast<Index>(classes_.size());
  Matrix out(X.rows(), soft() ? n * k : n);
  if (soft()) {
    const std::vector<RowMatrix> all = probabilities(X);
    for (Index m = 0; m < n; ++m) out.middleCols(m * k, k) = all[static_cast<size_t>(m)];
  } else {
    const auto all = votes(X);
    for (Index m = 0; m < n; ++m) out.col(m) = ensemble::as_target(all[static_cast<size_t>(m)]).numbers;
  }
  return Table(std::move(out));
}

int64_t VotingClassifier::output_width(int64_t) const {
  return static_cast<int64_t>(estimators_.size() * (soft() ? classes_.size() : 1));
}

std::vector<std::string> VotingClassifier::do_feature_names_out(const std::vector<std::string>&) const {
  std::vector<std::string> names;
  for (const ensemble::Member& m : ensemble::members_of(*this)) {
    for (size_t k = 0; k < (soft() ? classes_.size() : 1); ++k)
      names.push_back("votingclassifier_" + m.name + (soft() ? std::to_string(k) : ""));
  }
  return names;
}

void VotingClassifier::check_fitted() const {
  ensemble::check_members(*this);
  ensemble::voting_weights(*this);
  Classifier::check_fitted();
  ensemble::audit_members(*this, estimators_, classes_.size(), n_features_in());
  for (size_t i = 0; i < estimators_.size(); ++i) {
    if (estimators_[i]->kind() != Kind::kClassifier || (soft() && !estimators_[i]->can_predict_proba())) {
      audit::refuse(ensemble::member_step(i),
                    "The estimator must be a classifier, with probabilities where voting is soft.");
    }
  }
}

}  // namespace keepfit
