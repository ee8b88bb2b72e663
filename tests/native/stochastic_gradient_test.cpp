// SGDClassifier, SGDRegressor and Perceptron beyond the golden results.
#include <gtest/gtest.h>

#include <functional>

#include "core/errors.h"
#include "core/random.h"
#include "core/table.h"
#include "linear_model/perceptron.h"
#include "linear_model/sgd_classifier.h"
#include "linear_model/sgd_regressor.h"

namespace keepfit {
namespace {

std::string code_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& e) {
    return e.code;
  }
  return "";
}

struct Data {
  Table X;
  Column y;
};

Data sample(Index n, int32_t classes) {
  RandomState random(5);
  Matrix m(n, 3);
  for (Index i = 0; i < m.size(); ++i) m.data()[i] = random.standard_normal();
  TextColumn y{{}, {"a", "b", "c"}};
  for (Index i = 0; i < n; ++i) y.codes.push_back(m(i, 0) > 0.5 ? 0 : (m(i, 1) > 0 && classes > 2 ? 2 : 1));
  return {Table(m), Column::of_text(y)};
}

TEST(SGDClassifier, NoneIsTheSeedZero) {
  const Data d = sample(60, 3);
  SGDClassifier none, zero, one;
  zero.set_param("random_state", 0);
  one.set_param("random_state", 1);
  for (SGDClassifier* m : {&none, &zero, &one}) m->fit(d.X, &d.y);
  EXPECT_EQ(none.coef_, zero.coef_);
  EXPECT_NE(none.coef_, one.coef_);
}

TEST(SGDClassifier, OnlySomeLossesGiveProbabilities) {
  const Data d = sample(60, 3);
  for (const char* loss : {"hinge", "log_loss", "modified_huber", "squared_hinge"}) {
    SGDClassifier model;
    model.set_param("loss", loss);
    model.fit(d.X, &d.y);
    const bool expected = std::string(loss) == "log_loss" || std::string(loss) == "modified_huber";
    EXPECT_EQ(model.can_predict_proba(), expected) << loss;
    EXPECT_EQ(code_of([&] { model.predict_proba(d.X); }), expected ? "" : "no_method") << loss;
  }
}

TEST(SGDClassifier, RefusesAlphaZeroWhereTheRateNeedsIt) {
  const Data d = sample(20, 2);
  SGDClassifier model;
  model.set_param("alpha", 0.0);
  EXPECT_EQ(code_of([&] { model.fit(d.X, &d.y); }), "bad_parameter");
  model.set_param("learning_rate", "constant");
  EXPECT_EQ(code_of([&] { model.fit(d.X, &d.y); }), "");
}

TEST(SGDRegressor, SaysWhenItRunsAway) {
  Matrix m(3, 1);
  m << 1e300, 2e300, -1e300;
  Vector y(3);
  y << 1e9, 2, 3;
  const Column target = Column::of_numbers(y);
  SGDRegressor model;
  model.set_param("learning_rate", "constant");
  EXPECT_EQ(code_of([&] { model.fit(Table(m), &target); }), "not_finite");
}

TEST(Perceptron, SeparatesWhatCanBeSeparated) {
  const Data d = sample(60, 2);
  Perceptron model;
  model.set_param("tol", Value());
  model.set_param("max_iter", 200);
  model.fit(d.X, &d.y);
  EXPECT_EQ(model.n_iter_, 200);
  EXPECT_EQ(model.t_, 1 + 200 * 60);
  const Column got = model.predict(d.X);
  size_t wrong = 0;
  for (size_t i = 0; i < 60; ++i)
    wrong += got.text.categories[static_cast<size_t>(got.text.codes[i])] !=
             d.y.text.categories[static_cast<size_t>(d.y.text.codes[i])];
  EXPECT_LE(wrong, 2u);
}

TEST(Perceptron, AFileWithNonsenseIsRefused) {
  const Data d = sample(60, 3);
  Perceptron model;
  model.fit(d.X, &d.y);
  model.coef_(0, 0) = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(code_of([&] { model.adopt_fitted(); }), "audit_values");
}

}  // namespace
}  // namespace keepfit
