// from_recipe, audit_node and from_node of core/node.h: values to estimators, one attribute after the other.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <string_view>
#include <unordered_set>

#include "core/named.h"
#include "core/node.h"
#include "core/registry.h"

namespace keepfit {

namespace {

constexpr int kDeepest = 32;

[[noreturn]] void refuse(const char* code, const std::string& where, const std::string& message) {
  throw Error(code, where, message, "The file was not written by Keepfit or has been changed; nothing was loaded.");
}

/// Extents bound to dimension names within one estimator.
using Extents = std::map<std::string, uint64_t, std::less<>>;

void check_extent(const Field& f, size_t axis, uint64_t extent, Extents& bound, const std::string& where) {
  const std::string dimension = f.shape[axis];
  const bool literal = dimension[0] >= '0' && dimension[0] <= '9';
  const uint64_t expected = literal ? std::stoull(dimension) : bound.try_emplace(dimension, extent).first->second;
  if (extent != expected) {
    refuse("audit_shape", where,
           std::string(f.name) + " has the extent " + std::to_string(extent) + " on axis " + std::to_string(axis) +
               ", but " + (literal ? "" : dimension + " is ") + std::to_string(expected) +
               (literal ? " is required." : "."));
  }
}

enum class Purpose { kRecipe, kAudit, kConstruct };

struct Reading {
  Purpose purpose;
  size_t most_columns = INT32_MAX;
  std::unique_ptr<Estimator> (*create)(std::string_view name) = &registry::create;
};

std::shared_ptr<Estimator> read_estimator(const Value& value, const Reading& reading, const std::string& where,
                                          int depth);

/// Reads one attribute into the estimator, checking type and shape. With `fill` false it only checks.
struct FromValue {
  const Field& field;
  const Value& value;
  Extents& bound;
  const std::string& where;
  const Reading& reading;
  int depth;
  bool fill = reading.purpose == Purpose::kConstruct;

  [[noreturn]] void wrong(const std::string& expected) const {
    refuse("audit_type", where,
           std::string(field.name) + " must be " + expected + ". Got " + value.type_name() + ": " + value.repr() + ".");
  }

  const Array& array(DType dtype, size_t axes) const {
    const auto* a = value.get_if<Array>();
    const std::string expected =
        std::string("a ") + dtype_name(dtype) + " array of " + std::to_string(axes) + (axes == 1 ? " axis" : " axes");
    if (!a || a->dtype != dtype || a->shape.size() != axes) wrong(expected);
    for (size_t i = 0; i < axes && i < field.shape.size(); ++i) check_extent(field, i, a->shape[i], bound, where);
    return *a;
  }

