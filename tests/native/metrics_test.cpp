// What metrics refuse, and what the border gets of them. Their values are replayed by golden.test.ts.
#include "metrics/metrics.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/node.h"
#include "core/table.h"
#include "support/fixtures.h"

namespace keepfit::test {
namespace {

Value border(const Column& column) {
  if (!column.is_text) return Array::own(std::vector<double>(column.numbers.begin(), column.numbers.end()));
  const auto& names = column.text.categories;
  return Value::Map{{"codes", Array::own(column.text.codes)}, {"categories", Value::List(names.begin(), names.end())}};
}

TEST(Metric, RefusesWhatIsNoMetric) {
  const Column y = to_column(Json{0, 1});
  EXPECT_THROW(compute_metric("made_up", y, Value::Map{}), Error);
  EXPECT_THROW(compute_metric("accuracy", y, Value::Map{{"y_pred", border(to_column(Json{0, 1, 1}))}}), Error);
  EXPECT_THROW(compute_metric("accuracy", y, Value::Map{{"y_pred", border(to_column(Json{"0", "1"}))}}), Error);
  EXPECT_THROW(f1_score(to_column(Json{"a", "b", "c"}), to_column(Json{"a", "b", "c"})), Error);
}

TEST(Evaluate, Classifier) {
  const Data iris = read_dataset("iris");
  const auto model =
      from_recipe(Value::Map{{"class", "LogisticRegression"}, {"params", Value::Map{{"max_iter", 1000}}}});
  model->fit(iris.X, &iris.y);
  const Evaluation e = evaluate(*model, iris.X, iris.y);
  std::vector<std::string> names;
  for (const auto& [name, value] : e.metrics) {
    names.push_back(name);
    EXPECT_TRUE(std::isfinite(value)) << name;
  }
  EXPECT_EQ(names, (std::vector<std::string>{"accuracy", "f1_macro", "log_loss", "roc_auc"}));
  EXPECT_EQ(e.metrics[0].second, score(*model, iris.X, iris.y));
  EXPECT_EQ(e.confusion.matrix.size(), 9u);
  const Value crossing = to_value(e);
  EXPECT_EQ(crossing.at("confusion").at("matrix").array().shape, (std::vector<uint32_t>{3, 3}));
  EXPECT_EQ(crossing.at("predicted").at("codes").array().size(), 150u);

  // One class only: what is not defined is NaN, the rest is there.
  std::vector<Index> setosa;
  for (Index i = 0; i < 50; ++i) setosa.push_back(i);
  const Evaluation one = evaluate(*model, iris.X.take(setosa), take(iris.y, setosa));
  EXPECT_EQ(one.metrics[0].second, 1.0);
  EXPECT_TRUE(std::isfinite(one.metrics[2].second));
  EXPECT_TRUE(std::isnan(one.metrics[3].second));

  // A label that the model does not know counts as an error, and its probability is not defined.
  Json labels = Json::array();
  for (int i = 0; i < 50; ++i) labels.push_back("unheard of");
  const Evaluation foreign = evaluate(*model, iris.X.take(setosa), to_column(labels));
  EXPECT_EQ(foreign.metrics[0].second, 0.0);
  EXPECT_TRUE(std::isnan(foreign.metrics[2].second));
}

TEST(Evaluate, Regressor) {
  const Data diabetes = read_dataset("diabetes");
  const auto model = from_recipe(Value::Map{{"class", "Ridge"}, {"params", Value::Map{}}});
  model->fit(diabetes.X, &diabetes.y);
  const Evaluation e = evaluate(*model, diabetes.X, diabetes.y);
  ASSERT_EQ(e.metrics.size(), 3u);
  EXPECT_EQ(e.metrics[0].first, "r2");
  EXPECT_EQ(e.metrics[0].second, score(*model, diabetes.X, diabetes.y));
  EXPECT_FALSE(e.has_confusion);
  EXPECT_EQ(to_value(e).find("confusion"), nullptr);
}

}  // namespace
}  // namespace keepfit::test
