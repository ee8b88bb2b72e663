#include "requests.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <optional>
#include <string_view>

#include "border/call.h"
#include "core/errors.h"
#include "persistence/codec.h"
#include "tables/limits.h"
#include "use.h"

namespace keepfit::fuzz {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

Value numbers(std::vector<double> values) { return Array::own(std::move(values)); }
Value whole(std::vector<int32_t> values) { return Array::own(std::move(values)); }
Value text(std::vector<int32_t> codes, Value::List categories) {
  return Value::Map{{"codes", whole(std::move(codes))}, {"categories", std::move(categories)}};
}
Value recipe(const char* name, Value::Map params = {}) {
  return Value::Map{{"class", name}, {"params", std::move(params)}};
}
Value columns(Value::List named, int64_t rows) {
  return Value::Map{{"columns", std::move(named)}, {"rows", rows}};
}

Value numbers_table() {
  return columns({Value::List{"a", numbers({1, 2, 3, 4, 5, 6})}, Value::List{"b", numbers({0, 1, 0, 1, 1, 0})}}, 6);
}
Value texts_table() {
  return columns({Value::List{"t", text({0, 1, 0, 1, 1, 0}, {"r", "s"})}, Value::List{"b", numbers({0, 1, 0, 1, 1, 0})}},
                 6);
}
Value labels() { return text({0, 1, 0, 1, 1, 0}, {"no", "yes"}); }

std::string refusal;  // the last one

/// What comes back, in bounds of time: a call is asked now and then whether it should go on.
std::optional<Value> answer_to(const std::string& operation, const std::vector<uint8_t>& request) {
  int calls = 0;
  const Context context{[&](double, double) { return ++calls < 200; }};
  const border::Reply reply = border::call(operation, request.data(), request.size(), context);
  Value answer = decode(reply.bytes.data(), reply.bytes.size());
  if (reply.answered) return answer;
  refusal = answer.at("message").text();
  expect_readable(Error(answer.at("code").text(), answer.at("where").text(), refusal, answer.at("hint").text()));
  return std::nullopt;
}
std::optional<Value> answer_to(const std::string& operation, const Value& request) {
  return answer_to(operation, encode(request));
}

Value sure_answer(const char* operation, const Value& request) {
  if (std::optional<Value> answer = answer_to(operation, request)) return std::move(*answer);
  std::fprintf(stderr, "what requests are about cannot be made by %s: %s\n", operation, refusal.c_str());
  std::abort();
}

/// Models and data that requests can name.
const std::vector<Value>& models() {
  static const std::vector<Value> all = [] {
    std::vector<Value> out;
    for (const char* name : {"LogisticRegression", "DecisionTreeClassifier", "StandardScaler"})
      out.push_back(
          sure_answer("fit", Value::Map{{"recipe", recipe(name)}, {"X", numbers_table()}, {"y", labels()}}).at("model"));
    out.push_back(sure_answer("fit", Value::Map{{"recipe", recipe("Ridge")},
                                                {"X", numbers_table()},
                                                {"y", numbers({1, 2, 4, 3, 5, 5})}})
                      .at("model"));
    const Value unnamed = Array::own(std::vector<double>{1, 2, 3, 4, 5, 7}, {3, 2});
    out.push_back(sure_answer("fit", Value::Map{{"recipe", recipe("PCA")}, {"X", Value::Map{{"data", unnamed}}}})
                      .at("model"));
    out.push_back(sure_answer("fit", Value::Map{{"recipe", recipe("OneHotEncoder")}, {"X", texts_table()}}).at("model"));
    // One that looks at some of its columns only, and was warned of.
    Value::List part(1, Value::List{"best", recipe("SelectKBest", {{"k", 1}}), Value::List(1, "a")});
    const Value steps = Value::List{
        Value::List{"columns", recipe("ColumnTransformer", {{"transformers", std::move(part)}})},
        Value::List{"model", recipe("LogisticRegression", {{"max_iter", 1}})}};
    out.push_back(sure_answer("fit", Value::Map{{"recipe", recipe("Pipeline", {{"steps", steps}})},
                                                {"X", numbers_table()},
                                                {"y", labels()}})
                      .at("model"));
    return out;
  }();
  return all;
}

const std::vector<Value>& data() {
  static const std::vector<Value> all = {
      sure_answer("hold", Value::Map{{"X", numbers_table()}, {"y", labels()}}).at("data"),
      sure_answer("hold", Value::Map{{"X", numbers_table()}, {"y", numbers({1, 2, 4, 3, 5, 5})}}).at("data"),
      sure_answer("hold", Value::Map{{"X", texts_table()}}).at("data")};
  return all;
}

/// A table for one request: even handles are read, odd ones only opened.
Value open_table(bool read) {
  static constexpr std::string_view kText = "name,size,when\nann,1.5,2024-01-31\nbob,,2024-02-01\ncy,3,2024-02-02\n";
  const Value table = sure_answer("table_open", Value::Map{{"size", 0}}).at("table");
  const Bytes bytes = Bytes::own(std::vector<uint8_t>(kText.begin(), kText.end()));
  sure_answer("table_append", Value::Map{{"table", table}, {"bytes", bytes}});
  if (read) sure_answer("table_read", Value::Map{{"table", table}, {"options", Value::Map{}}});
  return table;
}

/// Requests that ask for much work in few bytes are the caller's right, but keep a fuzzer waiting.
bool is_modest(const Value& value) {
  static constexpr std::string_view kCounts[] = {"n",       "max_iter",  "n_estimators",    "n_repeats",
                                                 "n_iter",  "n_splits",  "grid_resolution", "n_candidates",
                                                 "n_init",  "max_depth", "n_quantiles",     "n_components",
                                                 "degree",  "n_bins",    "max_samples"};
  if (const auto* items = value.get_if<Value::List>()) return std::all_of(items->begin(), items->end(), is_modest);
  if (const auto* entries = value.get_if<Value::Map>()) {
    return std::all_of(entries->begin(), entries->end(), [](const auto& entry) {
      const auto* i = entry.second.template get_if<int64_t>();
      if (i && *i > 1000 && std::find(std::begin(kCounts), std::end(kCounts), entry.first) != std::end(kCounts))
        return false;
      if (i && entry.first == "size" && *i > 1 << 20 && *i <= static_cast<int64_t>(tables::limits::kBytes)) return false;
      return is_modest(entry.second);
    });
  }
  return true;
}

}  // namespace

