#include "checks/subjects.h"

#include <cmath>
#include <cstring>
#include <limits>

#include "core/node.h"
#include "core/random.h"
#include "core/registry.h"
#include "core/table.h"

namespace keepfit::test {

namespace {

Value recipe(const char* name, Value::Map params = {}) {
  return Value::Map{{"class", name}, {"params", std::move(params)}};
}

/// Steps for parameters that hold estimators: imputing, scaling and encoding in front, a classifier behind.
Value filled(const Param& p, Kind kind) {
  for (const Constraint& c : p.allowed) {
    if (c.kind == Constraint::Kind::kSteps && std::strcmp(p.name, "estimators") == 0) {
      const bool classes = kind == Kind::kClassifier;
      return Value::List{
          Value::List{"tree", recipe(classes ? "DecisionTreeClassifier" : "DecisionTreeRegressor", {{"max_depth", 2}})},
          Value::List{"left out", "drop"}, Value::List{"other", recipe(classes ? "GaussianNB" : "Ridge")}};
    }
    if (c.kind == Constraint::Kind::kSteps && std::strcmp(p.name, "transformer_list") == 0) {
      return Value::List{Value::List{"fill", recipe("SimpleImputer")},
                         Value::List{"missing", recipe("MissingIndicator")}};
    }
    if (c.kind == Constraint::Kind::kSteps) {
      return Value::List{Value::List{"fill", recipe("SimpleImputer")}, Value::List{"scale", recipe("StandardScaler")},
                         Value::List{"model", recipe("DecisionTreeClassifier", {{"max_depth", 3}})}};
    }
    if (c.kind == Constraint::Kind::kEstimator && std::strcmp(p.name, "estimator") == 0 && kind == Kind::kComposite) {
      return Value(Value::Map{
          {"class", "Pipeline"},
          {"params", Value::Map{{"steps", Value::List{Value::List{"fill", recipe("SimpleImputer")},
                                                      Value::List{"model", recipe("DecisionTreeClassifier")}}}}}});
    }
    if (c.kind == Constraint::Kind::kEstimator && std::strcmp(p.name, "estimator") == 0 && kind == Kind::kTransformer) {
      return recipe("DecisionTreeClassifier", {{"max_depth", 3}});
    }
    if (c.kind == Constraint::Kind::kGrid) return Value::Map{{"model__max_depth", Value::List{1, 3}}};
    if (c.kind == Constraint::Kind::kDistributions) {
      return Value::Map{{"model__max_depth", Value::Map{{"distribution", "randint"}, {"low", 1}, {"high", 5}}},
                        {"model__splitter", Value::List{"best", "random"}}};
    }
    if (c.kind == Constraint::Kind::kTransformers) {
      return Value::List{
          Value::List{"numbers", recipe("StandardScaler"), Value::List{"b", "a"}},
          Value::List{"texts", recipe("OneHotEncoder", {{"handle_unknown", "ignore"}}), Value::List{"t"}}};
    }
  }
  return {};
}

/// Whether a parameter that has a say in what data suit is one of these.
bool set_to(const Estimator& estimator, std::initializer_list<const char*> values) {
  for (const char* name : {"loss", "criterion", "solver", "target_type", "method"}) {
    if (!estimator.declaration().find_param(name)) continue;
    for (const char* value : values) {
      if (estimator.param(name).is(value)) return true;
    }
  }
  return false;
}

}  // namespace

std::shared_ptr<Estimator> Subject::make() const { return from_recipe(recipe); }

Subject subject_of(const Declaration& d) {
  Value::Map params;
  for (const Param& p : d.params) {
    if (Value steps = filled(p, d.kind); !steps.is_null()) params.emplace_back(p.name, std::move(steps));
  }
  return {d.name, recipe(d.name, std::move(params))};
}

std::vector<Subject> all_subjects() {
  std::vector<Subject> out;
  for (const Declaration* d : registry::all()) {
    if (std::strcmp(d->module, "broken") == 0) continue;
    const Subject plain = subject_of(*d);
    out.push_back(plain);
    for (const Param& p : d->params) {
      std::vector<Value> variants;
      for (const Constraint& c : p.allowed) {
        if (c.kind == Constraint::Kind::kOptions) variants.insert(variants.end(), c.options.begin(), c.options.end());
        if (c.kind == Constraint::Kind::kBoolean) variants.insert(variants.end(), {true, false});
        if (c.kind == Constraint::Kind::kNone) variants.emplace_back();
        if (c.kind == Constraint::Kind::kEstimator && std::strcmp(p.name, "transformer") == 0)
          variants.emplace_back(recipe("QuantileTransformer", {{"n_quantiles", 5}}));
        // A value well inside, so that every numeric parameter is moved from its default once.
        if (c.kind == Constraint::Kind::kInterval && c.integral && c.low <= 3 && c.high >= 3) variants.emplace_back(3);
        if (c.kind == Constraint::Kind::kInterval && !c.integral && c.low < 0.3 && c.high > 0.3)
          variants.emplace_back(0.3);
      }
      for (const Value& v : variants) {
        if (v.repr() == p.fallback.repr() || p.fallback.is("auto")) continue;
        Subject varied = plain;
        varied.name += std::string("(") + p.name + "=" + v.repr() + ")";
        Value::Map params = varied.recipe.at("params").map();
        params.emplace_back(p.name, v);
        // strategy='constant' wants a constant, strategy='quantile' a quantile: options that are named like another
        // parameter.
        const auto* option = v.get_if<std::string>();
        if (const Param* partner = option ? d->find_param(*option) : nullptr) {
          if (*option == "constant" && d->kind == Kind::kClassifier) params.emplace_back(partner->name, "maybe");
          else params.emplace_back(partner->name, 0.25);
        }
        // The L1 penalty and the dual problem are a matter of the solver.
        if (d->find_param("intercept_scaling") && d->find_param("solver")) {
          if (std::strcmp(p.name, "l1_ratio") == 0 || v.is("l1") || v.is("elasticnet"))
            params.emplace_back("solver", "saga");
          if (std::strcmp(p.name, "dual") == 0) params.emplace_back("solver", "liblinear");
        }
        // A share that leaves one of the few columns.
        if (std::strcmp(p.name, "n_features_to_select") == 0 && v.get_if<double>()) params.back().second = 0.7;
        // Of a target's functions both are named.
        if (d->find_param("regressor") && std::strcmp(p.name, "func") == 0) params.emplace_back("inverse_func", v);
        if (d->find_param("regressor") && std::strcmp(p.name, "inverse_func") == 0)
          params.emplace_back("func", "log1p");
        if (v.is("use_encoded_value")) params.emplace_back("unknown_value", -1);
        if (d->find_param("n_quantiles") && std::strcmp(p.name, "subsample") == 0)
          params.emplace_back("n_quantiles", 2);
        // The few rows of a sample must leave every class in the part that early stopping looks at.
        if (d->find_param("validation_fraction") &&
            (std::strcmp(p.name, "n_iter_no_change") == 0 || std::strcmp(p.name, "early_stopping") == 0))
          params.emplace_back("validation_fraction", 0.3);
        // Rows that a tree has not seen, or fewer rows per tree, are a matter of bootstrap samples.
        if (d->find_param("bootstrap") &&
            (std::strcmp(p.name, "oob_score") == 0 || std::strcmp(p.name, "max_samples") == 0)) {
          params.emplace_back("bootstrap", true);
        }
        varied.recipe = Value::Map{{"class", d->name}, {"params", std::move(params)}};
        out.push_back(std::move(varied));
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
    if (set_to(estimator, {"box-cox"})) v.array() += 1.0;
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
    // Counts and rates, and what logarithms take.
    if (set_to(estimator, {"poisson", "gamma"}) || estimator.declaration().find_param("inverse_func"))
      v = v.array().abs() + 0.1;
    y = Column::of_numbers(std::move(v));
  } else {
    TextColumn labels{{}, {"yes", "no", "maybe"}};
    const uint64_t last =
        set_to(estimator, {"exponential", "liblinear", "binary"}) ? 1 : 2;  // what knows two classes only
    for (Index i = 0; i < rows; ++i) labels.codes.push_back(static_cast<int32_t>(random.random_interval(last)));
    for (Index i = 0; i < std::min<Index>(rows, static_cast<Index>(last) + 1); ++i)
      labels.codes[static_cast<size_t>(i)] = static_cast<int32_t>(i);
    if (last == 1) labels.categories.pop_back();
    y = Column::of_text(std::move(labels));
  }
  return {Table::from_columns(std::move(columns), std::move(names), rows), std::move(y)};
}

}  // namespace keepfit::test
