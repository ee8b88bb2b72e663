#include "checks/subjects.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "core/node.h"
#include "core/random.h"
#include "core/registry.h"
#include "core/table.h"

namespace keepfit::test {

std::shared_ptr<Estimator> Subject::make() const { return from_recipe(recipe); }

namespace {

bool is_number(const Value& value) { return value.get_if<int64_t>() || value.get_if<double>(); }

/// What is declared to go with a parameter's value: an example of that value or, for a number, one of another number of
/// its type, whose value is then taken.
struct Given {
  Value value;
  const Example* example = nullptr;
};

Given given(const Listed<Example>& examples, const char* param, const Value& value) {
  for (const Example& example : examples) {
    if (std::strcmp(example.param, param) != 0) continue;
    for (const Value& each : example.values) {
      if (each.type_name() == value.type_name() && each.repr() == value.repr()) return {value, &example};
    }
  }
  for (const Example& example : examples) {
    if (std::strcmp(example.param, param) != 0 || !is_number(value)) continue;
    for (const Value& each : example.values) {
      if (each.type_name() == value.type_name()) return {each, &example};
    }
  }
  return {value};
}

void put(Value::Map& params, const char* name, const Value& value) {
  for (auto& [known, old] : params) {
    if (known == name) {
      old = value;
      return;
    }
  }
  params.emplace_back(name, value);
}

void put(Value::Map& params, const char* name, const Given& what) {
  put(params, name, what.value);
  if (!what.example) return;
  for (const Example::With& other : what.example->with) put(params, other.param, other.value);
}

Value recipe_of(const Declaration& d, Value::Map params) {
  return Value::Map{{"class", d.name}, {"params", std::move(params)}};
}

/// Values of a parameter that move it from its default: every option, a number well inside every interval, and what
/// examples name.
std::vector<Value> values_of(const Param& p, const Listed<Example>& examples) {
  std::vector<Value> out;
  const auto add = [&](const Value& value) {
    if (value.repr() == p.fallback.repr()) return;
    if (std::none_of(out.begin(), out.end(), [&](const Value& known) { return known.repr() == value.repr(); }))
      out.push_back(value);
  };
  for (const Constraint& c : p.allowed) {
    if (c.kind == Constraint::Kind::kOptions) std::for_each(c.options.begin(), c.options.end(), add);
    if (c.kind == Constraint::Kind::kBoolean) add(true), add(false);
    if (c.kind == Constraint::Kind::kNone) add(Value());
    if (c.kind == Constraint::Kind::kInterval && c.integral && c.low <= 3 && c.high >= 3) add(3);
    if (c.kind == Constraint::Kind::kInterval && !c.integral && c.low < 0.3 && c.high > 0.3) add(0.3);
  }
  for (const Example& example : examples) {
    if (std::strcmp(example.param, p.name) != 0 || example.needed) continue;
    for (const Value& value : example.values) {
      if (!is_number(value)) add(value);
    }
  }
  return out;
}

}  // namespace

Subject subject_of(const Declaration& d) {
  Value::Map params;
  for (const Example& example : d.examples ? d.examples() : Listed<Example>()) {
    if (example.needed) put(params, example.param, {example.values.front(), &example});
  }
  return {d.name, recipe_of(d, std::move(params))};
}

std::vector<Subject> all_subjects() {
  std::vector<Subject> out;
  for (const Declaration* d : registry::all()) {
    if (std::strcmp(d->module, "broken") == 0) continue;
    const Subject plain = subject_of(*d);
    out.push_back(plain);
    const Listed<Example> examples = d->examples ? d->examples() : Listed<Example>();
    for (const Param& p : d->params) {
      for (const Value& value : values_of(p, examples)) {
        Value::Map params = plain.recipe.at("params").map();
        put(params, p.name, given(examples, p.name, value));
        out.push_back({plain.name + "(" + p.name + "=" + value.repr() + ")", recipe_of(*d, std::move(params))});
      }
    }
  }
  return out;
}

Sample sample_for(const Estimator& estimator, Index rows) {
  const Traits t = estimator.traits();
  RandomState random(20);
  std::vector<Column> columns;
  std::vector<std::string> names;
  for (const char* name : {"a", "b", "c"}) {
    Vector v(rows);
    for (double& x : v) x = random.random_sample() * 4 - (t.needs_non_negative ? 0 : 1);
    // Ties and negative zeros are where rows begin to influence one another.
    for (Index i = 0; i < rows; i += 5) v[i] = std::round(v[i]);
    if (rows > 3) v[3] = -0.0;
    if (t.needs_positive) v.array() += 1.0;
    if (t.accepts_missing && rows > 2) v[2] = std::numeric_limits<double>::quiet_NaN();
    columns.push_back(Column::of_numbers(std::move(v)));
    names.push_back(name);
  }
  // A parameter such as SimpleImputer's strategy may still refuse text: whoever calls falls back on numbers.
  if (t.accepts_text) {
    TextColumn text{{}, {"red", "green", "blue"}};
    for (Index i = 0; i < rows; ++i) text.codes.push_back(static_cast<int32_t>(i % 3));
    columns.push_back(Column::of_text(std::move(text)));
    names.push_back("t");
  }
  Column y;
  if (estimator.kind() == Kind::kRegressor || t.needs_numeric_target) {
    Vector v(rows);
    for (Index i = 0; i < rows; ++i) v[i] = columns[0].numbers[i] * 2 - columns[1].numbers[i] + random.random_sample();
    for (double& x : v) x = std::isnan(x) ? 0.5 : x;
    // A regressor that insists on numbers does arithmetic with them, such as logarithms.
    if (t.needs_positive_target || (estimator.kind() == Kind::kRegressor && t.needs_numeric_target))
      v = v.array().abs() + 0.1;
    y = Column::of_numbers(std::move(v));
  } else {
    TextColumn labels{{}, {"yes", "no", "maybe"}};
    const uint64_t last = t.needs_two_classes ? 1 : 2;
    for (Index i = 0; i < rows; ++i) labels.codes.push_back(static_cast<int32_t>(random.random_interval(last)));
    for (Index i = 0; i < std::min<Index>(rows, static_cast<Index>(last) + 1); ++i)
      labels.codes[static_cast<size_t>(i)] = static_cast<int32_t>(i);
    if (last == 1) labels.categories.pop_back();
    y = Column::of_text(std::move(labels));
  }
  return {Table::from_columns(std::move(columns), std::move(names), rows), std::move(y)};
}

}  // namespace keepfit::test
