// Nearest neighbours beyond the golden results: ties, equal rows, against a plain search.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "cluster/k_means.h"
#include "core/errors.h"
#include "core/node.h"
#include "core/random.h"
#include "core/table.h"
#include "impute/knn_imputer.h"
#include "neighbors/k_neighbors_classifier.h"
#include "neighbors/k_neighbors_regressor.h"
#include "neighbors/nearest.h"
#include "neighbors/ordered_search.h"

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

TEST(Nearest, AgreesWithAPlainSearch) {
  RandomState random(1);
  for (const Index p : {1, 4, 5, 6, 17}) {
    RowMatrix training(101, p);
    // Few distinct values, so that many distances are equal.
    for (double& v : training.reshaped()) v = std::round(random.standard_normal());
    Matrix queries(20, p);
    for (double& v : queries.reshaped()) v = std::round(random.standard_normal());
    for (const char* metric : {"euclidean", "manhattan", "chebyshev"}) {
      const auto found = neighbors::nearest(training, queries, 7, neighbors::metric_of(metric, 2));
      for (Index q = 0; q < 20; ++q) {
        std::vector<double> distance(101);
        for (Index i = 0; i < 101; ++i) {
          double sum = 0;
          for (Index j = 0; j < p; ++j) {
            const double away = std::fabs(training(i, j) - queries(q, j));
            if (metric[0] == 'c') sum = std::max(sum, away);
            else sum += metric[0] == 'e' ? away * away : away;
          }
          distance[static_cast<size_t>(i)] = metric[0] == 'e' ? std::sqrt(sum) : sum;
        }
        std::vector<Index> order(101);
        std::iota(order.begin(), order.end(), 0);
        std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) {
          return distance[static_cast<size_t>(a)] < distance[static_cast<size_t>(b)];
        });
        for (Index l = 0; l < 7; ++l) {
          EXPECT_EQ(found.rows[static_cast<size_t>(q * 7 + l)], order[static_cast<size_t>(l)]) << metric << " " << p;
          EXPECT_EQ(found.distances[static_cast<size_t>(q * 7 + l)],
                    distance[static_cast<size_t>(order[static_cast<size_t>(l)])]);
        }
      }
    }
  }
}

TEST(Nearest, SizesThatSinglePrecisionLosesFindTheSameRows) {
  RandomState random(2);
  const Index n = 300, p = 9;
  // Far from zero, tiny, too large for a float, too large to square as a float, and columns of different size.
  for (const double shift : {0.0, 1e9, 1e17}) {
    for (const double size : {1.0, 1e-30, 1e19, 1e45, 1e150}) {
      for (const bool uneven : {false, true}) {
        RowMatrix training(n, p);
        Matrix queries(32, p);
        const auto draw = [&](Index j) {
          return shift * size + random.standard_normal() * size * (uneven && j % 3 == 0 ? 1e6 : 1.0);
        };
        for (Index j = 0; j < p; ++j) {
          for (Index i = 0; i < n; ++i) training(i, j) = draw(j);
          for (Index i = 0; i < 32; ++i) queries(i, j) = i % 2 ? training(i, j) : draw(j);
        }
        const neighbors::Metric euclid = neighbors::metric_of("euclidean", 2);
        const auto found = neighbors::nearest(training, queries, 5, euclid);
        for (Index q = 0; q < 32; ++q) {
          // A lone query is answered without single precision.
          const auto alone = neighbors::nearest(training, queries.row(q), 5, euclid);
          for (Index l = 0; l < 5; ++l) {
            ASSERT_EQ(found.rows[static_cast<size_t>(q * 5 + l)], alone.rows[static_cast<size_t>(l)])
                << shift << " " << size << " " << uneven;
            ASSERT_EQ(found.distances[static_cast<size_t>(q * 5 + l)], alone.distances[static_cast<size_t>(l)]);
          }
        }
      }
    }
  }
}

