// scikit-learn's results that no operation of the border answers; golden.test.ts replays all others.
#include <gtest/gtest.h>

#include <cmath>

#include "core/node.h"
#include "core/table.h"
#include "support/fixtures.h"

namespace keepfit::test {
namespace {

/// Not fit and then transform: a row is encoded by what the others say of it.
TEST(TargetEncoder, FitTransformAgreesWithScikitLearn) {
  size_t cases = 0;
  const Json fixture = read_json("tests/golden/fixtures/target_encoder.json");
  for (const Json& c : fixture.at("cases")) {
    if (!c.at("expect").contains("fit_transform")) continue;
    SCOPED_TRACE(c.at("name").get<std::string>());
    ASSERT_EQ(c.at("tolerance"), Json({{"class", "exact"}}));
    Data data = read_data(c.at("data"));
    if (c.contains("train")) {
      const std::vector<Index> train = to_rows(c.at("train"));
      data.X = data.X.take(train);
      data.y = take(data.y, train);
    }
    const Table got = from_recipe(to_value(c.at("recipe")))->fit_transform(data.X, &data.y);
    const Json& rows = c.at("expect").at("fit_transform");
    ASSERT_EQ(static_cast<size_t>(got.rows()), rows.size());
    for (Index i = 0; i < got.rows(); ++i) {
      const Json& row = rows[static_cast<size_t>(i)];
      ASSERT_EQ(static_cast<size_t>(got.columns()), row.size());
      for (Index j = 0; j < got.columns(); ++j) {
        const double expected = to_double(row[static_cast<size_t>(j)]), found = got.column(j).numbers[i];
        EXPECT_TRUE(found == expected || (std::isnan(found) && std::isnan(expected)))
            << "row " << i + 1 << ", column " << j + 1 << ": expected " << expected << ", got " << found;
      }
    }
    ++cases;
  }
  EXPECT_EQ(cases, 27u);
}

}  // namespace
}  // namespace keepfit::test
