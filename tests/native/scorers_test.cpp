// Scorers against scikit-learn (tests/golden/cases/scorers.py), and scores of fitted models.
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

TEST(Scorers, AgreeWithScikitLearn) {
  const Json fixture = read_json("tests/golden/fixtures/scorers.json");
  std::set<std::string> seen;
  size_t agreed = 0;
  for (const Json& c : fixture.at("cases")) {
    SCOPED_TRACE(c.at("name").get<std::string>());
    const Scorer& scorer = find_scorer(c.at("metric").get<std::string>());
    seen.insert(scorer.name);
    const Column y_true = to_column(c.at("y_true"));
    const auto run = [&] {
      if (!scorer.needs_probabilities) {
        const Column y_pred = to_column(c.at("y_pred"));
        return score_of(scorer, y_true, {.labels = &y_pred});
      }
      const Json& rows = c.at("y_score");
      RowMatrix proba(static_cast<Index>(rows.size()), static_cast<Index>(rows[0].size()));
      for (Index i = 0; i < proba.rows(); ++i) {
        for (Index k = 0; k < proba.cols(); ++k)
          proba(i, k) = to_double(rows[static_cast<size_t>(i)][static_cast<size_t>(k)]);
      }
      const Labels classes = encode(to_column(c.at("labels")), false).labels;
      return score_of(scorer, y_true, {.proba = &proba, .classes = &classes});
    };
    if (c.at("expect").contains("error")) {
      try {
        ADD_FAILURE() << "scikit-learn refuses, this gives " << run();
      } catch (const Error& e) {
        EXPECT_EQ(e.message.back(), '.');
        EXPECT_FALSE(e.hint.empty());
      }
      continue;
    }
    ++agreed;
    const double wanted = to_double(c.at("expect").at("value")), got = run();
    if (std::isnan(wanted)) {
      EXPECT_TRUE(std::isnan(got));
      continue;
    }
    const Json& t = c.at("tolerance");
    EXPECT_TRUE(got == wanted ||
                std::fabs(got - wanted) <= t.value("atol", 0.0) + t.value("rtol", 0.0) * std::fabs(wanted))
        << got << " " << wanted;
  }
  EXPECT_GT(agreed, 450u);
  EXPECT_EQ(seen.size(), scorers().size());
}

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
