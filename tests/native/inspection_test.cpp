// What permutation importance and partial dependence refuse. Their answers are replayed by golden.test.ts.
#include <gtest/gtest.h>

#include "core/node.h"
#include "core/table.h"
#include "inspection/partial_dependence.h"
#include "inspection/permutation_importance.h"
#include "support/fixtures.h"

namespace keepfit::test {
namespace {

TEST(PermutationImportance, OfOneColumnIsWhatItIsAmongAll) {
  const Data iris = read_dataset("iris");
  auto tree = from_recipe(Value::Map{{"class", "DecisionTreeClassifier"}});
  tree->fit(iris.X, &iris.y);
  PermutationRequest wanted;
  const auto found = permutation_importance(*tree, iris.X, iris.y, wanted);
  wanted.columns = {iris.X.columns() - 1};
  const auto alone = permutation_importance(*tree, iris.X, iris.y, wanted);
  EXPECT_EQ(alone.importances[0].row(0), found.importances[0].row(iris.X.columns() - 1));
  EXPECT_GT(alone.importances[0].row(0).sum(), 0.0);
}

template <class Work>
std::string code_of(Work work) {
  try {
    work();
  } catch (const Error& e) {
    EXPECT_EQ(e.message.back(), '.');
    return e.code;
  }
  return "";
}

TEST(Inspection, SaysWhatIsWrong) {
  const Data iris = read_dataset("iris");
  const auto fitted = [&](const char* cls) {
    auto model = from_recipe(Value::Map{{"class", cls}});
    model->fit(iris.X, &iris.y);
    return model;
  };
  const auto tree = fitted("DecisionTreeClassifier");
  const auto permuted = [&](PermutationRequest wanted) {
    return code_of([&] { permutation_importance(*tree, iris.X, iris.y, wanted); });
  };
  EXPECT_EQ(permuted({}), "");
  EXPECT_EQ(permuted({{"r2"}}), "bad_scoring");
  EXPECT_EQ(permuted({{}, 0}), "bad_value");
  EXPECT_EQ(permuted({{}, 5, {}, int64_t{151}}), "bad_value");
  EXPECT_EQ(permuted({{}, 5, {}, 0.001}), "bad_value");
  EXPECT_EQ(permuted({{}, 5, -1}), "bad_split");
  EXPECT_EQ(permuted({{}, 5, {}, 1.0, {4}}), "bad_value");
  const auto depends = [&](const Estimator& model, DependenceRequest wanted) {
    return code_of([&] { partial_dependence(model, iris.X, wanted); });
  };
  EXPECT_EQ(depends(*tree, {{0}}), "");
  EXPECT_EQ(depends(*tree, {{}}), "bad_value");
  EXPECT_EQ(depends(*tree, {{0, 1, 2}}), "bad_value");
  EXPECT_EQ(depends(*tree, {{1, 1}}), "bad_value");
  EXPECT_EQ(depends(*tree, {{4}}), "bad_value");
  EXPECT_EQ(depends(*tree, {{0}, 1}), "bad_value");
  EXPECT_EQ(depends(*tree, {{0}, 100, 0.9, 0.1}), "bad_value");
  EXPECT_EQ(depends(*fitted("LinearSVC"), {{0}}), "bad_value");
  EXPECT_EQ(depends(*fitted("StandardScaler"), {{0}}), "bad_value");
}

TEST(Inspection, ReportsProgressAndStops) {
  const Data iris = read_dataset("iris");
  auto tree = from_recipe(Value::Map{{"class", "DecisionTreeClassifier"}});
  tree->fit(iris.X, &iris.y);
  const Context stop{[](double, double) { return false; }};
  EXPECT_EQ(code_of([&] { permutation_importance(*tree, iris.X, iris.y, {}, stop); }), "cancelled");
  EXPECT_EQ(code_of([&] { partial_dependence(*tree, iris.X, {{0}}, stop); }), "cancelled");
}

}  // namespace
}  // namespace keepfit::test