TEST(Nearest, QueriesCloseToTheLastFindTheSameRows) {
  RandomState random(3);
  for (const bool whole : {false, true}) {
    RowMatrix training(200, 2);
    for (double& v : training.reshaped())
      v = whole ? std::round(3 * random.standard_normal()) : random.standard_normal();
    // A grid, row after row, as a picture asks for it.
    Matrix queries(900, 2);
    for (Index i = 0; i < 900; ++i)
      queries.row(i) << static_cast<double>(i % 30) / 5 - 3, static_cast<double>(i / 30) / 5 - 3;
    const neighbors::Metric euclid = neighbors::metric_of("euclidean", 2);
    for (const Index k : {1, 6, 40}) {
      for (const char* method : {"row_order", "brute", "kd_tree"}) {
        const std::string how = method;
        const auto rows = how == "kd_tree" ? neighbors::tree_rows(training) : std::vector<int32_t>();
        const auto found = neighbors::nearest(training, queries, k, euclid, how, rows);
        auto unordered = neighbors::nearest(training, queries, k, euclid, how, rows, false).rows;
        for (Index q = 0; q < 900; ++q) {
          const auto alone = neighbors::nearest(training, queries.row(q), k, euclid, how, rows);
          auto same = alone.rows;
          std::sort(same.begin(), same.end());
          std::sort(unordered.begin() + q * k, unordered.begin() + (q + 1) * k);
          ASSERT_TRUE(std::equal(same.begin(), same.end(), unordered.begin() + q * k)) << how << " " << q;
          for (Index l = 0; l < k; ++l) {
            ASSERT_EQ(found.rows[static_cast<size_t>(q * k + l)], alone.rows[static_cast<size_t>(l)])
                << how << " " << q;
            ASSERT_EQ(found.distances[static_cast<size_t>(q * k + l)], alone.distances[static_cast<size_t>(l)]);
          }
        }
      }
    }
  }
}

// Expected: KDTree(X).get_arrays()[1] of scikit-learn 1.9.1 on Linux.
TEST(Nearest, RowsLieInTreesAsInScikitLearns) {
  RowMatrix line(70, 1), plane(130, 2);
  for (Index i = 0; i < 70; ++i) line(i, 0) = static_cast<double>(i * 7 % 5);
  for (Index i = 0; i < 130; ++i) {
    plane(i, 0) = static_cast<double>(i * 11 % 4);
    plane(i, 1) = static_cast<double>(i * i % 7);
  }
  EXPECT_EQ(neighbors::tree_rows(line),
            (std::vector<int32_t>{1,  0,  68, 3,  65, 5,  63, 60, 8,  58, 10, 55, 53, 13, 50, 15, 48, 45,
                                  18, 43, 20, 40, 38, 23, 35, 25, 33, 30, 28, 11, 6,  26, 21, 16, 31, 36,
                                  61, 56, 51, 41, 46, 14, 4,  9,  66, 19, 44, 59, 29, 49, 39, 64, 24, 34,
                                  54, 69, 12, 57, 52, 47, 7,  17, 62, 42, 22, 37, 32, 67, 2,  27}));
  EXPECT_EQ(neighbors::tree_rows(plane),
            (std::vector<int32_t>{
                27,  11, 0,   4,   3,   92,  24,  7,   8,   48,  84,  112, 56,  36, 120, 15,  104, 28, 76,  64, 20, 99,
                83,  43, 35,  71,  91,  63,  31,  55,  119, 111, 127, 6,   34,  14, 62,  90,  78,  50, 10,  18, 42, 70,
                22,  98, 126, 106, 21,  17,  13,  25,  118, 1,   97,  125, 113, 41, 49,  57,  105, 29, 69,  77, 85, 100,
                32,  72, 96,  68,  60,  12,  44,  16,  88,  40,  52,  80,  67,  23, 39,  128, 108, 51, 116, 59, 47, 124,
                19,  95, 79,  87,  75,  115, 103, 107, 123, 2,   26,  30,  38,  82, 86,  89,  65,  61, 58,  93, 54, 129,
                110, 66, 94,  109, 114, 37,  33,  117, 53,  81,  102, 121, 74,  73, 101, 122, 9,   5,  46,  45}));
}

