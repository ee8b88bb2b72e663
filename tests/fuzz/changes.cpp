#include "changes.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <set>
#include <string>
#include <utility>

#include "arrays.h"
#include "core/constraint.h"
#include "core/registry.h"

namespace keepfit::fuzz {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// The declaration that a map with a class names, or null.
const Declaration* declaration_of(const Value& value) {
  const Value* cls = value.find("class");
  const auto* name = cls ? cls->get_if<std::string>() : nullptr;
  return name ? registry::find(*name) : nullptr;
}

Value* entry(Value& map, std::string_view key) {
  auto* entries = map.get_if<Value::Map>();
  if (!entries) return nullptr;
  for (auto& [name, value] : *entries) {
    if (name == key) return &value;
  }
  return nullptr;
}

/// What a parameter may be, and what is just outside of it.
std::vector<Value> choices(const Param& p) {
  std::vector<Value> out{Value(), true, false, p.fallback};
  for (const Constraint& c : p.allowed) {
    for (const std::string& option : c.options) out.emplace_back(option);
    if (c.kind != Constraint::Kind::kInterval) continue;
    for (const double end : {c.low, c.high}) {
      if (!std::isfinite(end) || std::fabs(end) > 1e15) continue;
      for (const double step : {-1.0, 0.0, 1.0}) {
        if (c.integral) out.emplace_back(static_cast<int64_t>(end + step));
        else out.emplace_back(end + 0.25 * step);
      }
    }
  }
  return out;
}

std::vector<Value> others(const Value& value) {
  std::vector<Value> out{Value(), Value::List{}, Value::Map{}};
  if (const auto* b = value.get_if<bool>()) out.insert(out.end(), {Value(!*b), Value(1)});
  else if (const auto* i = value.get_if<int64_t>()) {
    for (const int64_t other : {int64_t{0}, int64_t{1}, int64_t{-1}, int64_t{1} << 31, INT64_MAX})
      out.emplace_back(other);
    if (*i > INT64_MIN && *i < INT64_MAX) out.insert(out.end(), {Value(*i + 1), Value(*i - 1)});
    out.emplace_back(static_cast<double>(*i));
    out.emplace_back("text");
  } else if (const auto* d = value.get_if<double>()) {
    for (const double other : {0.0, 1.0, -1.0, 0.5, kNaN, kInf, -kInf, 1e300, 2 * *d, -*d}) out.emplace_back(other);
    out.emplace_back(1);
    out.emplace_back("text");
  } else if (const auto* s = value.get_if<std::string>()) {
    for (const char* other : {"", "never seen", "drop", "a__b", "weights", "estimators"}) out.emplace_back(other);
    out.emplace_back(*s + *s);
    out.emplace_back(std::string(1200, 'x'));
    out.emplace_back(1);
    out.emplace_back(kNaN);
  }
  return out;
}

template <class T>
void put_element(Array& a, size_t at, T value) {
  std::vector<uint8_t> bytes = bytes_of(a);
  std::memcpy(bytes.data() + at * sizeof value, &value, sizeof value);
  a = owned(a.dtype, a.shape, std::move(bytes));
}

class Changes {
 public:
  Changes(Value& tree, const std::vector<Value>& donors, const std::function<void(const Value&)>& visit)
      : tree_(tree), donors_(donors), visit_(visit) {}

  void all() { at(tree_); }

 private:
  Value& tree_;
  const std::vector<Value>& donors_;
  const std::function<void(const Value&)>& visit_;

  /// Moved out and in again: what stands below keeps its place.
  void put(Value& place, Value other) {
    Value was = std::move(place);
    place = std::move(other);
    visit_(tree_);
    place = std::move(was);
  }

  void at(Value& place) {
    for (Value& other : others(place)) put(place, std::move(other));
    if (const auto* a = place.get_if<Array>()) array(place, *a);
    else if (const auto* bytes = place.get_if<Bytes>()) {
      put(place, Bytes::own(std::vector<uint8_t>(bytes->data, bytes->data + bytes->size / 2)));
      put(place, "text");
    } else if (place.get_if<Value::List>()) list(place);
    else if (place.get_if<Value::Map>()) map(place);
  }

