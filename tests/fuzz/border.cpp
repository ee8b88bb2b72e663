// Any request to any operation is answered or refused. An input is the operation's name, a zero byte and the request.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include "border/operations.h"
#include "core/errors.h"
#include "mutate.h"
#include "persistence/codec.h"
#include "use.h"

using namespace keepfit;

namespace {

constexpr const char* kOperations[] = {"version",       "schema",
                                       "fit",           "predict",
                                       "predict_proba", "decision_function",
                                       "transform",     "inverse_transform",
                                       "score",         "evaluate",
                                       "metric",        "train_test_split",
                                       "params",        "fitted",
                                       "describe",      "dump",
                                       "load",          "inspect",
                                       "verify",        "diff",
                                       "warnings"};

/// Models that requests can name: whatever handle they give becomes one of these.
std::vector<int64_t>& handles() {
  static std::vector<int64_t> all = [] {
    const Value columns = Value::List{Value::List{"a", Array::own(std::vector<double>{1, 2, 3, 4, 5, 6})},
                                      Value::List{"b", Array::own(std::vector<double>{0, 1, 0, 1, 1, 0})}};
    const Value X = Value::Map{{"columns", columns}, {"rows", 6}};
    const Value y = Value::Map{{"codes", Array::own(std::vector<int32_t>{0, 1, 0, 1, 1, 0})},
                               {"categories", Value::List{"no", "yes"}}};
    std::vector<int64_t> out;
    for (const char* name : {"LogisticRegression", "DecisionTreeClassifier", "StandardScaler"}) {
      out.push_back(
          border::run_operation("fit", Value::Map{{"recipe", Value::Map{{"class", name}}}, {"X", X}, {"y", y}}, {})
              .at("model")
              .integer());
    }
    return out;
  }();
  return all;
}

/// Requests that ask for much work in few bytes are the caller's right, but keep a fuzzer waiting.
bool is_modest(const Value& value) {
  if (const auto* items = value.get_if<Value::List>()) return std::all_of(items->begin(), items->end(), is_modest);
  if (const auto* entries = value.get_if<Value::Map>()) {
    return std::all_of(entries->begin(), entries->end(), [](const auto& entry) {
      const auto* i = entry.second.template get_if<int64_t>();
      if (i && (entry.first == "n" || entry.first == "max_iter" || entry.first == "n_estimators") && *i > 1000)
        return false;
      return is_modest(entry.second);
    });
  }
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto* end = static_cast<const uint8_t*>(std::memchr(data, 0, std::min<size_t>(size, 40)));
  if (!end) return 0;
  const std::string op(reinterpret_cast<const char*>(data), static_cast<size_t>(end - data));
  if (op == "release") return 0;
  const size_t head = op.size() + 1;
  try {
    Value request = decode(data + head, size - head);
    if (!is_modest(request)) return 0;
    if (auto* entries = request.get_if<Value::Map>()) {
      for (auto& [key, value] : *entries) {
        if (auto* handle = value.get_if<int64_t>(); key == "model" && handle && *handle >= 0 && *handle < 16)
          *handle = handles()[static_cast<size_t>(*handle) % handles().size()];
      }
    }
    int calls = 0;
    const Context context{[&](double, double) { return ++calls < 200; }};
    const Value answer = border::run_operation(op, request, context);
    encode(answer);
    const Value* model = op == "fit" || op == "load" ? answer.find("model") : nullptr;
    if (model) {
      border::run_operation("describe", Value::Map{{"model", *model}}, context);
      border::run_operation("dump", Value::Map{{"model", *model}}, context);
      border::run_operation("release", Value::Map{{"model", *model}}, context);
    }
  } catch (const Error& e) {
    fuzz::expect_readable(e);
  }
  return 0;
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t most, unsigned seed) {
  fuzz::Random random(seed);
  const auto* end = static_cast<const uint8_t*>(std::memchr(data, 0, std::min<size_t>(size, 40)));
  std::string op = end ? std::string(reinterpret_cast<const char*>(data), static_cast<size_t>(end - data)) : "fit";
  Value request;
  try {
    request = end ? decode(end + 1, size - op.size() - 1) : Value(Value::Map{});
  } catch (const Error&) {
    request = Value::Map{};
  }
  // A file inside a request is changed as a file.
  bool changed = false;
  if (auto* entries = request.get_if<Value::Map>(); entries && random() % 4) {
    for (auto& [key, value] : *entries) {
      const auto* file = value.get_if<Bytes>();
      if (!file || random() % 2) continue;
      std::vector<uint8_t> bytes = fuzz::mutate_file(file->data, file->size, most, static_cast<unsigned>(random()));
      if (bytes.empty()) continue;
      value = Bytes::own(std::move(bytes));
      changed = true;
    }
  }
  if (!changed) fuzz::mutate(request, random);
  if (random() % 16 == 0) op = kOperations[random() % std::size(kOperations)];
  const std::vector<uint8_t> bytes = encode(request);
  if (op.size() + 1 + bytes.size() > most) return size;
  std::memcpy(data, op.c_str(), op.size() + 1);
  std::memcpy(data + op.size() + 1, bytes.data(), bytes.size());
  return op.size() + 1 + bytes.size();
}