  void operator()(double* out) const {
    const auto* v = value.get_if<double>();
    if (!v) wrong("a float");
    if (fill) *out = *v;
  }
  void operator()(int64_t* out) const {
    const auto* v = value.get_if<int64_t>();
    if (!v) wrong("an int");
    if (fill) *out = *v;
  }
  void operator()(bool* out) const {
    const auto* v = value.get_if<bool>();
    if (!v) wrong("a bool");
    if (fill) *out = *v;
  }
  void operator()(std::string* out) const {
    const auto* v = value.get_if<std::string>();
    if (!v) wrong("a str");
    if (fill) *out = *v;
  }
  void operator()(Vector* out) const {
    const Array& a = array(DType::kFloat64, 1);
    if (!fill) return;
    out->resize(static_cast<Index>(a.shape[0]));
    if (a.bytes()) std::memcpy(out->data(), a.data, a.bytes());
  }
  void operator()(RowMatrix* out) const {
    const Array& a = array(DType::kFloat64, 2);
    if (!fill) return;
    out->resize(static_cast<Index>(a.shape[0]), static_cast<Index>(a.shape[1]));
    if (a.bytes()) std::memcpy(out->data(), a.data, a.bytes());
  }
  template <class T>
  void read(std::vector<T>* out, DType dtype) const {
    const Array& a = array(dtype, 1);
    if (fill) *out = a.to_vector<T>();
  }
  void operator()(std::vector<int32_t>* out) const { read(out, DType::kInt32); }
  void operator()(std::vector<int64_t>* out) const { read(out, DType::kInt64); }
  void operator()(std::vector<uint8_t>* out) const { read(out, DType::kUint8); }
  void operator()(std::vector<float>* out) const { read(out, DType::kFloat32); }
  void operator()(std::vector<std::string>* out) const {
    const auto* items = value.get_if<Value::List>();
    if (!items) wrong("a list of str");
    if (!field.shape.empty()) check_extent(field, 0, items->size(), bound, where);
    std::vector<std::string> strings;
    for (const Value& item : *items) {
      if (!item.get_if<std::string>()) wrong("a list of str");
      strings.push_back(item.text());
    }
    if (fill) *out = std::move(strings);
  }
  /// `sorted`: text must be in ascending order too (classes), not only distinct (categories, which may have been
  /// given).
  Labels labels(const Value& v, bool sorted) const {
    Labels out;
    if (const auto* a = v.get_if<Array>()) {
      if (a->dtype != DType::kFloat64 || a->shape.size() != 1) wrong("float64 labels or a list of str");
      out.numbers = a->to_vector<double>();
      for (size_t i = 1; i < out.numbers.size(); ++i) {
        const bool nan_last =
            i + 1 == out.numbers.size() && std::isnan(out.numbers[i]) && !std::isnan(out.numbers[i - 1]);
        if (!nan_last && !(out.numbers[i - 1] < out.numbers[i])) wrong("labels in strictly ascending order");
      }
      return out;
    }
    const auto* items = v.get_if<Value::List>();
    if (!items) wrong("float64 labels or a list of str");
    out.is_text = true;
    for (size_t i = 0; i < items->size(); ++i) {
      if ((*items)[i].is_null() && i + 1 == items->size()) {
        out.none_last = true;
        continue;
      }
      if (!(*items)[i].get_if<std::string>()) wrong("float64 labels or a list of str");
      out.strings.push_back((*items)[i].text());
      if (sorted && out.strings.size() > 1 && !(out.strings[out.strings.size() - 2] < out.strings.back())) {
        wrong("labels in strictly ascending order");
      }
    }
    std::unordered_set<std::string_view> distinct(out.strings.begin(), out.strings.end());
    if (distinct.size() != out.strings.size()) wrong("distinct labels");
    return out;
  }
  void operator()(Labels* out) const {
    Labels read = labels(value, true);
    if (!field.shape.empty()) check_extent(field, 0, read.size(), bound, where);
    if (fill) *out = std::move(read);
  }
  void operator()(std::vector<Labels>* out) const {
    const auto* items = value.get_if<Value::List>();
    if (!items) wrong("a list of labels");
    if (!field.shape.empty()) check_extent(field, 0, items->size(), bound, where);
    std::vector<Labels> read;
    for (const Value& item : *items) read.push_back(labels(item, false));
    if (fill) *out = std::move(read);
  }
  void operator()(Value* out) const {
    if (!field.shape.empty()) {
      const auto* items = value.get_if<Value::List>();
      if (!items) wrong("a list");
      check_extent(field, 0, items->size(), bound, where);
    }
    if (!holds_no_array(value)) wrong("plain (no arrays, no bytes)");
    if (fill) *out = value;
  }
  /// What is kept as it is must not point into the file.
  static bool holds_no_array(const Value& v) {
    if (const auto* items = v.get_if<Value::List>()) return std::all_of(items->begin(), items->end(), holds_no_array);
    if (const auto* entries = v.get_if<Value::Map>()) {
      return std::all_of(entries->begin(), entries->end(),
                         [](const Value::Entry& entry) { return holds_no_array(entry.second); });
    }
    return !v.get_if<Array>() && !v.get_if<Bytes>();
  }
  void operator()(std::shared_ptr<Estimator>* out) const {
    if (value.is_null()) {
      if (fill) out->reset();
      return;
    }
    auto read = read_estimator(value, reading, field.name, depth + 1);
    if (fill) *out = std::move(read);
  }
  void operator()(std::vector<std::shared_ptr<Estimator>>* out) const {
    const auto* items = value.get_if<Value::List>();
    if (!items) wrong("a list of estimators");
    if (!field.shape.empty()) check_extent(field, 0, items->size(), bound, where);
    std::vector<std::shared_ptr<Estimator>> all;
    for (size_t i = 0; i < items->size(); ++i) {
      auto read = read_estimator((*items)[i], reading, std::string(field.name) + "." + std::to_string(i), depth + 1);
      if (fill) all.push_back(std::move(read));
    }
    if (fill) *out = std::move(all);
  }
  void operator()(Record* out) const;
};

/// Refuses entries that are not those declared, in their order, by the first name that is unknown or missing. `kind`:
/// "parameter".
template <class Entry>
void check_names(const std::string& who, const char* kind, const std::vector<Entry>& declared,
                 const Value::Map& entries, size_t skip, const std::string& where) {
  bool same = entries.size() == declared.size() + skip;
  for (size_t i = 0; same && i < declared.size(); ++i) same = entries[i + skip].first == declared[i].name;
  if (same) return;
  for (size_t i = skip; i < entries.size(); ++i) {
    const std::string& name = entries[i].first;
    if (std::none_of(declared.begin(), declared.end(), [&](const Entry& d) { return name == d.name; })) {
      refuse("audit_names", where, who + " has no " + kind + " '" + shown(name) + "'.");
    }
  }
  for (const Entry& d : declared) {
    if (std::none_of(entries.begin() + static_cast<std::ptrdiff_t>(skip), entries.end(),
                     [&](const Value::Entry& e) { return e.first == d.name; })) {
      refuse("audit_names", where, who + " lacks its " + kind + " '" + d.name + "'.");
    }
  }
  refuse("audit_names", where, "The " + std::string(kind) + "s of " + who + " are not in declared order.");
}

void read_fields(const std::string& who, const std::vector<Field>& fields, Declared& owner, const Value::Map& entries,
                 size_t skip, Extents& bound, const std::string& where, const Reading& reading, int depth) {
  check_names(who, "fitted attribute", fields, entries, skip, where);
  for (size_t i = 0; i < fields.size(); ++i) {
    const std::string path = (where.empty() ? "" : where + " > ") + fields[i].name;
    std::visit(FromValue{fields[i], entries[i + skip].second, bound, path, reading, depth}, fields[i].at(owner));
  }
}

void FromValue::operator()(Record* out) const {
  const auto* entries = value.get_if<Value::Map>();
  if (!entries) wrong("a map");
  read_fields(field.name, out->fields(), *out, *entries, 0, bound, where, reading, depth);
}

/// Maps with a class become estimators wherever the parameter's constraint has room for them.
Value read_param(const Value& value, const Reading& reading, const std::string& where, int depth) {
  if (value.find("class")) return read_estimator(value, reading, where, depth + 1);
  if (const auto* items = value.get_if<Value::List>()) {
    Value::List list;
    for (const Value& item : *items) {
      std::string path = where;
      // [name, estimator, ...]: the name is the way to the estimator
      if (const auto* parts = item.get_if<Value::List>();
          parts && parts->size() >= 2 && (*parts)[0].get_if<std::string>()) {
        path += (where.empty() ? "step '" : " > step '") + shown((*parts)[0].text()) + "'";
      }
      list.push_back(read_param(item, reading, path, depth));
    }
    return list;
  }
  return value;
}

void check_keys(const Value::Map& entries, bool recipe) {
  if (recipe) {
    for (const auto& [key, unused] : entries) {
      if (key != "class" && key != "params") {
        throw Error("bad_recipe", "", "A recipe has the keys class and params; found '" + shown(key) + "'.",
                    "Remove it.");
      }
    }
  } else if (entries.size() != 3 || entries[0].first != "class" || entries[1].first != "params" ||
             entries[2].first != "fitted") {
    refuse("audit_names", "", "A step must have exactly the keys class, params and fitted, in this order.");
  }
}

void read_fitted(const Value& fitted, Estimator& estimator, const Reading& reading, int depth) {
  const Declaration& d = estimator.declaration();
  const Value::Map& attributes = fitted.map("fitted");
  if (attributes.size() < 2 || attributes[0].first != "n_features_in_" || attributes[1].first != "feature_names_in_") {
    refuse("audit_names", "", "The fitted attributes must begin with n_features_in_ and feature_names_in_.");
  }
  const int64_t width = attributes[0].second.integer("n_features_in_");
  if (width < 1 || static_cast<uint64_t>(width) > reading.most_columns)
    refuse("audit_shape", "", "n_features_in_ is " + std::to_string(width) + ".");
  Extents bound{{"n_features_in_", static_cast<uint64_t>(width)}};
  const Value::List& names = attributes[1].second.list("feature_names_in_");
  if (!names.empty() && names.size() != static_cast<size_t>(width)) {
    refuse("audit_shape", "",
           "feature_names_in_ has " + counted(names.size(), "name") + " for " + counted(width, "feature") + ".");
  }
  read_fields(d.name, d.fitted, estimator, attributes, 2, bound, "", reading, depth);
  std::vector<std::string> feature_names;
  for (const Value& item : names) feature_names.push_back(item.text("feature_names_in_"));
  if (reading.purpose != Purpose::kConstruct) return;
  estimator.mutable_n_features_in() = width;
  estimator.mutable_feature_names_in() = std::move(feature_names);
  estimator.adopt_fitted();
}

std::shared_ptr<Estimator> read_estimator(const Value& value, const Reading& reading, const std::string& where,
                                          int depth) {
  const bool recipe = reading.purpose == Purpose::kRecipe;
  if (depth > kDeepest) {
    throw Error(recipe ? "bad_recipe" : "audit_depth", where,
                "Estimators are nested more than " + std::to_string(kDeepest) + " deep.", "Flatten the pipeline.");
  }
  const Value::Map* entries = value.get_if<Value::Map>();
  const Value* cls = entries ? value.find("class") : nullptr;
  if (!cls || !cls->get_if<std::string>()) {
    throw Error(recipe ? "bad_recipe" : "audit_names", where,
                "A step must be a map with a class and params. Got " + value.repr() + ".",
                "Make it with a constructor such as StandardScaler().");
  }
  const std::string label = where.empty() ? shown(cls->text()) : where;
  try {
    check_keys(*entries, recipe);
    std::shared_ptr<Estimator> estimator = reading.create(cls->text());
    const Declaration& d = estimator->declaration();

    static const Value::Map kNoParams;
    const Value* given = value.find("params");
    const Value::Map& params = given && !given->is_null() ? given->map("params") : kNoParams;
    if (!recipe) check_names(d.name, "parameter", d.params, params, 0, "");
    for (const auto& [key, v] : params) {
      const Param* p = d.find_param(key);
      const std::string path = where;
      estimator->set_param(key, p && hold_estimators(p->allowed) ? read_param(v, reading, path, depth) : v);
    }
    if (recipe) return estimator;

    const Value& fitted = value.at("fitted");
    if (fitted.is_null()) return estimator;
    read_fitted(fitted, *estimator, reading, depth);
    return estimator;
  } catch (const Error& e) {
    // Typed reading and parameters know nothing of files.
    Error named = e;
    if (!recipe && (e.code == "wrong_type" || e.code == "missing_key")) named.code = "audit_type";
    if (!recipe && e.hint.empty())
      named.hint = "The file was not written by Keepfit or has been changed; nothing was loaded.";
    // Nested calls have already said where.
    throw named.where.rfind(label, 0) == 0 ? named : named.within(label);
  }
}

}  // namespace

std::shared_ptr<Estimator> from_recipe(const Value& recipe) {
  return read_estimator(recipe, {Purpose::kRecipe, INT32_MAX, &create_named}, "", 0);
}
void audit_node(const Value& node, size_t most_columns) {
  read_estimator(node, {Purpose::kAudit, most_columns}, "", 0);
}
std::shared_ptr<Estimator> from_node(const Value& node, size_t most_columns) {
  return read_estimator(node, {Purpose::kConstruct, most_columns}, "", 0);
}

}  // namespace keepfit