  void list(Value& place) {
    const Value::List& items = *place.get_if<Value::List>();
    put(place, 1);
    const auto with = [&](auto&& change) {
      Value::List other = items;
      change(other);
      put(place, std::move(other));
    };
    with([](Value::List& l) { l.emplace_back(); });
    with([](Value::List& l) { l.emplace_back("text"); });
    with([](Value::List& l) { l.emplace_back(7); });
    if (items.empty()) return;
    with([](Value::List& l) { l.pop_back(); });
    with([](Value::List& l) { l.erase(l.begin()); });
    with([](Value::List& l) { l.push_back(l.back()); });
    with([](Value::List& l) { l.push_back(l.front()); });
    with([](Value::List& l) { std::reverse(l.begin(), l.end()); });
    // Labels are a list of texts or an array of numbers.
    if (items.front().get_if<std::string>()) {
      std::vector<double> numbers(items.size());
      for (size_t i = 0; i < numbers.size(); ++i) numbers[i] = static_cast<double>(i);
      put(place, Array::own(std::move(numbers)));
    }
    auto& changed = *place.get_if<Value::List>();
    for (size_t i = 0; i < changed.size(); ++i) {
      if (i < 2 || i + 1 == changed.size()) at(changed[i]);
    }
  }

  void map(Value& place) {
    const Declaration* d = declaration_of(place);
    if (d) step(place);
    const auto with = [&](auto&& change) {
      Value::Map other = *place.get_if<Value::Map>();
      change(other);
      put(place, std::move(other));
    };
    with([](Value::Map& m) { m.emplace_back("unknown", 1); });
    with([](Value::Map& m) { std::reverse(m.begin(), m.end()); });
    for (size_t i = 0; i < place.get_if<Value::Map>()->size(); ++i) {
      with([&](Value::Map& m) { m.erase(m.begin() + static_cast<std::ptrdiff_t>(i)); });
      with([&](Value::Map& m) { m[i].first = "other"; });
    }
    auto& entries = *place.get_if<Value::Map>();
    for (auto& [key, value] : entries) {
      at(value);
      if (key == "class") {
        for (const char* other : {"Ridge", "StandardScaler", "LogisticRegression", "GridSearchCV", "Pipeline"})
          put(value, other);
      }
      if (d && key == "params" && !d->unsupported.empty() && value.get_if<Value::Map>()) {
        Value::Map other = *value.get_if<Value::Map>();
        other.emplace_back(d->unsupported.front(), 1);
        put(value, std::move(other));
      }
      if (!d || key != "params" || !value.get_if<Value::Map>()) continue;
      for (auto& [name, given] : *value.get_if<Value::Map>()) {
        const Param* p = d->find_param(name);
        if (!p) continue;
        for (Value& other : choices(*p)) put(given, std::move(other));
      }
    }
  }

  void step(Value& place) {
    const int64_t width = width_of(place);
    for (const Value& donor : donors_) {
      put(place, donor);
      const int64_t other = width_of(donor);
      if (width < 1 || other < 1 || other == width) continue;
      Value fitting = donor;
      extend(*entry(fitting, "fitted"), static_cast<uint32_t>(other), static_cast<uint32_t>(width));
      put(place, std::move(fitting));
    }
    put(place, "passthrough");
    put(place, "drop");
    Value* fitted = entry(place, "fitted");
    if (!fitted || !fitted->get_if<Value::Map>()) return;
    // The same extent everywhere by another one: attributes then agree with each other.
    std::set<uint32_t> extents;
    each_extent(*fitted, [&](uint32_t extent) { extents.insert(extent); });
    for (const uint32_t old : extents) {
      for (const uint32_t now : {0u, 1u, old - 1, old + 1}) {
        if (now == old || now > 4096) continue;
        Value other = *fitted;
        extend(other, old, now);
        put(*fitted, std::move(other));
      }
    }
  }

  /// How many columns a fitted step takes, or -1.
  static int64_t width_of(const Value& step) {
    const Value* fitted = step.find("fitted");
    const Value* width = fitted ? fitted->find("n_features_in_") : nullptr;
    const auto* n = width ? width->get_if<int64_t>() : nullptr;
    return n && *n < 4096 ? *n : -1;
  }

  template <class F>
  static void each_extent(const Value& value, const F& note) {
    if (const auto* a = value.get_if<Array>()) std::for_each(a->shape.begin(), a->shape.end(), note);
    else if (const auto* items = value.get_if<Value::List>()) {
      note(static_cast<uint32_t>(items->size()));
      for (const Value& item : *items) each_extent(item, note);
    } else if (const auto* entries = value.get_if<Value::Map>()) {
      for (const auto& each : *entries) each_extent(each.second, note);
    }
  }

  static void extend(Value& value, uint32_t old, uint32_t now) {
    if (auto* a = value.get_if<Array>()) {
      for (size_t axis = 0; axis < a->shape.size(); ++axis) {
        if (a->shape[axis] == old) resize_axis(*a, axis, now);
      }
    } else if (auto* i = value.get_if<int64_t>(); i && *i == old) {
      *i = now;
    } else if (auto* items = value.get_if<Value::List>()) {
      for (Value& item : *items) extend(item, old, now);
      if (items->size() == old && old > 0) {
        const Value last = items->back();
        items->resize(now, last);
      }
    } else if (auto* entries = value.get_if<Value::Map>()) {
      for (auto& each : *entries) extend(each.second, old, now);
    }
  }

