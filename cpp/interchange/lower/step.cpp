// What a step holds, read with care: a file may be any file.
#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/errors.h"
#include "interchange/lower/lower.h"

namespace keepfit::interchange::lower {

namespace {

[[noreturn]] void refuse_value(const std::string& where) {
  graph::refuse(where, "The file holds something else than numbers where this step has them.",
                "Load it in Keepfit first: that says what is wrong with it.");
}

double element(const Array& array, size_t i) {
  const auto at = [&](auto as) {
    std::memcpy(&as, array.data + i * sizeof as, sizeof as);
    return static_cast<double>(as);
  };
  switch (array.dtype) {
    case DType::kFloat64: return at(double{});
    case DType::kFloat32: return at(float{});
    case DType::kInt32: return at(int32_t{});
    case DType::kUint8: return at(uint8_t{});
    case DType::kInt64: return at(int64_t{});
  }
  return 0;
}

}  // namespace

std::vector<double> doubles_of(const Value& value, const std::string& where) {
  std::vector<double> out;
  if (const auto* array = value.get_if<Array>()) {
    out.reserve(array->size());
    for (size_t i = 0; i < array->size(); ++i) out.push_back(element(*array, i));
    return out;
  }
  const auto* list = value.get_if<Value::List>();
  if (!list) refuse_value(where);
  for (const Value& each : *list) {
    if (!each.is_number()) refuse_value(where);
    out.push_back(each.number());
  }
  return out;
}

std::vector<int32_t> integers_of(const Value& value, const std::string& where) {
  std::vector<int32_t> out;
  for (const double v : doubles_of(value, where)) {
    if (!(std::fabs(v) < 2147483648.0) || std::floor(v) != v) refuse_value(where);
    out.push_back(static_cast<int32_t>(v));
  }
  return out;
}

graph::Matrix matrix_of(const Value& value, const std::string& where) {
  const auto* array = value.get_if<Array>();
  if (!array || array->shape.size() != 2) refuse_value(where);
  return {array->shape[0], array->shape[1], doubles_of(value, where)};
}

graph::Labels labels_of(const Value& value, const std::string& where) {
  graph::Labels out;
  const auto* list = value.get_if<Value::List>();
  out.is_text = list != nullptr;
  if (!list) {
    out.numbers = doubles_of(value, where);
    return out;
  }
  for (const Value& each : *list) {
    if (!each.get_if<std::string>()) refuse_value(where);
    out.texts.push_back(each.text());
  }
  return out;
}

graph::Categories categories_of(const Value& value, bool& has_missing, const std::string& where) {
  graph::Categories out;
  has_missing = false;
  if (const auto* list = value.get_if<Value::List>()) {
    out.is_text = true;
    for (const Value& each : *list) {
      if (has_missing || (!each.is_null() && !each.get_if<std::string>())) refuse_value(where);
      if (each.is_null()) has_missing = true;
      else out.texts.push_back(each.text());
    }
    return out;
  }
  for (const double v : doubles_of(value, where)) {
    if (has_missing) refuse_value(where);
    if (std::isnan(v)) has_missing = true;
    else out.numbers.push_back(v);
  }
  return out;
}

Step::Step(const Builder& made_by, const Value& value) : builder(made_by) {
  const Value *name = value.find("class"), *params = value.find("params"), *fitted = value.find("fitted");
  if (!name || !params || !fitted || !name->get_if<std::string>() || !params->get_if<Value::Map>())
    graph::refuse(builder.where, "The file holds something else than a step here.");
  name_ = name->text();
  if (!fitted->get_if<Value::Map>())
    graph::refuse(builder.where, shown(name_) + " is not fitted, so there is nothing to export.", "Fit it first.");
  params_ = params;
  fitted_ = fitted;
}

const Value& Step::entry(const Value& map, std::string_view name) const {
  if (const Value* found = map.find(name)) return *found;
  refuse(name_ + " has no " + std::string(name) + " in this file.");
}

void Step::refuse(std::string message, std::string hint) const {
  graph::refuse(builder.where, std::move(message), std::move(hint));
}

size_t Step::width() const {
  const int64_t n = fitted("n_features_in_").integer("n_features_in_");
  if (n < 0 || n > 1 << 24) refuse("The number of columns of this step makes no sense.");
  return static_cast<size_t>(n);
}

void Step::takes(const Frame& in) const {
  if (in.size() != width())
    refuse(name_ + " takes " + counted(static_cast<int64_t>(width()), "column") + ", but is given " +
           std::to_string(in.size()) + ".");
}

std::vector<double> Step::numbers(std::string_view name) const { return doubles_of(fitted(name), builder.where); }

std::vector<double> Step::numbers(std::string_view name, size_t count) const {
  std::vector<double> out = numbers(name);
  if (out.size() != count) refuse(std::string(name) + " of " + name_ + " has another length than it should.");
  return out;
}

graph::Matrix Step::matrix(std::string_view name) const { return matrix_of(fitted(name), builder.where); }

graph::Matrix Step::matrix(std::string_view name, size_t rows, size_t columns) const {
  graph::Matrix out = matrix(name);
  if (out.rows != rows || out.columns != columns)
    refuse(std::string(name) + " of " + name_ + " has another shape than it should.");
  return out;
}

graph::Labels Step::classes() const {
  graph::Labels out = labels_of(fitted("classes_"), builder.where);
  if (out.size() == 0) refuse(name_ + " knows no class.");
  return out;
}

}  // namespace keepfit::interchange::lower
