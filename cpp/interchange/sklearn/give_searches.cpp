// Searches and how rows are split for them, for scikit-learn.
#include <algorithm>
#include <cmath>

#include "interchange/sklearn/giving.h"
#include "interchange/sklearn/params.h"

namespace keepfit::interchange {

namespace {

/// What one parameter was in each candidate: of one type as that, else as objects.
Node values_of(Giving& giving, const std::vector<const Value*>& values, const std::string& where) {
  const auto all = [&](auto is) {
    return std::all_of(values.begin(), values.end(), [&](const Value* value) { return !value || is(*value); });
  };
  const auto filled = [&](auto get, auto none) {
    std::vector<decltype(none)> out;
    for (const Value* value : values) out.push_back(value ? static_cast<decltype(none)>(get(*value)) : none);
    return out;
  };
  if (all([](const Value& v) { return v.get_if<bool>() != nullptr; }))
    return giving.schema.flags(filled([](const Value& v) { return v.boolean(); }, uint8_t{0}));
  if (all([](const Value& v) { return v.get_if<int64_t>() != nullptr; }))
    return giving.schema.wholes(filled([](const Value& v) { return v.integer(); }, int64_t{0}));
  if (all([](const Value& v) { return v.is_number(); }))
    return giving.schema.floats(filled([](const Value& v) { return v.number(); }, 0.0));
  Nodes items;
  for (const Value* value : values) items.push_back(giving.plain(value ? *value : Value(), where));
  return giving.schema.objects(items);
}

/// The table of candidates, with a column for each parameter as scikit-learn has them.
void put_table(Giving& giving, Given& to) {
  const Value& table = to.attribute("cv_results_");
  const Value::List& candidates = table.at("params").list();
  Attributes out;
  std::vector<std::string> names;
  for (const Value& candidate : candidates)
    for (const auto& [name, value] : candidate.map())
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  for (const std::string& name : names) {
    std::vector<const Value*> values;
    std::vector<uint8_t> missing;
    for (const Value& candidate : candidates) {
      values.push_back(candidate.find(name));
      missing.push_back(values.back() == nullptr);
    }
    const Node data = values_of(giving, values, to.inside(name));
    const Node mask = giving.schema.flags(missing);
    Node column = giving.schema.masked(data, mask);
    out.add("param_" + name, std::move(column));
  }
  for (const auto& [name, values] : table.map()) {
    Node column;
    if (name == "params") {
      column = giving.plain(values, to.where);
    } else if (name.substr(0, 5) == "rank_") {
      std::string bytes;
      for (const Value& each : values.list()) {
        const auto rank = static_cast<uint32_t>(each.integer());
        for (int byte = 0; byte < 4; ++byte) bytes += static_cast<char>(rank >> 8 * byte & 0xFF);
      }
      column = giving.schema.array({"<i4", {}, false, {static_cast<int64_t>(values.list().size())}, bytes});
    } else {
      std::vector<double> numbers;
      for (const Value& each : values.list()) numbers.push_back(each.is_null() ? std::nan("") : each.number());
      column = giving.schema.floats(numbers);
    }
    out.add(name, std::move(column));
  }
  Node node = giving.schema.dict(out);
  giving.add(to, "cv_results_", std::move(node));
}

void search(Giving& giving, Given& to) {
  put_table(giving, to);
  const Value& best = to.attribute("best_estimator_");
  if (!best.is_null()) {
    Node node = giving.fitted(best, to.inside("best_estimator_"), to.named);
    giving.add(to, "best_estimator_", std::move(node));
  }
  if (to.attribute("best_index_").integer() >= 0) giving.add_same(to, "best_index_");
  if (!std::isnan(to.attribute("best_score_").number())) giving.add_same(to, "best_score_");
  if (to.param("scoring").is_null()) {
    Attributes scorer;
    Node model = giving.given(to.param("estimator"), to.inside("estimator"));
    scorer.add("_estimator", std::move(model));
    Node node = giving.schema.object("_PassthroughScorer", scorer);
    giving.add(to, "scorer_", std::move(node));
  } else {
    giving.leave(to, "scorer_");
    giving.notes.insert(
        "A search with a scorer of its own has no scorer_ in the file: ask sklearn.metrics.get_scorer for it in place "
        "of score().");
  }
  giving.leave(to, "cv_results_.times _checked_cv_orig refit_time_");
}

constexpr std::string_view kFolds = "GroupKFold KFold StratifiedKFold";
constexpr std::string_view kDraws = "ShuffleSplit StratifiedShuffleSplit";
constexpr std::string_view kRepeated = "RepeatedKFold RepeatedStratifiedKFold";

Value part_of(const Value& recipe, const char* name, Value fallback) {
  const Value* given = recipe.at("params").find(name);
  return given ? *given : std::move(fallback);
}

}  // namespace

Node Giving::splitter(const Value& recipe, const std::string& where) {
  const std::string& name = recipe.at("class").text();
  Attributes out;
  const auto put = [&](const char* part, Value fallback) {
    Node node = plain(part_of(recipe, part, std::move(fallback)), where);
    out.add(part, std::move(node));
  };
  if (is_among(kFolds, name)) {
    put("n_splits", 5);
    put("shuffle", false);
    put("random_state", {});
  } else if (is_among(kDraws, name)) {
    put("n_splits", 10);
    put("test_size", {});
    put("train_size", {});
    put("random_state", {});
    put("_default_test_size", 0.1);
  } else if (is_among(kRepeated, name)) {
    Node of = schema.type(name == "RepeatedKFold" ? "KFold" : "StratifiedKFold");
    out.add("cv", std::move(of));
    put("n_repeats", 10);
    put("random_state", {});
    Attributes inner;
    Node splits = schema.scalar(part_of(recipe, "n_splits", 5));
    inner.add("n_splits", std::move(splits));
    Node given = schema.dict(inner);
    out.add("cvargs", std::move(given));
  } else if (name == "TimeSeriesSplit") {
    put("n_splits", 5);
    put("shuffle", false);
    put("random_state", {});
    put("max_train_size", {});
    put("test_size", {});
    put("gap", 0);
  }
  return schema.object(name, out);
}

const Gifts& gifts_of_searches() {
  static const Gifts all{.fitted = {{"GridSearchCV RandomizedSearchCV", search}}};
  return all;
}

}  // namespace keepfit::interchange
