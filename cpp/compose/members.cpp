#include "compose/members.h"

#include <cmath>

#include "core/audit.h"
#include "core/steps.h"
#include "core/table.h"

namespace keepfit::ensemble {

Constraint members(const char* takes) { return constraint::steps(Constraint::Role::kMember, takes, {"drop"}); }

const char* kind_of_members(bool classifier) { return classifier ? "classifier" : "regressor"; }

Example example_of_members(bool classifier) {
  const char* tree = classifier ? "DecisionTreeClassifier" : "DecisionTreeRegressor";
  return {"estimators",
          {Value::List{example_step("tree", example_recipe(tree, {{"max_depth", 2}})), example_step("left out", "drop"),
                       example_step("other", example_recipe(classifier ? "GaussianNB" : "Ridge"))}},
          {},
          true};
}

std::vector<Member> members_of(const Estimator& ensemble) {
  std::vector<Member> out;
  const Value::List& items = ensemble.param("estimators").list();
  for (size_t i = 0; i < items.size(); ++i) {
    const Value::List& parts = items[i].list();
    if (const auto* estimator = parts[1].get_if<std::shared_ptr<Estimator>>())
      out.push_back({parts[0].text(), estimator->get(), i});
  }
  return out;
}

void check_members(const Estimator& ensemble, bool any_kind) {
  const std::string who = ensemble.declaration().name;
  std::vector<std::string> names;
  for (const Value& item : ensemble.param("estimators").list()) names.push_back(item.list()[0].text());
  check_step_names(who, names);
  for (const std::string& name : names) {
    if (ensemble.declaration().find_param(name)) {
      throw Error("bad_parameter", who,
                  "The estimator name '" + name + "' of " + who + " is the name of one of its parameters.",
                  "Rename the estimator.");
    }
  }
  const std::vector<Member> members = members_of(ensemble);
  if (members.empty()) {
    throw Error("bad_parameter", who,
                names.empty() ? "The " + who + " has no estimators." : "All estimators of the " + who + " are dropped.",
                "Give it at least one [name, estimator].");
  }
  for (const Member& m : members) {
    const bool suits = any_kind ? m.estimator->can_predict() && m.estimator->kind() != Kind::kTransformer
                                : m.estimator->kind() == ensemble.declaration().kind;
    if (suits) continue;
    throw Error("bad_parameter", "step '" + m.name + "'",
                "The estimator '" + m.name + "' of " + who + " must be a " +
                    (any_kind ? "classifier or regressor" : kind_name(ensemble.declaration().kind)) + ", but it is " +
                    with_article(m.estimator->declaration().name) + ".",
                "Replace it.");
  }
}

std::vector<const Estimator*> prototypes_of(const Estimator& ensemble) {
  std::vector<const Estimator*> out;
  for (const Member& m : members_of(ensemble)) out.push_back(m.estimator);
  return out;
}

std::vector<const Estimator*> fitted_members(const Estimators& estimators) {
  std::vector<const Estimator*> out;
  for (const auto& estimator : estimators) out.push_back(estimator.get());
  return out;
}

std::string member_step(size_t i) { return "estimators_." + std::to_string(i); }

Estimators fit_members(const Estimator& ensemble, const Table& X, const Column& y, const Context& context) {
  const std::vector<Member> members = members_of(ensemble);
  const double n = static_cast<double>(members.size());
  Estimators out;
  for (size_t i = 0; i < members.size(); ++i) {
    auto fitted = members[i].estimator->clone();
    const double done = static_cast<double>(i);
    in_step(members[i].name, [&] { fitted->fit(X, &y, context.part(done / n, (done + 1) / n)); });
    out.push_back(std::move(fitted));
  }
  return out;
}

Column as_target(const std::vector<int32_t>& codes) {
  Vector numbers(static_cast<Index>(codes.size()));
  for (Index i = 0; i < numbers.size(); ++i) numbers[i] = codes[static_cast<size_t>(i)];
  return Column::of_numbers(std::move(numbers));
}

std::vector<int32_t> as_codes(const std::string& who, const Column& labels, size_t n_classes) {
  std::vector<int32_t> out(static_cast<size_t>(labels.rows()));
  for (size_t i = 0; i < out.size(); ++i) {
    const double v = labels.is_text ? -1.0 : labels.numbers[static_cast<Index>(i)];
    if (!(v >= 0 && v < static_cast<double>(n_classes)) || v != std::floor(v)) {
      throw Error("bad_prediction", who, "An estimator of " + who + " answers a label that is none of the classes.",
                  "Use classifiers that answer the labels they were fitted to.");
    }
    out[i] = static_cast<int32_t>(v);
  }
  return out;
}

bool are_codes(const Labels* labels, size_t n_classes) {
  if (!labels || labels->is_text || labels->size() != n_classes) return false;
  for (size_t k = 0; k < n_classes; ++k) {
    if (labels->numbers[k] != static_cast<double>(k)) return false;
  }
  return true;
}

void audit_member(const Estimator* fitted, const std::string& where, size_t n_classes, int64_t width) {
  if (!fitted || !fitted->fitted() || !fitted->can_predict()) {
    audit::refuse(where, "There is no fitted estimator that predicts, but the ensemble is fitted.");
  }
  if (fitted->n_features_in() != width) {
    throw Error("audit_shape", where,
                "The estimator takes " + counted(fitted->n_features_in(), "column") + ", but gets " +
                    std::to_string(width) + ".",
                "Nothing was loaded.");
  }
  if (fitted->kind() == Kind::kClassifier && !are_codes(fitted->classes(), n_classes)) {
    audit::refuse(where,
                  "The classes of the estimator must be numbered from 0 to " + std::to_string(n_classes) + " - 1.");
  }
}

void audit_members(const Estimator& ensemble, const Estimators& fitted, size_t n_classes, int64_t width) {
  const std::vector<Member> members = members_of(ensemble);
  if (members.empty() || fitted.size() != members.size()) {
    throw Error("audit_shape", "estimators_",
                "estimators_ has " + counted(static_cast<int64_t>(fitted.size()), "estimator") + " for " +
                    counted(static_cast<int64_t>(members.size()), "member") + ".",
                "Nothing was loaded.");
  }
  for (size_t i = 0; i < fitted.size(); ++i) {
    audit_member(fitted[i].get(), member_step(i), n_classes, width);
    if (std::string(fitted[i]->declaration().name) != members[i].estimator->declaration().name) {
      audit::refuse(member_step(i), "The estimator is " + with_article(fitted[i]->declaration().name) + ", but '" +
                                        members[i].name + "' is " +
                                        with_article(members[i].estimator->declaration().name) + ".");
    }
  }
}

}  // namespace keepfit::ensemble
