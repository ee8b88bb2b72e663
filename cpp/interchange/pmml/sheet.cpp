#include "interchange/pmml/sheet.h"

#include <algorithm>

#include "interchange/pmml/xml.h"

namespace keepfit::interchange::pmml {

Expr constant(double value) { return {element("Constant", {{"dataType", "double"}}, number(value)), {}}; }
Expr constant(const std::string& text) {
  // Written out, since an element without anything inside would be read as missing.
  std::string out = open("Constant", {{"dataType", "string"}});
  out.pop_back();
  return {out + escaped(text) + close("Constant"), {}};
}
Expr missing() { return {element("Constant", {{"dataType", "double"}, {"missing", "true"}}), {}}; }

Expr apply(const char* function, std::vector<Expr> arguments) {
  std::string inside = "\n";
  std::vector<Field> uses;
  for (Expr& each : arguments) {
    inside += each.xml;
    uses.insert(uses.end(), each.uses.begin(), each.uses.end());
  }
  std::sort(uses.begin(), uses.end());
  uses.erase(std::unique(uses.begin(), uses.end()), uses.end());
  // Outside of what they are defined for: NaN there, missing here.
  const std::string_view name = function;
  const bool partial = name == "sqrt" || name == "ln" || name == "ln1p" || name == "pow";
  return {element("Apply", {{"function", function}, {"invalidValueTreatment", partial ? "asMissing" : ""}}, inside),
          std::move(uses)};
}

Expr choose(Expr condition, Expr yes, Expr no) {
  return apply("if", {std::move(condition), std::move(yes), std::move(no)});
}

Expr where_there(const Expr& x, Expr then) { return apply("if", {apply("isNotMissing", {x}), std::move(then)}); }

Sheet::Sheet(const graph::Graph& graph) : prefix_("_") {
  const auto begins = [&](graph::Id id) {
    return std::get<graph::Input>(graph.nodes[static_cast<size_t>(id)].what).name.starts_with(prefix_);
  };
  while (std::any_of(graph.inputs.begin(), graph.inputs.end(), begins)) prefix_ += "_";
}

std::string Sheet::fresh() { return prefix_ + std::to_string(count_++); }

Expr Sheet::ref(Field field) const { return {element("FieldRef", {{"field", entry(field).name}}), {field}, field}; }

Field Sheet::input(const std::string& name, bool is_text) {
  entries_.push_back({name, Entry::Kind::kInput, is_text ? "string" : "double", {}, {}, false});
  return static_cast<Field>(entries_.size()) - 1;
}

Field Sheet::derived(Expr expression, const char* type) {
  if (expression.same_as >= 0 && std::string_view(entry(expression.same_as).type) == type) return expression.same_as;
  const bool late = std::any_of(expression.uses.begin(), expression.uses.end(), [&](Field f) { return entry(f).late; });
  entries_.push_back(
      {fresh(), Entry::Kind::kDerived, type, std::move(expression.xml), std::move(expression.uses), late});
  return static_cast<Field>(entries_.size()) - 1;
}

Field Sheet::answer() {
  entries_.push_back({fresh(), Entry::Kind::kAnswer, "double", {}, {}, true});
  return static_cast<Field>(entries_.size()) - 1;
}

Field Sheet::target() {
  entries_.push_back({fresh(), Entry::Kind::kTarget, "double", {}, {}, false});
  return static_cast<Field>(entries_.size()) - 1;
}

Expr Sheet::sum(std::vector<Expr> terms) {
  // So many within one field: readers follow expressions by calling themselves.
  constexpr size_t kMost = 24;
  if (terms.empty()) return constant(0.0);
  Expr out = std::move(terms[0]);
  for (size_t i = 1; i < terms.size(); ++i) {
    out = apply("+", {std::move(out), std::move(terms[i])});
    if (i % kMost == 0) out = ref(derived(std::move(out)));
  }
  return out;
}

Columns Sheet::all(std::vector<Expr> expressions) {
  Columns out;
  for (Expr& each : expressions) out.push_back(derived(std::move(each)));
  return out;
}

Expr Sheet::unsigned_zero(Field field) const { return apply("+", {ref(field), constant(0.0)}); }

Expr Sheet::largest(const Columns& x) {
  std::vector<Expr> all;
  for (const Field field : x) all.push_back(ref(field));
  return all.size() == 1 ? all[0] : ref(derived(apply("max", std::move(all))));
}

Expr Sheet::place_of(const Columns& x, const Expr& best) {
  constexpr size_t kMost = 24;
  Expr out = constant(static_cast<double>(x.size() - 1));
  for (size_t i = x.size() - 1; i-- > 0;) {
    out = choose(apply("equal", {ref(x[i]), best}), constant(static_cast<double>(i)), std::move(out));
    if (i > 0 && i % kMost == 0) out = ref(derived(std::move(out)));
  }
  return out;
}

}  // namespace keepfit::interchange::pmml
