// Discriminant analysis beyond the golden results.
#include <gtest/gtest.h>

#include <functional>

#include "core/errors.h"
#include "core/random.h"
#include "core/table.h"
#include "discriminant_analysis/linear_discriminant_analysis.h"
#include "discriminant_analysis/quadratic_discriminant_analysis.h"

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

struct Data {
  Table X;
  Column y;
};

Data blobs() {
  RandomState random(2);
  Matrix m(90, 3);
  TextColumn y{{}, {"a", "b", "c"}};
  for (Index i = 0; i < 90; ++i) {
    for (Index j = 0; j < 3; ++j) m(i, j) = random.standard_normal();
    m(i, 0) += 8.0 * static_cast<double>(i % 3);
    y.codes.push_back(static_cast<int32_t>(i % 3));
  }
  return {Table(m), Column::of_text(y)};
}

TEST(LinearDiscriminantAnalysis, ClassifiesAndTransforms) {
  const Data d = blobs();
  LinearDiscriminantAnalysis model;
  model.fit(d.X, &d.y);
  EXPECT_TRUE(model.can_transform() && model.can_predict());
  EXPECT_EQ(model.predict(d.X).text.codes, d.y.text.codes);
  const Matrix along = model.transform(d.X).numbers();
  EXPECT_EQ(along.cols(), 2);
  EXPECT_GT(model.explained_variance_ratio_[0], 0.99);
  // Within a class the transformed columns have the variance 1, up to degrees of freedom.
  double squares = 0;
  for (Index c = 0; c < 3; ++c) {
    double mean = 0;
    for (Index i = c; i < 90; i += 3) mean += along(i, 0) / 30;
    for (Index i = c; i < 90; i += 3) squares += (along(i, 0) - mean) * (along(i, 0) - mean);
  }
  EXPECT_NEAR(squares / 90, 1, 0.05);
}

TEST(LinearDiscriminantAnalysis, RefusesClassesThatDoNotDiffer) {
  Matrix m(4, 1);
  m << 1, 1, 2, 2;
  const Column y = Column::of_text({{0, 1, 0, 1}, {"a", "b"}});
  LinearDiscriminantAnalysis model;
  EXPECT_EQ(code_of([&] { model.fit(Table(m), &y); }), "no_directions");
  EXPECT_EQ(code_of([&] { model.fit(Table(Matrix::Ones(4, 1)), &y); }), "no_directions");
}

TEST(QuadraticDiscriminantAnalysis, RefusesAColumnThatFollowsFromAnother) {
  const Data d = blobs();
  Matrix m = d.X.numbers();
  m.col(2) = m.col(1);
  QuadraticDiscriminantAnalysis model;
  EXPECT_EQ(code_of([&] { model.fit(Table(m), &d.y); }), "singular_covariance");
  model.set_param("reg_param", 0.1);
  EXPECT_EQ(code_of([&] { model.fit(Table(m), &d.y); }), "");
}

TEST(QuadraticDiscriminantAnalysis, AFileWithNonsenseIsRefused) {
  const Data d = blobs();
  QuadraticDiscriminantAnalysis model;
  model.fit(d.X, &d.y);
  EXPECT_EQ(model.predict(d.X).text.codes, d.y.text.codes);
  model.scalings_(0, 0) = 0;
  EXPECT_EQ(code_of([&] { model.adopt_fitted(); }), "audit_values");
  model.scalings_(0, 0) = 1;
  model.rotations_.conservativeResize(8, 3);
  EXPECT_EQ(code_of([&] { model.adopt_fitted(); }), "audit_values");
}

}  // namespace
}  // namespace keepfit