/// Rows of five values on a line, whose targets are their numbers; what is predicted for 0 and 3.
std::vector<double> on_a_line(const char* algorithm, int64_t neighbours, Index rows) {
  Matrix m(rows, 1);
  Vector y(rows);
  for (Index i = 0; i < rows; ++i) {
    m(i, 0) = static_cast<double>(i * 7 % 5);
    y[i] = static_cast<double>(i);
  }
  const Column target = Column::of_numbers(y);
  KNeighborsRegressor model;
  model.set_param("n_neighbors", neighbours);
  model.set_param("algorithm", algorithm);
  model.fit(Table(m), &target);
  const Vector out = model.predict(Table((Matrix(2, 1) << 0, 3).finished())).numbers;
  return {out[0], out[1]};
}

// Expected: scikit-learn 1.9.1.
TEST(KNeighborsRegressor, EquallyNearRowsAreKeptAsScikitLearnKeepsThem) {
  EXPECT_EQ(on_a_line("brute", 4, 40), (std::vector<double>{30.0 / 4, 46.0 / 4}));
  EXPECT_EQ(on_a_line("auto", 4, 10), (std::vector<double>{16.0 / 4, 16.0 / 4}));
  EXPECT_EQ(on_a_line("kd_tree", 6, 200), (std::vector<double>{175.0 / 6, 229.0 / 6}));
  EXPECT_EQ(on_a_line("ball_tree", 6, 200), (std::vector<double>{175.0 / 6, 229.0 / 6}));
  EXPECT_EQ(on_a_line("brute", 20, 40), (std::vector<double>{378.0 / 20, 345.0 / 20}));
  EXPECT_EQ(on_a_line("kd_tree", 23, 300), (std::vector<double>{1335.0 / 23, 1357.0 / 23}));
}

TEST(KNeighborsRegressor, RefusesATreeForWhatIsNoDistance) {
  const Matrix m = (Matrix(4, 1) << 1, 2, 3, 5).finished();
  const Column target = Column::of_numbers(m.col(0));
  for (const char* algorithm : {"kd_tree", "ball_tree"}) {
    KNeighborsRegressor model;
    model.set_param("n_neighbors", 1);
    model.set_param("p", 0.5);
    model.set_param("algorithm", algorithm);
    EXPECT_EQ(code_of([&] { model.fit(Table(m), &target); }), "bad_parameter");
  }
}

// What files of engines before 0.3.0 are read as.
TEST(KNeighborsRegressor, AnOldModelKeepsTheEarlierOfEquallyNearRows) {
  const Matrix m = (Matrix(10, 1) << 2, 3, 2, 0, 1, 1, 0, 2, 3, 0).finished();
  const Column target = Column::of_numbers((Vector(10) << 0, 1, 2, 3, 4, 5, 6, 7, 8, 9).finished());
  KNeighborsRegressor model;
  model.set_param("n_neighbors", 4);
  model.fit(Table(m), &target);
  const Table asked((Matrix(2, 1) << 0, 3).finished());
  EXPECT_EQ(model.predict(asked).numbers, (Vector(2) << 23.0 / 4, 11.0 / 4).finished());  // 3 5 6 9, 0 1 2 8
  model.fit_method_ = "row_order";
  model.tree_rows_.clear();
  EXPECT_EQ(model.predict(asked).numbers, (Vector(2) << 22.0 / 4, 11.0 / 4).finished());  // 3 4 6 9, 0 1 2 8
}

