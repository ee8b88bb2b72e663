// What the scores of resamples refuse, and what they leave undefined. Their numbers are replayed by golden.test.ts.
#include "model_selection/bootstrap.h"

#include <gtest/gtest.h>

#include <memory>

#include "core/node.h"
#include "core/table.h"
#include "model_selection/split.h"
#include "support/fixtures.h"

namespace keepfit::test {
namespace {

struct Fitted {
  Data data;
  std::shared_ptr<Estimator> model;
};

Fitted fitted(const char* dataset, const char* cls) {
  Fitted out{read_dataset(dataset), from_recipe(Value::Map{{"class", cls}})};
  out.model->fit(out.data.X, &out.data.y);
  return out;
}

TEST(Bootstrap, TheModelsOwnScoreIsAmongWhatItDraws) {
  const Fitted tree = fitted("iris", "DecisionTreeClassifier");
  const Bootstrap found = bootstrap_scores(*tree.model, tree.data.X, tree.data.y, {.n_resamples = 20});
  ASSERT_EQ(found.score.size(), 1U);
  EXPECT_EQ(found.score[0], 1.0);  // on the rows it learned by heart
  EXPECT_EQ(found.scores[0], Vector::Ones(20));
}

TEST(Bootstrap, AResampleWithoutAClassHasNoScoreThatNeedsIt) {
  const Fitted bayes = fitted("iris", "GaussianNB");
  const std::vector<Index> few{0, 60, 120};  // one row of each class
  const Bootstrap found = bootstrap_scores(*bayes.model, bayes.data.X.take(few), take_rows(bayes.data.y, few),
                                           {.scoring = {"accuracy", "neg_log_loss"}, .n_resamples = 60});
  const auto undefined = [&](size_t scorer) { return (found.scores[scorer].array().isNaN()).count(); };
  EXPECT_EQ(undefined(0), 0);
  EXPECT_GT(undefined(1), 20);
  EXPECT_LT(undefined(1), 60);
}

TEST(Bootstrap, SaysWhatIsWrong) {
  const Fitted tree = fitted("iris", "DecisionTreeClassifier");
  const auto code = [&](const BootstrapRequest& wanted, const Column& y) {
    try {
      bootstrap_scores(*tree.model, tree.data.X, y, wanted);
    } catch (const Error& e) {
      EXPECT_EQ(e.message.back(), '.');
      return e.code;
    }
    return std::string();
  };
  const Column& y = tree.data.y;
  EXPECT_EQ(code({.n_resamples = 1}, y), "");
  EXPECT_EQ(code({.n_resamples = 0}, y), "bad_value");
  EXPECT_EQ(code({.n_resamples = 100'001}, y), "bad_value");
  EXPECT_EQ(code({.scoring = {"r2"}}, y), "bad_scoring");
  EXPECT_EQ(code({.scoring = {"f1"}}, y), "bad_scoring");
  EXPECT_EQ(code({.scoring = {"none"}}, y), "unknown_scorer");
  EXPECT_EQ(code({.random_state = -1}, y), "bad_split");
  EXPECT_EQ(code({}, take_rows(y, {0, 1})), "inconsistent_length");
}

}  // namespace
}  // namespace keepfit::test
