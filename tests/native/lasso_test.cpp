// Lasso and ElasticNet beyond the golden results.
#include "linear_model/lasso.h"

#include <gtest/gtest.h>

#include "core/errors.h"
#include "core/random.h"
#include "core/table.h"
#include "linear_model/elastic_net.h"

namespace keepfit {
namespace {

struct Data {
  Table X;
  Column y;
};

Data sample(Index n, Index p) {
  RandomState random(3);
  Matrix m(n, p);
  for (Index i = 0; i < m.size(); ++i) m.data()[i] = random.standard_normal();
  Vector y = 3 * m.col(0) - 2 * m.col(1);
  for (double& v : y) v += 0.1 * random.standard_normal();
  return {Table(m), Column::of_numbers(y)};
}

/// At the optimum the gradient of the smooth part lies within the penalty, and on its edge where the weight is not 0.
TEST(Lasso, EndsAtTheOptimum) {
  const Data d = sample(80, 12);
  Lasso model;
  model.set_param("alpha", 0.3);
  model.set_param("tol", 1e-14);
  model.fit(d.X, &d.y);
  const Vector residual = d.y.numbers - model.predict(d.X).numbers;
  Index zeros = 0;
  for (Index j = 0; j < 12; ++j) {
    const Vector x = d.X.numbers().col(j).array() - d.X.numbers().col(j).mean();
    const double slope = x.dot(residual) / 80;
    if (model.coef_[j] == 0) EXPECT_LE(std::abs(slope), 0.3 + 1e-6);
    else EXPECT_NEAR(slope, model.coef_[j] > 0 ? 0.3 : -0.3, 1e-6);
    zeros += model.coef_[j] == 0;
  }
  EXPECT_GE(zeros, 8);
  EXPECT_LE(model.dual_gap_, 1e-8);
}

TEST(Lasso, IsTheElasticNetWithoutL2) {
  const Data d = sample(50, 6);
  Lasso lasso;
  lasso.set_param("alpha", 0.1);
  lasso.fit(d.X, &d.y);
  ElasticNet net;
  net.set_param("alpha", 0.1);
  net.set_param("l1_ratio", 1.0);
  net.fit(d.X, &d.y);
  EXPECT_EQ(lasso.coef_, net.coef_);
  EXPECT_EQ(lasso.intercept_, net.intercept_);
}

TEST(Lasso, PositiveWeightsAreNotNegative) {
  const Data d = sample(50, 6);
  Lasso model;
  model.set_param("alpha", 0.01);
  model.set_param("positive", true);
  model.fit(d.X, &d.y);
  EXPECT_GE(model.coef_.minCoeff(), 0);
  EXPECT_GT(model.coef_[0], 1);
}

TEST(Lasso, CanBeStopped) {
  const Data d = sample(50, 6);
  ElasticNet model;
  model.set_param("tol", 0.0);
  model.set_param("max_iter", 100000);
  int calls = 0;
  EXPECT_THROW(model.fit(d.X, &d.y, Context{[&](double, double) { return ++calls < 5; }}), Error);
  EXPECT_EQ(calls, 5);
  EXPECT_FALSE(model.fitted());
}

}  // namespace
}  // namespace keepfit