  void array(Value& place, const Array& given) {
    const Array a = given;
    const auto with = [&](auto&& change) {
      Array other = a;
      change(other);
      put(place, std::move(other));
    };
    for (size_t axis = 0; axis < a.shape.size(); ++axis) {
      for (const uint32_t extent : {0u, 1u, a.shape[axis] - 1, a.shape[axis] + 1}) {
        if (extent <= 4096) with([&](Array& o) { resize_axis(o, axis, extent); });
      }
    }
    for (int dtype = 1; dtype <= 5; ++dtype) {
      const auto other = static_cast<DType>(dtype);
      if (other != a.dtype) put(place, owned(other, a.shape, std::vector<uint8_t>(a.size() * item_size(other), 0)));
    }
    with([](Array& o) { o.shape.push_back(1); });
    put(place, Value::List{"a", "b"});
    put(place, "text");
    switch (a.dtype) {
      case DType::kFloat64:
        return elements<double>(place, a, {0.0, 1.0, -1.0, 0.5, 2.0, kNaN, kInf, -kInf, 1e300, -1e300, 5e-324});
      case DType::kFloat32: return elements<float>(place, a, {0.0f, 1.0f, -1.0f, NAN, INFINITY, -INFINITY, 3e38f});
      case DType::kInt32: return elements<int32_t>(place, a, {0, 1, 2, -1, -2, 1000, INT32_MAX, INT32_MIN});
      case DType::kUint8: return elements<uint8_t>(place, a, {0, 1, 2, 255});
      case DType::kInt64: return elements<int64_t>(place, a, {0, 1, 2, -1, -2, 1000, INT64_MAX, INT64_MIN});
    }
  }

  template <class T>
  void elements(Value& place, const Array& a, std::initializer_list<T> values) {
    const size_t n = a.size();
    if (n == 0) return;
    const std::vector<T> old = a.to_vector<T>();
    const auto with = [&](std::vector<T> other) { put(place, Array::own(std::move(other), a.shape)); };
    for (const T value : values) {
      for (const size_t i : std::set<size_t>{0, 1 % n, n / 2, n - 1}) {
        Array other = a;
        put_element(other, i, value);
        put(place, std::move(other));
      }
      with(std::vector<T>(n, value));
    }
    std::vector<T> other = old;
    std::reverse(other.begin(), other.end());
    with(std::move(other));
    for (const size_t i : std::set<size_t>{0, n / 2, n - 1}) {  // an element as its neighbour is, or as the last one
      other = old;
      other[i] = old[(i + 1) % n];
      with(other);
      other[i] = old[n - 1];
      with(std::move(other));
    }
  }
};

}  // namespace

void each_change(Value& tree, const std::vector<Value>& donors, const std::function<void(const Value&)>& visit) {
  Changes(tree, donors, visit).all();
}

void each_choice(const Value& recipe, const std::function<void(const Value&)>& visit) {
  const Declaration* d = declaration_of(recipe);
  if (!d) return;
  for (const Param& p : d->params) {
    for (Value& choice : choices(p)) {
      Value changed = recipe;
      Value* params = entry(changed, "params");
      if (!params || !params->get_if<Value::Map>()) return;
      if (Value* given = entry(*params, p.name)) *given = std::move(choice);
      else params->get_if<Value::Map>()->emplace_back(p.name, std::move(choice));
      visit(changed);
    }
  }
}

std::string shape_of(const Value& value) {
  const auto much = [](size_t n) { return n == 0 ? "0" : n == 1 ? "1" : n == 2 ? "2" : "n"; };
  if (const auto* s = value.get_if<std::string>()) return "'" + s->substr(0, 20) + "'";
  if (const auto* a = value.get_if<Array>()) {
    std::string out = dtype_name(a->dtype);
    for (const uint32_t extent : a->shape) out += much(extent);
    return out;
  }
  if (const auto* items = value.get_if<Value::List>()) {
    std::string out = std::string("[") + much(items->size());
    for (size_t i = 0; i < items->size(); ++i) {
      if (i < 2 || i + 1 == items->size()) out += shape_of((*items)[i]);
    }
    return out + "]";
  }
  if (const auto* entries = value.get_if<Value::Map>()) {
    std::string out = "{";
    for (const auto& [key, item] : *entries) out += key + ":" + shape_of(item) + ",";
    return out + "}";
  }
  if (const auto* b = value.get_if<bool>()) return *b ? "t" : "f";
  return value.type_name();
}

}  // namespace keepfit::fuzz
