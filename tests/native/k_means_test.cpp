// KMeans beyond the golden results.
#include "cluster/k_means.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "core/errors.h"
#include "core/random.h"
#include "core/table.h"

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

Table blobs() {
  RandomState random(2);
  Matrix m(90, 2);
  for (Index i = 0; i < 90; ++i) {
    m(i, 0) = random.standard_normal() + 20.0 * static_cast<double>(i % 3);
    m(i, 1) = random.standard_normal();
  }
  return Table(m);
}

TEST(KMeans, FindsWhatIsApart) {
  KMeans model;
  model.set_param("n_clusters", 3);
  model.fit(blobs(), nullptr);
  const Column labels = model.predict(blobs());
  const Table distances = model.transform(blobs());
  for (Index i = 0; i < 90; ++i) {
    EXPECT_EQ(labels.numbers[i], labels.numbers[i % 3]);
    EXPECT_EQ(labels.numbers[i], model.labels_[static_cast<size_t>(i)]);
    Index nearest;
    distances.numbers().row(i).minCoeff(&nearest);
    EXPECT_EQ(labels.numbers[i], static_cast<double>(nearest));
  }
  EXPECT_EQ(model.feature_names_out(), (std::vector<std::string>{"kmeans0", "kmeans1", "kmeans2"}));
}

TEST(KMeans, RowsThatKeepTheirCentreWithoutALookHaveTheNearest) {
  RandomState random(3);
  for (const Index p : {1, 2, 7}) {
    for (const int k : {2, 5, 9}) {
      Matrix m(400, p);
      // On a grid, so that many rows lie as near to one centre as to another.
      for (double& v : m.reshaped()) v = std::round(4 * random.standard_normal()) / 4;
      KMeans model;
      model.set_param("n_clusters", k);
      model.set_param("tol", 0.0);
      model.fit(Table(m), nullptr);
      for (Index i = 0; i < m.rows(); ++i) {
        const RowMatrix off = model.cluster_centers_.rowwise() - m.row(i);
        const Vector distance = off.rowwise().squaredNorm();
        EXPECT_NEAR(distance[model.labels_[static_cast<size_t>(i)]], distance.minCoeff(), 1e-12) << p << " " << k;
      }
    }
  }
}

TEST(KMeans, MoreCentresThanDifferentRowsIsNoError) {
  KMeans model;
  model.set_param("n_clusters", 3);
  Matrix m = Matrix::Zero(6, 1);
  m(5, 0) = 1;
  model.fit(Table(m), nullptr);
  EXPECT_EQ(model.inertia_, 0);
}

TEST(KMeans, AFileWithNonsenseIsRefused) {
  KMeans model;
  model.set_param("n_clusters", 3);
  model.fit(blobs(), nullptr);
  model.labels_[4] = 3;
  EXPECT_EQ(code_of([&] { model.adopt_fitted(); }), "audit_values");
  model.labels_[4] = 0;
  model.cluster_centers_.conservativeResize(2, 2);
  EXPECT_EQ(code_of([&] { model.adopt_fitted(); }), "audit_values");
}

}  // namespace
}  // namespace keepfit
