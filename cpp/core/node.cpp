#include "core/node.h"

#include <algorithm>
#include <string_view>

namespace keepfit {

namespace {

std::vector<uint32_t> extents(std::initializer_list<Index> sizes) {
  std::vector<uint32_t> shape;
  for (Index s : sizes) shape.push_back(static_cast<uint32_t>(s));
  return shape;
}

Value labels_value(const Labels& labels) {
  if (!labels.is_text) return Array::view(labels.numbers.data(), {static_cast<uint32_t>(labels.numbers.size())});
  Value::List names(labels.strings.begin(), labels.strings.end());
  if (labels.none_last) names.emplace_back();
  return names;
}

struct ToValue {
  Value operator()(const double* v) const { return *v; }
  Value operator()(const int64_t* v) const { return *v; }
  Value operator()(const bool* v) const { return *v; }
  Value operator()(const std::string* v) const { return *v; }
  Value operator()(const Vector* v) const { return Array::view(v->data(), extents({v->size()})); }
  Value operator()(const RowMatrix* v) const { return Array::view(v->data(), extents({v->rows(), v->cols()})); }
  template <class T>
  Value operator()(const std::vector<T>* v) const {
    return Array::view(v->data(), {static_cast<uint32_t>(v->size())});
  }
  Value operator()(const std::vector<std::string>* v) const { return Value::List(v->begin(), v->end()); }
  Value operator()(const Labels* v) const { return labels_value(*v); }
  Value operator()(const std::vector<Labels>* v) const {
    Value::List list;
    for (const Labels& labels : *v) list.push_back(labels_value(labels));
    return list;
  }
  Value operator()(const Value* v) const { return *v; }
  Value operator()(const std::shared_ptr<Estimator>* v) const { return *v ? to_node(**v) : Value(); }
  Value operator()(const std::vector<std::shared_ptr<Estimator>>* v) const {
    Value::List list;
    for (const auto& estimator : *v) list.push_back(to_node(*estimator));
    return list;
  }
  Value operator()(const Record* v) const {
    Value::Map map;
    for (const Field& f : v->fields()) map.emplace_back(f.name, field_value(f, *v));
    return map;
  }
};

Value param_value(const Value& value, bool with_fitted) {
  if (const auto* nested = value.get_if<std::shared_ptr<Estimator>>())
    return with_fitted ? to_node(**nested) : to_recipe(**nested);
  if (const auto* items = value.get_if<Value::List>()) {
    Value::List list;
    for (const Value& item : *items) list.push_back(param_value(item, with_fitted));
    return list;
  }
  return value;
}

Value::Map params_map(const Estimator& estimator, bool with_fitted) {
  Value::Map params;
  for (const Param& p : estimator.declaration().params)
    params.emplace_back(p.name, param_value(estimator.param(p.name), with_fitted));
  return params;
}

}  // namespace

Value field_value(const Field& f, const Declared& owner) {
  return std::visit([](auto* p) { return ToValue{}(static_cast<const std::remove_pointer_t<decltype(p)>*>(p)); },
                    f.at(const_cast<Declared&>(owner)));
}

Value to_recipe(const Estimator& estimator) {
  return Value::Map{{"class", estimator.declaration().name}, {"params", params_map(estimator, false)}};
}

Value to_node(const Estimator& estimator) {
  Value fitted;
  if (estimator.fitted()) {
    const auto& names = estimator.feature_names_in();
    Value::Map attributes{{"n_features_in_", estimator.n_features_in()},
                          {"feature_names_in_", Value::List(names.begin(), names.end())}};
    for (const Field& f : estimator.declaration().fitted) attributes.emplace_back(f.name, field_value(f, estimator));
    fitted = std::move(attributes);
  }
  return Value::Map{
      {"class", estimator.declaration().name}, {"params", params_map(estimator, true)}, {"fitted", std::move(fitted)}};
}

namespace {
void walk_param(const Value& value, const std::function<void(const std::string&, const Estimator&)>& visit,
                const std::string& path, const std::string& name) {
  if (const auto* nested = value.get_if<std::shared_ptr<Estimator>>()) {
    walk(**nested, visit, path.empty() ? name : path + "__" + name);
  } else if (const auto* items = value.get_if<Value::List>()) {
    for (const Value& item : *items) {
      const auto* parts = item.get_if<Value::List>();
      if (parts && parts->size() >= 2 && (*parts)[0].get_if<std::string>())
        walk_param((*parts)[1], visit, path, (*parts)[0].text());
    }
  }
}
}  // namespace

void walk(const Estimator& estimator, const std::function<void(const std::string&, const Estimator&)>& visit,
          const std::string& path) {
  visit(path, estimator);
  for (const Param& p : estimator.declaration().params) walk_param(estimator.param(p.name), visit, path, p.name);
  for (const Field& f : estimator.declaration().fitted) {
    const FieldRef ref = f.at(const_cast<Estimator&>(estimator));
    const std::string here = path.empty() ? f.name : path + "__" + f.name;
    if (const auto* one = std::get_if<std::shared_ptr<Estimator>*>(&ref); one && **one) walk(***one, visit, here);
    if (const auto* several = std::get_if<std::vector<std::shared_ptr<Estimator>>*>(&ref)) {
      for (size_t i = 0; i < (*several)->size(); ++i) walk(*(**several)[i], visit, here + "." + std::to_string(i));
    }
  }
}

Value fitted_attribute(const Estimator& estimator, std::string_view name) {
  for (const Field& f : estimator.declaration().fitted) {
    if (name == f.name) return field_value(f, estimator);
  }
  return {};
}

void set_by_path(Estimator& estimator, std::string_view path, const Value& value) {
  // A splitter is a map with a class, too, and stays what it is.
  const auto splits = [](const Constraint& c) { return c.kind == Constraint::Kind::kCv; };
  const Param* own = estimator.declaration().find_param(path);
  const bool splitter = own && std::any_of(own->allowed.begin(), own->allowed.end(), splits);
  const auto made = [&] { return value.find("class") && !splitter ? Value(from_recipe(value)) : value; };
  const size_t cut = path.find("__");
  const std::string_view head = path.substr(0, cut), rest = cut == std::string_view::npos ? "" : path.substr(cut + 2);
  const auto is_step = [&](const Value& item) {
    const auto* parts = item.get_if<Value::List>();
    return parts && parts->size() >= 2 && (*parts)[0].is(head);
  };
  for (const Param& p : estimator.declaration().params) {
    if (!hold_estimators(p.allowed)) continue;
    const Value& held = estimator.param(p.name);
    if (const auto* nested = held.get_if<std::shared_ptr<Estimator>>(); nested && head == p.name && !rest.empty()) {
      set_by_path(**nested, rest, value);
      return;
    }
    const auto* items = held.get_if<Value::List>();
    if (!items) continue;
    for (size_t i = 0; i < items->size(); ++i) {
      if (!is_step((*items)[i])) continue;
      const auto* nested = (*items)[i].list()[1].get_if<std::shared_ptr<Estimator>>();
      if (!rest.empty() && nested) {
        set_by_path(**nested, rest, value);
        return;
      }
      if (!rest.empty()) continue;
      Value::List changed = *items, parts = (*items)[i].list();
      parts[1] = made();
      changed[i] = std::move(parts);
      estimator.set_param(p.name, std::move(changed));
      return;
    }
  }
  if (rest.empty()) {
    estimator.set_param(path, made());
    return;
  }
  throw Error("unknown_parameter", estimator.declaration().name,
              std::string(estimator.declaration().name) + " has no step or estimator named '" + shown(head) +
                  "', which the path '" + shown(path) + "' leads through.",
              "Paths are names of steps and a parameter, joined with double underscores, such as model__C.");
}

}  // namespace keepfit
