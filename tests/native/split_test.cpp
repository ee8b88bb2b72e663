// What train_test_split says when a split cannot be had. Which rows it takes is replayed by golden.test.ts.
#include "model_selection/split.h"

#include <gtest/gtest.h>

#include "core/errors.h"
#include "core/table.h"
#include "support/fixtures.h"

namespace keepfit {
namespace {

std::string message_of(Index n, const Value& test_size, const Value& train_size, bool shuffle = true,
                       const Column* stratify = nullptr) {
  try {
    train_test_split(n, test_size, train_size, Value(0), shuffle, stratify);
  } catch (const Error& e) {
    return e.message;
  }
  return "";
}

TEST(TrainTestSplit, SaysWhatIsWrong) {
  EXPECT_EQ(message_of(10, 0.0, {}),
            "test_size must be a float in (0, 1), an int in [1, 9] (there are 10 rows) or None. Got 0.0.");
  EXPECT_EQ(message_of(10, "half", {}),
            "test_size must be a float in (0, 1), an int in [1, 9] (there are 10 rows) or None. Got 'half'.");
  EXPECT_EQ(message_of(10, 6, 5), "test_size and train_size ask for 11 rows, but there are 10.");
  EXPECT_EQ(message_of(10, 0.6, 0.5), "test_size and train_size add up to 1.1, which is more than 1.");
  EXPECT_EQ(message_of(1, {}, {}), "There is 1 row; a split into training and test rows needs at least 2.");
  const Column rare = test::to_column(test::Json{"a", "a", "a", "b"});
  EXPECT_EQ(message_of(4, {}, {}, true, &rare),
            "The class 'b' has only 1 row; stratifying needs at least 2 of every class.");
  EXPECT_EQ(message_of(5, {}, {}, true, &rare), "stratify has 4 labels for 5 rows.");
}

TEST(TrainTestSplit, MissingLabelsAreAClassOfTheirOwn) {
  TextColumn text{{0, 0, 0, 0, -1, -1, -1, -1}, {"a"}};
  const Column labels = Column::of_text(text);
  const Split split = train_test_split(8, 0.5, {}, Value(0), true, &labels);
  EXPECT_EQ(std::count_if(split.test.begin(), split.test.end(), [](Index i) { return i >= 4; }), 2);
}

TEST(TrainTestSplit, NoneIsTheSeedZero) {
  EXPECT_EQ(train_test_split(50, {}, {}, {}, true, nullptr).test,
            train_test_split(50, {}, {}, Value(0), true, nullptr).test);
}

}  // namespace
}  // namespace keepfit
