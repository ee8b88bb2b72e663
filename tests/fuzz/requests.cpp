#include "requests.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string_view>

#include "border/call.h"
#include "core/errors.h"
#include "made.h"
#include "persistence/codec.h"
#include "tables/limits.h"
#include "use.h"

namespace keepfit::fuzz {

namespace {

std::string refusal;  // the last one

/// What comes back, in bounds of time: a call is asked now and then whether it should go on.
std::optional<Value> answer_to(const std::string& operation, const std::vector<uint8_t>& request) {
  int calls = 0;
  const Context context{[&](double, double) { return ++calls < 200; }};
  border::Reply reply = border::call(operation, request.data(), request.size(), context);
  const auto bytes = std::make_shared<const std::vector<uint8_t>>(std::move(reply.bytes));
  Value answer = decode(bytes->data(), bytes->size()).owned_by(bytes);
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
      out.push_back(sure_answer("fit", Value::Map{{"recipe", recipe(name)}, {"X", numbers_table()}, {"y", labels()}})
                        .at("model"));
    out.push_back(
        sure_answer("fit",
                    Value::Map{{"recipe", recipe("Ridge")}, {"X", numbers_table()}, {"y", numbers({1, 2, 4, 3, 5, 5})}})
            .at("model"));
    const Value unnamed = Array::own(std::vector<double>{1, 2, 3, 4, 5, 7}, {3, 2});
    out.push_back(
        sure_answer("fit", Value::Map{{"recipe", recipe("PCA")}, {"X", Value::Map{{"data", unnamed}}}}).at("model"));
    out.push_back(
        sure_answer("fit", Value::Map{{"recipe", recipe("OneHotEncoder")}, {"X", texts_table()}}).at("model"));
    // One that looks at some of its columns only, and was warned of.
    Value::List part(1, Value::List{"best", recipe("SelectKBest", {{"k", 1}}), Value::List(1, "a")});
    const Value steps =
        Value::List{Value::List{"columns", recipe("ColumnTransformer", {{"transformers", std::move(part)}})},
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
  static constexpr std::string_view kCounts[] = {
      "n",      "max_iter",  "n_estimators", "n_repeats",    "n_iter", "n_splits", "grid_resolution", "n_candidates",
      "n_init", "max_depth", "n_quantiles",  "n_components", "degree", "n_bins",   "max_samples"};
  if (const auto* items = value.get_if<Value::List>()) return std::all_of(items->begin(), items->end(), is_modest);
  if (const auto* entries = value.get_if<Value::Map>()) {
    return std::all_of(entries->begin(), entries->end(), [](const auto& entry) {
      const auto* i = entry.second.template get_if<int64_t>();
      if (i && *i > 1000 && std::find(std::begin(kCounts), std::end(kCounts), entry.first) != std::end(kCounts))
        return false;
      if (i && entry.first == "size" && *i > 1 << 20 && *i <= static_cast<int64_t>(tables::limits::kBytes))
        return false;
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

std::vector<uint8_t> file_of(const Value& request) {
  if (!is_modest(request)) return {};
  const std::optional<Value> fitted = answer_to("fit", request);
  if (!fitted) return {};
  const Value& model = fitted->at("model");
  const std::optional<Value> file = answer_to("dump", Value::Map{{"model", model}, {"proof", false}});
  sure_answer("release", Value::Map{{"model", model}});
  if (!file) return {};
  const Bytes& bytes = file->at("bytes").bytes();
  return {bytes.data, bytes.data + bytes.size};
}

}  // namespace keepfit::fuzz
