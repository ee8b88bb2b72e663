// Decision trees beyond their golden results: promises, refusals, and files that describe no tree.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

#include "core/errors.h"
#include "core/node.h"
#include "core/table.h"
#include "tree/decision_tree_classifier.h"
#include "tree/decision_tree_regressor.h"

namespace keepfit {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

Table table(std::initializer_list<std::initializer_list<double>> columns) {
  Matrix m(static_cast<Index>(columns.begin()->size()), static_cast<Index>(columns.size()));
  Index j = 0;
  for (const auto& column : columns) {
    Index i = 0;
    for (const double v : column) m(i++, j) = v;
    ++j;
  }
  return Table(std::move(m));
}
Column numbers(std::initializer_list<double> v) {
  return Column::of_numbers(Eigen::Map<const Vector>(v.begin(), static_cast<Index>(v.size())));
}
std::vector<double> list(const Column& c) { return {c.numbers.begin(), c.numbers.end()}; }

/// Draws with structure, holes and ties.
struct Sample {
  Table X;
  Column classes, target;
};
Sample sample(Index n, uint32_t seed, bool holes) {
  RandomState random(seed);
  Matrix x(n, 4);
  Vector classes(n), target(n);
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j < 4; ++j) x(i, j) = j < 2 ? random.standard_normal() : static_cast<double>(random.randint(5));
    target[i] = x(i, 0) * 2 + x(i, 2) + random.standard_normal();
    classes[i] = std::floor(std::min(std::max(target[i] / 2, 0.0), 2.0));
    if (holes) {
      for (Index j = 0; j < 4; ++j) {
        if (random.random_sample() < 0.1) x(i, j) = kNaN;
      }
    }
  }
  return {Table(x), Column::of_numbers(classes), Column::of_numbers(target)};
}

Error error_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& e) {
    return e;
  }
  return {"nothing", "", "nothing was thrown"};
}

TEST(DecisionTreeClassifier, TellsApartWhatNoLineCan) {
  const Table X = table({{0, 0, 1, 1}, {0, 1, 0, 1}});
  const Column y = numbers({0, 1, 1, 0});
  DecisionTreeClassifier t;
  t.fit(X, &y);
  EXPECT_EQ(list(t.predict(X)), list(y));
  EXPECT_EQ(t.tree_.node_count(), 7);
  EXPECT_EQ(t.tree_.n_leaves(), 4);
  EXPECT_EQ(t.tree_.max_depth(), 2);
}

TEST(DecisionTreeClassifier, ARowAloneGetsWhatItGetsInABatch) {
  const Sample s = sample(300, 1, true);
  DecisionTreeClassifier t;
  t.fit(s.X, &s.classes);
  const RowMatrix batch = t.predict_proba(s.X);
  std::vector<Index> backwards;
  for (Index i = 300; i-- > 0;) backwards.push_back(i);
  const RowMatrix reversed = t.predict_proba(s.X.take(backwards));
  for (Index i = 0; i < 300; ++i) {
    EXPECT_EQ(t.predict_proba(s.X.take({i})), batch.row(i));
    EXPECT_EQ(reversed.row(299 - i), batch.row(i));
  }
}

TEST(DecisionTreeClassifier, MissingAgainstPresentIsASplit) {
  const Table X = table({{kNaN, kNaN, 1, 1, 1}});
  const Column y = numbers({0, 0, 1, 1, 1});
  DecisionTreeClassifier t;
  t.fit(X, &y);
  EXPECT_EQ(t.tree_.threshold[0], kInf);
  EXPECT_EQ(list(t.predict(table({{kNaN, 1, 3e38, -3e38}}))), (std::vector<double>{0, 1, 1, 1}));
  EXPECT_NO_THROW(from_node(to_node(t)));
}

TEST(DecisionTreeClassifier, MissingOnlyAtPredictionGoesWithTheMajority) {
  const Column y = numbers({0, 0, 0, 1, 1});
  DecisionTreeClassifier t;
  t.fit(table({{1, 2, 3, 4, 5}}), &y);
  EXPECT_EQ(t.predict(table({{kNaN}})).numbers[0], 0.0);
  const Column other = numbers({0, 0, 1, 1, 1});
  t.fit(table({{1, 2, 3, 4, 5}}), &other);
  EXPECT_EQ(t.predict(table({{kNaN}})).numbers[0], 1.0);
}

