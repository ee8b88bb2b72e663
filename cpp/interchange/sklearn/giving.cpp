#include "interchange/sklearn/giving.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/errors.h"
#include "core/text.h"
#include "interchange/known.h"
#include "interchange/sklearn/params.h"
#include "interchange/sklearn/special.h"
#include "interchange/skops/json.h"

namespace keepfit::interchange {

namespace {

/// Estimators within estimators.
constexpr int kDeepest = 24;

std::array<const Gifts*, 8> families() {
  return {&gifts_of_preprocessing(), &gifts_of_encoders(),  &gifts_of_trees(),       &gifts_of_boosting(),
          &gifts_of_linear(),        &gifts_of_neighbors(), &gifts_of_composition(), &gifts_of_searches()};
}

/// What constants of own.cpp stand for.
Value scalar_of(std::string_view json) {
  if (json == "null") return {};
  if (json == "true" || json == "false") return json == "true";
  if (json == "NaN") return std::nan("");
  if (json.front() == '"') return std::string(json.substr(1, json.size() - 2));
  const bool whole = json.find('.') == std::string_view::npos;
  const double number = std::strtod(std::string(json).c_str(), nullptr);
  return whole ? Value(static_cast<int64_t>(number)) : Value(number);
}

/// What scikit-learn wants as a tuple, which MessagePack has not.
constexpr std::string_view kTuples = "feature_range quantile_range degree";

/// Whether a function of its family says what becomes of an attribute.
bool is_otherwise(std::string_view class_name, std::string_view name) {
  if (special_attribute(class_name, name)) return true;
  for (const Gifts* family : families())
    for (const Gift& gift : family->fitted)
      if (is_among(gift.classes, class_name) && is_among(gift.instead, name)) return true;
  return false;
}

}  // namespace

void refuse_giving(const std::string& where, const std::string& message, const std::string& hint) {
  throw Error("not_exported", where, message,
              hint.empty() ? "Nothing was written: a model that answers otherwise would be worse than none." : hint);
}

Given::Given(const Value& of, const std::string& at, bool has_names) : step(of), where(at), named(has_names) {}
Given::Given(const Given& whole) : step(whole.step), where(whole.where), named(false) {}
Given::~Given() = default;
std::string_view Given::class_name() const { return step.at("class").text(); }
const Value& Given::param(const char* name) const { return step.at("params").at(name); }
const Value& Given::attribute(const char* name) const { return step.at("fitted").at(name); }
int64_t Given::width() const { return attribute("n_features_in_").integer(); }
std::string Given::inside(const std::string& name) const { return where.empty() ? name : where + "__" + name; }
bool Given::is_classifier() const { return class_name().find("Classifier") != std::string_view::npos; }

void Giving::add(Given& to, std::string_view name, Node node) { to.out.add(name, std::move(node)); }
void Giving::put(Given& to, std::string_view name, const Value& scalar) { add(to, name, schema.scalar(scalar)); }
void Giving::put(Given& to, std::string_view name, const char* text) { put(to, name, Value(text)); }
void Giving::put(Given& to, std::string_view name, int64_t whole) { put(to, name, Value(whole)); }
void Giving::put(Given& to, std::string_view name, int whole) { put(to, name, Value(whole)); }
void Giving::put(Given& to, std::string_view name, double number) { put(to, name, Value(number)); }
void Giving::put(Given& to, std::string_view name, bool flag) { put(to, name, Value(flag)); }
void Giving::put_none(Given& to, std::string_view name) { put(to, name, Value()); }

std::vector<std::string> Given::names() const {
  std::vector<std::string> out;
  if (!named) return out;
  for (const Value& name : attribute("feature_names_in_").list()) out.push_back(name.text());
  return out;
}

void Giving::leave(const Given& of, std::string_view names) {
  while (!names.empty()) {
    const size_t end = std::min(names.find(' '), names.size());
    left[std::string(of.class_name())].insert(std::string(names.substr(0, end)));
    names.remove_prefix(std::min(end + 1, names.size()));
  }
}

// ---- estimators
// ------------------------------------------------------------------------------------------------------

Node Giving::fitted(const Value& step, const std::string& where, bool named) {
  const Value* attributes = step.find("fitted");
  if (!attributes || attributes->is_null()) refuse_giving(where, "The model holds a step that was never fitted.");
  Given to(step, where, named);
  if (++depth_ > kDeepest) refuse_giving(where, "Estimators stand in one another too deeply.");
  if (role_of(module_of(to.class_name()), to.class_name()) != Role::kEstimator)
    refuse_giving(where, "scikit-learn has no " + shown(to.class_name()) + ".");
  add_params(to, true);
  put(to, "n_features_in_", attributes->at("n_features_in_"));
  if (const auto columns = to.names(); !columns.empty()) {
    Node node = names(columns);
    add(to, "feature_names_in_", std::move(node));
  }
  for (const auto& [name, value] : attributes->map()) {
    if (name == "n_features_in_" || name == "feature_names_in_" || is_otherwise(to.class_name(), name)) continue;
    Node node = name == "classes_" ? labels(value) : same(value, to.inside(name));
    add(to, name, std::move(node));
  }
  for (const Own& own : own_attributes(to.class_name())) put(to, own.name, scalar_of(own.json));
  for (const Gifts* family : families())
    for (const Gift& gift : family->fitted)
      if (is_among(gift.classes, to.class_name())) gift.attributes(*this, to);
  finish(to);
  --depth_;
  return schema.object(to.class_name(), to.out);
}

Value Giving::completed(const Value& recipe, const std::string& where) const {
  const std::string& name = recipe.at("class").text();
  for (const Value& declared : declared_.at("estimators").list()) {
    if (!declared.at("name").is(name) || module_of(name).empty()) continue;
    Value::Map params;
    for (const Value& param : declared.at("params").list()) {
      const std::string& key = param.at("name").text();
      const Value* given = recipe.at("params").find(key);
      params.emplace_back(key, given ? *given : default_of(param));
    }
    return Value::Map{{"class", name}, {"params", std::move(params)}};
  }
  refuse_giving(where, "scikit-learn has no " + shown(name) + ".");
}

Node Giving::given(const Value& step, const std::string& where) {
  const Value full = completed(step, where);
  Given to(full, where, false);
  if (++depth_ > kDeepest) refuse_giving(where, "Estimators stand in one another too deeply.");
  add_params(to, false);
  finish(to);
  --depth_;
  return schema.object(to.class_name(), to.out);
}

Node Giving::fitted_or_word(const Value& step, const std::string& where, bool named) {
  return step.get_if<Value::Map>() ? fitted(step, where, named) : schema.scalar(step);
}
Node Giving::given_or_word(const Value& step, const std::string& where) {
  return step.get_if<Value::Map>() ? given(step, where) : schema.scalar(step);
}

void Giving::finish(Given& to) { put(to, "_sklearn_version", kWrittenVersion); }

Node Giving::made(std::string_view class_name, Given& part) {
  for (const Own& own : own_params(class_name)) {
    const bool given =
        std::any_of(part.out.all.begin(), part.out.all.end(), [&](const auto& each) { return each.first == own.name; });
    if (!given) put(part, own.name, scalar_of(own.json));
  }
  put(part, "_sklearn_version", kWrittenVersion);
  return schema.object(class_name, part.out);
}

void Giving::add_params(Given& to, bool with_fitted) {
  for (const auto& [name, value] : to.step.at("params").map()) {
    const std::string where = to.inside(name);
    const ParamGift* special = nullptr;
    for (const Gifts* family : families())
      for (const ParamGift& each : family->params)
        if (each.name == name && is_among(each.classes, to.class_name())) special = &each;
    Node node;
    if (special) {
      node = special->write(*this, to, with_fitted);
    } else if (const auto* list = value.get_if<Value::List>(); list && is_among(kTuples, name)) {
      Nodes items;
      for (const Value& item : *list) items.push_back(plain(item, where));
      node = schema.tuple(items);
    } else {
      node = plain(value, where);
    }
    add(to, name, std::move(node));
  }
  for (const Own& own : own_params(to.class_name())) put(to, own.name, scalar_of(own.json));
  for (const Gifts* family : families())
    for (const Gift& gift : family->given)
      if (is_among(gift.classes, to.class_name())) gift.attributes(*this, to);
}

// ---- values
// ----------------------------------------------------------------------------------------------------------

Node Giving::plain(const Value& value, const std::string& where, std::string_view keys) {
  if (const auto* list = value.get_if<Value::List>()) {
    Nodes items;
    for (const Value& item : *list) items.push_back(plain(item, where));
    return schema.list(items);
  }
  if (const auto* map = value.get_if<Value::Map>()) {
    const Value* of_class = value.find("class");
    if (of_class && value.find("params") && map->size() <= 3) {
      if (role_of(module_of(of_class->text()), of_class->text()) == Role::kEstimator) return given(value, where);
      if (module_of(of_class->text()) != "sklearn.model_selection._split")
        refuse_giving(where, "scikit-learn has no " + shown(of_class->text()) + ".");
      return splitter(value, where);
    }
    Attributes entries;
    for (const auto& [key, item] : *map) {
      Node node = plain(item, where);
      entries.add(key, std::move(node));
    }
    return schema.dict(entries, keys);
  }
  if (value.get_if<Array>()) return same(value, where);
  return schema.scalar(value);
}

Node Giving::same(const Value& value, const std::string& where) {
  if (const auto* array = value.get_if<Array>()) {
    const std::vector<int64_t> shape(array->shape.begin(), array->shape.end());
    if (array->dtype == DType::kFloat64) return schema.floats(array->to_vector<double>(), shape);
    if (array->dtype == DType::kUint8) return schema.flags(array->to_vector<uint8_t>());
    if (array->dtype == DType::kInt32) {
      const auto numbers = array->to_vector<int32_t>();
      return schema.wholes({numbers.begin(), numbers.end()}, shape);
    }
    refuse_giving(where, "An array is of a type that cannot be written.");
  }
  if (value.get_if<Value::Map>() && value.find("class")) return fitted(value, where, false);
  return plain(value, where);
}

void Giving::add_same(Given& to, std::string_view names) {
  while (!names.empty()) {
    const size_t end = std::min(names.find(' '), names.size());
    const std::string name(names.substr(0, end));
    const Value& value = to.attribute(name.c_str());
    Node node = name == "classes_" ? labels(value) : same(value, to.inside(name));
    add(to, name, std::move(node));
    names.remove_prefix(std::min(end + 1, names.size()));
  }
}

Node Giving::labels(const Value& labels) {
  if (const auto* list = labels.get_if<Value::List>()) {
    std::vector<std::string> texts;
    for (const Value& text : *list) texts.push_back(text.text());
    return schema.texts(texts);
  }
  const std::vector<double> numbers = labels.array().to_vector<double>();
  const bool whole = std::all_of(numbers.begin(), numbers.end(), [](double number) {
    return std::floor(number) == number && std::abs(number) < 0x1p53 && !(number == 0 && std::signbit(number));
  });
  if (!whole) return schema.floats(numbers);
  return schema.wholes({numbers.begin(), numbers.end()});
}

Node Giving::categories(const Value& labels) {
  const auto* list = labels.get_if<Value::List>();
  if (!list) return schema.floats(labels.array().to_vector<double>());
  Nodes items;
  for (const Value& text : *list) items.push_back(schema.scalar(text.is_null() ? Value(std::nan("")) : text));
  return schema.objects(items);
}

Nodes Giving::categories_list(const Value& list) {
  Nodes out;
  for (const Value& of_column : list.list()) out.push_back(categories(of_column));
  return out;
}

Node Giving::names(const std::vector<std::string>& names) {
  Nodes items;
  for (const std::string& name : names) items.push_back(schema.scalar(name));
  return schema.objects(items);
}

Node Giving::function(const Value& name) {
  if (name.is_null()) return schema.scalar({});
  for (const auto& [ours, theirs] : kFunctionNames)
    if (name.is(ours)) return schema.function(theirs);
  return schema.function(name.text());
}

}  // namespace keepfit::interchange
