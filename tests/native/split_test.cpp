// train_test_split against scikit-learn, row for row, and what it says when a split cannot be had.
#include "model_selection/split.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "core/errors.h"
#include "core/table.h"

namespace keepfit {
namespace {

using nlohmann::json;

Value value_of(const json& j) {
  if (j.is_null()) return {};
  if (j.is_number_integer()) return j.get<int64_t>();
  return j.get<double>();
}

Column column_of(const json& labels) {
  if (!labels.empty() && labels[0].is_string()) {
    TextColumn text;
    std::map<std::string, int32_t> known;
    for (const json& label : labels) {
      const auto [at, added] =
          known.try_emplace(label.get<std::string>(), static_cast<int32_t>(text.categories.size()));
      if (added) text.categories.push_back(at->first);
      text.codes.push_back(at->second);
    }
    return Column::of_text(std::move(text));
  }
  Vector numbers(static_cast<Index>(labels.size()));
  for (size_t i = 0; i < labels.size(); ++i) numbers[static_cast<Index>(i)] = labels[i];
  return Column::of_numbers(std::move(numbers));
}

TEST(TrainTestSplit, TakesTheRowsThatScikitLearnTakes) {
  std::ifstream file(std::string(KEEPFIT_SOURCE_DIR) + "/tests/golden/fixtures/splits.json");
  const json golden = json::parse(file);
  size_t splits = 0, errors = 0;
  for (const json& c : golden["cases"]) {
    SCOPED_TRACE(c["name"].get<std::string>());
    const json& o = c["options"];
    const auto option = [&](const char* name) { return o.contains(name) ? value_of(o[name]) : Value(); };
    Column labels;
    if (c.contains("stratify")) labels = column_of(c["stratify"]);
    const auto run = [&] {
      return train_test_split(c["n"], option("test_size"), option("train_size"), option("random_state"),
                              o.value("shuffle", true), c.contains("stratify") ? &labels : nullptr);
    };
    if (c["expect"].contains("error")) {
      ++errors;
      try {
        run();
        ADD_FAILURE() << "scikit-learn refuses: " << c["expect"]["scikit-learn says"];
      } catch (const Error& e) {
        EXPECT_EQ(e.code, "bad_split");
        EXPECT_FALSE(e.message.empty() || e.hint.empty());
        EXPECT_EQ(e.message.back(), '.');
      }
      continue;
    }
    ++splits;
    const Split split = run();
    EXPECT_EQ(json(split.train), c["expect"]["train"]);
    EXPECT_EQ(json(split.test), c["expect"]["test"]);
  }
  EXPECT_GT(splits, 90u);
  EXPECT_GT(errors, 15u);
}

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
  const Column rare = column_of({"a", "a", "a", "b"});
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