TEST(DecisionTreeClassifier, ComparesInSinglePrecision) {
  const Column y = numbers({0, 1});
  DecisionTreeClassifier t;
  t.fit(table({{16777216, 16777217}}), &y);
  EXPECT_EQ(t.tree_.node_count(), 1) << "the two values are one float32";
  t.fit(table({{0.5, 1.5}}), &y);
  // Above the threshold as a double, on it as a float.
  EXPECT_EQ(t.predict(table({{1.0 + 1e-12}})).numbers[0], 0.0);
}

TEST(DecisionTreeClassifier, RefusesValuesBeyondSinglePrecision) {
  const Column y = numbers({0, 1});
  DecisionTreeClassifier t;
  const Error fit = error_of([&] { t.fit(table({{1, -1e39}}), &y); });
  EXPECT_EQ(fit.code, "infinite_values");
  EXPECT_EQ(fit.message,
            "DecisionTreeClassifier compares in single precision, but column 0 has the value -1e+39 in row 2, which is "
            "too large for it.");
  t.fit(table({{1, 2}}), &y);
  EXPECT_EQ(error_of([&] { t.predict(table({{1e39}})); }).code, "infinite_values");
}

TEST(DecisionTreeClassifier, TheSeedDecidesBetweenEqualColumns) {
  const Table X = table({{1, 2, 3, 4}, {1, 2, 3, 4}, {4, 3, 2, 1}});
  const Column y = numbers({0, 0, 1, 1});
  std::vector<int32_t> chosen;
  for (int seed = 0; seed < 12; ++seed) {
    DecisionTreeClassifier t, again;
    t.set_param("random_state", seed);
    again.set_param("random_state", seed);
    t.fit(X, &y);
    again.fit(X, &y);
    EXPECT_EQ(t.tree_.feature, again.tree_.feature);
    chosen.push_back(t.tree_.feature[0]);
  }
  EXPECT_NE(*std::min_element(chosen.begin(), chosen.end()), *std::max_element(chosen.begin(), chosen.end()));
  DecisionTreeClassifier none;
  none.fit(X, &y);
  EXPECT_EQ(none.tree_.feature[0], chosen[0]) << "None is the seed 0";
}

TEST(DecisionTreeClassifier, KeepsItsLimits) {
  const Sample s = sample(400, 2, false);
  const auto fitted = [&](const char* name, const Value& value) {
    DecisionTreeClassifier t;
    t.set_param(name, value);
    t.fit(s.X, &s.classes);
    return t.tree_;
  };
  EXPECT_EQ(fitted("max_depth", 3).max_depth(), 3);
  EXPECT_EQ(fitted("max_leaf_nodes", 6).n_leaves(), 6);
  EXPECT_EQ(fitted("ccp_alpha", 1e6).node_count(), 1);
  EXPECT_EQ(fitted("min_samples_split", int64_t{1} << 62).node_count(), 1);
  const tree::Tree wide = fitted("min_samples_leaf", 25);
  EXPECT_GT(wide.node_count(), 3);
  EXPECT_GE(*std::min_element(wide.n_node_samples.begin(), wide.n_node_samples.end()), 25);
  EXPECT_EQ(fitted("min_samples_leaf", INT64_MAX).node_count(), 1);
}

TEST(DecisionTreeClassifier, EqualGainsGrowInTheOrderOfScikitLearnsHeap) {
  // Eight groups of four rows; most splits gain the same. Expected: scikit-learn 1.9.1 on Linux (libstdc++).
  Matrix x(32, 2);
  for (Index i = 0; i < 32; ++i) x.row(i) << static_cast<double>(i / 4 * 10), static_cast<double>(i % 4);
  const Column y =
      numbers({0, 0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 1});
  DecisionTreeClassifier t;
  t.set_param("max_leaf_nodes", 11);
  t.set_param("random_state", 111);
  t.fit(Table(x), &y);
  EXPECT_EQ(t.tree_.children_left,
            (std::vector<int32_t>{1, 5, 3, -1, 9, 7, 17, -1, -1, 11, 13, -1, -1, -1, 15, -1, -1, -1, 19, -1, -1}));
  EXPECT_EQ(t.tree_.feature,
            (std::vector<int32_t>{1, 0, 1, -2, 0, 0, 0, -2, -2, 0, 0, -2, -2, -2, 0, -2, -2, -2, 0, -2, -2}));
  EXPECT_EQ(list(Column::of_numbers(t.tree_.threshold)),
            (std::vector<double>{0.5, 35, 2.5, -2, 35, 5, 55, -2, -2, 5, 55, -2, -2, -2, 65, -2, -2, -2, 65, -2, -2}));
}

