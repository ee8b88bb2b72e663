// Steps made of steps.
#include "interchange/lower/lower.h"

namespace keepfit::interchange::lower {

namespace {

struct Named {
  std::string name;
  const Value* step;
  bool is_step() const { return step->get_if<Value::Map>() != nullptr; }
  bool is(std::string_view word) const { return step->is(word); }
};

/// [[name, step | word, ...], ...]
std::vector<Named> named_of(const Step& step, const char* param) {
  std::vector<Named> out;
  for (const Value& each : step.param(param).list(param)) {
    const auto* pair = each.get_if<Value::List>();
    if (!pair || pair->size() < 2 || !(*pair)[0].get_if<std::string>())
      step.refuse(std::string(param) + " holds something else than names and steps.");
    out.push_back({(*pair)[0].text(), &(*pair)[1]});
  }
  return out;
}

/// All but the last step of a pipeline.
Frame front(Builder& b, const std::vector<Named>& steps, Frame in) {
  for (size_t i = 0; i + 1 < steps.size(); ++i) {
    if (!steps[i].is_step()) continue;  // "passthrough"
    const Within within(b, step_named(steps[i].name));
    in = transform(b, *steps[i].step, in);
  }
  return in;
}

Frame pipeline(Builder& b, const Step& step, const Frame& in) {
  const std::vector<Named> steps = named_of(step, "steps");
  if (steps.empty()) return in;
  const Frame before = front(b, steps, in);
  if (!steps.back().is_step()) return before;
  const Within within(b, step_named(steps.back().name));
  return transform(b, *steps.back().step, before);
}

Answers pipeline_predicts(Builder& b, const Step& step, const Frame& in) {
  const std::vector<Named> steps = named_of(step, "steps");
  if (steps.empty() || !steps.back().is_step()) step.refuse("The pipeline ends in nothing that predicts.");
  const Frame before = front(b, steps, in);
  const Within within(b, step_named(steps.back().name));
  return predict(b, *steps.back().step, before);
}

Id pipeline_back(Builder& b, const Step& step, Id x) {
  const std::vector<Named> steps = named_of(step, "steps");
  for (size_t i = steps.size(); i-- > 0;) {
    if (!steps[i].is_step()) continue;
    const Within within(b, step_named(steps[i].name));
    x = inverse(b, *steps[i].step, x);
  }
  return x;
}

/// A part's columns times its weight.
void append(Builder& b, const Step& step, const std::string& part, const Frame& made, Frame& out) {
  const Value& weights = step.param("transformer_weights");
  const Value* weight = weights.get_if<Value::Map>() ? weights.find(part) : nullptr;
  if (!weight || made.empty()) {
    out.insert(out.end(), made.begin(), made.end());
    return;
  }
  const Id x = b.numbers(made);
  const Frame weighted = b.frame(b.per_column(graph::Arithmetic::kMultiply, x,
                                              std::vector<double>(b.width(x), weight->number("transformer_weights"))));
  out.insert(out.end(), weighted.begin(), weighted.end());
}

Frame column_transformer(Builder& b, const Step& step, const Frame& in) {
  std::vector<Named> parts = named_of(step, "transformers");
  parts.push_back({"remainder", &step.param("remainder")});
  const Value::List& positions = step.fitted("columns_").list("columns_");
  if (positions.size() != parts.size()) step.refuse("columns_ has another length than it should.");
  Frame out;
  for (size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].is("drop")) continue;
    Frame own;
    for (const int32_t j : integers_of(positions[i], b.where)) {
      if (j < 0 || static_cast<size_t>(j) >= in.size()) step.refuse("columns_ names a column that does not exist.");
      own.push_back(in[static_cast<size_t>(j)]);
    }
    if (own.empty()) continue;
    const Within within(b, step_named(parts[i].name));
    append(b, step, parts[i].name, parts[i].is_step() ? transform(b, *parts[i].step, own) : own, out);
  }
  return out;
}

Frame union_of(Builder& b, const Step& step, const Frame& in) {
  Frame out;
  for (const Named& part : named_of(step, "transformer_list")) {
    if (part.is("drop")) continue;
    const Within within(b, step_named(part.name));
    append(b, step, part.name, part.is_step() ? transform(b, *part.step, in) : in, out);
  }
  return out;
}

Answers transformed_target(Builder& b, const Step& step, const Frame& in) {
  Answers out;
  {
    const Within within(b, step_named("regressor_"));
    out.prediction = predict(b, step.fitted("regressor_"), in).prediction;
  }
  const Within within(b, step_named("transformer_"));
  if (out.prediction == kNone) step.refuse("The regressor predicts no numbers.");
  out.prediction = inverse(b, step.fitted("transformer_"), out.prediction);
  return out;
}

Frame best_transforms(Builder& b, const Step& step, const Frame& in) {
  const Within within(b, step_named("best_estimator_"));
  return transform(b, step.fitted("best_estimator_"), in);
}

Answers best_predicts(Builder& b, const Step& step, const Frame& in) {
  const Within within(b, step_named("best_estimator_"));
  return predict(b, step.fitted("best_estimator_"), in);
}

}  // namespace

const std::vector<Entry>& composition() {
  static const std::vector<Entry> all{
      {"Pipeline", pipeline, pipeline_predicts, pipeline_back},
      {"ColumnTransformer", column_transformer},
      {"FeatureUnion", union_of},
      {"TransformedTargetRegressor", nullptr, transformed_target},
      {"GridSearchCV", best_transforms, best_predicts},
      {"RandomizedSearchCV", best_transforms, best_predicts},
  };
  return all;
}

}  // namespace keepfit::interchange::lower
