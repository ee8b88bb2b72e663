// Naive Bayes beyond the golden results: what it refuses, rows that no class explains, files.
#include <gtest/gtest.h>

#include <functional>

#include "core/errors.h"
#include "core/table.h"
#include "naive_bayes/bernoulli_nb.h"
#include "naive_bayes/gaussian_nb.h"
#include "naive_bayes/multinomial_nb.h"

namespace keepfit {
namespace {

Table rows(std::initializer_list<double> a) {
  Matrix m(static_cast<Index>(a.size()), 1);
  std::copy(a.begin(), a.end(), m.data());
  return Table(m);
}
Column labels(std::vector<int32_t> codes) { return Column::of_text({std::move(codes), {"cat", "dog"}}); }

std::string code_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& e) {
    return e.code;
  }
  return "";
}

TEST(GaussianNB, ARowThatNoClassExplainsHasNoFavourite) {
  GaussianNB model;
  const Column y = labels({0, 1, 0, 1});
  model.fit(rows({0, 10, 1, 11}), &y);
  const RowMatrix far = model.predict_proba(rows({1e200}));
  EXPECT_EQ(far(0, 0), 0.5);
  EXPECT_EQ(far(0, 1), 0.5);
  EXPECT_GT(model.predict_proba(rows({12}))(0, 1), 0.999);
}

TEST(GaussianNB, RefusesAColumnWithoutVarianceWhenNothingIsAdded) {
  GaussianNB model;
  model.set_param("var_smoothing", 0.0);
  const Column y = labels({0, 1, 0, 1});
  EXPECT_EQ(code_of([&] { model.fit(rows({1, 2, 1, 2}), &y); }), "zero_variance");
  EXPECT_FALSE(model.fitted());
}

TEST(GaussianNB, AFileWithNonsenseIsRefused) {
  GaussianNB model;
  const Column y = labels({0, 1, 0, 1});
  model.fit(rows({0, 10, 1, 11}), &y);
  model.var_(0, 0) = 0;
  EXPECT_EQ(code_of([&] { model.adopt_fitted(); }), "audit_values");
  model.var_(0, 0) = 1;
  model.class_prior_[1] = -1;
  EXPECT_EQ(code_of([&] { model.adopt_fitted(); }), "audit_values");
}

TEST(MultinomialNB, NamesTheNegativeValue) {
  MultinomialNB model;
  const Column y = labels({0, 1});
  EXPECT_EQ(code_of([&] { model.fit(rows({1, -2}), &y); }), "negative_values");
}

TEST(DiscreteNaiveBayes, RefuseAlphaZeroWhereALogarithmWouldBeInfinite) {
  Matrix m(2, 2);
  m << 1, 0, 0, 1;
  const Column y = labels({0, 1});
  MultinomialNB counts;
  counts.set_param("alpha", 0.0);
  EXPECT_EQ(code_of([&] { counts.fit(Table(m), &y); }), "bad_parameter");
  counts.set_param("force_alpha", false);
  EXPECT_EQ(code_of([&] { counts.fit(Table(m), &y); }), "");
  BernoulliNB yes_no;
  yes_no.set_param("alpha", 0.0);
  EXPECT_EQ(code_of([&] { yes_no.fit(Table(m), &y); }), "bad_parameter");
}

TEST(DiscreteNaiveBayes, AFileWithNonsenseIsRefused) {
  BernoulliNB model;
  const Column y = labels({0, 1});
  model.fit(rows({0, 1}), &y);
  model.feature_log_prob_(0, 0) = 0;  // a certain yes: the probability of no has no logarithm
  EXPECT_EQ(code_of([&] { model.adopt_fitted(); }), "audit_values");
}

}  // namespace
}  // namespace keepfit