TEST(DecisionTreeClassifier, ImportancesSumToOne) {
  const Sample s = sample(200, 3, false);
  DecisionTreeClassifier t;
  t.fit(s.X, &s.classes);
  EXPECT_NEAR(t.feature_importances_.sum(), 1.0, 1e-12);
  EXPECT_GT(t.feature_importances_[0], t.feature_importances_[1]);
}

TEST(DecisionTreeClassifier, RefusesWeightsThatLeaveNothing) {
  const Column y = numbers({0, 1});
  DecisionTreeClassifier t;
  t.set_param("class_weight", Value::Map{{"0", 0.0}, {"1", 0.0}});
  EXPECT_EQ(error_of([&] { t.fit(table({{1, 2}}), &y); }).code, "bad_weights");
  t.set_param("class_weight", Value::Map{{"0", 1e300}, {"1", 1e300}});
  EXPECT_EQ(error_of([&] { t.fit(table({{1, 2}}), &y); }).code, "bad_target");
  t.set_param("class_weight", Value::Map{{"0", 0.0}});
  t.fit(table({{1, 2}}), &y);
  EXPECT_EQ(t.predict(table({{1}})).numbers[0], 1.0);
}

TEST(DecisionTreeClassifier, RefusesWhatItCannotDo) {
  DecisionTreeClassifier t;
  EXPECT_EQ(error_of([&] { t.set_param("splitter", "worst"); }).message,
            "splitter of DecisionTreeClassifier must be one of {'best', 'random'}. Got 'worst'.");
  EXPECT_EQ(error_of([&] { t.set_param("min_samples_split", 0); }).message,
            "min_samples_split of DecisionTreeClassifier must be an int in [2, inf) or a float in (0, 1]. Got 0.");
  DecisionTreeRegressor r;
  EXPECT_EQ(error_of([&] { r.set_param("criterion", "gini"); }).message,
            "criterion of DecisionTreeRegressor must be one of {'squared_error', 'friedman_mse', 'absolute_error', "
            "'poisson'}. Got 'gini'.");
}

TEST(DecisionTreeClassifier, CanBeCancelled) {
  const Sample s = sample(3000, 4, false);
  for (const Value& leaves : {Value(), Value(100000)}) {
    DecisionTreeRegressor t;
    t.set_param("max_leaf_nodes", leaves);
    double last = -1, reports = 0;
    Context count{[&](double done, double total) {
      EXPECT_GE(done, last);
      EXPECT_LE(done, total);
      last = done;
      ++reports;
      return true;
    }};
    const Table wide = Table::side_by_side({s.X, s.X, s.X}, 3000);
    t.fit(wide, &s.target, count);
    EXPECT_GE(reports, 2);
    DecisionTreeRegressor stopped;
    stopped.set_param("max_leaf_nodes", leaves);
    int calls = 0;
    EXPECT_EQ(error_of([&] { stopped.fit(wide, &s.target, {[&](double, double) { return ++calls < 2; }}); }).code,
              "cancelled");
    EXPECT_EQ(calls, 2);
    EXPECT_FALSE(stopped.fitted());
  }
}

TEST(DecisionTreeRegressor, FollowsTheTargetIntoEveryRow) {
  const Sample s = sample(500, 5, false);
  DecisionTreeRegressor t;
  t.fit(s.X, &s.target);
  EXPECT_EQ(list(t.predict(s.X)), list(s.target)) << "no two rows are equal, so every leaf holds one row";
}

TEST(DecisionTreeRegressor, DeepTreesNeedNoStack) {
  // Each split takes off the largest row alone.
  const Index n = 250;
  Matrix x(n, 1);
  Vector y(n);
  for (Index i = 0; i < n; ++i) {
    x(i, 0) = static_cast<double>(i);
    y[i] = std::ldexp(1.0, static_cast<int>(2 * i) - 20);
  }
  DecisionTreeRegressor t;
  const Column target = Column::of_numbers(y);
  t.fit(Table(x), &target);
  EXPECT_GT(t.tree_.max_depth(), 150);
  const Vector out = from_node(to_node(t))->predict(Table(x)).numbers;
  EXPECT_EQ(out[n - 1], y[n - 1]);
  EXPECT_LT(out[0], 1.0) << "the deepest leaf is reached";
}

TEST(DecisionTreeRegressor, RefusesTargetsWhoseSquaresOverflow) {
  const Column y = numbers({1e200, -1e200});
  DecisionTreeRegressor t;
  EXPECT_EQ(error_of([&] { t.fit(table({{1, 2}}), &y); }).code, "bad_target");
}

