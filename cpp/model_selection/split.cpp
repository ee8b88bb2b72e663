#include "model_selection/split.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <string>

#include "core/errors.h"
#include "core/random.h"
#include "core/table.h"

namespace keepfit {

namespace {

[[noreturn]] void refuse(const std::string& message, const std::string& hint) {
  throw Error("bad_split", "", message, hint);
}

struct Sizes {
  Index train, test;
};

void check_size(const char* name, const Value& size, Index n) {
  if (size.is_null()) return;
  if (const auto* share = size.get_if<double>()) {
    if (*share > 0.0 && *share < 1.0) return;
  } else if (const auto* count = size.get_if<int64_t>()) {
    if (*count > 0 && *count < n) return;
  }
  refuse(std::string(name) + " must be a float in (0, 1), an int in [1, " + std::to_string(n - 1) + "] (there " +
             are_counted(n, "row") + ") or None. Got " + size.repr() + ".",
         "A float is a share of the rows, an int a number of rows.");
}

/// The product is rounded as a double before it is rounded to rows: 0.55 of 100 rows are 56.
double rows_of(const Value& size, Index n, double (*round)(double)) {
  const auto* share = size.get_if<double>();
  return share ? round(*share * static_cast<double>(n)) : size.number();
}

Sizes sizes_of(Index n, const Value& test_size, const Value& train_size, double default_test_size) {
  if (n < 2) {
    refuse("There " + are_counted(n, "row") + "; a split into training and test rows needs at least 2.",
           "Give it more rows.");
  }
  check_size("test_size", test_size, n);
  check_size("train_size", train_size, n);
  const Value test = test_size.is_null() && train_size.is_null() ? Value(default_test_size) : test_size;
  if (test.get_if<double>() && train_size.get_if<double>() && test.number() + train_size.number() > 1.0) {
    refuse(
        "test_size and train_size add up to " + repr(test.number() + train_size.number()) + ", which is more than 1.",
        "Make one of them smaller, or leave one out.");
  }
  Sizes out{0, 0};
  if (!test.is_null()) out.test = static_cast<Index>(rows_of(test, n, [](double v) { return std::ceil(v); }));
  if (!train_size.is_null())
    out.train = static_cast<Index>(rows_of(train_size, n, [](double v) { return std::floor(v); }));
  if (train_size.is_null()) out.train = n - out.test;
  else if (test.is_null()) out.test = n - out.train;
  if (out.train + out.test > n) {
    refuse("test_size and train_size ask for " + counted(out.train + out.test, "row") + ", but there " +
               std::string(n == 1 ? "is " : "are ") + std::to_string(n) + ".",
           "Make one of them smaller, or leave one out.");
  }
  if (out.train == 0) {
    refuse("With " + counted(n, "row") + ", test_size=" + test_size.repr() + " and train_size=" + train_size.repr() +
               " no row is left for training.",
           "Make test_size smaller or train_size larger.");
  }
  return out;
}

/// How `draws` rows fall on classes of the given sizes: the expected numbers rounded down, the rest to the largest
/// remainders, equal remainders in random order.
std::vector<Index> approximate_mode(const std::vector<Index>& counts, Index draws, RandomState& random) {
  const double total = static_cast<double>(std::accumulate(counts.begin(), counts.end(), Index{0}));
  std::vector<Index> out;
  std::vector<double> remainders;
  Index left = draws;
  for (Index count : counts) {
    const double expected = static_cast<double>(count) / total * static_cast<double>(draws);
    const double whole = std::floor(expected);
    out.push_back(static_cast<Index>(whole));
    remainders.push_back(expected - whole);
    left -= out.back();
  }
  std::vector<double> values = remainders;
  std::sort(values.begin(), values.end(), std::greater<>());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  for (double value : values) {
    if (left <= 0) break;
    std::vector<size_t> tied;
    for (size_t c = 0; c < remainders.size(); ++c) {
      if (remainders[c] == value) tied.push_back(c);
    }
    const auto take = std::min(static_cast<Index>(tied.size()), left);
    const std::vector<int64_t> order = random.permutation(static_cast<int64_t>(tied.size()));
    for (Index i = 0; i < take; ++i) ++out[tied[static_cast<size_t>(order[static_cast<size_t>(i)])]];
    left -= take;
  }
  return out;
}

std::vector<Index> shuffled(const std::vector<Index>& rows, RandomState& random) {
  std::vector<Index> out = rows;
  random.shuffle(out);
  return out;
}

/// The rows of every class, classes in ascending order, after checking that each can be in both parts.
std::vector<std::vector<Index>> rows_by_class(const Sizes& sizes, const Column& labels) {
  const Encoded encoded = encode(labels, true);
  const size_t k = encoded.labels.size();
  std::vector<std::vector<Index>> rows(k);
  for (size_t i = 0; i < encoded.codes.size(); ++i)
    rows[static_cast<size_t>(encoded.codes[i])].push_back(static_cast<Index>(i));
  for (size_t c = 0; c < k; ++c) {
    if (rows[c].size() < 2) {
      refuse("The class " + encoded.labels.text(c) + " has only 1 row; stratifying needs at least 2 of every class.",
             "Drop or merge rare classes, or split without stratifying.");
    }
  }
  for (const auto& [name, size] : {std::pair{"training", sizes.train}, std::pair{"test", sizes.test}}) {
    if (size < static_cast<Index>(k)) {
      refuse("There " + are_counted(k, "class", "classes") + ", but only " + std::to_string(size) + " " + name +
                 " rows: not every class can be in them.",
             "Change test_size or train_size, or split without stratifying.");
    }
  }
  return rows;
}

Split stratified(const Sizes& sizes, const std::vector<std::vector<Index>>& rows, RandomState& random) {
  const size_t k = rows.size();
  std::vector<Index> counts;
  for (const auto& of_class : rows) counts.push_back(static_cast<Index>(of_class.size()));
  const std::vector<Index> for_train = approximate_mode(counts, sizes.train, random);
  std::vector<Index> remaining = counts;
  for (size_t c = 0; c < k; ++c) remaining[c] -= for_train[c];
  const std::vector<Index> for_test = approximate_mode(remaining, sizes.test, random);
  Split out;
  for (size_t c = 0; c < k; ++c) {
    const std::vector<int64_t> order = random.permutation(counts[c]);
    for (Index i = 0; i < for_train[c] + for_test[c]; ++i) {
      (i < for_train[c] ? out.train : out.test).push_back(rows[c][static_cast<size_t>(order[static_cast<size_t>(i)])]);
    }
  }
  out.train = shuffled(out.train, random);
  out.test = shuffled(out.test, random);
  return out;
}

void check_labels(const char* name, const Column* labels, Index n) {
  if (labels && labels->rows() != n) {
    refuse(std::string(name) + " has " + counted(labels->rows(), "label") + " for " + counted(n, "row") + ".",
           "Give one label per row.");
  }
}

std::vector<Split> draw(const Sizes& sizes, Index n, int64_t n_splits, const Value& random_state,
                        const Column* labels) {
  check_seed(random_state);
  RandomState random = random_state_of(random_state);
  std::vector<std::vector<Index>> rows;
  if (labels) rows = rows_by_class(sizes, *labels);
  std::vector<Split> out;
  for (int64_t i = 0; i < n_splits; ++i) {
    if (labels) {
      out.push_back(stratified(sizes, rows, random));
      continue;
    }
    const std::vector<int64_t> order = random.permutation(n);
    const auto split = order.begin() + sizes.test;
    out.push_back({{split, split + sizes.train}, {order.begin(), split}});
  }
  return out;
}

}  // namespace

Column take_rows(const Column& column, const std::vector<Index>& rows) {
  if (column.is_text) {
    TextColumn text{{}, column.text.categories};
    for (Index row : rows) text.codes.push_back(column.text.codes[static_cast<size_t>(row)]);
    return Column::of_text(std::move(text));
  }
  Vector numbers(static_cast<Index>(rows.size()));
  for (Index i = 0; i < numbers.size(); ++i) numbers[i] = column.numbers[rows[static_cast<size_t>(i)]];
  return Column::of_numbers(std::move(numbers));
}

void check_seed(const Value& random_state) {
  if (random_state.is_null()) return;
  const auto* seed = random_state.get_if<int64_t>();
  if (!seed || *seed < 0 || *seed > 0xffffffffLL) {
    refuse("random_state must be an int in [0, 4294967295] or None. Got " + random_state.repr() + ".",
           "Give another seed.");
  }
}

std::vector<Split> shuffle_splits(Index n, int64_t n_splits, const Value& test_size, const Value& train_size,
                                  const Value& random_state, const Column* labels) {
  check_labels("y", labels, n);
  return draw(sizes_of(n, test_size, train_size, 0.1), n, n_splits, random_state, labels);
}

Split train_test_split(Index n, const Value& test_size, const Value& train_size, const Value& random_state,
                       bool shuffle, const Column* stratify) {
  const Sizes sizes = sizes_of(n, test_size, train_size, 0.25);
  check_labels("stratify", stratify, n);
  if (shuffle) return draw(sizes, n, 1, random_state, stratify).front();
  if (stratify) refuse("A stratified split needs shuffle=True.", "Shuffle, or leave stratify out.");
  Split out;
  out.train.resize(static_cast<size_t>(sizes.train));
  out.test.resize(static_cast<size_t>(sizes.test));
  std::iota(out.train.begin(), out.train.end(), Index{0});
  std::iota(out.test.begin(), out.test.end(), sizes.train);
  return out;
}

}  // namespace keepfit
