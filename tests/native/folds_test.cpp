// Cross-validation splitters: what they refuse. Which rows they take is replayed by golden.test.ts.
#include "model_selection/folds.h"

#include <gtest/gtest.h>

#include "core/errors.h"
#include "core/table.h"
#include "support/fixtures.h"

namespace keepfit::test {
namespace {

std::string message_of(const Value& cv, Index n, const Column* y = nullptr, const Column* groups = nullptr) {
  try {
    cv_splits(cv, n, y, groups, true);
  } catch (const Error& e) {
    return e.message;
  }
  return "";
}

Value splitter(const char* name, Value::Map params = {}) {
  return Value::Map{{"class", name}, {"params", std::move(params)}};
}

TEST(Folds, SayWhatIsWrong) {
  EXPECT_EQ(message_of("five", 10), "cv must be None, an int in [2, inf) or a splitter such as KFold. Got 'five'.");
  EXPECT_EQ(message_of(1, 10), "n_splits of KFold must be an int in [2, inf). Got 1.");
  EXPECT_EQ(message_of(splitter("FoldK"), 10), "There is no splitter named 'FoldK' in this engine.");
  EXPECT_EQ(message_of(splitter("KFold", {{"n_split", 3}}), 10), "KFold has no parameter 'n_split'.");
  EXPECT_EQ(message_of(splitter("KFold", {{"random_state", 3}}), 10),
            "random_state of KFold has no effect while shuffle is False.");
  EXPECT_EQ(message_of(splitter("GroupKFold"), 10), "GroupKFold needs groups, which is missing.");
  const Column groups = to_column(Json{1, 2, 3});
  EXPECT_EQ(message_of(splitter("GroupKFold"), 10, nullptr, &groups), "groups has 3 values for 10 rows.");
  EXPECT_EQ(message_of(7, 5), "7 folds are more than there are rows, which are 5.");
  EXPECT_EQ(message_of(splitter("LeaveOneOut"), 100000),
            "LeaveOneOut would make 100000.0 splits of 100000 rows, which is more than fits into memory.");
  const Column missing = Column::of_text({{0, 0, -1, 0}, {"a"}});
  EXPECT_EQ(message_of(2, 4, &missing), "The label of row 3 is missing.");
  EXPECT_NO_THROW(check_cv(Value()));
  EXPECT_THROW(check_cv(Value::List{}), Error);
}

TEST(Folds, NoneIsTheSeedZero) {
  const auto none = cv_splits(splitter("ShuffleSplit"), 20, nullptr, nullptr, false);
  const auto zero = cv_splits(splitter("ShuffleSplit", {{"random_state", 0}}), 20, nullptr, nullptr, false);
  ASSERT_EQ(none.size(), zero.size());
  for (size_t i = 0; i < none.size(); ++i) EXPECT_EQ(none[i].test, zero[i].test);
}

TEST(Folds, AreListedInTheSchema) {
  const Value schema = splitters_schema();
  EXPECT_EQ(schema.list().size(), 9u);
  EXPECT_EQ(schema.list()[0].at("name").text(), "GroupKFold");
  EXPECT_EQ(schema.list()[0].at("needs").list()[0].text(), "groups");
}

}  // namespace
}  // namespace keepfit::test
