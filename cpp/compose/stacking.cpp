#include "compose/stacking.h"

#include <algorithm>
#include <limits>

#include "core/audit.h"
#include "core/registry.h"
#include "core/steps.h"
#include "core/table.h"
#include "model_selection/folds.h"
#include "model_selection/split.h"
#include "model_selection/validation.h"

namespace keepfit::ensemble {

std::vector<Param> stacking_params(bool classifier) {
  using namespace constraint;
  std::vector<Param> out{{"estimators",
                          Value::List{},
                          {members("classifier regressor")},
                          "The estimators whose predictions are stacked: [name, estimator]; 'drop' leaves one out."},
                         {"final_estimator",
                          Value(),
                          {estimator(Constraint::Role::kBehind, kind_of_members(classifier)), none()},
                          classifier ? "The classifier that combines them; None is LogisticRegression."
                                     : "The regressor that combines them; None is RidgeCV."},
                         {"cv",
                          Value(),
                          {none(), integer("[2, inf)"), cv()},
                          "How rows are split to predict each by estimators that have not seen it; None is 5 folds."}};
  if (classifier) {
    out.push_back({"stack_method",
                   "auto",
                   {options({"auto", "predict_proba", "decision_function", "predict"})},
                   "The method that is stacked; 'auto' is the first of the three that an estimator has."});
  }
  out.push_back({"passthrough", false, {boolean()}, "Give the final estimator the columns of X, too."});
  return out;
}

namespace {

bool has_method(const Estimator& e, const std::string& method) {
  return method == "predict_proba"       ? e.can_predict_proba()
         : method == "decision_function" ? e.can_decision_function()
                                         : method == "predict" && e.can_predict();
}

/// The method that a member of this stack answers by.
std::string method_of(const Estimator& ensemble, const Member& m) {
  const std::string asked =
      ensemble.declaration().find_param("stack_method") ? ensemble.param("stack_method").text() : "predict";
  if (asked == "auto") {
    for (const char* method : {"predict_proba", "decision_function"}) {
      if (has_method(*m.estimator, method)) return method;
    }
    return "predict";
  }
  if (!has_method(*m.estimator, asked)) {
    throw Error("bad_parameter", "step '" + m.name + "'",
                "The estimator '" + m.name + "' does not have the method " + asked + " that stack_method asks for.",
                "Set stack_method to 'auto', or replace the estimator.");
  }
  return asked;
}

RowMatrix answer(const Estimator& e, const std::string& method, const Table& X) {
  if (method == "predict_proba") return e.predict_proba(X);
  if (method == "decision_function") return e.decision_function(X);
  const Column predicted = e.predict(X);
  if (predicted.is_text)
    throw Error("bad_prediction", "", "The estimator predicts text, which cannot be stacked.",
                "Use an estimator that answers numbers.");
  return predicted.numbers;
}

/// Columns that an answer of this method has.
Index answer_width(const std::string& method, size_t n_classes) {
  if (method == "predict") return 1;
  return n_classes == 2 && method == "decision_function" ? 1 : static_cast<Index>(n_classes);
}

/// The columns of an answer that are stacked: of two probabilities the second says it all.
RowMatrix kept(RowMatrix answer, const std::string& method, size_t n_classes) {
  if (method == "predict_proba" && n_classes == 2) return answer.rightCols(1);
  return answer;
}
int64_t kept_width(const std::string& method, size_t n_classes) {
  return method == "predict_proba" && n_classes == 2 ? 1 : answer_width(method, n_classes);
}

/// Columns for all classes, where the training rows of a split lacked some: such a class has probability 0, and the
/// lowest of scores.
RowMatrix for_all_classes(RowMatrix answer, const Labels& known, const std::string& method, size_t n_classes) {
  if (known.size() == n_classes) return answer;
  const bool scores = method == "decision_function";
  if (scores && known.size() <= 2) {
    throw Error("bad_split", "cv",
                "The training rows of a split hold " + std::to_string(known.size()) + " of " +
                    counted(n_classes, "class", "classes") + ", which decision_function cannot be stacked with.",
                "Use stratified folds, or another stack_method.");
  }
  warn_of_lacking_classes(known.size(), n_classes);
  RowMatrix out = RowMatrix::Constant(answer.rows(), static_cast<Index>(n_classes),
                                      scores ? -std::numeric_limits<double>::max() : 0.0);
  for (size_t k = 0; k < known.size(); ++k)
    out.col(static_cast<Index>(known.numbers[k])) = answer.col(static_cast<Index>(k));
  return out;
}

/// Every row's answer by a clone that was fitted without it.
RowMatrix cross_val_answer(const Estimator& member, const std::string& method, const Table& X, const Column& y,
                           const std::vector<Split>& splits, size_t n_classes, const Context& context) {
  const Untraced nobody;
  RowMatrix out(X.rows(), answer_width(method, n_classes));
  const double n = static_cast<double>(splits.size());
  for (size_t s = 0; s < splits.size(); ++s) {
    const auto clone = member.clone();
    const Column y_train = take_rows(y, splits[s].train);
    const double done = static_cast<double>(s);
    in_rows(splits[s].train,
            [&] { clone->fit(X.take(splits[s].train), &y_train, context.part(done / n, (done + 1) / n)); });
    RowMatrix some = in_rows(splits[s].test, [&] { return answer(*clone, method, X.take(splits[s].test)); });
    if (method != "predict") some = for_all_classes(std::move(some), *clone->classes(), method, n_classes);
    for (Index i = 0; i < some.rows(); ++i) out.row(splits[s].test[static_cast<size_t>(i)]) = some.row(i);
  }
  return out;
}

/// A stack asks its members while it is fitted: what they refuse in use fails the fit.
template <class Work>
auto as_failed_fit(Work work) {
  try {
    return work();
  } catch (Error& e) {
    if (e.code == "too_many_neighbors") e.code = "bad_parameter";
    throw;
  }
}

Table side_by_side(const Estimator& ensemble, const std::vector<RowMatrix>& answers, const Table& X) {
  std::vector<Table> parts;
  for (const RowMatrix& a : answers) parts.emplace_back(Matrix(a));
  if (ensemble.param("passthrough").boolean()) {
    parts.push_back(X);
    parts.back().set_names({});
  }
  return Table::side_by_side(parts, X.rows());
}

}  // namespace

std::shared_ptr<Estimator> unfitted_final(const Estimator& ensemble, const char* fallback) {
  const auto* given = ensemble.param("final_estimator").get_if<std::shared_ptr<Estimator>>();
  return given ? *given : std::shared_ptr<Estimator>(registry::create(fallback));
}

void check_stacking(const Estimator& ensemble) {
  check_members(ensemble, ensemble.declaration().kind == Kind::kClassifier);
  for (const Member& m : members_of(ensemble)) method_of(ensemble, m);
  const auto* last = ensemble.param("final_estimator").get_if<std::shared_ptr<Estimator>>();
  if (last && (*last)->kind() != ensemble.declaration().kind) {
    const std::string who = ensemble.declaration().name;
    throw Error("bad_parameter", who,
                "final_estimator of " + who + " must be a " + kind_name(ensemble.declaration().kind) + ". Got " +
                    (*last)->declaration().name + ".");
  }
}

Stack fit_stack(const Estimator& ensemble, const char* fallback, const Table& X, const Column& y, size_t n_classes,
                const Context& context) {
  check_stacking(ensemble);
  const std::vector<Split> splits = cv_splits(ensemble.param("cv"), X.rows(), &y, nullptr, n_classes > 0);
  std::vector<bool> tested(static_cast<size_t>(X.rows()), false);
  size_t tests = 0;
  for (const Split& split : splits) {
    for (const Index row : split.test) tested[static_cast<size_t>(row)] = true;
    tests += split.test.size();
  }
  if (tests != tested.size() || std::find(tested.begin(), tested.end(), false) != tested.end()) {
    throw Error("bad_split", "cv", "Stacking needs splits that test every row once; those of cv do not.",
                "Use a number of folds, KFold or StratifiedKFold.");
  }

  const std::vector<Member> members = members_of(ensemble);
  Stack out;
  out.estimators = as_failed_fit([&] { return fit_members(ensemble, X, y, context.part(0, 0.2)); });
  std::vector<RowMatrix> answers;
  const double n = static_cast<double>(members.size());
  for (size_t i = 0; i < members.size(); ++i) {
    out.methods.push_back(method_of(ensemble, members[i]));
    const double done = static_cast<double>(i);
    const Context part = context.part(0.2 + 0.7 * done / n, 0.2 + 0.7 * (done + 1) / n);
    answers.push_back(kept(as_failed_fit([&] {
                             return in_step(members[i].name, [&] {
                               return cross_val_answer(*members[i].estimator, out.methods[i], X, y, splits, n_classes,
                                                       part);
                             });
                           }),
                           out.methods[i], n_classes));
  }
  out.final_estimator = unfitted_final(ensemble, fallback)->clone();
  in_step("final_estimator_",
          [&] { out.final_estimator->fit(side_by_side(ensemble, answers, X), &y, context.part(0.9, 1)); });
  return out;
}

Table stacked(const Estimator& ensemble, const Stack& stack, size_t n_classes, const Table& X) {
  std::vector<RowMatrix> answers;
  for (size_t i = 0; i < stack.estimators.size(); ++i) {
    RowMatrix made = in_step(member_step(i), [&] { return answer(*stack.estimators[i], stack.methods[i], X); });
    if (made.cols() != answer_width(stack.methods[i], n_classes)) {
      throw Error("bad_prediction", member_step(i),
                  "The estimator answers " + counted(made.cols(), "column") + ", which does not go with the classes.",
                  "Fit the ensemble again.");
    }
    answers.push_back(kept(std::move(made), stack.methods[i], n_classes));
  }
  return side_by_side(ensemble, answers, X);
}

int64_t stacked_width(const Estimator& ensemble, const Stack& stack, size_t n_classes, int64_t in) {
  int64_t width = ensemble.param("passthrough").boolean() ? in : 0;
  for (const std::string& method : stack.methods) width += kept_width(method, n_classes);
  return width;
}

std::vector<std::string> stacked_names(const Estimator& ensemble, const Stack& stack, size_t n_classes,
                                       const char* prefix, const std::vector<std::string>& in) {
  const std::vector<Member> members = members_of(ensemble);
  std::vector<std::string> names;
  for (size_t i = 0; i < members.size(); ++i) {
    const int64_t width = kept_width(stack.methods[i], n_classes);
    for (int64_t k = 0; k < width; ++k)
      names.push_back(std::string(prefix) + "_" + members[i].name + (width == 1 ? "" : std::to_string(k)));
  }
  if (ensemble.param("passthrough").boolean()) names.insert(names.end(), in.begin(), in.end());
  return names;
}

void audit_stack(const Estimator& ensemble, const Stack& stack, size_t n_classes) {
  check_stacking(ensemble);
  audit_members(ensemble, stack.estimators, n_classes, ensemble.n_features_in());
  for (size_t i = 0; i < stack.estimators.size(); ++i) {
    const std::string& method = stack.methods[i];
    const bool of_classes = stack.estimators[i]->kind() == Kind::kClassifier;
    if ((method != "predict" && !(of_classes && (method == "predict_proba" || method == "decision_function"))) ||
        !has_method(*stack.estimators[i], method)) {
      audit::refuse("stack_method_",
                    "stack_method_ names '" + shown(method) + "', which " + member_step(i) + " does not have.");
    }
  }
  audit_member(stack.final_estimator.get(), "final_estimator_", n_classes,
               stacked_width(ensemble, stack, n_classes, ensemble.n_features_in()));
  if (stack.final_estimator->kind() != ensemble.declaration().kind) {
    audit::refuse("final_estimator_",
                  std::string("final_estimator_ must be a ") + kind_name(ensemble.declaration().kind) + ".");
  }
}

}  // namespace keepfit::ensemble
