// Nearest neighbours beyond the golden results: ties, equal rows, against a plain search.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <numeric>

#include "core/errors.h"
#include "core/random.h"
#include "core/table.h"
#include "neighbors/k_neighbors_classifier.h"
#include "neighbors/k_neighbors_regressor.h"
#include "neighbors/nearest.h"

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
  EXPECT_EQ(code_of([&] { model.fit(Table(Matrix::Ones(2, 1)), &y); }), "bad_parameter");
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
