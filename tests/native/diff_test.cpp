// Comparing two files, and rows that leave what a model saw.
#include "persistence/diff.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/node.h"
#include "core/table.h"
#include "core/ulps.h"
#include "persistence/card.h"
#include "support/fixtures.h"
#include "support/recipes.h"

namespace keepfit::test {
namespace {

using Blob = std::vector<uint8_t>;

Blob file(double c, const char* name, Value extra_step = {}) {
  const Data iris = read_dataset("iris");
  Value::List steps{Value::List{"scale", recipe("StandardScaler")}};
  if (!extra_step.is_null()) steps.push_back(Value::List{"more", std::move(extra_step)});
  steps.push_back(Value::List{"model", recipe("LogisticRegression", {{"C", c}})});
  return dump(fit_model(from_recipe(recipe("Pipeline", {{"steps", std::move(steps)}})), iris.X, &iris.y),
              Value::Map{{"name", name}})
      .bytes;
}

Value diff(const Blob& a, const Blob& b) {
  return diff_files(parse_file(a.data(), a.size()), parse_file(b.data(), b.size()));
}

const Value* row(const Value& diff, const char* path) {
  for (const Value& r : diff.at("rows").list()) {
    if (r.at("path").is(path)) return &r;
  }
  return nullptr;
}

TEST(Diff, OfAFileWithItselfIsEmpty) {
  const Value d = diff(file(1, "a"), file(1, "a"));
  EXPECT_TRUE(d.at("identical").boolean());
  EXPECT_TRUE(d.at("rows").list().empty());
  EXPECT_TRUE(d.at("sizes").list().empty());
}

TEST(Diff, OfTwoCardsLeavesThePipelineAlone) {
  const Value d = diff(file(1, "a"), file(1, "b"));
  EXPECT_FALSE(d.at("identical").boolean());
  EXPECT_TRUE(d.at("same_pipeline").boolean());
  ASSERT_EQ(d.at("rows").list().size(), 1u);
  EXPECT_EQ(row(d, "name")->at("part").text(), "card");
  EXPECT_EQ(row(d, "name")->at("b").text(), "'b'");
}

TEST(Diff, NamesParametersAndFittedValues) {
  const Value d = diff(file(1, "a"), file(2, "a"));
  EXPECT_FALSE(d.at("same_pipeline").boolean());
  ASSERT_TRUE(row(d, "model__C"));
  EXPECT_EQ(row(d, "model__C")->at("a").text(), "1.0");
  EXPECT_EQ(row(d, "model__C")->at("b").text(), "2.0");
  const Value* coef = row(d, "model__coef_");
  ASSERT_TRUE(coef);
  EXPECT_EQ(coef->at("count").integer(), 12);
  EXPECT_EQ(coef->at("where").list().size(), 2u);
  EXPECT_GT(coef->at("ulps").number(), 1);
  EXPECT_FALSE(row(d, "scale__mean_"));
}

TEST(Diff, MatchesStepsByName) {
  const Value d = diff(file(1, "a"), file(1, "a", recipe("MinMaxScaler")));
  ASSERT_TRUE(row(d, "more"));
  EXPECT_EQ(row(d, "more")->at("kind").text(), "only_b");
  bool sized = false;
  for (const Value& s : d.at("sizes").list())
    sized |= s.at("path").is("more") && s.at("a").is_null() && s.at("b").integer() > 0;
  EXPECT_TRUE(sized);
}

TEST(Ulps, CountDoublesBetween) {
  EXPECT_EQ(ulps_between(1.0, std::nextafter(1.0, 2)), 1u);
  EXPECT_EQ(ulps_between(0.0, -0.0), 1u);
  EXPECT_EQ(ulps_between(-5e-324, 5e-324), 3u);
  EXPECT_EQ(ulps_between(1.0, 2.0), uint64_t{1} << 52);
  EXPECT_FALSE(ulps_between(1.0, INFINITY));
  EXPECT_TRUE(same_bits(NAN, -NAN));
  EXPECT_FALSE(same_bits(0.0, -0.0));
}

TEST(Warnings, NameColumnsOutsideWhatFitSaw) {
  const Data data = read_dataset("penguins");
  const Value input = summarise_input(data.X, data.X.names());
  EXPECT_TRUE(input_warnings(input, data.X).list().empty());
  Matrix numbers(2, 1);
  numbers << 39.0, 900.0;
  TextColumn islands{{0, 1}, {"Dream", "Atlantis"}};
  const Table X = Table::from_columns(
      {Column::of_text(islands), Column::of_numbers(numbers.col(0)), Column::of_numbers(Vector::Constant(2, NAN))},
      {"island", "bill_length_mm", "year"}, 2);
  const Value found = input_warnings(input, X);
  ASSERT_EQ(found.list().size(), 3u);
  EXPECT_EQ(found.list()[0].at("kind").text(), "category");
  EXPECT_EQ(found.list()[0].at("value").text(), "Atlantis");
  EXPECT_EQ(found.list()[1].at("kind").text(), "range");
  EXPECT_EQ(found.list()[1].at("row").integer(), 1);
  EXPECT_EQ(found.list()[1].at("value").text(), "900.0");
  EXPECT_EQ(found.list()[2].at("kind").text(), "missing");
  EXPECT_EQ(found.list()[2].at("column").text(), "year");
}

}  // namespace
}  // namespace keepfit::test
