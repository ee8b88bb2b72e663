// Scores of fitted models. What scorers make of labels is replayed by golden.test.ts.
#include "metrics/scorers.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "core/node.h"
#include "core/table.h"
#include "metrics/metrics.h"
#include "support/fixtures.h"

namespace keepfit::test {
namespace {

TEST(Scorers, AreListedInOrder) {
  for (size_t i = 1; i < scorers().size(); ++i) EXPECT_LT(std::string(scorers()[i - 1].name), scorers()[i].name);
  EXPECT_EQ(scorers_schema().list().size(), scorers().size());
}

TEST(Scorers, ScoreAFittedModel) {
  const Data iris = read_dataset("iris");
  const auto model =
      from_recipe(Value::Map{{"class", "LogisticRegression"}, {"params", Value::Map{{"max_iter", 1000}}}});
  model->fit(iris.X, &iris.y);
  const auto scores = score_model({&find_scorer("accuracy"), &find_scorer("neg_log_loss"), &find_scorer("f1_macro")},
                                  *model, iris.X, iris.y);
  const Evaluation e = evaluate(*model, iris.X, iris.y);
  EXPECT_EQ(scores[0], e.metrics[0].second);
  EXPECT_EQ(scores[2], e.metrics[1].second);
  EXPECT_EQ(scores[1], -e.metrics[2].second);
  EXPECT_EQ(scores[0], score(*model, iris.X, iris.y));
  EXPECT_THROW(score_model({&find_scorer("r2")}, *model, iris.X, iris.y), Error);
  EXPECT_THROW(find_scorer("accurate"), Error);
}

}  // namespace
}  // namespace keepfit::test
