// What cross-validation refuses and leaves as it was. Its scores are replayed by golden.test.ts.
#include "model_selection/validation.h"

#include <gtest/gtest.h>

#include <cmath>

#include "border/operations.h"
#include "core/node.h"
#include "core/table.h"
#include "metrics/metrics.h"
#include "model_selection/curves.h"
#include "model_selection/folds.h"
#include "persistence/file.h"
#include "support/fixtures.h"

namespace keepfit::test {
namespace {

std::string code_of(const char* cls, const Split& split, std::vector<std::string> scoring) {
  const Data iris = read_dataset("iris");
  try {
    fit_and_score(*from_recipe(Value::Map{{"class", cls}}), iris.X, iris.y, split, {std::move(scoring)});
  } catch (const Error& e) {
    EXPECT_EQ(e.message.back(), '.');
    return e.code;
  }
  return "";
}

TEST(CrossValidate, SaysWhatIsWrong) {
  const Split good{{0, 60, 120}, {1, 61, 121}};
  EXPECT_EQ(code_of("DummyClassifier", good, {}), "");
  EXPECT_EQ(code_of("DummyClassifier", good, {"r2"}), "bad_scoring");
  EXPECT_EQ(code_of("DummyClassifier", good, {"accurate"}), "unknown_scorer");
  EXPECT_EQ(code_of("StandardScaler", good, {}), "bad_scoring");
  EXPECT_EQ(code_of("DummyClassifier", {{0, 150}, {1}}, {}), "bad_split");
  EXPECT_EQ(code_of("DummyClassifier", {{0}, {-1}}, {}), "bad_split");
  EXPECT_EQ(code_of("DummyClassifier", {{}, {1}}, {}), "bad_split");
}

TEST(CrossValidate, AnswersByNameNeedEachNameOnce) {
  const auto fold = [](Value::List scoring) {
    const Value X = Value::Map{{"data", Array::own(std::vector<double>{1, 2, 3, 4}, {4, 1})}};
    const Value y =
        Value::Map{{"codes", Array::own(std::vector<int32_t>{0, 1, 0, 1})}, {"categories", Value::List{"no", "yes"}}};
    try {
      border::run_operation("fit_and_score",
                            Value::Map{{"recipe", Value::Map{{"class", "DummyClassifier"}}},
                                       {"X", X},
                                       {"y", y},
                                       {"train", Array::own(std::vector<int32_t>{0, 1})},
                                       {"test", Array::own(std::vector<int32_t>{2, 3})},
                                       {"scoring", std::move(scoring)}},
                            {});
    } catch (const Error& e) {
      return e.code;
    }
    return std::string();
  };
  EXPECT_EQ(fold({"accuracy", "f1_macro"}), "");
  EXPECT_EQ(fold({"accuracy", "f1_macro", "accuracy"}), "bad_scoring");
}

TEST(CrossValidate, AnUndefinedScoreIsNaNAndLeavesTheOthers) {
  const Data iris = read_dataset("iris");
  const auto model = from_recipe(Value::Map{{"class", "DummyClassifier"}});
  // No row of the second class is tested; a row of the third was never seen.
  const FoldResult result = fit_and_score(*model, iris.X, iris.y, {{0, 1, 60}, {2, 120}},
                                          {.scoring = {"neg_log_loss", "accuracy"}, .error_score = std::nan("")});
  EXPECT_TRUE(std::isnan(result.test[0]));
  EXPECT_EQ(result.test[1], 0.5);
}

TEST(CrossValidate, LeavesTheModelUnfitted) {
  const Data iris = read_dataset("iris");
  const auto model = from_recipe(Value::Map{{"class", "DummyClassifier"}});
  cross_validate(*model, iris.X, iris.y, cv_splits(4, 150, &iris.y, nullptr, true), {});
  EXPECT_FALSE(model->fitted());
}

TEST(CrossValidate, ReportsProgressAndStops) {
  const Data iris = read_dataset("iris");
  const auto model = from_recipe(Value::Map{{"class", "DummyClassifier"}});
  const auto splits = cv_splits(4, 150, &iris.y, nullptr, true);
  double last = 0;
  cross_validate(*model, iris.X, iris.y, splits, {}, {[&](double done, double total) {
    EXPECT_GE(done / total, last);
    last = done / total;
    return true;
  }});
  EXPECT_EQ(last, 1.0);
  EXPECT_THROW(cross_validate(*model, iris.X, iris.y, splits, {}, {[](double, double) { return false; }}), Error);
}

TEST(RFE, CountsAfterItsEstimatorInAPipelineAndInAFile) {
  const auto make = [](const char* inner) {
    const Value rfe = Value::Map{{"class", "RFE"}, {"params", Value::Map{{"estimator", Value::Map{{"class", inner}}}}}};
    return from_recipe(Value::Map{
        {"class", "Pipeline"},
        {"params", Value::Map{{"steps", Value::List{Value::List{"scale", Value::Map{{"class", "StandardScaler"}}},
                                                    Value::List{"keep", rfe}}}}}});
  };
  EXPECT_EQ(make("LinearSVC")->kind(), Kind::kClassifier);
  EXPECT_EQ(make("Ridge")->kind(), Kind::kRegressor);
  EXPECT_FALSE(make("LinearSVC")->can_predict_proba());
  EXPECT_TRUE(make("LinearSVC")->can_decision_function());
  const Data data = read_data(Json{{"dataset", "iris"}});
  const Model model = fit_model(make("LogisticRegression"), data.X, &data.y);
  const auto bytes = dump(model).bytes;
  const Model again = load(bytes.data(), bytes.size());
  EXPECT_EQ(again.estimator->kind(), Kind::kClassifier);
  ASSERT_TRUE(again.estimator->classes());
  EXPECT_EQ(again.estimator->classes()->size(), 3u);
  EXPECT_EQ(again.estimator->predict(data.X).text.codes, model.estimator->predict(data.X).text.codes);
  EXPECT_EQ(again.estimator->predict_proba(data.X), model.estimator->predict_proba(data.X));
  EXPECT_EQ(again.estimator->decision_function(data.X), model.estimator->decision_function(data.X));
  EXPECT_EQ(again.estimator->transform(data.X).numbers(), model.estimator->transform(data.X).numbers());
  EXPECT_EQ(score(*again.estimator, data.X, data.y), score(*model.estimator, data.X, data.y));
}

TEST(RFE, WithoutAnEstimatorIsRefusedBeforeAnythingIsScored) {
  const auto rfe = from_recipe(Value::Map{{"class", "RFE"}});
  try {
    rfe->kind();
    ADD_FAILURE();
  } catch (const Error& e) {
    EXPECT_EQ(e.code, "bad_parameter");
    EXPECT_EQ(e.message, "RFE needs an estimator.");
  }
}

TEST(Search, WithoutAnEstimatorIsRefusedWhateverElseIsMissing) {
  for (const char* name : {"GridSearchCV", "RandomizedSearchCV"}) {
    const auto search = from_recipe(Value::Map{{"class", name}, {"params", Value::Map{}}});
    try {
      search->fit(Table(Matrix::Ones(6, 2)), nullptr);
      ADD_FAILURE() << name << " was fitted";
    } catch (const Error& e) {
      EXPECT_EQ(e.code, "bad_parameter") << e.message;
    }
  }
}

}  // namespace
}  // namespace keepfit::test
