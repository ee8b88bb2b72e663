// Models that ask several models.
#include <algorithm>
#include <cmath>

#include "interchange/lower/forest.h"
#include "interchange/lower/sums.h"

namespace keepfit::interchange::lower {

namespace {

std::string member_named(size_t i) { return step_named("estimators_." + std::to_string(i)); }

Answers ask(Builder& b, size_t i, const Value& member, const Frame& in) {
  const Within within(b, member_named(i));
  return predict(b, member, in);
}

const Value::List& members_of(const Step& step) {
  const Value::List& out = step.fitted("estimators_").list("estimators_");
  if (out.empty()) step.refuse(step.name() + " has no estimators.");
  return out;
}

/// The weights of those members that are not dropped; empty for 1 each.
std::vector<double> voting_weights(const Step& step, size_t count) {
  const Value& given = step.param("weights");
  if (given.is_null()) return {};
  const std::vector<double> all = doubles_of(given, step.builder.where);
  const Value::List& members = step.param("estimators").list("estimators");
  std::vector<double> out;
  for (size_t i = 0; i < members.size() && i < all.size(); ++i) {
    const auto* pair = members[i].get_if<Value::List>();
    if (pair && pair->size() == 2 && !(*pair)[1].is("drop")) out.push_back(all[i]);
  }
  if (out.size() != count) step.refuse("weights has another length than it should.");
  return out;
}

double total_of(const std::vector<double>& weights, size_t count) {
  return weights.empty() ? static_cast<double>(count) : sums::pairwise(weights.data(), weights.size());
}

Id required(const Step& step, Id id, const char* what) {
  if (id == kNone) step.refuse(std::string("A member has no ") + what + ".");
  return id;
}

Id average(Builder& b, const std::vector<Id>& parts, const std::vector<double>& weights, const Step& step) {
  for (const Id id : parts)
    if (b.width(id) != b.width(parts[0])) step.refuse("Members answer different numbers of columns.");
  return b.add(graph::Average{weights, total_of(weights, parts.size())}, parts, b.width(parts[0]));
}

bool is_soft(const Step& step) { return step.is("voting", "soft"); }

struct Asked {
  std::vector<Id> codes, probabilities, predictions;
};

Asked ask_all(Builder& b, const Step& step, const Frame& in, bool soft, bool classes) {
  Asked out;
  const Value::List& members = members_of(step);
  for (size_t i = 0; i < members.size(); ++i) {
    const Answers answers = ask(b, i, members[i], in);
    if (soft) out.probabilities.push_back(required(step, answers.probabilities, "probabilities"));
    else if (classes) out.codes.push_back(required(step, answers.code, "labels"));
    else out.predictions.push_back(required(step, answers.prediction, "predictions"));
  }
  return out;
}

Answers voting_classifier(Builder& b, const Step& step, const Frame& in) {
  Answers out;
  out.classes = step.classes();
  const auto k = static_cast<uint32_t>(out.classes.size());
  const Asked asked = ask_all(b, step, in, is_soft(step), true);
  const size_t n = members_of(step).size();
  const std::vector<double> weights = voting_weights(step, n);
  if (is_soft(step)) {
    out.probabilities = average(b, asked.probabilities, weights, step);
    out.code = b.add(graph::ArgMax{}, out.probabilities, 1);
    return out;
  }
  if (std::any_of(weights.begin(), weights.end(), [](double w) { return w < 0; }))
    step.refuse("Votes with weights below 0 cannot be exported.", "Use weights from 0.");
  graph::Votes votes{k, weights.empty() ? std::vector<double>(n, 1.0) : weights, std::vector<double>(n, 0.0), 1};
  out.code = b.add(graph::ArgMax{}, b.add(std::move(votes), asked.codes, k), 1);
  return out;
}

Frame voting_classifier_columns(Builder& b, const Step& step, const Frame& in) {
  const Asked asked = ask_all(b, step, in, is_soft(step), true);
  return b.frame(b.concat(is_soft(step) ? asked.probabilities : asked.codes));
}

Answers voting_regressor(Builder& b, const Step& step, const Frame& in) {
  const Asked asked = ask_all(b, step, in, false, false);
  Answers out;
  out.prediction = average(b, asked.predictions, voting_weights(step, asked.predictions.size()), step);
  return out;
}

Frame voting_regressor_columns(Builder& b, const Step& step, const Frame& in) {
  return b.frame(b.concat(ask_all(b, step, in, false, false).predictions));
}

/// What the members of a stack answer, side by side, and with passthrough the columns themselves.
Frame stacked(Builder& b, const Step& step, const Frame& in) {
  const Value::List &members = members_of(step), &methods = step.fitted("stack_method_").list("stack_method_");
  if (methods.size() != members.size()) step.refuse("stack_method_ has another length than it should.");
  const size_t k = step.has("classes_") ? step.classes().size() : 0;
  Frame out;
  for (size_t i = 0; i < members.size(); ++i) {
    const Answers answers = ask(b, i, members[i], in);
    Id made = kNone;
    if (methods[i].is("predict_proba")) {
      made = required(step, answers.probabilities, "probabilities");
      if (k == 2 && b.width(made) == 2) made = b.column(made, 1);  // of two the second says it all
    } else if (methods[i].is("decision_function")) {
      made = required(step, answers.scores, "decision_function that can be exported");
    } else if (answers.prediction != kNone) {
      made = answers.prediction;
    } else {
      // The members of a classifier are fitted to class numbers, which are their labels too.
      made = required(step, answers.code, "labels");
      for (size_t c = 0; c < answers.classes.numbers.size(); ++c)
        if (answers.classes.is_text || answers.classes.numbers[c] != static_cast<double>(c))
          step.refuse("A member knows other classes.");
    }
    const Frame columns = b.frame(made);
    out.insert(out.end(), columns.begin(), columns.end());
  }
  if (step.flag("passthrough")) out.insert(out.end(), in.begin(), in.end());
  return out;
}

Answers stacking(Builder& b, const Step& step, const Frame& in) {
  const Frame before = stacked(b, step, in);
  const Within within(b, step_named("final_estimator_"));
  Answers out = predict(b, step.fitted("final_estimator_"), before);
  if (step.has("classes_")) {
    if (out.classes.size() != step.classes().size()) step.refuse("The final estimator knows other classes.");
    out.classes = step.classes();
  }
  return out;
}

/// The columns that the i-th of n members was given.
Frame drawn(const Step& step, const Frame& in, size_t i, size_t n) {
  const std::vector<int32_t> all = integers_of(step.fitted("estimators_features_"), step.builder.where);
  if (all.empty()) return in;
  const size_t each = all.size() / n;
  Frame out;
  for (size_t f = i * each; f < (i + 1) * each; ++f) {
    if (all[f] < 0 || static_cast<size_t>(all[f]) >= in.size())
      step.refuse("estimators_features_ names a column that does not exist.");
    out.push_back(in[static_cast<size_t>(all[f])]);
  }
  return out;
}

/// A member's shares as columns of all classes: its classes are numbers of theirs.
Id spread(Builder& b, const Step& step, const Answers& answers, uint32_t k) {
  const Id p = answers.probabilities;
  const graph::Labels& known = answers.classes;
  if (known.size() == k) return p;
  if (known.size() > k) step.refuse("A member knows other classes.");
  graph::Matrix to{k, known.size(), std::vector<double>(k * known.size(), 0.0)};
  for (size_t c = 0; c < known.size(); ++c) {
    if (known.is_text || !(known.numbers[c] >= 0 && known.numbers[c] < k)) step.refuse("A member knows other classes.");
    to.values[static_cast<size_t>(known.numbers[c]) * known.size() + c] = 1.0;
  }
  return b.add(graph::Linear{std::move(to), std::vector<double>(k, 0.0)}, p, k);
}

Answers bagging_classifier(Builder& b, const Step& step, const Frame& in) {
  Answers out;
  out.classes = step.classes();
  const auto k = static_cast<uint32_t>(out.classes.size());
  const Value::List& members = members_of(step);
  std::vector<Id> parts, scores;
  for (size_t i = 0; i < members.size(); ++i) {
    const Answers answers = ask(b, i, members[i], drawn(step, in, i, members.size()));
    if (answers.scores != kNone) scores.push_back(answers.scores);
    if (answers.probabilities != kNone) {
      parts.push_back(spread(b, step, answers, k));
      continue;
    }
    const Id code = required(step, answers.code, "labels");
    if (answers.classes.size() != k) step.refuse("A member knows other classes.");
    parts.push_back(b.add(graph::Votes{k, {1.0}, {0.0}, 1}, code, k));
  }
  out.probabilities = average(b, parts, {}, step);
  out.code = b.add(graph::ArgMax{}, out.probabilities, 1);
  if (scores.size() == members.size()) out.scores = average(b, scores, {}, step);
  return out;
}

Answers bagging_regressor(Builder& b, const Step& step, const Frame& in) {
  const Value::List& members = members_of(step);
  std::vector<Id> parts;
  for (size_t i = 0; i < members.size(); ++i)
    parts.push_back(
        required(step, ask(b, i, members[i], drawn(step, in, i, members.size())).prediction, "predictions"));
  Answers out;
  out.prediction = average(b, parts, {}, step);
  return out;
}

/// The trees of members that are nothing but trees; empty where some are not.
std::vector<graph::Tree> plain_trees(Builder& b, const Value::List& members, size_t features) {
  std::vector<graph::Tree> out;
  for (const Value& member : members) {
    const Value *name = member.find("class"), *fitted = member.find("fitted");
    const bool tree = name && (name->is("DecisionTreeClassifier") || name->is("ExtraTreeClassifier") ||
                               name->is("DecisionTreeRegressor") || name->is("ExtraTreeRegressor"));
    if (!tree || !fitted || !fitted->find("tree_")) return {};
    out.push_back(tree_of(Step(b, member), fitted->at("tree_"), features));
  }
  return out;
}

size_t largest(const graph::Tree& tree, size_t node) {
  size_t best = 0;
  for (size_t c = 1; c < tree.value.columns; ++c)
    if (tree.value.at(node, c) > tree.value.at(node, best)) best = c;
  return best;
}

Answers boosting_classifier(Builder& b, const Step& step, const Frame& in) {
  Answers out;
  out.classes = step.classes();
  const size_t k = out.classes.size();
  if (k == 1) {
    const Id x = in.empty() ? kNone : in[0].value;
    out.code = b.constant(x, {0.0});
    out.probabilities = b.constant(x, {1.0});
    return out;
  }
  const auto width = static_cast<uint32_t>(k);
  const Value::List& members = members_of(step);
  const std::vector<double> weights = step.numbers("estimator_weights_");
  if (weights.size() < members.size()) step.refuse("estimator_weights_ has another length than it should.");
  const double total = sums::pairwise(weights.data(), weights.size());
  std::vector<double> for_it, against;
  for (size_t t = 0; t < members.size(); ++t) {
    for_it.push_back(weights[t]);
    against.push_back(-1.0 / static_cast<double>(k - 1) * weights[t]);
  }
  Id votes = kNone;
  if (std::vector<graph::Tree> trees = plain_trees(b, members, in.size()); !trees.empty()) {
    // A tree of votes: its leaves hold what their class gets, and what the others.
    for (size_t t = 0; t < trees.size(); ++t) {
      if (trees[t].value.columns != k) step.refuse("A member knows other classes.");
      for (size_t node = 0; node < trees[t].size(); ++node) {
        const size_t best = largest(trees[t], node);
        for (size_t c = 0; c < k; ++c) trees[t].value.values[node * k + c] = c == best ? for_it[t] : against[t];
      }
    }
    graph::TreeEnsemble ensemble;
    ensemble.trees = std::move(trees);
    ensemble.single = true;
    ensemble.divide_by = total;
    ensemble.width = width;
    votes = add_trees(b, std::move(ensemble), in);
  } else {
    std::vector<Id> codes;
    for (size_t t = 0; t < members.size(); ++t)
      codes.push_back(required(step, ask(b, t, members[t], in).code, "labels"));
    votes = b.add(graph::Votes{width, for_it, against, total}, codes, width);
  }
  if (k == 2) {
    out.scores = b.add(graph::Average{{1.0, -1.0}, 1}, {b.column(votes, 1), b.column(votes, 0)}, 1);
    const Id halves = b.concat({b.per_column(graph::Arithmetic::kDivide, out.scores, {-2.0}),
                                b.per_column(graph::Arithmetic::kDivide, out.scores, {2.0})});
    out.probabilities = b.add(graph::Softmax{}, halves, 2);
  } else {
    out.scores = votes;
    out.probabilities = b.add(
        graph::Softmax{},
        b.per_column(graph::Arithmetic::kDivide, votes, std::vector<double>(k, static_cast<double>(k - 1))), width);
  }
  out.code = code_of_scores(b, out.scores);
  return out;
}

Answers boosting_regressor(Builder& b, const Step& step, const Frame& in) {
  const Value::List& members = members_of(step);
  std::vector<double> weights = step.numbers("estimator_weights_");
  if (weights.size() < members.size()) step.refuse("estimator_weights_ has another length than it should.");
  weights.resize(members.size());
  Id each = kNone;
  if (std::vector<graph::Tree> trees = plain_trees(b, members, in.size()); !trees.empty()) {
    for (size_t t = 0; t < trees.size(); ++t) {
      if (trees[t].value.columns != 1) step.refuse("A member predicts several numbers.");
      trees[t].target = static_cast<uint32_t>(t);
    }
    graph::TreeEnsemble ensemble;
    ensemble.width = static_cast<uint32_t>(trees.size());
    ensemble.trees = std::move(trees);
    ensemble.single = true;
    each = add_trees(b, std::move(ensemble), in);
  } else {
    std::vector<Id> parts;
    for (size_t t = 0; t < members.size(); ++t)
      parts.push_back(required(step, ask(b, t, members[t], in).prediction, "predictions"));
    each = b.concat(parts);
  }
  Answers out;
  out.prediction = b.add(graph::WeightedMedian{std::move(weights)}, each, 1);
  return out;
}

}  // namespace

const std::vector<Entry>& ensembles() {
  static const std::vector<Entry> all{
      {"VotingClassifier", voting_classifier_columns, voting_classifier},
      {"VotingRegressor", voting_regressor_columns, voting_regressor},
      {"StackingClassifier", stacked, stacking},
      {"StackingRegressor", stacked, stacking},
      {"BaggingClassifier", nullptr, bagging_classifier},
      {"BaggingRegressor", nullptr, bagging_regressor},
      {"AdaBoostClassifier", nullptr, boosting_classifier},
      {"AdaBoostRegressor", nullptr, boosting_regressor},
  };
  return all;
}

}  // namespace keepfit::interchange::lower
