#include "interchange/lower/lower.h"

#include <algorithm>
#include <cmath>

#include "core/errors.h"

namespace keepfit::interchange::lower {

namespace {

/// Steps within steps that are followed; files hold fewer.
constexpr int kDeepest = 40;

struct Depth {
  explicit Depth(const Builder& builder) {
    if (std::count(builder.where.begin(), builder.where.end(), '>') > kDeepest)
      graph::refuse(builder.where, "Steps stand within steps too deeply.");
  }
};

const Entry& entry_of(const Builder& builder, const Value& step) {
  const Value* name = step.find("class");
  if (!name || !name->get_if<std::string>())
    graph::refuse(builder.where, "The file holds something else than a step here.");
  if (const Entry* found = find_entry(name->text())) return *found;
  graph::refuse(builder.where, "There is no export of " + shown(name->text()) + ".",
                "Take the step out, or use another estimator.");
}

std::string class_of(const Value& step) {
  const Value* name = step.find("class");
  return name && name->get_if<std::string>() ? shown(name->text(), 60) : std::string("step");
}

}  // namespace

const Entry* find_entry(std::string_view class_name) {
  for (const auto* family : {&preprocessing(), &encoders(), &selection(), &linear(), &likelihoods(), &trees(),
                             &neighbours(), &composition(), &ensembles()})
    for (const Entry& entry : *family)
      if (entry.class_name == class_name) return &entry;
  return nullptr;
}

Within::Within(Builder& builder, const std::string& part) : builder_(builder), before_(builder.where) {
  builder.where += (before_.empty() ? "" : " > ") + part;
}

std::string step_named(std::string_view name) { return "step '" + shown(name) + "'"; }

Frame transform(Builder& builder, const Value& step, const Frame& in) {
  const Within within(builder, class_of(step));
  const Depth depth(builder);
  const Entry& entry = entry_of(builder, step);
  if (!entry.transform) graph::refuse(builder.where, class_of(step) + " makes no columns that can be exported.");
  if (const Value* fitted = step.find("fitted"); in.empty() && fitted && fitted->is_null()) return {};
  const Step read(builder, step);
  read.takes(in);
  return entry.transform(builder, read, in);
}

Answers predict(Builder& builder, const Value& step, const Frame& in) {
  const Within within(builder, class_of(step));
  const Depth depth(builder);
  const Entry& entry = entry_of(builder, step);
  if (!entry.predict) graph::refuse(builder.where, class_of(step) + " predicts nothing that can be exported.");
  const Step read(builder, step);
  read.takes(in);
  return entry.predict(builder, read, in);
}

Id inverse(Builder& builder, const Value& step, Id in) {
  const Within within(builder, class_of(step));
  const Depth depth(builder);
  const Entry& entry = entry_of(builder, step);
  if (!entry.inverse)
    graph::refuse(builder.where, "What " + class_of(step) + " makes of a target cannot be undone in an export.");
  return entry.inverse(builder, Step(builder, step), in);
}

bool predicts(const Value& step) {
  const Value *name = step.find("class"), *params = step.find("params");
  if (!name || !params || !name->get_if<std::string>()) return false;
  if (name->is("Pipeline")) {
    const Value* steps = params->find("steps");
    const auto* list = steps ? steps->get_if<Value::List>() : nullptr;
    const auto* last = list && !list->empty() ? list->back().get_if<Value::List>() : nullptr;
    return last && last->size() == 2 && predicts((*last)[1]);
  }
  if (name->is("GridSearchCV") || name->is("RandomizedSearchCV")) {
    const Value* fitted = step.find("fitted");
    const Value* best = fitted ? fitted->find("best_estimator_") : nullptr;
    return best && predicts(*best);
  }
  // Those that predict too, but are transformers before all.
  if (name->is("KMeans") || name->is("RFE")) return false;
  const Entry* entry = find_entry(name->text());
  return entry && entry->predict;
}

Id code_of_scores(Builder& builder, Id scores) {
  return builder.width(scores) == 1 ? builder.add(graph::Decide{}, scores, 1) : builder.add(graph::ArgMax{}, scores, 1);
}

graph::Graph lower_model(const Value& step, const std::vector<Given>& columns) {
  Builder builder;
  Frame in;
  for (const Given& column : columns) {
    const Id id = builder.add(graph::Input{column.name, column.has_empty_text}, std::vector<Id>{}, 1,
                              column.is_text ? graph::Type::kText : graph::Type::kNumbers);
    builder.graph.inputs.push_back(id);
    in.push_back({id, 0});
  }
  builder.note(
      "Rows that Keepfit refuses (a missing or infinite number where a step takes none, text that is no number) are "
      "answered elsewhere, by NaN or by some label.");
  graph::Graph& out = builder.graph;
  if (predicts(step)) {
    Answers answers = predict(builder, step, in);
    out.kind = answers.code != kNone ? graph::Graph::Kind::kClassifier : graph::Graph::Kind::kRegressor;
    out.code = answers.code;
    out.probabilities = answers.probabilities;
    out.prediction = answers.code != kNone ? kNone : answers.prediction;
    out.classes = std::move(answers.classes);
  } else {
    const Frame made = transform(builder, step, in);
    if (made.empty()) graph::refuse("", "The pipeline makes no column.");
    const bool text = std::any_of(made.begin(), made.end(), [&](const graph::Column& c) { return builder.is_text(c); });
    if (!text) out.columns.push_back(builder.numbers(made));
    else
      for (const graph::Column& column : made) out.columns.push_back(builder.single(column));
    if (const Value* name = step.find("class"); name && name->is("KMeans"))
      out.prediction = predict(builder, step, in).prediction;
  }
  return builder.finished();
}

}  // namespace keepfit::interchange::lower
