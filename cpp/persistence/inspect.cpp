#include "persistence/inspect.h"

#include <cstring>
#include <string>
#include <string_view>

#include "core/registry.h"
#include "core/text.h"
#include "persistence/codec.h"

namespace keepfit {

namespace {

constexpr size_t kPreviewed = 6;
// Names and rows cost a file a few bytes each and whoever shows them far more.
constexpr size_t kLongestName = 200, kLongestPath = 1000;
constexpr size_t kMostRows = 10'000;

std::string element(const Array& a, size_t i) {
  const uint8_t* at = a.data + i * item_size(a.dtype);
  const auto read = [at]<class T>(T) {
    T value;
    std::memcpy(&value, at, sizeof value);
    return value;
  };
  switch (a.dtype) {
    case DType::kFloat64: return repr(read(double{}));
    case DType::kFloat32: return repr(static_cast<double>(read(float{})));
    case DType::kInt32: return std::to_string(read(int32_t{}));
    case DType::kUint8: return std::to_string(read(uint8_t{}));
    case DType::kInt64: return std::to_string(read(int64_t{}));
  }
  return "";
}

}  // namespace

std::string preview(const Value& value) {
  if (const auto* a = value.get_if<Array>()) {
    std::string text = "[";
    const size_t n = a->size();
    for (size_t i = 0; i < n && i < kPreviewed; ++i) text += (i ? ", " : "") + element(*a, i);
    return text + (n > kPreviewed ? ", ...]" : "]");
  }
  if (value.find("class")) return value.at("class").repr();
  return value.repr();
}

namespace {

class Rows {
 public:
  Value::List rows;

  void estimator(const Value& node, const std::string& name, const std::string& path, int level) {
    const Value* cls = node.find("class");
    const std::string* class_name = cls ? cls->get_if<std::string>() : nullptr;
    const Declaration* d = class_name ? registry::find(*class_name) : nullptr;
    add(level, path, name.empty() && class_name ? *class_name : name, "estimator", node, d ? d->doc : "",
        class_name ? *class_name : "unknown");
    if (const Value* params = node.find("params"); params && params->get_if<Value::Map>()) {
      for (const auto& [key, value] : params->map()) {
        const Param* p = d ? d->find_param(key) : nullptr;
        param(key, value, path, level + 1, p ? p->doc : "");
      }
    }
    if (const Value* fitted = node.find("fitted"); fitted && fitted->get_if<Value::Map>()) {
      for (const auto& [key, value] : fitted->map()) attribute(key, value, path, level + 1, d ? &d->fitted : nullptr);
    }
  }

  void warning(const Value& w) {
    add(0, w.at("where").text(), w.at("code").text(), "warning", w, w.at("hint").text().c_str(),
        w.at("message").text());
  }

  /// Says so when there was more than is shown.
  Value::List finish() && {
    if (cut_) {
      cut_ = false;
      rows.pop_back();
      add(0, "...", "...", "fitted", Value(), "Only the first rows are shown.", "more");
    }
    return std::move(rows);
  }

 private:
  bool cut_ = false;

  static std::string join(const std::string& path, const std::string& name, const char* with) {
    const std::string last = shown(name, kLongestName);
    return path.empty() ? last : shown(path + with + last, kLongestPath);
  }

  void param(const std::string& key, const Value& value, const std::string& path, int level, const char* doc) {
    if (value.find("class")) {
      estimator(value, key, join(path, key, "__"), level);
      return;
    }
    if (const auto* items = value.get_if<Value::List>(); items && holds_steps(*items)) {
      for (const Value& item : *items) {
        const Value::List& parts = item.list();
        const std::string& step = parts[0].text();
        if (parts[1].find("class")) estimator(parts[1], step, join(path, step, "__"), level);
        else
          add(level, join(path, step, "__"), step, "estimator", parts[1], "Passes its columns on, or leaves them out.",
              parts[1].repr());
      }
      return;
    }
    add(level, join(path, key, "__"), key, "param", value, doc, preview(value));
  }

  static bool holds_steps(const Value::List& items) {
    for (const Value& item : items) {
      const auto* parts = item.get_if<Value::List>();
      if (!parts || parts->size() < 2 || !(*parts)[0].get_if<std::string>()) return false;
      if (!(*parts)[1].find("class") && !(*parts)[1].is("passthrough") && !(*parts)[1].is("drop")) return false;
    }
    return !items.empty();
  }

  void attribute(const std::string& key, const Value& value, const std::string& path, int level,
                 const std::vector<Field>* fields) {
    const char* doc = "";
    if (key == "n_features_in_") doc = "Number of columns seen in fit.";
    if (key == "feature_names_in_") doc = "Names of the columns seen in fit; empty when X had none.";
    if (fields) {
      for (const Field& f : *fields) {
        if (key == f.name) doc = f.doc;
      }
    }
    const std::string here = join(path, key, "__");
    if (value.find("class")) {
      estimator(value, key, here, level);
      return;
    }
    add(level, here, key, "fitted", value, doc, preview(value));
    if (const auto* items = value.get_if<Value::List>()) {
      for (size_t i = 0; i < items->size(); ++i) {
        const std::string at = "." + std::to_string(i);
        if ((*items)[i].find("class")) estimator((*items)[i], key + at, here + at, level + 1);
      }
    }
    if (const auto* inner = value.get_if<Value::Map>()) {  // a record such as tree_
      for (const auto& [name, item] : *inner)
        add(level + 1, here + "." + name, name, "fitted", item, "", preview(item));
    }
  }

  void add(int level, const std::string& path, const std::string& name, const char* kind, const Value& value,
           const char* doc, const std::string& text) {
    if (rows.size() >= kMostRows) {
      cut_ = true;
      return;
    }
    const auto* a = value.get_if<Array>();
    Value shape;
    if (a) shape = Value::List(a->shape.begin(), a->shape.end());
    else if (const auto* items = value.get_if<Value::List>()) shape = Value::List{static_cast<int64_t>(items->size())};
    rows.push_back(Value::Map{
        {"level", level},
        {"path", path},
        {"name", name},
        {"kind", kind},
        {"dtype", a ? Value(dtype_name(a->dtype)) : Value(value.find("class") ? "estimator" : value.type_name())},
        {"shape", std::move(shape)},
        {"preview", text},
        {"bytes", static_cast<int64_t>(encoded_size(value))},
        {"doc", doc}});
  }
};

}  // namespace

Value inspect_rows(const Value& node, const Value* warnings) {
  Rows rows;
  if (warnings) {
    for (const Value& each : warnings->list()) rows.warning(each);
  }
  rows.estimator(node, "", "", 0);
  return std::move(rows).finish();
}

bool holds_training_rows(const Value& node) {
  if (const auto* items = node.get_if<Value::List>()) {
    for (const Value& item : *items) {
      if (holds_training_rows(item)) return true;
    }
  }
  if (const auto* entries = node.get_if<Value::Map>()) {
    const Value* cls = node.find("class");
    const auto* name = cls ? cls->get_if<std::string>() : nullptr;
    const Declaration* d = name ? registry::find(*name) : nullptr;
    if (d && d->traits.holds_training_rows) return true;
    for (const auto& entry : *entries) {
      if (holds_training_rows(entry.second)) return true;
    }
  }
  return false;
}

}  // namespace keepfit