void ask(const std::string& operation, Value request) {
  if (!is_modest(request)) return;
  // What all requests share stays.
  const bool ends = operation == "release" || operation == "drop";
  std::optional<Value> table;
  if (auto* entries = request.get_if<Value::Map>()) {
    for (auto& [key, value] : *entries) {
      const auto* handle = value.get_if<int64_t>();
      if (!handle || *handle < 0 || *handle >= 16) continue;
      const auto at = static_cast<size_t>(*handle);
      if (key == "model") value = models()[at % models().size()];
      else if (key == "data") value = data()[at % data().size()];
      else if (key == "table") table = value = open_table(at % 2 == 0);
      else continue;
      if (ends) return;
    }
  }
  const std::optional<Value> answer = answer_to(operation, request);
  if (table && operation != "table_close") sure_answer("table_close", Value::Map{{"table", *table}});
  if (!answer) return;
  if (operation == "hold") sure_answer("drop", Value::Map{{"data", answer->at("data")}});
  if (operation == "table_open") sure_answer("table_close", Value::Map{{"table", answer->at("table")}});
  if (operation != "fit" && operation != "load" && operation != "fit_search") return;
  const Value model = Value::Map{{"model", answer->at("model")}};
  answer_to("describe", model);
  answer_to("dump", model);
  sure_answer("release", model);
}

void ask(const std::string& operation, const uint8_t* request, size_t size) {
  Value decoded;
  try {
    decoded = decode(request, size);
  } catch (const Error&) {
    answer_to(operation, std::vector<uint8_t>(request, request + size));
    return;
  }
  ask(operation, std::move(decoded));
}

