#include "model_selection/curves.h"

#include <algorithm>
#include <string>

#include "core/errors.h"
#include "core/random.h"
#include "core/warnings.h"

namespace keepfit {

namespace {

[[noreturn]] void refuse(const std::string& message, const std::string& hint) {
  throw Error("bad_split", "train_sizes", message, hint);
}

std::vector<int64_t> counts_of(const Value& train_sizes, int64_t most) {
  Value::List given;
  if (train_sizes.is_null()) {
    for (int i = 0; i < 4; ++i) given.emplace_back(0.1 + i * 0.225);
    given.emplace_back(1.0);
  } else {
    given = train_sizes.list("train_sizes");
  }
  if (given.empty()) refuse("train_sizes is empty.", "Give numbers of rows, or shares of the training rows.");
  const bool counts =
      std::all_of(given.begin(), given.end(), [](const Value& v) { return v.get_if<int64_t>() != nullptr; });
  std::vector<int64_t> out;
  for (const Value& v : given) {
    if (counts) {
      const int64_t rows = v.integer("train_sizes");
      if (rows < 1 || rows > most) {
        refuse("train_sizes asks for " + std::to_string(rows) + " training rows; the first split has " +
                   std::to_string(most) + ".",
               "Give numbers of rows from 1 to that, or shares in (0.0, 1.0].");
      }
      out.push_back(rows);
      continue;
    }
    const double share = v.number("train_sizes");
    if (!(share > 0 && share <= 1))
      refuse("train_sizes must be shares in (0.0, 1.0]. Got " + v.repr() + ".",
             "Give numbers of rows, or shares of them, but not both.");
    out.push_back(std::clamp<int64_t>(static_cast<int64_t>(share * static_cast<double>(most)), 1, most));
  }
  std::sort(out.begin(), out.end());
  const size_t asked = out.size();
  out.erase(std::unique(out.begin(), out.end()), out.end());
  if (out.size() < asked)
    warn("RuntimeWarning",
         "Several of the " + std::to_string(asked) + " train_sizes come to the same number of rows; " +
             std::to_string(out.size()) + " are left.",
         "Give sizes that differ.");
  return out;
}

}  // namespace

LearningSplits learning_splits(const std::vector<Split>& splits, const Value& train_sizes, bool shuffle,
                               const Value& random_state) {
  if (splits.empty()) refuse("There is no split to learn from.", "Ask for more folds.");
  check_seed(random_state);
  LearningSplits out{counts_of(train_sizes, static_cast<int64_t>(splits[0].train.size())), {}};
  RandomState random = random_state_of(random_state);
  for (const Split& split : splits) {
    std::vector<Index> train = split.train;
    if (shuffle) random.shuffle(train);
    for (int64_t size : out.sizes) {
      // A later split may have fewer rows than the first, which the sizes were made for.
      const auto end = train.begin() + std::min<std::ptrdiff_t>(size, static_cast<std::ptrdiff_t>(train.size()));
      out.splits.push_back({{train.begin(), end}, split.test});
    }
  }
  return out;
}

}  // namespace keepfit