TEST(DecisionTreeRegressor, ALoadedTreePredictsTheSameBits) {
  const Sample s = sample(300, 6, true);
  DecisionTreeRegressor t;
  t.set_param("max_leaf_nodes", 40);
  t.fit(s.X, &s.target);
  EXPECT_EQ(list(from_node(to_node(t))->predict(s.X)), list(t.predict(s.X)));
  DecisionTreeClassifier c;
  c.fit(s.X, &s.classes);
  EXPECT_EQ(from_node(to_node(c))->predict_proba(s.X), c.predict_proba(s.X));
}

// ---- files that describe no tree ----

Value& entry(Value& map, std::string_view name) {
  for (auto& [key, value] : *map.get_if<Value::Map>()) {
    if (key == name) return value;
  }
  throw Error("test", std::string(name), "no such entry");
}

/// A tree of 5 nodes (0: 1 2, 1: 3 4) over 2 features and 2 classes, to be damaged.
class BrokenTree : public testing::Test {
 protected:
  BrokenTree() {
    const Column y = numbers({0, 0, 1, 0});
    DecisionTreeClassifier t;
    t.fit(table({{1, 2, 3, 4}, {0, 0, 0, 0}}), &y);
    node = to_node(t);
    // Arrays view the estimator's memory; these are their own.
    for (auto& [key, value] : *entry(entry(node, "fitted"), "tree_").get_if<Value::Map>()) {
      const Array& a = value.array();
      if (a.dtype == DType::kFloat64) value = Array::own(a.to_vector<double>(), a.shape);
      else if (a.dtype == DType::kInt32) value = Array::own(a.to_vector<int32_t>());
      else value = Array::own(a.to_vector<uint8_t>());
    }
    for (const char* name : {"classes_", "feature_importances_"}) {
      Value& v = entry(entry(node, "fitted"), name);
      v = Array::own(v.array().to_vector<double>());
    }
    EXPECT_EQ(field("children_left").array().to_vector<int32_t>(), (std::vector<int32_t>{1, -1, 3, -1, -1}));
    EXPECT_EQ(field("children_right").array().to_vector<int32_t>(), (std::vector<int32_t>{2, -1, 4, -1, -1}));
    EXPECT_NO_THROW(from_node(node));
  }

  Value& field(const char* name) { return entry(entry(entry(node, "fitted"), "tree_"), name); }

  template <class T>
  void set(const char* name, size_t at, T value) {
    Value& v = field(name);
    std::vector<T> values = v.array().to_vector<T>();
    values.at(at) = value;
    v = Array::own(values, v.array().shape);
  }

  std::string refusal() {
    const Error e = error_of([&] { from_node(node); });
    EXPECT_EQ(e.code, "audit_values");
    return e.message;
  }

  Value node;
};

TEST_F(BrokenTree, RefusesACycle) {
  set<int32_t>("children_left", 2, 0);
  EXPECT_EQ(refusal(), "Node 2 has the child 0; children must come after their parent.");
}

TEST_F(BrokenTree, RefusesAChildThatIsItsParent) {
  set<int32_t>("children_left", 2, 2);
  EXPECT_EQ(refusal(), "Node 2 has the child 2; children must come after their parent.");
}

TEST_F(BrokenTree, RefusesAChildBeyondTheEnd) {
  set<int32_t>("children_right", 2, 5);
  EXPECT_EQ(refusal(), "Node 2 has the child 5, but there are 5 nodes.");
  set<int32_t>("children_right", 2, -7);
  EXPECT_EQ(refusal(), "Node 2 has the child -7, but there are 5 nodes.");
}

TEST_F(BrokenTree, RefusesTwoParents) {
  set<int32_t>("children_right", 2, 3);
  EXPECT_EQ(refusal(), "Node 3 has two parents.");
}

TEST_F(BrokenTree, RefusesANodeThatNothingLeadsTo) {
  set<int32_t>("children_left", 2, -1);
  set<int32_t>("children_right", 2, -1);
  set<int32_t>("feature", 2, -2);
  set<double>("threshold", 2, -2.0);
  EXPECT_EQ(refusal(), "Node 3 has no parent.");
}

TEST_F(BrokenTree, RefusesAHalfLeaf) {
  const std::string said = "Node 1 is neither a leaf (children -1, feature -2, threshold -2) nor a split.";
  const Value whole = node;
  set<int32_t>("feature", 1, 0);
  EXPECT_EQ(refusal(), said);
  node = whole;
  set<double>("threshold", 1, 0.5);
  EXPECT_EQ(refusal(), said);
  node = whole;
  set<int32_t>("children_left", 1, 3);
  EXPECT_EQ(refusal(), said);
  node = whole;
  set<int32_t>("children_right", 1, 3);
  EXPECT_EQ(refusal(), said);
}

