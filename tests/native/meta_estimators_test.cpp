// What is particular to ensembles of estimators: the order of their draws, and what a file may say of them.
#include <gtest/gtest.h>

#include <functional>

#include "compose/ada_boost_classifier.h"
#include "compose/ada_boost_regressor.h"
#include "compose/bagging_classifier.h"
#include "compose/bagging_regressor.h"
#include "compose/stacking_classifier.h"
#include "compose/stacking_regressor.h"
#include "compose/voting_classifier.h"
#include "compose/voting_regressor.h"
#include "core/node.h"
#include "core/table.h"
#include "core/trace.h"
#include "linear_model/ridge_cv.h"
#include "support/recipes.h"

namespace keepfit::test {
namespace {

struct Rows {
  Table X;
  Column y, labels;
};

Rows some_rows(Index n = 40) {
  RandomState random(4);
  Matrix m(n, 3);
  for (double& v : m.reshaped()) v = random.random_sample();
  Vector y(n);
  TextColumn labels{{}, {"ash", "birch", "elm"}};
  for (Index i = 0; i < n; ++i) {
    y[i] = m(i, 0) - 2 * m(i, 1) * m(i, 2);
    labels.codes.push_back(static_cast<int32_t>(i % 3));
  }
  return {Table(std::move(m)), Column::of_numbers(y), Column::of_text(std::move(labels))};
}

Value::List classifiers() {
  return {Value::List{"a", recipe("DecisionTreeClassifier", {{"max_depth", 2}})},
          Value::List{"b", recipe("GaussianNB")}};
}
Value::List regressors() {
  return {Value::List{"a", recipe("DecisionTreeRegressor", {{"max_depth", 2}})}, Value::List{"b", recipe("Ridge")}};
}

std::shared_ptr<Estimator> fitted(const char* name, const Table& X, const Column& y) {
  const auto model = from_recipe(recipe(name));
  model->fit(X, &y);
  return model;
}

TEST(Ensembles, SeedsAreDrawnInTheOrderOfPaths) {
  const auto pipeline =
      from_recipe(recipe("Pipeline", {{"steps", Value::List{Value::List{"z", recipe("ExtraTreeClassifier")}}}}));
  RandomState random(3), same(3);
  const auto one = ensemble::seeded_clone(*pipeline, random);
  std::vector<int64_t> seeds;
  walk(*one, [&](const std::string& path, const Estimator& e) {
    if (path == "z") seeds.push_back(e.param("random_state").integer());
  });
  EXPECT_EQ(seeds, std::vector<int64_t>{same.randint(2147483647)});

  const auto voting = from_recipe(recipe(
      "VotingClassifier",
      {{"estimators", Value::List{Value::List{"z", recipe("ExtraTreeClassifier")}, Value::List{"left out", "drop"},
                                  Value::List{"b", recipe("DecisionTreeClassifier", {{"random_state", 5}})}}}}));
  const auto two = ensemble::seeded_clone(*voting, random);
  std::vector<std::pair<std::string, int64_t>> found;
  walk(*two, [&](const std::string& path, const Estimator& e) {
    if (!path.empty()) found.emplace_back(path, e.param("random_state").integer());
  });
  const int64_t of_b = same.randint(2147483647), of_z = same.randint(2147483647);
  EXPECT_EQ(found, (std::vector<std::pair<std::string, int64_t>>{{"z", of_z}, {"b", of_b}}));

  // scikit-learn draws a seed for Ridge, which has no use for it here.
  ensemble::seeded_clone(*from_recipe(recipe("Ridge")), random);
  same.randint(2147483647);
  EXPECT_EQ(random.next32(), same.next32());
}

TEST(Ensembles, PathsLeadToTheirParts) {
  const auto stacking =
      from_recipe(recipe("StackingRegressor", {{"estimators", regressors()}, {"final_estimator", recipe("Ridge")}}));
  set_by_path(*stacking, "a__max_depth", 4);
  set_by_path(*stacking, "b", "drop");
  set_by_path(*stacking, "final_estimator__alpha", 2.5);
  set_by_path(*stacking, "cv", recipe("KFold", {{"n_splits", 3}}));  // a splitter, not an estimator
  EXPECT_EQ(stacking->param("estimators").list()[0].list()[1].estimator()->param("max_depth").integer(), 4);
  EXPECT_TRUE(stacking->param("estimators").list()[1].list()[1].is("drop"));
  EXPECT_EQ(stacking->param("final_estimator").estimator()->param("alpha").number(), 2.5);
  EXPECT_TRUE(stacking->param("cv").at("class").is("KFold"));
  const Rows rows = some_rows();
  stacking->fit(rows.X, &rows.y);
  set_by_path(*stacking, "final_estimator", recipe("RidgeCV"));
  EXPECT_EQ(std::string(stacking->param("final_estimator").estimator()->declaration().name), "RidgeCV");
  // 'passthrough' has no place among estimators that vote, nor 'drop' in a pipeline.
  EXPECT_EQ(error_of([&] { set_by_path(*stacking, "b", "passthrough"); }).code, "bad_parameter");
  EXPECT_EQ(error_of([] { from_recipe(recipe("Pipeline", {{"steps", Value::List{Value::List{"a", "drop"}}}})); }).code,
            "bad_parameter");
}

TEST(Ensembles, AreOneStepToWhoeverRecordsOrSeveral) {
  const Rows rows = some_rows();
  const auto paths_of = [&](const char* name, Value::Map params) {
    const auto model = from_recipe(recipe(name, std::move(params)));
    model->fit(rows.X, &rows.labels);
    std::vector<std::string> paths;
    const Trace trace({.input = {},
                       .transform = {},
                       .predict = [&](const std::string& path, const Column&) { paths.push_back(path); },
                       .predict_proba = {}});
    model->predict(rows.X);
    return paths;
  };
  EXPECT_EQ(paths_of("BaggingClassifier", {}), std::vector<std::string>{""});
  EXPECT_EQ(paths_of("AdaBoostClassifier", {}), std::vector<std::string>{""});
  EXPECT_EQ(paths_of("VotingClassifier", {{"estimators", classifiers()}}),
            (std::vector<std::string>{"estimators_.0", "estimators_.1", ""}));
  EXPECT_EQ(paths_of("StackingClassifier", {{"estimators", classifiers()}}),
            (std::vector<std::string>{"final_estimator_", ""}));
}

TEST(Voting, NonsenseInAFileIsRefused) {
  using C = VotingClassifier;
  using R = VotingRegressor;
  const Rows rows = some_rows();
  const auto classes = [&](const std::function<void(C&)>& change, const char* voting = "hard") {
    return read_back<C>({{"estimators", classifiers()}, {"voting", voting}}, some_rows().X, some_rows().labels, change);
  };
  const auto numbers = [&](const std::function<void(R&)>& change) {
    return read_back<R>({{"estimators", regressors()}}, some_rows().X, some_rows().y, change);
  };
  EXPECT_EQ(classes([](C&) {}), "none");
  EXPECT_EQ(classes([](C&) {}, "soft"), "none");
  EXPECT_EQ(classes([](C& e) { e.estimators_.pop_back(); }), "audit_");
  EXPECT_EQ(classes([](C& e) { e.estimators_.clear(); }), "audit_");
  EXPECT_EQ(classes([](C& e) { std::swap(e.estimators_[0], e.estimators_[1]); }), "audit_");
  EXPECT_EQ(classes([](C& e) { e.estimators_[0] = from_recipe(recipe("DecisionTreeClassifier")); }), "audit_");
  EXPECT_EQ(classes([&](C& e) { e.estimators_[0] = fitted("DecisionTreeClassifier", rows.X, rows.labels); }),
            "audit_");  // other classes
  EXPECT_EQ(classes([&](C& e) {
              e.estimators_[1] =
                  fitted("GaussianNB", rows.X.select({0, 1}), ensemble::as_target(rows.labels.text.codes));
            }),
            "audit_");
  EXPECT_EQ(classes([](C& e) { e.classes_.strings.pop_back(); }), "audit_");
  EXPECT_EQ(numbers([](R&) {}), "none");
  EXPECT_EQ(numbers([&](R& e) { e.estimators_[1] = fitted("Ridge", rows.X.select({0, 1}), rows.y); }), "audit_");
  EXPECT_EQ(numbers([&](R& e) { e.estimators_.push_back(e.estimators_[0]); }), "audit_");
}

TEST(Stacking, NonsenseInAFileIsRefused) {
  using C = StackingClassifier;
  using R = StackingRegressor;
  const Rows rows = some_rows();
  const Column codes = ensemble::as_target(rows.labels.text.codes);
  const auto classes = [&](const std::function<void(C&)>& change) {
    return read_back<C>({{"estimators", classifiers()}, {"final_estimator", recipe("GaussianNB")}}, some_rows().X,
                        some_rows().labels, change);
  };
  EXPECT_EQ(classes([](C&) {}), "none");
  EXPECT_EQ(classes([](C& e) { e.stack_.methods[0] = "transform"; }), "audit_");
  EXPECT_EQ(classes([](C& e) { e.stack_.methods[0] = "decision_function"; }), "audit_");  // a tree has none
  EXPECT_EQ(classes([](C& e) { e.stack_.methods[0] = "predict"; }),
            "audit_");  // then the final estimator gets fewer columns
  EXPECT_EQ(classes([](C& e) { e.stack_.methods.pop_back(); }), "audit_");
  EXPECT_EQ(classes([](C& e) { e.stack_.final_estimator.reset(); }), "audit_");
  EXPECT_EQ(classes([](C& e) { e.stack_.final_estimator = from_recipe(recipe("GaussianNB")); }), "audit_");
  EXPECT_EQ(classes([&](C& e) { e.stack_.final_estimator = fitted("GaussianNB", rows.X, codes); }), "audit_");
  EXPECT_EQ(classes([&](C& e) { e.stack_.final_estimator = fitted("GaussianNB", e.transform(rows.X), rows.labels); }),
            "audit_");
  EXPECT_EQ(classes([&](C& e) { e.stack_.final_estimator = fitted("Ridge", e.transform(rows.X), codes); }), "audit_");
  EXPECT_EQ(read_back<R>({{"estimators", regressors()}}, some_rows().X, some_rows().y, [](R&) {}), "none");
  EXPECT_EQ(read_back<R>({{"estimators", regressors()}}, some_rows().X, some_rows().y,
                         [](R& e) { e.stack_.methods[1] = "predict_proba"; }),
            "audit_");
  EXPECT_EQ(read_back<RidgeCV>({}, some_rows().X, some_rows().y, [](RidgeCV& e) { e.alpha_ = 0; }), "audit_");
  EXPECT_EQ(read_back<RidgeCV>({}, some_rows().X, some_rows().y, [](RidgeCV& e) { e.best_score_ = 1; }), "audit_");
}

TEST(Bagging, NonsenseInAFileIsRefused) {
  using C = BaggingClassifier;
  const Rows rows = some_rows();
  const auto classes = [&](const std::function<void(C&)>& change) {
    return read_back<C>({{"n_estimators", 3}, {"max_features", 2}}, some_rows().X, some_rows().labels, change);
  };
  EXPECT_EQ(classes([](C&) {}), "none");
  EXPECT_EQ(classes([](C& e) { e.bag_.features[0] = 3; }), "audit_");
  EXPECT_EQ(classes([](C& e) { e.bag_.features[0] = -1; }), "audit_");
  EXPECT_EQ(classes([](C& e) { e.bag_.features.pop_back(); }), "audit_");
  EXPECT_EQ(classes([](C& e) { e.bag_.features.clear(); }), "audit_");
  EXPECT_EQ(classes([](C& e) { e.bag_.features.resize(9); }), "audit_");
  EXPECT_EQ(classes([](C& e) { e.bag_.estimators.pop_back(); }), "audit_");
  EXPECT_EQ(classes([](C& e) { e.oob_score_ = "good"; }), "audit_");
  EXPECT_EQ(classes([](C& e) { e.n_classes_ = 4; }), "audit_");
  EXPECT_EQ(classes([&](C& e) {
              e.bag_.estimators[1] = fitted("DecisionTreeClassifier", rows.X.select({0, 1}), rows.labels);
            }),
            "audit_");
  EXPECT_EQ(classes([&](C& e) {
              Column beyond = ensemble::as_target(rows.labels.text.codes);
              beyond.numbers.array() += 1;
              e.bag_.estimators[1] = fitted("DecisionTreeClassifier", rows.X.select({0, 1}), beyond);
            }),
            "audit_");
  using R = BaggingRegressor;
  EXPECT_EQ(read_back<R>({{"n_estimators", 2}}, some_rows().X, some_rows().y, [](R&) {}), "none");
  EXPECT_EQ(read_back<R>({{"n_estimators", 2}}, some_rows().X, some_rows().y,
                         [&](R& e) { e.bag_.estimators[0] = fitted("Ridge", rows.X, rows.y); }),
            "audit_");
}

TEST(AdaBoost, NonsenseInAFileIsRefused) {
  using C = AdaBoostClassifier;
  using R = AdaBoostRegressor;
  const Rows rows = some_rows();
  const auto classes = [&](const std::function<void(C&)>& change) {
    return read_back<C>({{"n_estimators", 3}}, some_rows().X, some_rows().labels, change);
  };
  const auto numbers = [&](const std::function<void(R&)>& change) {
    return read_back<R>({{"n_estimators", 3}}, some_rows().X, some_rows().y, change);
  };
  EXPECT_EQ(classes([](C&) {}), "none");
  EXPECT_EQ(classes([](C& e) { e.rounds_.weights[0] = -1; }), "audit_");
  EXPECT_EQ(classes([](C& e) { e.rounds_.weights.setZero(); }), "audit_");
  EXPECT_EQ(classes([](C& e) { e.rounds_.weights[1] = kInf; }), "audit_");
  EXPECT_EQ(classes([](C& e) { e.rounds_.errors[1] = kInf; }), "audit_");
  EXPECT_EQ(classes([](C& e) { e.rounds_.weights = Vector::Ones(2), e.rounds_.errors = Vector::Ones(2); }), "audit_");
  EXPECT_EQ(classes([](C& e) { e.rounds_.importances[0] = kInf; }), "audit_");
  EXPECT_EQ(classes([](C& e) { e.rounds_.importances = Vector::Ones(2); }), "audit_");
  EXPECT_EQ(classes([](C& e) { e.rounds_.estimators.clear(); }), "audit_");
  EXPECT_EQ(classes([&](C& e) {
              e.rounds_.estimators[0] =
                  fitted("DecisionTreeClassifier", rows.X, ensemble::as_target(rows.labels.text.codes));
            }),
            "audit_");
  EXPECT_EQ(numbers([](R&) {}), "none");
  EXPECT_EQ(numbers([](R& e) { e.rounds_.estimators.clear(); }), "audit_");
  EXPECT_EQ(
      numbers([&](R& e) { e.rounds_.estimators[0] = fitted("DecisionTreeRegressor", rows.X.select({0}), rows.y); }),
      "audit_");
}

}  // namespace
}  // namespace keepfit::test
