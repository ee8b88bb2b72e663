// What is particular to forests and boosting: what a file may say of them, and sample weights.
#include <gtest/gtest.h>

#include <functional>

#include "core/node.h"
#include "core/random.h"
#include "core/table.h"
#include "ensemble/gradient_boosting_classifier.h"
#include "ensemble/hist_gradient_boosting_classifier.h"
#include "ensemble/hist_gradient_boosting_regressor.h"
#include "ensemble/random_forest_classifier.h"
#include "ensemble/random_forest_regressor.h"
#include "persistence/codec.h"
#include "support/recipes.h"
#include "tree/decision_tree_regressor.h"

namespace keepfit::test {
namespace {

struct Rows {
  Table X;
  Column y, labels;
};

Rows some_rows(Index n = 80) {
  RandomState random(4);
  Matrix m(n, 3);
  for (double& v : m.reshaped()) v = random.random_sample();
  Vector y(n), label(n);
  for (Index i = 0; i < n; ++i) {
    y[i] = m(i, 0) - 2 * m(i, 1) * m(i, 2);
    label[i] = static_cast<double>(i % 3);
  }
  return {Table(std::move(m)), Column::of_numbers(y), Column::of_numbers(label)};
}

TEST(Forest, NonsenseInAFileIsRefused) {
  using E = RandomForestClassifier;
  const auto refused = [](const std::function<void(E&)>& change) {
    return read_back<E>({{"n_estimators", 3}}, some_rows().X, some_rows().labels, change);
  };
  EXPECT_EQ(refused([](E&) {}), "none");
  EXPECT_EQ(refused([](E& e) { e.estimators_.children_left[0] = 0; }), "audit_");
  EXPECT_EQ(refused([](E& e) { e.estimators_.children_right[0] = 1 << 30; }), "audit_");
  EXPECT_EQ(refused([](E& e) { e.estimators_.children_right[0] = e.estimators_.children_left[0]; }), "audit_");
  // A child in the next tree.
  EXPECT_EQ(refused([](E& e) { e.estimators_.children_right[0] = e.estimators_.first_node[1]; }), "audit_");
  EXPECT_EQ(refused([](E& e) { e.estimators_.feature[0] = 3; }), "audit_");
  EXPECT_EQ(refused([](E& e) { e.estimators_.feature[0] = -2; }), "audit_");
  EXPECT_EQ(refused([](E& e) { e.estimators_.threshold[0] = std::nan(""); }), "audit_");
  EXPECT_EQ(refused([](E& e) { e.estimators_.threshold[0] = -kInf; }), "audit_");
  EXPECT_EQ(refused([](E& e) { e.estimators_.missing_go_to_left[0] = 2; }), "audit_");
  EXPECT_EQ(refused([](E& e) { e.estimators_.first_node[1] += 1; }), "audit_");
  EXPECT_EQ(refused([](E& e) { e.estimators_.first_node[1] = -5; }), "audit_");
  EXPECT_EQ(refused([](E& e) { e.estimators_.first_node[1] = e.estimators_.first_node[2]; }), "audit_");
  EXPECT_EQ(refused([](E& e) { e.estimators_.first_node.back() = INT32_MAX; }), "audit_");
  EXPECT_EQ(refused([](E& e) { e.estimators_.first_node = {0}; }), "audit_");
  EXPECT_EQ(refused([](E& e) { e.estimators_.first_node.clear(); }), "audit_");
  EXPECT_EQ(refused([](E& e) { e.estimators_.value(0, 0) = 2; }), "audit_");
  EXPECT_EQ(
      refused([](E& e) { e.estimators_.value.conservativeResize(e.estimators_.value.rows() - 1, Eigen::NoChange); }),
      "audit_");
  EXPECT_EQ(refused([](E& e) { e.n_classes_ = 2; }), "audit_");
  EXPECT_EQ(refused([](E& e) { e.oob_score_ = "good"; }), "audit_");
  EXPECT_EQ(refused([](E& e) { e.feature_importances_[0] = kInf; }), "audit_");
}

TEST(HistGradientBoosting, NonsenseInAFileIsRefused) {
  using E = HistGradientBoostingClassifier;
  const auto refused = [](const std::function<void(E&)>& change) {
    return read_back<E>({{"max_iter", 3}, {"min_samples_leaf", 2}}, some_rows().X, some_rows().labels, change);
  };
  EXPECT_EQ(refused([](E&) {}), "none");
  EXPECT_EQ(refused([](E& e) { e.n_iter_ = 2; }), "audit_");
  EXPECT_EQ(refused([](E& e) { e.n_iter_ = 0; }), "audit_");
  EXPECT_EQ(refused([](E& e) { e.n_trees_per_iteration_ = 0; }), "audit_");
  EXPECT_EQ(refused([](E& e) { e.baseline_prediction_.conservativeResize(2); }), "audit_");
  EXPECT_EQ(refused([](E& e) { e.baseline_prediction_[0] = kInf; }), "audit_");
  EXPECT_EQ(refused([](E& e) { e.predictors_.children_left[0] = 0; }), "audit_");
  EXPECT_EQ(refused([](E& e) { e.predictors_.value(0, 0) = std::nan(""); }), "audit_");
}

/// 60 rows: text, and a number. The target follows the text.
struct TextRows {
  Table X;
  Column y;
};

TextRows text_rows(const std::vector<std::string>& categories) {
  TextColumn text{{}, categories};
  Vector number(60), y(60);
  for (Index i = 0; i < 60; ++i) {
    text.codes.push_back(i % 11 == 10 ? -1 : static_cast<int32_t>(i % 3));
    number[i] = static_cast<double>(i % 7);
    y[i] = i % 3 == 1 ? 5.0 : number[i] / 10;
  }
  return {Table::from_columns({Column::of_numbers(number), Column::of_text(text)}, {"n", "t"}, 60),
          Column::of_numbers(y)};
}

TEST(HistGradientBoosting, TextIsCategories) {
  const TextRows rows = text_rows({"red", "green", "blue"});
  const auto fitted = [&](Value::Map params) {
    params.emplace_back("max_iter", 5);
    params.emplace_back("min_samples_leaf", 4);
    auto model = from_recipe(recipe("HistGradientBoostingRegressor", std::move(params)));
    model->fit(rows.X, &rows.y);
    return model;
  };
  const auto by_type = fitted({}), by_name = fitted({{"categorical_features", Value::List{"t"}}}),
             by_mask = fitted({{"categorical_features", Value::List{false, true}}});
  const Vector expected = by_type->predict(rows.X).numbers;
  EXPECT_GT(expected.maxCoeff() - expected.minCoeff(), 1.0);
  EXPECT_EQ(by_name->predict(rows.X).numbers, expected);
  EXPECT_EQ(by_mask->predict(rows.X).numbers, expected);
  // The dictionary of a table is another matter than its categories.
  TextRows other = text_rows({"red", "green", "blue"});
  TextColumn text{{}, {"blue", "unused", "green", "red"}};
  for (int32_t code : rows.X.text(1).codes) text.codes.push_back(code < 0 ? -1 : code == 0 ? 3 : code == 1 ? 2 : 0);
  EXPECT_EQ(by_type->predict(Table::from_columns({rows.X.column(0), Column::of_text(text)}, {"n", "t"}, 60)).numbers,
            expected);
  // A category that was not there in fit counts as missing.
  const Vector unknown = by_type->predict(text_rows({"red", "violet", "blue"}).X).numbers;
  TextColumn missing{rows.X.text(1).codes, rows.X.text(1).categories};
  for (int32_t& code : missing.codes) code = code == 1 ? -1 : code;
  EXPECT_EQ(
      unknown,
      by_type->predict(Table::from_columns({rows.X.column(0), Column::of_text(missing)}, {"n", "t"}, 60)).numbers);
  EXPECT_NE(unknown, expected);
  // A loaded model knows the sets too.
  EXPECT_EQ(from_node(to_node(*by_type))->predict(rows.X).numbers, expected);

  EXPECT_EQ(error_of([&] { fitted({{"categorical_features", Value()}}); }).code, "text_input");
  EXPECT_EQ(error_of([&] { fitted({{"categorical_features", Value::List{"n"}}}); }).code, "text_input");
  EXPECT_EQ(error_of([&] { fitted({{"categorical_features", Value::List{"no such column", "t"}}}); }).code,
            "bad_parameter");
  EXPECT_EQ(error_of([&] { fitted({{"categorical_features", Value::List{2, 1}}}); }).code, "bad_parameter");
  EXPECT_EQ(error_of([&] { fitted({{"interaction_cst", "pairwise"}}); }).code, "bad_parameter");
}

TEST(HistGradientBoosting, NonsenseAboutCategoriesInAFileIsRefused) {
  using E = HistGradientBoostingRegressor;
  const TextRows rows = text_rows({"red", "green", "blue"});
  const auto refused = [&](const std::function<void(E&)>& change) {
    const auto model = from_recipe(recipe("HistGradientBoostingRegressor", {{"max_iter", 3}, {"min_samples_leaf", 4}}));
    model->fit(rows.X, &rows.y);
    change(dynamic_cast<E&>(*model));
    return error_of([&] { from_node(to_node(*model)); }).code.rfind("audit_", 0) == 0;
  };
  EXPECT_FALSE(refused([](E& e) { ASSERT_EQ(e.predictors_.category_set[0], 0); }));
  EXPECT_TRUE(refused([](E& e) { e.predictors_.category_set[0] = -1; }));
  EXPECT_TRUE(refused([](E& e) { e.predictors_.category_set[0] = 1000; }));
  EXPECT_TRUE(refused([](E& e) { e.predictors_.category_set[0] = -2; }));
  EXPECT_TRUE(refused([](E& e) { e.predictors_.category_set.pop_back(); }));
  EXPECT_TRUE(refused([](E& e) { e.predictors_.left_categories.pop_back(); }));
  EXPECT_TRUE(refused([](E& e) { e.predictors_.feature[0] = 0; }));
  EXPECT_TRUE(refused([](E& e) { e.is_categorical_[1] = 2; }));
  EXPECT_TRUE(refused([](E& e) { e.is_categorical_.pop_back(); }));
  EXPECT_TRUE(refused([](E& e) { e.is_categorical_ = {1, 0}; }));
  EXPECT_TRUE(refused([](E& e) { e.categories_.clear(); }));
  EXPECT_TRUE(refused([](E& e) { e.categories_[0].none_last = true; }));
}

TEST(GradientBoosting, NonsenseInAFileIsRefused) {
  using E = GradientBoostingClassifier;
  const auto refused = [](const std::function<void(E&)>& change) {
    return read_back<E>({{"n_estimators", 3}}, some_rows().X, some_rows().labels, change);
  };
  EXPECT_EQ(refused([](E&) {}), "none");
  EXPECT_EQ(refused([](E& e) { e.n_estimators_ = 2; }), "audit_");
  EXPECT_EQ(refused([](E& e) { e.n_trees_per_iteration_ = 1; }), "audit_");
  EXPECT_EQ(refused([](E& e) { e.init_prediction_[0] = kInf; }), "audit_");
  EXPECT_EQ(refused([](E& e) { e.estimators_.children_right[0] = 0; }), "audit_");
  EXPECT_EQ(refused([](E& e) { e.train_score_[0] = kInf; }), "audit_");
}

TEST(Forest, AFileIsSmallerThanTheNodesOfScikitLearn) {
  const Rows rows = some_rows(400);
  const auto model = from_recipe(recipe("RandomForestRegressor", {{"n_estimators", 10}}));
  model->fit(rows.X, &rows.y);
  const size_t nodes = dynamic_cast<RandomForestRegressor&>(*model).estimators_.feature.size();
  // There a node takes 64 bytes and 8 for its value.
  EXPECT_LT(encode(to_node(*model)).size(), nodes * 72 / 2);
}

TEST(Forest, OneTreeOfAllRowsIsADecisionTree) {
  const Rows rows = some_rows();
  const auto forest = from_recipe(recipe("ExtraTreesRegressor", {{"n_estimators", 1}, {"random_state", 3}}));
  forest->fit(rows.X, &rows.y);
  RandomState random(3);
  const auto tree = from_recipe(recipe("ExtraTreeRegressor", {{"random_state", random.randint(2147483647)}}));
  tree->fit(rows.X, &rows.y);
  EXPECT_EQ(forest->predict(rows.X).numbers, tree->predict(rows.X).numbers);
}

TEST(SampleWeight, ARowOfWeightTwoCountsTwice) {
  const Rows rows = some_rows(30);
  Vector weights = Vector::Ones(30);
  std::vector<Index> twice;
  for (Index i = 0; i < 30; ++i) {
    weights[i] = static_cast<double>(i % 3);
    for (Index k = 0; k < i % 3; ++k) twice.push_back(i);
  }
  const Table repeated = rows.X.take(twice);
  Vector y(static_cast<Index>(twice.size()));
  for (Index i = 0; i < y.size(); ++i) y[i] = rows.y.numbers[twice[static_cast<size_t>(i)]];
  const Column repeated_y = Column::of_numbers(y);
  DecisionTreeRegressor weighted, plain;
  weighted.set_param("max_depth", 3);
  plain.set_param("max_depth", 3);
  weighted.fit(rows.X, &rows.y, {}, &weights);
  plain.fit(repeated, &repeated_y);
  EXPECT_TRUE(weighted.predict(rows.X).numbers.isApprox(plain.predict(rows.X).numbers, 1e-12));
  EXPECT_EQ(weighted.tree_.weighted_n_node_samples[0], plain.tree_.weighted_n_node_samples[0]);
}

TEST(SampleWeight, WhatCannotBeUsedIsRefused) {
  const Rows rows = some_rows(30);
  DecisionTreeRegressor tree;
  const auto without = from_recipe(recipe("KNeighborsRegressor", {}));
  const Vector ones = Vector::Ones(30), few = Vector::Ones(29), none = Vector::Zero(30);
  Vector negative = ones, missing = ones;
  negative[3] = -1;
  missing[3] = std::nan("");
  for (const Vector* w : {&few, &none, const_cast<const Vector*>(&negative), const_cast<const Vector*>(&missing)}) {
    EXPECT_EQ(error_of([&] { tree.fit(rows.X, &rows.y, {}, w); }).code, "bad_weights");
    EXPECT_FALSE(tree.fitted());
  }
  EXPECT_EQ(error_of([&] { without->fit(rows.X, &rows.y, {}, &ones); }).code, "unsupported_sample_weight");
  tree.fit(rows.X, &rows.y, {}, &ones);
  EXPECT_TRUE(tree.fitted());
}

}  // namespace
}  // namespace keepfit::test
