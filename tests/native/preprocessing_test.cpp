// What the golden fixtures and the common checks cannot say of the preprocessing estimators.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

#include "core/node.h"
#include "preprocessing/quantiles.h"

namespace keepfit::test {
namespace {

std::shared_ptr<Estimator> make(const char* name, Value::Map params = {}) {
  return from_recipe(Value::Map{{"class", name}, {"params", std::move(params)}});
}

Table numbers(std::vector<std::vector<double>> columns) {
  Matrix m(static_cast<Index>(columns[0].size()), static_cast<Index>(columns.size()));
  for (Index j = 0; j < m.cols(); ++j) {
    for (Index i = 0; i < m.rows(); ++i) m(i, j) = columns[static_cast<size_t>(j)][static_cast<size_t>(i)];
  }
  return Table(std::move(m));
}

/// The code of the error when `change` is made to one fitted attribute before the node is read again; "" when it is accepted.
std::string after(const Estimator& fitted, const char* attribute, const std::function<void(Value&)>& change) {
  Value node = to_node(fitted);
  for (auto& [key, value] : *node.get_if<Value::Map>()) {
    if (key != "fitted") continue;
    for (auto& [name, attribute_value] : *value.get_if<Value::Map>()) {
      if (name == attribute) change(attribute_value);
    }
  }
  try {
    from_node(node);
    return "";
  } catch (const Error& e) {
    return e.code;
  }
}

TEST(Quantiles, TheNormalDistributionsAreThoseOfTables) {
  EXPECT_EQ(quantiles::normal(0.5), 0.0);
  EXPECT_NEAR(quantiles::normal(0.975), 1.959963984540054, 1e-15);
  EXPECT_NEAR(quantiles::normal(0.75), 0.6744897501960817, 1e-15);
  EXPECT_NEAR(quantiles::normal(1e-7), -5.199337582192818, 1e-14);
  EXPECT_NEAR(quantiles::normal(1e-300), -37.04709629936119, 1e-13);
  EXPECT_EQ(quantiles::normal(0.25), -quantiles::normal(0.75));
  EXPECT_EQ(quantiles::normal(0), -std::numeric_limits<double>::infinity());
  EXPECT_TRUE(std::isnan(quantiles::normal(1.5)));
}

TEST(OrdinalEncoder, UnknownValuesMayBeMissingOnes) {
  const auto model = make("OrdinalEncoder", {{"handle_unknown", "use_encoded_value"}, {"unknown_value", std::numeric_limits<double>::quiet_NaN()}});
  model->fit(numbers({{3, 1, 2}}), nullptr);
  const Matrix z = model->transform(numbers({{2, 7}})).numbers();
  EXPECT_EQ(z(0, 0), 1.0);
  EXPECT_TRUE(std::isnan(z(1, 0)));
}

TEST(Binarizer, JumpsAtItsThreshold) {
  const auto model = make("Binarizer", {{"threshold", 1.5}});
  model->fit(numbers({{1, 2}, {3, 4}}), nullptr);
  EXPECT_EQ(model->critical_values(), (std::vector<std::pair<Index, double>>{{0, 1.5}, {1, 1.5}}));
}

TEST(KBinsDiscretizer, JumpsAtItsInnerEdges) {
  const auto model = make("KBinsDiscretizer", {{"n_bins", 2}, {"strategy", "uniform"}});
  model->fit(numbers({{0, 4}, {7, 7}}), nullptr);
  EXPECT_EQ(model->critical_values(), (std::vector<std::pair<Index, double>>{{0, 2.0}}));
}

TEST(KBinsDiscretizer, EdgesThatDescendAreNotLoaded) {
  const auto model = make("KBinsDiscretizer", {{"n_bins", 2}});
  model->fit(numbers({{0, 1, 4}}), nullptr);
  EXPECT_EQ(after(*model, "bin_edges_", [](Value&) {}), "");
  EXPECT_EQ(after(*model, "bin_edges_", [](Value& v) { v = Value::List{Value::List{0.0, 4.0, 1.0}}; }), "audit_values");
  EXPECT_EQ(after(*model, "bin_edges_", [](Value& v) { v = Value::List{Value::List{0.0, 1.0}}; }), "audit_values");
}

TEST(PolynomialFeatures, TooManyProductsAreRefused) {
  const auto model = make("PolynomialFeatures", {{"degree", 2000000}});
  try {
    model->fit(numbers({{1, 2}, {3, 4}}), nullptr);
    FAIL() << "it fitted";
  } catch (const Error& e) {
    EXPECT_EQ(e.code, "too_large");
  }
}

TEST(OneHotEncoder, InfrequentCategoriesThatDoNotExistAreNotLoaded) {
  const auto model = make("OneHotEncoder", {{"min_frequency", 2}});
  model->fit(numbers({{1, 1, 2, 3}}), nullptr);
  EXPECT_EQ(after(*model, "infrequent_categories_", [](Value&) {}), "");
  EXPECT_EQ(after(*model, "infrequent_categories_", [](Value& v) { v = Value::List{Value::List{2.0, 9.0}}; }), "audit_values");
  EXPECT_EQ(after(*model, "infrequent_categories_", [](Value& v) { v = Value(); }), "audit_values");
}

TEST(RobustScaler, AScaleOfZeroIsNotLoaded) {
  const auto model = make("RobustScaler");
  model->fit(numbers({{1, 2, 3}}), nullptr);
  EXPECT_EQ(after(*model, "scale_", [](Value& v) { v = Value::List{0.0}; }), "audit_values");
  EXPECT_EQ(after(*model, "center_", [](Value& v) { v = Value(); }), "audit_values");
}

}  // namespace
}  // namespace keepfit::test
