#include "core/value.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "core/errors.h"
#include "core/estimator.h"

namespace keepfit {

size_t item_size(DType dtype) {
  switch (dtype) {
    case DType::kFloat64:
    case DType::kInt64: return 8;
    case DType::kFloat32:
    case DType::kInt32: return 4;
    case DType::kUint8: return 1;
  }
  return 0;
}

const char* dtype_name(DType dtype) {
  switch (dtype) {
    case DType::kFloat64: return "float64";
    case DType::kInt64: return "int64";
    case DType::kFloat32: return "float32";
    case DType::kInt32: return "int32";
    case DType::kUint8: return "uint8";
  }
  return "unknown";
}

namespace {
template <class T>
constexpr DType dtype_of();
template <>
constexpr DType dtype_of<double>() {
  return DType::kFloat64;
}
template <>
constexpr DType dtype_of<float>() {
  return DType::kFloat32;
}
template <>
constexpr DType dtype_of<int32_t>() {
  return DType::kInt32;
}
template <>
constexpr DType dtype_of<uint8_t>() {
  return DType::kUint8;
}
template <>
constexpr DType dtype_of<int64_t>() {
  return DType::kInt64;
}

[[noreturn]] void wrong_type(std::string_view what, const char* expected, const Value& got) {
  throw Error("wrong_type", std::string(what),
              std::string(what) + " must be " + expected + ". Got " + got.type_name() + ": " + got.repr() + ".");
}
}  // namespace

Value::Value(const Value& other) = default;
Value::Value(Value&& other) noexcept = default;
Value& Value::operator=(const Value& other) = default;
Value& Value::operator=(Value&& other) noexcept = default;
Value::~Value() = default;
Value::Value(const char* value) : data_(std::string(value)) {}
Value::Value(std::string value) : data_(std::move(value)) {}
Value::Value(List value) : data_(std::move(value)) {}
Value::Value(Map value) : data_(std::move(value)) {}

size_t Array::size() const {
  size_t n = 1;
  for (uint32_t extent : shape) n *= extent;
  return n;
}

template <class T>
Array Array::view(const T* values, std::vector<uint32_t> shape) {
  return {dtype_of<T>(), std::move(shape), reinterpret_cast<const uint8_t*>(values), nullptr};
}

template <class T>
Array Array::own(std::vector<T> values, std::vector<uint32_t> shape) {
  if (shape.empty()) shape = {static_cast<uint32_t>(values.size())};
  auto owner = std::make_shared<const std::vector<T>>(std::move(values));
  const auto* data = reinterpret_cast<const uint8_t*>(owner->data());
  return {dtype_of<T>(), std::move(shape), data, std::move(owner)};
}

template <class T>
std::vector<T> Array::to_vector() const {
  if (dtype != dtype_of<T>()) {
    throw Error("wrong_type", "array",
                std::string("The array must be of ") + dtype_name(dtype_of<T>()) + ". Got " + dtype_name(dtype) + ".");
  }
  std::vector<T> values(size());
  if (!values.empty()) std::memcpy(values.data(), data, values.size() * sizeof(T));
  return values;
}

#define KEEPFIT_ARRAY_OF(T)                                            \
  template Array Array::view<T>(const T*, std::vector<uint32_t>);      \
  template Array Array::own<T>(std::vector<T>, std::vector<uint32_t>); \
  template std::vector<T> Array::to_vector<T>() const;
KEEPFIT_ARRAY_OF(double)
KEEPFIT_ARRAY_OF(float)
KEEPFIT_ARRAY_OF(int32_t)
KEEPFIT_ARRAY_OF(uint8_t)
KEEPFIT_ARRAY_OF(int64_t)
#undef KEEPFIT_ARRAY_OF

Bytes Bytes::own(std::vector<uint8_t> bytes) {
  auto owner = std::make_shared<const std::vector<uint8_t>>(std::move(bytes));
  return {owner->data(), owner->size(), owner};
}

bool Value::boolean(std::string_view what) const {
  if (const auto* v = get_if<bool>()) return *v;
  wrong_type(what, "a bool", *this);
}

int64_t Value::integer(std::string_view what) const {
  if (const auto* v = get_if<int64_t>()) return *v;
  wrong_type(what, "an int", *this);
}

double Value::number(std::string_view what) const {
  if (const auto* v = get_if<int64_t>()) return static_cast<double>(*v);
  if (const auto* v = get_if<double>()) return *v;
  wrong_type(what, "a number", *this);
}

const std::string& Value::text(std::string_view what) const {
  if (const auto* v = get_if<std::string>()) return *v;
  wrong_type(what, "a str", *this);
}

const Value::List& Value::list(std::string_view what) const {
  if (const auto* v = get_if<List>()) return *v;
  wrong_type(what, "a list", *this);
}

const Value::Map& Value::map(std::string_view what) const {
  if (const auto* v = get_if<Map>()) return *v;
  wrong_type(what, "a map", *this);
}

const Array& Value::array(std::string_view what) const {
  if (const auto* v = get_if<Array>()) return *v;
  wrong_type(what, "an array", *this);
}

const Bytes& Value::bytes(std::string_view what) const {
  if (const auto* v = get_if<Bytes>()) return *v;
  wrong_type(what, "bytes", *this);
}

const std::shared_ptr<Estimator>& Value::estimator(std::string_view what) const {
  if (const auto* v = get_if<std::shared_ptr<Estimator>>()) return *v;
  wrong_type(what, "an estimator", *this);
}

const Value* Value::find(std::string_view key) const {
  const auto* entries = get_if<Map>();
  if (!entries) return nullptr;
  for (const auto& [name, value] : *entries) {
    if (name == key) return &value;
  }
  return nullptr;
}

const Value& Value::at(std::string_view key) const {
  map();
  if (const Value* value = find(key)) return *value;
  throw Error("missing_key", std::string(key), "The entry '" + std::string(key) + "' is missing.");
}

Value Value::detached() const {
  if (const auto* items = get_if<List>()) {
    List out;
    for (const Value& item : *items) out.push_back(item.detached());
    return out;
  }
  if (const auto* entries = get_if<Map>()) {
    Map out;
    for (const auto& [key, item] : *entries) out.emplace_back(key, item.detached());
    return out;
  }
  if (const auto* a = get_if<Array>()) {
    List out;
    if (a->shape.size() == 1 && a->dtype == DType::kFloat64) {
      for (double v : a->to_vector<double>()) out.emplace_back(v);
      return out;
    }
    if (a->shape.size() == 1 && a->dtype == DType::kInt32) {
      for (int32_t v : a->to_vector<int32_t>()) out.emplace_back(static_cast<int64_t>(v));
      return out;
    }
  }
  if (get_if<Array>() || get_if<Bytes>()) wrong_type("value", "plain (a number, a text, a list)", *this);
  return *this;
}

Value Value::owned_by(const std::shared_ptr<const void>& owner) && {
  if (auto* items = get_if<List>()) {
    for (Value& item : *items) item = std::move(item).owned_by(owner);
  } else if (auto* entries = get_if<Map>()) {
    for (auto& entry : *entries) entry.second = std::move(entry.second).owned_by(owner);
  } else if (auto* a = get_if<Array>()) {
    a->owner = owner;
  } else if (auto* b = get_if<Bytes>()) {
    b->owner = owner;
  }
  return std::move(*this);
}

std::string Value::type_name() const {
  static constexpr const char* kNames[] = {"None",   "a bool", "an int",   "a float", "a str",
                                           "a list", "a map",  "an array", "bytes",   "an estimator"};
  return kNames[data_.index()];
}

std::string repr(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  if (value == 0) return std::signbit(value) ? "-0.0" : "0.0";
  // The fewest digits that read back as the same double. (Emscripten 3.1.6 has no std::to_chars for floats.)
  char buffer[40];
  for (int precision = 0; precision < 17; ++precision) {
    std::snprintf(buffer, sizeof buffer, "%.*e", precision, std::fabs(value));
    if (std::strtod(buffer, nullptr) == std::fabs(value)) break;
  }
  const std::string scientific = buffer;
  const size_t e = scientific.find('e');
  const int exponent = std::atoi(scientific.c_str() + e + 1);
  std::string digits = scientific.substr(0, 1) + (e > 2 ? scientific.substr(2, e - 2) : "");
  std::string text;
  if (exponent < -4 || exponent >= 16) {
    text = scientific;
  } else if (exponent < 0) {
    text = "0." + std::string(static_cast<size_t>(-exponent - 1), '0') + digits;
  } else {
    const auto whole = static_cast<size_t>(exponent) + 1;
    if (digits.size() < whole) digits.append(whole - digits.size(), '0');
    text = digits.substr(0, whole) + "." + (digits.size() > whole ? digits.substr(whole) : "0");
  }
  return (value < 0 ? "-" : "") + text;
}

std::string Value::repr() const {
  constexpr size_t kLongest = 60;
  std::string text;
  if (is_null()) text = "None";
  else if (const auto* b = get_if<bool>()) text = *b ? "True" : "False";
  else if (const auto* i = get_if<int64_t>()) text = std::to_string(*i);
  else if (const auto* d = get_if<double>()) text = keepfit::repr(*d);
  else if (const auto* s = get_if<std::string>()) text = "'" + *s + "'";
  else if (const auto* l = get_if<List>()) {
    text = "[";
    for (const Value& item : *l) {
      if (text.size() > kLongest) break;
      if (text.size() > 1) text += ", ";
      text += item.repr();
    }
    text += "]";
  } else if (const auto* m = get_if<Map>()) {
    text = "{";
    for (const auto& [key, item] : *m) {
      if (text.size() > kLongest) break;
      if (text.size() > 1) text += ", ";
      text += "'" + key + "': " + item.repr();
    }
    text += "}";
  } else if (const auto* a = get_if<Array>()) {
    text = std::string(dtype_name(a->dtype)) + "(";
    for (size_t i = 0; i < a->shape.size(); ++i) text += (i ? ", " : "") + std::to_string(a->shape[i]);
    text += ")";
  } else if (const auto* b2 = get_if<Bytes>()) text = counted(b2->size, "byte");
  else if (const auto* e = get_if<std::shared_ptr<Estimator>>()) text = std::string((*e)->declaration().name) + "(...)";
  if (text.size() > kLongest) {
    size_t cut = kLongest;
    while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80) --cut;  // not inside a UTF-8 character
    text = text.substr(0, cut) + "...";
  }
  return text;
}

}  // namespace keepfit
