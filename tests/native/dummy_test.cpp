// Dummy estimators beyond their golden results: what they say, refuse and promise.
#include <gtest/gtest.h>

#include <limits>

#include "core/errors.h"
#include "core/node.h"
#include "core/table.h"
#include "dummy/dummy_classifier.h"
#include "dummy/dummy_regressor.h"

namespace keepfit {
namespace {

Table rows(Index n) { return Table(Matrix::Zero(n, 1)); }
Column text(std::vector<int32_t> codes) { return Column::of_text({std::move(codes), {"cat", "dog", "emu"}}); }
Column numbers(std::initializer_list<double> v) {
  return Column::of_numbers(Eigen::Map<const Vector>(v.begin(), static_cast<Index>(v.size())));
}

std::string code_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& e) {
    return e.code;
  }
  return "";
}

TEST(DummyClassifier, TakesAnyX) {
  Matrix odd(3, 1);
  odd << std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(), 1;
  const Table X =
      Table::from_columns({Column::of_numbers(odd.col(0)), Column::of_text({{0, -1, 1}, {"a", "b"}})}, {"n", "t"}, 3);
  DummyClassifier d;
  const Column y = text({1, 1, 0});
  d.fit(X, &y);
  EXPECT_EQ(d.predict(X).text.codes, (std::vector<int32_t>{1, 1, 1}));
  EXPECT_EQ(d.predict_proba(X)(2, 1), 2.0 / 3.0);
}

TEST(DummyClassifier, TheFirstOfEqualClassesWins) {
  for (const char* strategy : {"prior", "most_frequent"}) {
    DummyClassifier d;
    d.set_param("strategy", strategy);
    const Column y = text({2, 1, 2, 1});
    d.fit(rows(4), &y);
    const Column out = d.predict(rows(1));
    EXPECT_EQ(out.text.categories[static_cast<size_t>(out.text.codes[0])], "dog") << strategy;
  }
}

TEST(DummyClassifier, SaysWhetherAPredictionDependsOnTheRowAlone) {
  for (const char* strategy : {"prior", "most_frequent", "constant", "stratified", "uniform"}) {
    DummyClassifier d;
    d.set_param("strategy", strategy);
    d.set_param("constant", "cat");
    const Column y = text({0, 1, 2, 0, 1, 0, 0, 1, 2, 0});
    d.fit(rows(10), &y);
    const Column batch = d.predict(rows(40));
    bool same = true;
    for (const int32_t c : batch.text.codes) same = same && c == d.predict(rows(1)).text.codes[0];
    EXPECT_EQ(same, d.traits().row_function) << strategy;
    EXPECT_EQ(batch.text.codes, d.predict(rows(40)).text.codes) << strategy << ": every call starts from the seed";
  }
}

TEST(DummyClassifier, PredictedLabelsAreThoseOfTheProbabilities) {
  DummyClassifier d;
  d.set_param("strategy", "stratified");
  d.set_param("random_state", 5);
  const Column y = text({0, 1, 2, 0, 1, 0});
  d.fit(rows(6), &y);
  const RowMatrix proba = d.predict_proba(rows(30));
  const Column out = d.predict(rows(30));
  for (Index i = 0; i < 30; ++i) EXPECT_EQ(proba(i, out.text.codes[static_cast<size_t>(i)]), 1.0);
}

TEST(DummyClassifier, RefusesAConstantThatIsNoLabel) {
  for (const Value& constant : {Value(), Value("tulip"), Value(1)}) {
    DummyClassifier d;
    d.set_param("strategy", "constant");
    d.set_param("constant", constant);
    const Column y = text({0, 1});
    EXPECT_EQ(code_of([&] { d.fit(rows(2), &y); }), "bad_parameter") << constant.repr();
  }
}

TEST(DummyClassifier, AConstantMayBeANumber) {
  DummyClassifier d;
  d.set_param("strategy", "constant");
  d.set_param("constant", 2);
  const Column y = numbers({1, 2, 1});
  d.fit(rows(3), &y);
  EXPECT_EQ(d.predict(rows(1)).numbers[0], 2.0);
}

Value& fitted_entry(Value& node, const char* name) {
  for (auto& [key, value] : *node.get_if<Value::Map>()) {
    if (key != "fitted") continue;
    for (auto& [attribute, v] : *value.get_if<Value::Map>()) {
      if (attribute == name) return v;
    }
  }
  throw Error("test", name, "no such attribute");
}

TEST(DummyClassifier, AFileMustHoldShares) {
  DummyClassifier d;
  const Column y = text({0, 1, 1, 1});
  d.fit(rows(4), &y);
  Value node = to_node(d);
  EXPECT_EQ(from_node(node)->predict(rows(1)).text.codes, (std::vector<int32_t>{1}));
  for (const std::vector<double>& prior :
       {std::vector<double>{0.5, 0.6}, {1.5, -0.5}, {0.5, std::numeric_limits<double>::quiet_NaN()}}) {
    Value bad = node;
    fitted_entry(bad, "class_prior_") = Array::own(prior);
    EXPECT_EQ(code_of([&] { from_node(bad); }), "audit_values");
  }
  Value bad = node;
  fitted_entry(bad, "n_classes_") = 3;
  EXPECT_EQ(code_of([&] { from_node(bad); }), "audit_values");
}

TEST(DummyRegressor, PredictsOneNumber) {
  const Column y = numbers({4, 1, 3, 100});
  const auto predicted = [&](const char* strategy) {
    DummyRegressor d;
    d.set_param("strategy", strategy);
    d.set_param("quantile", 1);
    d.set_param("constant", -0.5);
    d.fit(rows(4), &y);
    return d.predict(rows(2)).numbers[1];
  };
  EXPECT_EQ(predicted("mean"), 27.0);
  EXPECT_EQ(predicted("median"), 3.5);
  EXPECT_EQ(predicted("quantile"), 100.0);
  EXPECT_EQ(predicted("constant"), -0.5);
}

TEST(DummyRegressor, RefusesWhatIsNotGiven) {
  const Column y = numbers({1, 2});
  for (const char* strategy : {"quantile", "constant"}) {
    DummyRegressor d;
    d.set_param("strategy", strategy);
    EXPECT_EQ(code_of([&] { d.fit(rows(2), &y); }), "bad_parameter") << strategy;
  }
}

TEST(DummyRegressor, RefusesAStatisticThatOverflows) {
  DummyRegressor d;
  const Column y = numbers({1.7e308, 1.7e308});
  EXPECT_EQ(code_of([&] { d.fit(rows(2), &y); }), "bad_target");
}

TEST(DummyRegressor, AFileMustHoldAFiniteNumber) {
  DummyRegressor d;
  const Column y = numbers({1, 2});
  d.fit(rows(2), &y);
  Value node = to_node(d);
  fitted_entry(node, "constant_") = Array::own(std::vector<double>{kInf}, {1, 1});
  EXPECT_EQ(code_of([&] { from_node(node); }), "audit_values");
}

}  // namespace
}  // namespace keepfit
