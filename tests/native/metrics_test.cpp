// Metrics against scikit-learn (tests/golden/cases/metrics.py), and what the border gets of them.
#include "metrics/metrics.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/node.h"
#include "core/table.h"
#include "support/fixtures.h"
#include "support/warned.h"

namespace keepfit::test {
namespace {

Value border(const Column& column) {
  if (!column.is_text) return Array::own(std::vector<double>(column.numbers.begin(), column.numbers.end()));
  const auto& names = column.text.categories;
  return Value::Map{{"codes", Array::own(column.text.codes)}, {"categories", Value::List(names.begin(), names.end())}};
}

Value border_scores(const Json& scores) {
  std::vector<double> flat;
  if (!scores[0].is_array()) {
    for (const Json& x : scores) flat.push_back(to_double(x));
    return Array::own(flat);
  }
  for (const Json& row : scores) {
    for (const Json& x : row) flat.push_back(to_double(x));
  }
  return Array::own(flat, {static_cast<uint32_t>(scores.size()), static_cast<uint32_t>(scores[0].size())});
}

Value arguments_of(const Json& c) {
  Value::Map out;
  for (const char* key : {"y_pred", "labels"}) {
    if (c.contains(key)) out.emplace_back(key, border(to_column(c.at(key))));
  }
  if (c.contains("y_score")) out.emplace_back("y_score", border_scores(c.at("y_score")));
  for (const char* key : {"average", "pos_label"}) {
    if (c.contains(key)) out.emplace_back(key, to_value(c.at(key)));
  }
  return out;
}

class Metrics : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Fixtures, Metrics, testing::Values("metrics", "scorers"),
                         [](const auto& info) { return std::string(info.param); });

TEST_P(Metrics, AgreeWithScikitLearn) {
  const Json fixture = read_json(std::string("tests/golden/fixtures/") + GetParam() + ".json");
  size_t seen = 0;
  for (const Json& c : fixture.at("cases")) {
    SCOPED_TRACE(c.at("name").get<std::string>());
    const Column y_true = to_column(c.at("y_true"));
    const Json& expect = c.at("expect");
    const auto run = [&] { return compute_metric(c.at("metric").get<std::string>(), y_true, arguments_of(c)); };
    ++seen;
    if (expect.contains("error")) {
      EXPECT_THROW(run(), Error);
      continue;
    }
    const Warnings heard;
    const Value got = run();
    EXPECT_EQ(classes_said(heard), classes_warned(GetParam(), c.at("name")));
    if (c.at("metric") == "confusion_matrix") {
      const Json& wanted = expect.at("value");
      const auto matrix = got.at("matrix").array().to_vector<int32_t>();
      size_t at = 0;
      for (const Json& row : wanted.at("matrix")) {
        for (const Json& cell : row) EXPECT_EQ(matrix.at(at++), cell.get<int32_t>());
      }
      EXPECT_EQ(at, matrix.size());
      const Value& labels = got.at("labels");
      if (labels.get_if<Array>()) {
        EXPECT_EQ(labels.array().to_vector<double>(), wanted.at("labels").get<std::vector<double>>());
      } else {
        size_t i = 0;
        for (const Json& label : wanted.at("labels"))
          EXPECT_EQ(labels.at("categories").list().at(i++).text(), label.get<std::string>());
      }
      continue;
    }
    const double wanted = to_double(expect.at("value")), value = got.number();
    if (std::isnan(wanted)) {
      EXPECT_TRUE(std::isnan(value));
      continue;
    }
    const Json& t = c.at("tolerance");
    // Equal infinities have no difference.
    EXPECT_TRUE(value == wanted ||
                std::fabs(value - wanted) <= t.value("atol", 0.0) + t.value("rtol", 0.0) * std::fabs(wanted))
        << value << " " << wanted;
  }
  EXPECT_GT(seen, 100u);
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
