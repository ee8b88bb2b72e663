#include "history.h"

#include "core/estimator.h"
#include "core/node.h"
#include "core/registry.h"
#include "core/table.h"
#include "core/trace.h"
#include "persistence/file.h"

namespace keepfit::fuzz {

namespace {

/// Adds to every number the level of its column.
///   0.1.0  class Shift:  alpha, legacy;          base_ (an estimator), mean_, counts_, shares_
///   0.1.2  class Mover:  strength, mode, order;  inner_, level_, counts_, shares_
class Mover final : public Estimator {
 public:
  static const Declaration& declared() {
    static const Declaration d{
        .name = "Mover",
        .module = "history",
        .doc = "Has a past.",
        .kind = Kind::kTransformer,
        .traits = {},
        .params =
            {{"strength", 1.0, {constraint::real("[0, inf)")}, "Share.", [] { return renamed("0.1.2", "alpha"); }},
             {"mode",
              "plain",
              {constraint::options({"plain", "wild"})},
              "Mode.",
              [] {
                return derived("0.1.2", [](const Value& step) -> Value {
                  return step.at("params").at("legacy").boolean("legacy") ? "wild" : "plain";
                });
              }},
             {"order",
              2,
              {constraint::integer("[0, inf)")},
              "Order.",
              [] { return renamed("0.1.2", "turn") + added("0.1.1", 7); }}},
        .fitted = {field<&Mover::inner_>("inner_", {}, "An estimator.", [] { return renamed("0.1.2", "base_"); }),
                   field<&Mover::level_>("level_", {"n_features_in_"}, "Levels.",
                                         [] { return renamed("0.1.2", "mean_"); }),
                   field<&Mover::counts_>("counts_", {"n_features_in_"}, "Rows of each column."),
                   field<&Mover::shares_>("shares_", {"n_features_in_"}, "Shares of each column.")},
        .removed = [] { return std::vector<Removed>{{"legacy", "0.1.2"}}; },
        .unsupported = {},
        .create = &create<Mover>};
    return d;
  }
  static std::vector<Former> formerly() {
    return {{"Shift", "0.1.2"}, {"Split", "0.1.2", [](const Value&) { return Value(); }}};
  }
  const Declaration& declaration() const override { return declared(); }

  std::shared_ptr<Estimator> inner_;
  Vector level_;
  std::vector<int64_t> counts_;
  std::vector<float> shares_;

 protected:
  void do_fit(const Table& X, const Column*, const Context&) override {
    inner_ = from_recipe(Value::Map{{"class", "MinMaxScaler"}});
    inner_->fit(X, nullptr);
    level_ = X.numbers().colwise().mean();
    counts_.assign(static_cast<size_t>(X.columns()), X.rows());
    shares_.assign(static_cast<size_t>(X.columns()), 0.5f);
  }
  Table do_transform(const Table& X) const override {
    const std::string name = "inner_";
    const StepScope scope(name);
    Matrix z = inner_->transform(X).numbers();
    for (Index j = 0; j < z.cols(); ++j) z.col(j).array() += level_[j];
    return Table(std::move(z));
  }
  void check_fitted() const override {
    if (!inner_ || !inner_->fitted() || !inner_->can_transform() || inner_->n_features_in() != n_features_in())
      throw Error("audit_values", "inner_", "There is no fitted step of these columns.", "Nothing was loaded.");
  }
};
KEEPFIT_REGISTER(Mover)

/// The values under other names, and those named "" left out.
Value called(const Value& map, const std::vector<const char*>& names) {
  Value::Map out;
  for (size_t i = 0; i < names.size(); ++i) {
    if (*names[i]) out.emplace_back(names[i], map.map()[i].second);
  }
  return out;
}

/// "inner_" of the steps of a proof as "base_", wherever it stands.
void rename_steps(Value& value) {
  if (auto* items = value.get_if<Value::List>()) {
    for (Value& item : *items) rename_steps(item);
  } else if (auto* entries = value.get_if<Value::Map>()) {
    for (auto& [key, item] : *entries) {
      if (key == "step" && item.is("inner_")) item = "base_";
      else if (key == "step" && item.is("move__inner_")) item = "move__base_";
      else rename_steps(item);
    }
  }
}

Value older_step(const Value& node) {
  Value params = called(node.at("params"), {"alpha", "", ""});
  params.get_if<Value::Map>()->emplace_back("legacy", true);
  return Value::Map{{"class", "Shift"},
                    {"params", std::move(params)},
                    {"fitted", called(node.at("fitted"), {"n_features_in_", "feature_names_in_", "base_", "mean_",
                                                          "counts_", "shares_"})}};
}

}  // namespace

std::vector<std::vector<uint8_t>> older_files() {
  std::vector<std::vector<uint8_t>> out;
  Matrix numbers(4, 2);
  numbers << 1, 2, 3, 4, 5, 7, 8, 9;
  const Table X(std::move(numbers));
  const Value alone = Value::Map{{"class", "Mover"}};
  Value::List steps;
  steps.emplace_back(Value::List{"move", alone});
  steps.emplace_back(Value::List{"scale", Value::Map{{"class", "StandardScaler"}}});
  for (const bool piped : {false, true}) {
    const Value recipe =
        piped ? Value(Value::Map{{"class", "Pipeline"}, {"params", Value::Map{{"steps", steps}}}}) : alone;
    const std::vector<uint8_t> bytes = dump(fit_model(from_recipe(recipe), X, nullptr)).bytes;
    out.push_back(bytes);
    Parsed parsed = parse_file(bytes.data(), bytes.size());
    if (piped) {
      Value& held = parsed.pipeline.get_if<Value::Map>()->at(1).second.get_if<Value::Map>()->front().second;
      Value& step = held.get_if<Value::List>()->front().get_if<Value::List>()->at(1);
      step = older_step(step);
    } else {
      parsed.pipeline = older_step(parsed.pipeline);
    }
    rename_steps(parsed.proof);
    out.push_back(write_file(parsed.card, parsed.pipeline, parsed.proof).bytes);
    if (piped) continue;
    parsed.pipeline.get_if<Value::Map>()->front().second = "Split";
    out.push_back(write_file(parsed.card, parsed.pipeline, {}).bytes);
  }
  return out;
}

}  // namespace keepfit::fuzz
