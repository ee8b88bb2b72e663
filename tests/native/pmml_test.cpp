// Models as PMML, as text. Whether JPMML answers as the engine does is asked by npm run exchange.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "core/errors.h"
#include "core/node.h"
#include "core/table.h"
#include "interchange/export.h"
#include "interchange/pmml/xml.h"
#include "persistence/file.h"
#include "support/files.h"
#include "support/recipes.h"

namespace keepfit::interchange {
namespace {

using test::Blob;
using test::error_of;
using test::recipe;

Value exported(const Value& from, const Table& X, const Column* y) {
  const Blob file = dump(fit_model(from_recipe(from), X, y)).bytes;
  return to_pmml(Value::Map{{"bytes", Bytes{file.data(), file.size(), {}}}, {"name", "a <model>"}});
}

Table mixed(const std::vector<std::string>& names, const std::string& red = "red") {
  Matrix numbers(6, 1);
  numbers << 1.5, 2.5, 4, 8, 16, 40;
  return Table::from_columns({Column::of_numbers(numbers.col(0)), Column::of_text({{0, 1, 0, 1, 1, 0}, {red, "blue"}})},
                             names, 6);
}

Column halves() {
  Vector y(6);
  y << 0, 0, 0, 1, 1, 1;
  return Column::of_numbers(y);
}

Value pipeline(Value model) {
  const Value numbers = recipe("StandardScaler"), texts = recipe("OneHotEncoder", {{"handle_unknown", "ignore"}});
  const Value prepare =
      recipe("ColumnTransformer", {{"transformers", Value::List{Value::List{"numbers", numbers, Value::List{0}},
                                                                Value::List{"texts", texts, Value::List{1}}}}});
  return recipe("Pipeline",
                {{"steps", Value::List{Value::List{"prepare", prepare}, Value::List{"model", std::move(model)}}}});
}

/// Tags that open are closed in turn, attributes are quoted, and every & begins a reference.
void expect_well_formed(const std::string& text) {
  std::vector<std::string> within;
  for (size_t at = text.find('<'); at != std::string::npos; at = text.find('<', at + 1)) {
    const size_t end = text.find('>', at);
    ASSERT_NE(end, std::string::npos);
    const std::string tag = text.substr(at + 1, end - at - 1);
    ASSERT_EQ(tag.find('<'), std::string::npos) << tag;
    ASSERT_EQ(std::count(tag.begin(), tag.end(), '"') % 2, 0) << tag;
    const std::string name = tag.substr(tag[0] == '/' ? 1 : 0, tag.find_first_of(" /", 1) - (tag[0] == '/' ? 1 : 0));
    if (tag[0] == '?' || tag.back() == '/') continue;
    if (tag[0] != '/') {
      within.push_back(name);
      continue;
    }
    ASSERT_FALSE(within.empty()) << tag;
    ASSERT_EQ(within.back(), name);
    within.pop_back();
  }
  EXPECT_TRUE(within.empty());
  for (size_t at = text.find('&'); at != std::string::npos; at = text.find('&', at + 1)) {
    const size_t end = text.find(';', at);
    ASSERT_TRUE(end != std::string::npos && end - at < 8) << text.substr(at, 20);
  }
}

bool holds(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

TEST(Pmml, APipelineIsWritten) {
  const Column y = halves();
  const Value answer = exported(pipeline(recipe("LogisticRegression")), mixed({"size", "colour"}), &y);
  const std::string& text = answer.at("text").text();
  expect_well_formed(text);
  EXPECT_TRUE(holds(text, "<Header description=\"a &lt;model&gt;\">"));
  EXPECT_TRUE(holds(text, "<RegressionModel functionName=\"classification\" normalizationMethod=\"logit\">"));
  EXPECT_TRUE(holds(text, "<NormDiscrete field=\"colour\" value=\"red\" mapMissingTo=\"0\"/>"));
  // (1.5 + 2.5 + 4 + 8 + 16 + 40) / 6
  EXPECT_TRUE(holds(text, "<Constant dataType=\"double\">12</Constant>"));
  const int64_t rows = answer.at("report").at("verification").integer();
  EXPECT_GT(rows, 3);
  EXPECT_TRUE(holds(text, ("<ModelVerification recordCount=\"" + std::to_string(rows) + "\"").c_str()));
}

TEST(Pmml, TreesAreTreesAndCompareInSinglePrecision) {
  const Table X = mixed({"size", "colour"}).select({0});
  const Column y = halves();
  const std::string text =
      exported(recipe("RandomForestClassifier", {{"n_estimators", 2}, {"random_state", 0}}), X, &y).at("text").text();
  expect_well_formed(text);
  EXPECT_TRUE(holds(text, "<TreeModel functionName=\"regression\" missingValueStrategy=\"defaultChild\""));
  EXPECT_TRUE(holds(text, "dataType=\"float\""));
}

TEST(Pmml, HostileNamesAreEscaped) {
  const Column y = halves();
  const std::string odd = "a\"b\n<script>&'\x7f\xf0\x9f\x92\xa5";
  for (const std::string& first : {odd, std::string("label"), std::string("_0"), std::string("]]>")}) {
    const std::string text =
        exported(pipeline(recipe("LogisticRegression")), mixed({first, "t"}, "<red & \"blue\">"), &y).at("text").text();
    expect_well_formed(text);
    EXPECT_FALSE(holds(text, "<script>") || holds(text, "<red"));
    EXPECT_TRUE(holds(text, "&lt;red &amp; &quot;blue&quot;&gt;"));
  }
  EXPECT_EQ(pmml::escaped("\t\r\n"), "&#9;&#13;&#10;");
}

TEST(Pmml, WhatXmlDoesNotHaveIsRefused) {
  EXPECT_FALSE(pmml::has_xml("\x01"));
  EXPECT_FALSE(pmml::has_xml(std::string("\0", 1)));
  EXPECT_FALSE(pmml::has_xml("\xef\xbf\xbf"));
  EXPECT_TRUE(pmml::has_xml("\t\xef\xbf\xbd\x7f"));
  const Column y = halves();
  const Value model = pipeline(recipe("LogisticRegression"));
  const Error name = error_of([&] { exported(model, mixed({"a\x01", "t"}), &y); });
  EXPECT_EQ(name.code, "not_exported");
  EXPECT_NE(name.where.find("column 'a"), std::string::npos) << name.where;
  const Error category = error_of([&] { exported(model, mixed({"a", "t"}, "r\x02"), &y); });
  EXPECT_EQ(category.code, "not_exported");
  EXPECT_NE(category.where.find("step 'texts' > OneHotEncoder"), std::string::npos) << category.where;
}

TEST(Pmml, WhatIsRefusedIsNamed) {
  const Table X = mixed({"size", "colour"}).select({0});
  const Error error = error_of([&] { exported(recipe("KNNImputer"), X, nullptr); });
  EXPECT_EQ(error.code, "not_exported");
  EXPECT_NE(error.where.find("KNNImputer"), std::string::npos) << error.where;
}

}  // namespace
}  // namespace keepfit::interchange