TEST_F(BrokenTree, RefusesAFeatureOutOfRange) {
  set<int32_t>("feature", 0, 2);
  EXPECT_EQ(refusal(), "Node 0 looks at feature 2, but there are 2 features.");
  set<int32_t>("feature", 0, -1);
  EXPECT_EQ(refusal(), "Node 0 looks at feature -1, but there are 2 features.");
}

TEST_F(BrokenTree, RefusesAThresholdThatIsNoNumber) {
  set<double>("threshold", 0, kNaN);
  EXPECT_EQ(refusal(), "Node 0 has the threshold nan.");
  set<double>("threshold", 0, -kInf);
  EXPECT_EQ(refusal(), "Node 0 has the threshold -inf.");
  set<double>("threshold", 0, kInf);
  set<uint8_t>("missing_go_to_left", 0, 0);
  EXPECT_NO_THROW(from_node(node)) << "missing values go right, all others left";
  set<uint8_t>("missing_go_to_left", 0, 1);
  EXPECT_EQ(refusal(), "Node 0 has the threshold inf.");
}

TEST_F(BrokenTree, RefusesAFlagThatIsNeitherZeroNorOne) {
  set<uint8_t>("missing_go_to_left", 4, 2);
  EXPECT_EQ(refusal(), "Node 4 has the missing_go_to_left 2; it must be 0 or 1.");
}

TEST_F(BrokenTree, RefusesNumbersThatAreNotFinite) {
  const Value whole = node;
  set<double>("value", 9, kNaN);
  EXPECT_EQ(refusal(), "Node 4 has a value that is not finite.");
  node = whole;
  set<double>("impurity", 3, kInf);
  EXPECT_EQ(refusal(), "Node 3 has an impurity that is not finite.");
  node = whole;
  set<double>("weighted_n_node_samples", 0, 0.0);
  EXPECT_EQ(refusal(), "Node 0 has the weight 0.0; it must be finite and positive.");
  node = whole;
  entry(entry(node, "fitted"), "feature_importances_") = Array::own(std::vector<double>{1.0, kNaN});
  EXPECT_EQ(refusal(), "feature_importances_ must hold one finite number per feature.");
}

TEST_F(BrokenTree, RefusesCountsThatDoNotAddUp) {
  set<int32_t>("n_node_samples", 3, 7);
  EXPECT_EQ(refusal(), "Node 2 has another number of training rows than its children together.");
  set<int32_t>("n_node_samples", 0, 0);
  EXPECT_EQ(refusal(), "Node 0 has 0 training rows.");
}

TEST_F(BrokenTree, RefusesSharesThatDoNotSumToOne) {
  set<double>("value", 0, 0.1);
  EXPECT_EQ(refusal(), "Node 0 has shares of classes that are negative or do not sum to 1.");
  set<double>("value", 0, -0.5);
  set<double>("value", 1, 1.5);
  EXPECT_EQ(refusal(), "Node 0 has shares of classes that are negative or do not sum to 1.");
}

TEST_F(BrokenTree, RefusesAnotherNumberOfClasses) {
  const Value whole = node;
  entry(entry(node, "fitted"), "n_classes_") = 3;
  EXPECT_EQ(refusal(), "n_classes_ is 3, but classes_ has 2 labels.");
  node = whole;
  entry(entry(node, "fitted"), "classes_") = Array::own(std::vector<double>{0, 1, 2});
  entry(entry(node, "fitted"), "n_classes_") = 3;
  EXPECT_EQ(refusal(), "n_classes_ is 3, but the nodes have 2 values.");
}

TEST_F(BrokenTree, RefusesATreeWithoutNodes) {
  for (const char* name : {"children_left", "children_right", "feature", "n_node_samples"})
    field(name) = Array::own(std::vector<int32_t>{}, {0});
  for (const char* name : {"threshold", "impurity", "weighted_n_node_samples"})
    field(name) = Array::own(std::vector<double>{}, {0});
  field("value") = Array::own(std::vector<double>{}, {0, 2});
  field("missing_go_to_left") = Array::own(std::vector<uint8_t>{}, {0});
  EXPECT_EQ(refusal(), "The tree has no nodes.");
}

TEST_F(BrokenTree, RefusesArraysOfDifferentLength) {
  field("threshold") = Array::own(std::vector<double>{1, 2, 3});
  EXPECT_EQ(error_of([&] { from_node(node); }).code, "audit_shape");
}

}  // namespace
}  // namespace keepfit