std::vector<std::pair<std::string, Value>> requests() {
  std::vector<std::pair<std::string, Value>> out;
  const auto add = [&](const char* operation, Value::Map request) {
    out.emplace_back(operation, Value(std::move(request)));
  };
  const Value X = numbers_table(), T = texts_table(), y = labels(), t = numbers({1, 2, 4, 3, 5, 5});
  const Value groups = text({0, 0, 1, 1, 2, 2}, {"g", "h", "i"});
  const Value folds = Value::Map{{"class", "KFold"}, {"params", Value::Map{{"n_splits", 3}}}};
  const Value grid = recipe("GridSearchCV", {{"estimator", recipe("LogisticRegression")},
                                             {"param_grid", Value::Map{{"C", Value::List{0.5, 1.0}}}},
                                             {"cv", 2}});
  const Value several = recipe("GridSearchCV", {{"estimator", recipe("DecisionTreeClassifier")},
                                                {"param_grid", Value::Map{{"max_depth", Value::List{1, "deep"}}}},
                                                {"scoring", Value::List{"accuracy", "roc_auc"}},
                                                {"refit", "accuracy"},
                                                {"return_train_score", true},
                                                {"error_score", 0.5},
                                                {"cv", folds}});
  add("version", {});
  add("schema", {});
  add("declarations", {{"classes", Value::List{"Ridge", "Pipeline", "Unknown"}}});
  add("no_operation", {});
  for (const Value& table : {X, T, Value(Value::Map{{"data", Array::own(std::vector<double>{1, 2, 3, 4}, {2, 2})}})}) {
    add("hold", {{"X", table}, {"y", y}});
    add("hold", {{"X", table}});
    for (const char* op : {"predict", "predict_proba", "decision_function", "transform", "inverse_transform"}) {
      for (int model = 0; model < 7; ++model) add(op, {{"model", model}, {"X", table}});
    }
  }
  // As many rows as are answered in blocks.
  const auto many = [](int rows, bool refused) {
    std::vector<double> a(static_cast<size_t>(rows)), b(a.size());
    for (size_t i = 0; i < a.size(); ++i) a[i] = static_cast<double>(i % 7), b[i] = static_cast<double>(i % 3);
    if (refused) b.back() = kNaN;
    return columns({Value::List{"a", numbers(std::move(a))}, Value::List{"b", numbers(std::move(b))}}, rows);
  };
  for (const bool refused : {false, true}) {
    for (int model : {0, 1, 3, 6}) {
      for (const char* op : {"predict", "predict_proba"}) add(op, {{"model", model}, {"X", many(33000, refused)}});
    }
  }
  for (const char* op : {"predict", "predict_proba", "decision_function", "transform", "score", "evaluate"}) {
    for (int model : {0, 3, 5}) {
      for (int held : {0, 1, 2}) add(op, {{"model", model}, {"data", held}});
    }
  }
  for (const char* op : {"params", "fitted", "describe", "release"}) {
    for (int model = 0; model < 7; ++model) add(op, {{"model", model}});
  }
  add("drop", {{"data", 99}});
  add("release", {{"model", 99}});
  for (int model : {0, 5, 6}) {
    add("input_warnings", {{"model", model}, {"X", X}});
    add("input_warnings", {{"model", model}, {"X", columns({Value::List{"a", numbers({-100, kNaN})},
                                                            Value::List{"b", numbers({0, kNaN})}},
                                                           2)}});
  }
  add("input_warnings", {{"model", 5}, {"X", columns({Value::List{"t", text({0, 1, -1}, {"r ", "q"})},
                                                      Value::List{"b", numbers({0, 9, 1})}},
                                                     3)}});
  add("input_warnings", {{"model", 0}, {"data", 0}});
  for (const Value& proof : {Value(true), Value(false), X, T}) {
    add("dump", {{"model", 0}, {"card", Value::Map{{"name", "a"}}}, {"proof", proof}});
    add("dump", {{"model", 6}, {"proof", proof}});
  }
  add("dump", {{"model", 0}, {"card", "text"}});
  for (const char* op : {"score", "evaluate"}) {
    add(op, {{"model", 0}, {"X", X}, {"y", y}});
    add(op, {{"model", 3}, {"X", X}, {"y", t}});
    add(op, {{"model", 0}, {"X", X}});
  }
  add("fit", {{"recipe", recipe("LogisticRegression", {{"max_iter", 1}})},
              {"X", X},
              {"y", y},
              {"sample_weight", numbers({1, 1, 2, 1, 0, 1})}});
  add("fit", {{"recipe", recipe("Ridge")}, {"X", X}, {"y", t}, {"sample_weight", y}});
  add("fit", {{"recipe", grid}, {"data", 0}, {"groups", groups}});
  add("fit", {{"recipe", several}, {"X", X}, {"y", y}});
  add("fit", {{"recipe", recipe("Ridge")}, {"X", X}, {"y", t}, {"groups", groups}});
  add("metric", {{"name", "accuracy"}, {"y_true", y}, {"y_pred", y}});
  add("metric", {{"name", "r2"}, {"y_true", t}, {"y_pred", t}});
  for (const Value& scored : {Value(recipe("LogisticRegression")), Value(recipe("Ridge")), Value()}) {
    add("suitable_scorers", {{"y", y}, {"recipe", scored}});
    add("suitable_scorers", {{"y", t}, {"recipe", scored}});
  }
  add("train_test_split", {{"n", 20}, {"test_size", 0.25}, {"random_state", 0}, {"shuffle", true}});
  add("train_test_split", {{"n", 6}, {"test_size", 2}, {"train_size", 4}, {"stratify", y}});
  for (const char* op : {"cv_split", "learning_split"}) {
    add(op, {{"n", 6}, {"cv", 2}, {"y", y}, {"recipe", recipe("LogisticRegression")}, {"scoring", Value::List{"f1"}}});
    add(op, {{"n", 6}, {"cv", folds}, {"classifier", false}, {"shuffle", true}, {"random_state", 1}});
    add(op, {{"n", 6},
             {"cv", Value::Map{{"class", "GroupKFold"}, {"params", Value::Map{{"n_splits", 3}}}}},
             {"groups", groups},
             {"train_sizes", numbers({0.5, 1.0}).detached()}});
  }
  const Value train = whole({0, 1, 2, 3}), test = whole({4, 5});
  Value::Map fold{{"recipe", recipe("LogisticRegression")}, {"data", 0}, {"train", train}, {"test", test}};
  add("fit_and_score", fold);
  fold.insert(fold.end(), {{"scoring", Value::List{"accuracy", "roc_auc"}},
                           {"return_train_score", true},
                           {"predict", true},
                           {"predict_proba", true},
                           {"place", "fold 1 of 2"},
                           {"error_score", 0.0}});
  add("fit_and_score", fold);
  for (const Value& C : {Value(0.5), Value(-1.0)}) {
    Value::Map changed = fold;
    changed.emplace_back("params", Value::Map{{"C", C}});
    add("fit_and_score", changed);
  }
  fold.emplace_back("params", Value::Map{{"no__C", 1.0}});
  add("fit_and_score", fold);
  add("fit_and_score", {{"recipe", recipe("Ridge")}, {"X", X}, {"y", t}, {"train", train}, {"test", test}});
  for (const Value& search : {grid, several}) {
    add("search_plan", {{"recipe", search}, {"n", 6}, {"y", y}, {"groups", groups}});
    Value::List results;
    const bool multi = search.at("params").find("scoring") != nullptr;
    for (int i = 0; i < 6; ++i) {
      const Value score = multi ? Value(Value::Map{{"accuracy", 0.5}, {"roc_auc", 0.25 * i}})
                                : Value(Value::Map{{"score", 0.25 * i}});
      results.push_back(Value::Map{{"test", score}, {"train", score}});
    }
    if (multi)
      results[5].get_if<Value::Map>()->emplace_back(
          "failure", Value::Map{{"code", "bad_value"}, {"where", "fold"}, {"message", "It failed."}, {"hint", ""}});
    else results.resize(4);
    const Value::List said(1, Value::Map{{"code", "UserWarning"},
                                         {"where", ""},
                                         {"message", "Look."},
                                         {"hint", "There."},
                                         {"count", 2}});
    add("fit_search", {{"recipe", search}, {"X", X}, {"y", y}, {"groups", groups}, {"warnings", said}, {"results", results}});
    add("fit_search", {{"recipe", search}, {"data", 0}, {"results", results}});
  }
  add("fit_search", {{"recipe", recipe("Ridge")}, {"X", X}, {"y", t}, {"results", Value::List{}}});
  add("permutation_importance", {{"model", 0}, {"data", 0}});
  add("permutation_importance", {{"model", 3},
                                 {"data", 1},
                                 {"scoring", Value::List{"r2"}},
                                 {"n_repeats", 2},
                                 {"random_state", 1},
                                 {"max_samples", 0.75},
                                 {"columns", whole({0})}});
  for (const char* kind : {"average", "individual", "both", "neither"}) {
    add("partial_dependence", {{"model", 0},
                               {"X", X},
                               {"features", whole({0, 1})},
                               {"kind", kind},
                               {"grid_resolution", 4},
                               {"percentiles", Value::List{0.1, 0.9}},
                               {"categorical_features", whole({1})},
                               {"response_method", "predict_proba"}});
  }
  add("partial_dependence", {{"model", 3}, {"data", 1}, {"features", whole({0})}});
  add("table_open", {{"size", 100}});
  add("table_open", {{"size", INT64_MAX}});
  const Bytes line = Bytes::own({'d', 'i', ',', '4', ',', '\n'});
  for (int table : {0, 1}) {
    add("table_append", {{"table", table}, {"bytes", line}});
    add("table_room", {{"table", table}, {"size", 10}});
    add("table_filled", {{"table", table}, {"size", 0}});
    add("table_text", {{"table", table}});
    add("table_read", {{"table", table}, {"options", Value::Map{{"delimiter", ","}, {"summaries", false}}}});
    add("table_columns", {{"table", table}, {"columns", whole({0, 1, 2})}});
    add("table_columns", {{"table", table}});
    add("table_where", {{"table", table}, {"columns", whole({0, 1, 2})}});
    add("table_head", {{"table", table}, {"from", 0}, {"count", 2}, {"column_from", 0}, {"column_count", 3}, {"whole", true}});
    add("table_lines", {{"table", table}, {"count", 3}});
    add("table_line_of", {{"table", table}, {"rows", whole({0, 2})}});
    add("table_close", {{"table", table}});
  }
  return out;
}

}  // namespace keepfit::fuzz