/// How the node of a model of 70 rows is refused with another attribute in the place of one of its own.
std::string code_with(Estimator& model, const char* attribute, const Value& value) {
  Matrix m(70, 1);
  for (Index i = 0; i < 70; ++i) m(i, 0) = static_cast<double>(i * 7 % 5);
  const Column target = Column::of_numbers(m.col(0));
  model.fit(Table(m), &target);
  Value node = to_node(model);
  for (auto& [key, part] : *node.get_if<Value::Map>()) {
    if (key != "fitted") continue;
    for (auto& [name, held] : *part.get_if<Value::Map>()) {
      if (name == attribute) held = value;
    }
  }
  return code_of([&] { from_node(node); });
}

TEST(KNNImputer, AnotherChoiceAmongEqualsIsRefused) {
  KNNImputer model;
  EXPECT_EQ(code_with(model, "ties_", "row_order"), "");
  EXPECT_EQ(code_with(model, "ties_", "at will"), "audit_values");
}

TEST(KMeans, OtherNormsAreRefused) {
  KMeans model;
  EXPECT_EQ(code_with(model, "norms_", "lanes"), "");
  EXPECT_EQ(code_with(model, "norms_", "none"), "audit_values");
}

TEST(KNeighborsRegressor, ATreeThatIsNoOrderOfTheRowsIsRefused) {
  KNeighborsRegressor model;
  std::vector<int32_t> rows(70);
  std::iota(rows.begin(), rows.end(), 0);
  EXPECT_EQ(code_with(model, "tree_rows_", Array::own(rows)), "");
  EXPECT_EQ(code_with(model, "fit_method_", "brute"), "audit_values");  // with a tree
  EXPECT_EQ(code_with(model, "fit_method_", "other"), "audit_values");
  EXPECT_EQ(code_with(model, "tree_rows_", Array::own(std::vector<int32_t>())), "audit_values");
  for (const int32_t wrong : {1, -1, 70, std::numeric_limits<int32_t>::min()}) {
    rows[0] = wrong;
    EXPECT_EQ(code_with(model, "tree_rows_", Array::own(rows)), "audit_values") << wrong;
  }
}

TEST(KNeighborsRegressor, ARowOfTheTrainingDataIsItsOwnAnswer) {
  Matrix m(4, 1);
  m << 1, 1, 2, 5;
  Vector y(4);
  y << 1, 3, 10, 20;
  const Column target = Column::of_numbers(y);
  KNeighborsRegressor model;
  model.set_param("n_neighbors", 3);
  model.set_param("weights", "distance");
  model.fit(Table(m), &target);
  EXPECT_EQ(model.predict(Table(m)).numbers, (Vector(4) << 2, 2, 10, 20).finished());
}

TEST(KNeighborsRegressor, RowsInfinitelyFarAwayCountAlike) {
  Matrix m(2, 1), far(1, 1);
  m << 1, 2;
  far << 1e300;
  const Column target = Column::of_numbers((Vector(2) << 1, 3).finished());
  KNeighborsRegressor model;
  model.set_param("n_neighbors", 2);
  model.set_param("weights", "distance");
  model.fit(Table(m), &target);
  EXPECT_EQ(model.predict(Table(far)).numbers[0], 2);
}

TEST(KNeighborsClassifier, RefusesMoreNeighboursThanRows) {
  const Column y = Column::of_text({{0, 1}, {"a", "b"}});
  KNeighborsClassifier model;
  EXPECT_EQ(code_of([&] { model.fit(Table(Matrix::Ones(2, 1)), &y); }), "too_many_neighbors");
}

TEST(KNeighborsClassifier, AFileWithNonsenseIsRefused) {
  const Column y = Column::of_text({{0, 1, 0, 1, 0}, {"a", "b"}});
  KNeighborsClassifier model;
  model.fit(Table(Matrix::Random(5, 2)), &y);
  EXPECT_TRUE(model.traits().holds_training_rows);
  model.fit_y_[2] = 2;
  EXPECT_EQ(code_of([&] { model.adopt_fitted(); }), "audit_values");
  model.fit_y_[2] = 0;
  model.effective_metric_ = "manhattan";
  EXPECT_EQ(code_of([&] { model.adopt_fitted(); }), "audit_values");
}

}  // namespace
}  // namespace keepfit
