// ColumnTransformer and TargetEncoder beyond the golden fixtures: patterns, refusals, files.
#include <gtest/gtest.h>

#include <functional>

#include "compose/pattern.h"
#include "core/node.h"
#include "core/registry.h"
#include "core/table.h"
#include "support/fixtures.h"
#include "support/recipes.h"

namespace keepfit::test {
namespace {

template <class Work>
std::string code_of(Work work) {
  try {
    work();
  } catch (const Error& e) {
    return e.code;
  }
  return "";
}

Table small() {
  Vector a(3), b(3);
  a << 1, 2, 4;
  b << 0, 5, 10;
  return Table::from_columns({Column::of_numbers(a), Column::of_numbers(b), Column::of_text({{0, 1, 0}, {"x", "y"}})},
                             {"width_mm", "depth_mm", "kind"}, 3);
}

std::vector<std::string> names_of(Value columns) {
  const auto model = from_recipe(
      recipe("ColumnTransformer", {{"transformers", Value::List{Value::List{"t", "passthrough", std::move(columns)}}},
                                   {"verbose_feature_names_out", false}}));
  model->fit(small(), nullptr);
  return model->feature_names_out();
}

Value selector(Value::Map wanted) { return Value::Map{{"selector", std::move(wanted)}}; }

TEST(Pattern, OccursWherePythonsSearchFindsIt) {
  // Confirmed with Python 3.11's re.search; a random comparison of 20,000 pairs of pattern and text agreed too.
  const std::tuple<const char*, const char*, bool> cases[] = {{"_mm$", "width_mm", true},
                                                              {"_mm$", "mm_width", false},
                                                              {"^w", "width", true},
                                                              {"d|x", "depth", true},
                                                              {"[a-c]\\d+", "b12", true},
                                                              {"[^a-z]", "abc", false},
                                                              {"a{2,3}b", "aab", true},
                                                              {"a{2,3}b", "ab", false},
                                                              {"(ab)+$", "xabab", true},
                                                              {"\\bno\\b", "no way", true},
                                                              {"\\bno\\b", "nothing", false},
                                                              {"a.c", "a\nc", false},
                                                              {"", "anything", true},
                                                              {"x*", "", true},
                                                              {"é", "café", true},
                                                              {"^.$", "é", true},
                                                              {"(a*)*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaac", false},
                                                              {"[]x]", "]", true},
                                                              {"a{,2}$", "aaa", true},
                                                              {"a{x}", "a{x}", true}};
  for (const auto& [pattern, text, expected] : cases)
    EXPECT_EQ(Pattern(pattern).occurs_in(text), expected) << pattern << " in " << text;
}

TEST(Pattern, WhatIsNotKnownIsRefused) {
  for (const char* pattern : {"(a", "a)", "[a", "*a", "a**", "(?=a)", "(?P<n>a)", "\\1", "a\\", "a{3,2}", "[b-a]",
                              "a{1001}", "((a{1000}){1000}){1000}"}) {
    EXPECT_EQ(code_of([&] { Pattern p(pattern); }), "bad_pattern") << pattern;
  }
  EXPECT_EQ(code_of([] { Pattern p(std::string(200, '(')); }), "bad_pattern");
}

TEST(ColumnTransformer, ColumnsByPatternKindMaskAndSlice) {
  using Names = std::vector<std::string>;
  EXPECT_EQ(names_of(selector({{"pattern", "_mm$"}})), (Names{"width_mm", "depth_mm"}));
  EXPECT_EQ(names_of(selector({{"dtype_include", "text"}})), Names{"kind"});
  EXPECT_EQ(names_of(selector({{"dtype_exclude", Value::List{"text"}}, {"pattern", "d.*_"}})),
            (Names{"width_mm", "depth_mm"}));
  EXPECT_EQ(names_of(selector({})), (Names{"width_mm", "depth_mm", "kind"}));
  EXPECT_EQ(names_of(Value::List{false, true, true}), (Names{"depth_mm", "kind"}));
  EXPECT_EQ(names_of(Value::Map{{"slice", Value::List{"width_mm", "depth_mm"}}}), (Names{"width_mm", "depth_mm"}));
  EXPECT_EQ(names_of(Value::Map{{"slice", Value::List{Value(), Value(), -1}}}),
            (Names{"kind", "depth_mm", "width_mm"}));
  EXPECT_EQ(names_of(Value::Map{{"slice", Value::List{-2, Value()}}}), (Names{"depth_mm", "kind"}));
}

TEST(ColumnTransformer, RefusesWhatChoosesNoColumns) {
  const auto choose = [](Value columns) { return code_of([&] { names_of(columns); }); };
  EXPECT_EQ(choose("kind"), "bad_parameter");
  EXPECT_EQ(choose(Value::List{true, 1}), "bad_parameter");
  EXPECT_EQ(choose(Value::Map{{"slice", Value::List{}}}), "bad_parameter");
  EXPECT_EQ(choose(Value::Map{{"slice", Value::List{0, 1, 0}}}), "bad_parameter");
  EXPECT_EQ(choose(Value::Map{{"slice", Value::List{"kind", 2}}}), "bad_parameter");
  EXPECT_EQ(choose(Value::Map{{"slice", Value::List{"nope", Value()}}}), "unknown_column");
  EXPECT_EQ(choose(Value::Map{{"slice", Value::List{0}}, {"selector", Value::Map{}}}), "bad_parameter");
  EXPECT_EQ(choose(selector({{"dtype_include", "datetime"}})), "bad_parameter");
  EXPECT_EQ(choose(selector({{"name", "x"}})), "bad_parameter");
  EXPECT_EQ(choose(selector({{"pattern", "(a"}})), "bad_pattern");
  EXPECT_EQ(choose(Value::List{true, false}), "unknown_column");

  const auto unnamed = from_recipe(
      recipe("ColumnTransformer",
             {{"transformers", Value::List{Value::List{"t", "passthrough", selector({{"pattern", "a"}})}}}}));
  Table X = small();
  X.set_names({});
  EXPECT_EQ(code_of([&] { unnamed->fit(X, nullptr); }), "unknown_column");

  const Value::List parts{Value::List{"t", "passthrough", Value::List{"kind"}}};
  const auto weights = [&](Value::Map given) {
    const auto model =
        from_recipe(recipe("ColumnTransformer", {{"transformers", parts}, {"transformer_weights", std::move(given)}}));
    return code_of([&] { model->fit(small(), nullptr); });
  };
  EXPECT_EQ(weights({{"other", 2.0}}), "bad_parameter");
  EXPECT_EQ(weights({{"t", 2.0}}), "text_input");
  EXPECT_EQ(weights({{"remainder", 2.0}}), "");
  for (const char* form : {"{name}", "{", "}", "{feature_name", "{}"}) {
    const auto model =
        from_recipe(recipe("ColumnTransformer", {{"transformers", parts}, {"verbose_feature_names_out", form}}));
    EXPECT_EQ(code_of([&] { model->fit(small(), nullptr); }), "bad_parameter") << form;
  }
}

TEST(TargetEncoder, TrainingRowsDoNotSeeTheirOwnTargets) {
  const Data penguins = read_dataset("penguins");
  const Table islands = penguins.X.select({0});
  for (const Value& cv : {Value(5), Value(Value::Map{{"class", "KFold"}, {"params", Value::Map{{"n_splits", 5}}}})}) {
    const auto model = from_recipe(recipe("TargetEncoder", {{"cv", cv}}));
    const Table own = model->fit_transform(islands, &penguins.y);
    const Table all = model->transform(islands);
    EXPECT_EQ(own.columns(), all.columns());
    EXPECT_NE(own.numbers(), all.numbers());
  }
  const auto twice = from_recipe(recipe(
      "TargetEncoder", {{"cv", Value::Map{{"class", "ShuffleSplit"}, {"params", Value::Map{{"n_splits", 3}}}}}}));
  EXPECT_EQ(code_of([&] { twice->fit_transform(islands, &penguins.y); }), "bad_split");
}

TEST(TargetEncoder, LabelsThatNoIntegerHoldsAreContinuous) {
  const Table X = small().select({2});
  const auto type_of = [&](double label) {
    Vector y(3);
    y << 0, label, 1;
    const auto model = from_recipe(recipe("TargetEncoder", {{"cv", 2}, {"smooth", 1.0}}));
    const Column target = Column::of_numbers(y);
    model->fit(X, &target);
    EXPECT_EQ(code_of([&] { from_node(to_node(*model)); }), "");
    return to_node(*model).at("fitted").at("target_type_").text();
  };
  // As type_of_target says.
  EXPECT_EQ(type_of(2), "multiclass");
  EXPECT_EQ(type_of(1e16), "multiclass");
  EXPECT_EQ(type_of(0x1p63), "continuous");
  EXPECT_EQ(type_of(1e300), "continuous");
}

TEST(TargetEncoder, AFileMustMakeSense) {
  const Data penguins = read_dataset("penguins");
  const auto model = from_recipe(recipe("TargetEncoder"));
  model->fit(penguins.X.select({0}), &penguins.y);
  const auto after = [&](const char* attribute, Value with) {
    Value node = to_node(*model);
    for (auto& [key, value] : *node.get_if<Value::Map>()) {
      if (key != "fitted") continue;
      for (auto& [name, held] : *value.get_if<Value::Map>()) {
        if (name == attribute) held = with;
      }
    }
    return code_of([&] { from_node(node); });
  };
  EXPECT_EQ(after("target_type_", "multiclass"), "");
  EXPECT_EQ(after("target_type_", "binary"), "audit_values");
  EXPECT_EQ(after("target_type_", "other"), "audit_values");
  EXPECT_EQ(after("encodings_", Value::List{}), "audit_values");
  EXPECT_EQ(after("encodings_", Value::List{Value::List{0.5}, Value::List{0.5}, Value::List{0.5}}), "audit_values");
  EXPECT_EQ(after("encodings_", 3), "audit_values");
  EXPECT_EQ(after("classes_", Value::List{"a", "b"}), "audit_values");
  EXPECT_EQ(after("target_mean_", Array::own(std::vector<double>{0.5})), "audit_values");
}

TEST(TransformedTargetRegressor, ErrorsNameWhatToMend) {
  Vector a(4), target(4);
  a << 1, 2, 4, 8;
  target << 1, 3, 2, 9;
  const Table X(Matrix{a});
  const Column y = Column::of_numbers(target);
  const auto fit = [&](Value::Map params, const Vector* weights = nullptr) {
    try {
      from_recipe(recipe("TransformedTargetRegressor", std::move(params)))->fit(X, &y, {}, weights);
      return std::string();
    } catch (const Error& e) {
      return e.code + ": " + e.message;
    }
  };
  EXPECT_EQ(fit({{"func", "log"}}),
            "bad_parameter: When func of TransformedTargetRegressor is given, inverse_func must be given, too.");
  EXPECT_EQ(fit({{"inverse_func", "exp"}}),
            "bad_parameter: When inverse_func of TransformedTargetRegressor is given, func must be given, too.");
  EXPECT_EQ(fit({{"inverse_func", "exp"}, {"transformer", recipe("StandardScaler")}}),
            "bad_parameter: transformer and func or inverse_func of TransformedTargetRegressor cannot both be set.");
  EXPECT_EQ(fit({{"transformer", recipe("Normalizer")}}),
            "bad_parameter: transformer of TransformedTargetRegressor must be a transformer with an inverse_transform, "
            "which Normalizer has not.");
  EXPECT_EQ(fit({{"transformer", recipe("PCA", {{"n_components", 0}})}}).substr(0, 13), "bad_parameter");
  EXPECT_EQ(fit({{"transformer", recipe("OrdinalEncoder")}}), "");
  EXPECT_EQ(fit({{"transformer", recipe("OrdinalEncoder", {{"max_categories", 2}})}}),
            "bad_parameter: transformer of TransformedTargetRegressor must lead back to numbers, but its "
            "inverse_transform makes text.");
  EXPECT_EQ(fit({{"regressor", recipe("GaussianNB")}}),
            "bad_parameter: regressor of TransformedTargetRegressor must be a regressor, which GaussianNB is not.");
  const Vector weights = Vector::Ones(4);
  EXPECT_EQ(fit({}, &weights), "");
  EXPECT_EQ(fit({{"regressor", recipe("KNeighborsRegressor", {{"n_neighbors", 1}})}}, &weights),
            "unsupported_sample_weight: KNeighborsRegressor does not take a sample_weight.");
}

TEST(TransformedTargetRegressor, PartsThatDoNotBelongTogetherAreNotLoaded) {
  Vector a(4), target(4);
  a << 1, 2, 4, 8;
  target << 1, 3, 2, 9;
  const Table X(Matrix{a});
  const Column y = Column::of_numbers(target);
  const auto model = from_recipe(recipe("TransformedTargetRegressor", {{"func", "sqrt"}, {"inverse_func", "square"}}));
  model->fit(X, &y);
  const auto with = [&](const char* attribute, const std::function<void(Value&)>& change) {
    Value node = to_node(*model);
    for (auto& [key, value] : *node.get_if<Value::Map>()) {
      if (key != "fitted") continue;
      for (auto& [name, held] : *value.get_if<Value::Map>()) {
        if (name == attribute) change(held);
      }
    }
    return code_of([&] { from_node(node); });
  };
  std::vector<std::shared_ptr<Estimator>> others;  // nodes are views of them
  const auto fitted_node = [&](Value made, const Table& table) {
    others.push_back(from_recipe(made));
    others.back()->fit(table, &y);
    return to_node(*others.back());
  };
  const Table two(Matrix(Matrix::Identity(4, 2)));
  const auto functions = [](const char* func) {
    return recipe("FunctionTransformer", {{"func", func}, {"inverse_func", "square"}});
  };
  EXPECT_EQ(with("regressor_", [](Value&) {}), "");
  EXPECT_EQ(with("regressor_", [&](Value& v) { v = fitted_node(recipe("LinearRegression"), two); }), "audit_shape");
  EXPECT_EQ(with("regressor_", [&](Value& v) { v = fitted_node(recipe("Ridge"), X); }), "audit_values");
  EXPECT_EQ(with("transformer_", [&](Value& v) { v = fitted_node(functions("sqrt"), X); }), "");
  EXPECT_EQ(with("transformer_", [&](Value& v) { v = fitted_node(functions("log"), X); }), "audit_values");
  EXPECT_EQ(with("transformer_", [&](Value& v) { v = fitted_node(functions("sqrt"), two); }), "audit_shape");
  EXPECT_EQ(with("transformer_", [&](Value& v) { v = fitted_node(recipe("StandardScaler"), X); }), "audit_values");
}

}  // namespace
}  // namespace keepfit::test
