// RidgeClassifier and RidgeClassifierCV beyond the golden results.
#include "linear_model/ridge_classifier.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/errors.h"
#include "core/table.h"
#include "core/warnings.h"
#include "linear_model/ridge.h"
#include "linear_model/ridge_classifier_cv.h"
#include "support/fixtures.h"

namespace keepfit::test {
namespace {

const char* const kKinds[] = {"setosa", "versicolor", "virginica"};

/// 1 for the rows of a class, -1 for others.
Column against_the_rest(const Column& y, const std::string& kind) {
  Vector out(static_cast<Index>(y.text.codes.size()));
  for (Index i = 0; i < out.size(); ++i)
    out[i] = y.text.categories[static_cast<size_t>(y.text.codes[static_cast<size_t>(i)])] == kind ? 1.0 : -1.0;
  return Column::of_numbers(out);
}

std::string message_of(const std::function<void()>& f) {
  try {
    f();
  } catch (const Error& e) {
    return e.code + ": " + e.message;
  }
  return "";
}

TEST(RidgeClassifier, IsRidgeOfEachClassAgainstTheRest) {
  const Data iris = read_dataset("iris");
  const std::map<std::string, double> by_class{{"setosa", 0.5}, {"versicolor", 1.0}, {"virginica", 3.0}};
  for (const bool weighted : {false, true}) {
    for (const char* solver : {"cholesky", "svd"}) {
      RidgeClassifier model;
      model.set_param("solver", solver);
      Vector given(iris.X.rows()), whole(iris.X.rows());
      for (Index i = 0; i < given.size(); ++i) {
        given[i] = static_cast<double>(1 + i % 3);
        whole[i] = given[i] * by_class.at(kKinds[i / 50]);
      }
      if (weighted) model.set_param("class_weight", Value::Map{{"setosa", 0.5}, {"virginica", 3.0}});
      model.fit(iris.X, &iris.y, {}, weighted ? &given : nullptr);
      EXPECT_EQ(model.solver_, solver);
      for (Index k = 0; k < 3; ++k) {
        Ridge ridge;
        ridge.set_param("solver", solver);
        const Column y = against_the_rest(iris.y, kKinds[k]);
        ridge.fit(iris.X, &y, {}, weighted ? &whole : nullptr);
        EXPECT_EQ(Vector(model.coef_.row(k)), ridge.coef_) << solver << " of " << kKinds[k];
        EXPECT_EQ(model.intercept_[k], ridge.intercept_) << solver << " of " << kKinds[k];
      }
    }
  }
}

TEST(RidgeClassifierCV, ScoresByRowsThatAreLeftOut) {
  const Data iris = read_dataset("iris");
  std::vector<Index> rows;
  for (Index i = 0; i < 150; i += 6) rows.push_back(i);
  const Table X = iris.X.take(rows);
  const Column y = take(iris.y, rows);
  for (const bool intercept : {true, false}) {
    double best = -kInf, best_alpha = 0;
    const std::vector<double> alphas{5.0, 0.02, 0.3};
    for (const double alpha : alphas) {
      double squares = 0;
      for (size_t out = 0; out < rows.size(); ++out) {
        std::vector<Index> others;
        for (size_t i = 0; i < rows.size(); ++i) {
          if (i != out) others.push_back(static_cast<Index>(i));
        }
        const Column learned = take(y, others);
        RidgeClassifier model;
        model.set_param("alpha", alpha);
        model.set_param("fit_intercept", intercept);
        model.fit(X.take(others), &learned);
        const RowMatrix scores = model.decision_function(X.take({static_cast<Index>(out)}));
        for (Index k = 0; k < 3; ++k) squares += std::pow(scores(0, k) - (k == rows[out] / 50 ? 1.0 : -1.0), 2);
      }
      const double score = -squares / static_cast<double>(3 * rows.size());
      if (score > best) best_alpha = alpha;
      best = std::max(best, score);
    }
    RidgeClassifierCV model;
    model.set_param("alphas", Value::List{5.0, 0.02, 0.3});
    model.set_param("fit_intercept", intercept);
    model.fit(X, &y);
    EXPECT_EQ(model.alpha_, best_alpha);
    EXPECT_NEAR(model.best_score_, best, 1e-12);
  }
}

// scikit-learn fits one class, too, and then looks for a second one where a score is above 0: an IndexError.
TEST(RidgeClassifier, OneClassIsTheAnswerWhateverTheScore) {
  Matrix X(3, 1), other(2, 1);
  X << 1, -1, 2;
  other << 1, -5;
  const Column y = to_column(Json{"only", "only", "only"});
  RidgeClassifier model;
  model.set_param("fit_intercept", false);
  model.fit(Table(X), &y);
  EXPECT_GT(model.decision_function(Table(other))(1, 0), 0);
  const Column answer = model.predict(Table(other));
  for (const int32_t code : answer.text.codes) EXPECT_EQ(answer.text.categories[static_cast<size_t>(code)], "only");
}

TEST(RidgeClassifier, WarnsOfSingularEquationsUnderItsOwnName) {
  const Column y = to_column(Json{"a", "b", "c"});
  Warnings heard;
  RidgeClassifier model;
  model.set_param("alpha", 0.0);
  model.fit(Table(Matrix::Ones(3, 4)), &y);
  ASSERT_EQ(heard.all.size(), 1u);
  EXPECT_NE(heard.all[0].message.find("RidgeClassifier"), std::string::npos) << heard.all[0].message;
  EXPECT_EQ(heard.all[0].count, 1);
}

TEST(RidgeClassifierCV, RefusesClassesOfWhichNoneHasWeight) {
  const Data iris = read_dataset("iris");
  const auto said = [&](double setosa, double others) {
    RidgeClassifierCV model;
    model.set_param("class_weight", Value::Map{{"setosa", setosa}, {"versicolor", others}, {"virginica", others}});
    return message_of([&] { model.fit(iris.X, &iris.y); });
  };
  EXPECT_EQ(said(0, 1), "");
  EXPECT_EQ(said(0, 0), "bad_parameter: class_weight of RidgeClassifierCV gives every row the weight 0.");
  EXPECT_EQ(said(kInf, 1).substr(0, 10), "not_finite");
}

TEST(RidgeClassifierCV, AFileMustMakeSense) {
  const Data iris = read_dataset("iris");
  RidgeClassifierCV model;
  model.fit(iris.X, &iris.y);
  const auto refused = [&](const std::function<void(RidgeClassifierCV&)>& change) {
    RidgeClassifierCV copy = model;
    change(copy);
    return message_of([&] { copy.adopt_fitted(); }).starts_with("audit_values");
  };
  EXPECT_FALSE(refused([](RidgeClassifierCV&) {}));
  EXPECT_TRUE(refused([](RidgeClassifierCV& m) { m.alpha_ = 0; }));
  EXPECT_TRUE(refused([](RidgeClassifierCV& m) { m.best_score_ = 0.5; }));
  EXPECT_TRUE(refused([](RidgeClassifierCV& m) { m.coef_.conservativeResize(2, Eigen::NoChange); }));
  EXPECT_TRUE(refused([](RidgeClassifierCV& m) { m.intercept_[1] = kInf; }));
  RidgeClassifier plain;
  plain.fit(iris.X, &iris.y);
  plain.solver_ = "sag";
  EXPECT_NE(message_of([&] { plain.adopt_fitted(); }), "");
}

}  // namespace
}  // namespace keepfit::test
