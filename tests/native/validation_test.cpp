// cross_validate and cross_val_predict against scikit-learn (tests/golden/cases/cross_validate.py), and what they
// refuse.
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
#include "support/warned.h"

namespace keepfit::test {
namespace {

TEST(CrossValidate, AgreesWithScikitLearn) {
  const Json fixture = read_json("tests/golden/fixtures/cross_validate.json");
  for (const Json& c : fixture.at("cases")) {
    SCOPED_TRACE(c.at("name").get<std::string>());
    const Data data = read_data(c.at("data"));
    const Json &options = c.at("options"), &expect = c.at("expect"), &t = c.at("tolerance");
    const auto close = [&](const Json& wanted, double got) {
      const double w = to_double(wanted);
      EXPECT_TRUE((std::isnan(w) && std::isnan(got)) || got == w ||
                  std::fabs(got - w) <= t.value("atol", 0.0) + t.value("rtol", 0.0) * std::fabs(w))
          << got << " " << w;
    };
    const auto model = from_recipe(to_value(options.at("recipe")));
    const Warnings heard;
    const auto splits =
        cv_splits(to_value(options.at("cv")), data.X.rows(), &data.y, nullptr, model->kind() == Kind::kClassifier);
    const auto results = cross_validate(
        *model, data.X, data.y, splits,
        {options.at("scoring").get<std::vector<std::string>>(), true, true, expect.contains("predict_proba")});
    EXPECT_FALSE(model->fitted());
    EXPECT_EQ(classes_said(heard), classes_warned("cross_validate", c.at("name")));
    ASSERT_EQ(results.size(), expect.at("test").size());
    for (size_t i = 0; i < results.size(); ++i) {
      ASSERT_EQ(results[i].test.size(), expect.at("test")[i].size());
      for (size_t k = 0; k < results[i].test.size(); ++k) {
        close(expect.at("test")[i][k], results[i].test[k]);
        close(expect.at("train")[i][k], results[i].train[k]);
      }
      if (expect.contains("predict_proba")) {
        for (size_t row = 0; row < splits[i].test.size(); ++row) {
          const Json& wanted = expect.at("predict_proba")[static_cast<size_t>(splits[i].test[row])];
          ASSERT_EQ(static_cast<size_t>(results[i].proba.cols()), wanted.size());
          for (size_t k = 0; k < wanted.size(); ++k)
            close(wanted[k], results[i].proba(static_cast<Index>(row), static_cast<Index>(k)));
        }
      }
      if (!expect.contains("predict")) continue;
      const Column& predicted = results[i].predicted;
      for (size_t row = 0; row < splits[i].test.size(); ++row) {
        const Json& wanted = expect.at("predict")[static_cast<size_t>(splits[i].test[row])];
        if (predicted.is_text)
          EXPECT_EQ(predicted.text.categories[static_cast<size_t>(predicted.text.codes[row])],
                    wanted.get<std::string>());
        else close(wanted, predicted.numbers[static_cast<Index>(row)]);
      }
    }
  }
  EXPECT_GT(fixture.at("cases").size(), 20u);
}

TEST(LearningCurve, AgreesWithScikitLearn) {
  const Json fixture = read_json("tests/golden/fixtures/learning_curve.json");
  size_t refused = 0;
  for (const Json& c : fixture.at("cases")) {
    SCOPED_TRACE(c.at("name").get<std::string>());
    const Data data = read_data(c.at("data"));
    const Json &options = c.at("options"), &expect = c.at("expect"), &t = c.at("tolerance");
    const auto model = from_recipe(to_value(options.at("recipe")));
    const Warnings heard;
    const auto folds =
        cv_splits(to_value(options.at("cv")), data.X.rows(), &data.y, nullptr, model->kind() == Kind::kClassifier);
    const auto split = [&] {
      return learning_splits(folds, to_value(options.value("train_sizes", Json())), options.value("shuffle", false),
                             to_value(options.value("random_state", Json())));
    };
    if (expect.contains("error")) {
      EXPECT_THROW(split(), Error);
      ++refused;
      continue;
    }
    const LearningSplits curve = split();
    EXPECT_EQ(curve.sizes, expect.at("train_sizes").get<std::vector<int64_t>>());
    std::vector<std::string> scoring;
    if (options.contains("scoring")) scoring = {options.at("scoring")};
    const auto results = cross_validate(*model, data.X, data.y, curve.splits, {scoring, true});
    EXPECT_EQ(classes_said(heard), classes_warned("learning_curve", c.at("name")));
    for (size_t i = 0; i < results.size(); ++i) {
      const size_t fold = i / curve.sizes.size(), size = i % curve.sizes.size();
      const auto close = [&](const char* part, double got) {
        const double w = to_double(expect.at(part)[size][fold]);
        EXPECT_LE(std::fabs(got - w), t.value("atol", 0.0) + t.value("rtol", 0.0) * std::fabs(w))
            << part << " " << got << " " << w;
      };
      close("train", results[i].train[0]);
      close("test", results[i].test[0]);
    }
  }
  EXPECT_EQ(refused, 3u);
}

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
