#include "model_selection/folds.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <string_view>
#include <tuple>
#include <utility>

#include "core/errors.h"
#include "core/random.h"
#include "core/table.h"
#include "core/warnings.h"

namespace keepfit {

namespace {

[[noreturn]] void refuse(const std::string& message, const std::string& hint) {
  throw Error("bad_split", "cv", message, hint);
}

/// Row numbers in all splits together.
constexpr double kMostIndices = 2e8;

// ---- the parameters of a splitter ---------------------------------------------------------------------------------

enum class Is { kFolds, kCount, kPositiveOrNone, kNotNegative, kSize, kSeed, kBoolean };

struct SplitterParam {
  const char* name;
  Value fallback;
  Is is;
  const char* text;  // what it may be
  const char* doc;
};

struct Task {
  Index n;
  const Column* y;
  const Column* groups;
};

struct Arguments;

struct Splitter {
  const char* name;
  const char* doc;
  std::vector<SplitterParam> params;
  bool needs_y, needs_groups;
  std::vector<Split> (*run)(const Arguments& arguments, const Task& task);
};

/// A splitter's parameters with the values given, checked.
struct Arguments {
  const Splitter& splitter;
  std::vector<Value> values;

  const Value& operator[](std::string_view name) const {
    for (size_t i = 0; i < values.size(); ++i) {
      if (name == splitter.params[i].name) return values[i];
    }
    throw Error("internal", "cv", "There is no parameter '" + std::string(name) + "'.");
  }
  int64_t integer(std::string_view name) const { return (*this)[name].integer(name); }
  bool flag(std::string_view name) const { return (*this)[name].boolean(name); }
};

bool accepts(Is is, const Value& v) {
  const auto* whole = v.get_if<int64_t>();
  if (whole && is != Is::kSeed && *whole > INT32_MAX) return false;
  switch (is) {
    case Is::kFolds: return whole && *whole >= 2;
    case Is::kCount: return whole && *whole >= 1;
    case Is::kPositiveOrNone: return v.is_null() || (whole && *whole >= 1);
    case Is::kNotNegative: return whole && *whole >= 0;
    case Is::kSize: return v.is_null() || v.is_number();
    case Is::kSeed: return v.is_null() || (whole && *whole >= 0 && *whole <= 0xffffffffLL);
    case Is::kBoolean: return v.get_if<bool>() != nullptr;
  }
  return false;
}

// ---- splits from folds --------------------------------------------------------------------------------------------

/// One split per fold: its rows are for testing, all others for training, both in ascending order.
std::vector<Split> from_folds(const std::vector<Index>& fold_of_row, Index folds) {
  std::vector<Split> out(static_cast<size_t>(folds));
  for (Index f = 0; f < folds; ++f) {
    for (size_t i = 0; i < fold_of_row.size(); ++i) {
      auto& part = fold_of_row[i] == f ? out[static_cast<size_t>(f)].test : out[static_cast<size_t>(f)].train;
      part.push_back(static_cast<Index>(i));
    }
  }
  return out;
}

void check_folds(Index folds, Index n) {
  if (folds > n) {
    const std::string many = std::to_string(folds);  // two at least
    refuse(many + " folds are more than there are rows, which are " + std::to_string(n) + ".",
           "Ask for fewer folds, or give more rows.");
  }
}

/// The fold of every row, of folds that differ by one row at most, the first ones being the larger.
std::vector<Index> even_folds(Index n, Index folds, RandomState* random) {
  std::vector<Index> rows(static_cast<size_t>(n)), out(static_cast<size_t>(n));
  std::iota(rows.begin(), rows.end(), Index{0});
  if (random) random->shuffle(rows);
  size_t next = 0;
  for (Index f = 0; f < folds; ++f) {
    const Index size = n / folds + (f < n % folds ? 1 : 0);
    for (Index i = 0; i < size; ++i) out[static_cast<size_t>(rows[next++])] = f;
  }
  return out;
}

std::vector<Split> k_fold(Index n, Index folds, RandomState* random) {
  check_folds(folds, n);
  return from_folds(even_folds(n, folds, random), folds);
}

/// Classes numbered in the order in which they first appear.
std::vector<size_t> classes_by_appearance(const Column& y, size_t* count) {
  const Encoded encoded = encode(y, false);
  std::vector<size_t> number(encoded.labels.size(), SIZE_MAX), out;
  *count = 0;
  for (size_t i = 0; i < encoded.codes.size(); ++i) {
    if (encoded.codes[i] < 0)
      refuse("The label of " + row_text(static_cast<int64_t>(i)) + " is missing.", "Leave rows without a label out.");
    size_t& known = number[static_cast<size_t>(encoded.codes[i])];
    if (known == SIZE_MAX) known = (*count)++;
    out.push_back(known);
  }
  for (double label : encoded.labels.numbers) {
    if (label != std::floor(label)) {
      refuse("Stratified folds need classes, but y holds " + repr(label) + ", which is continuous.",
             "Use KFold or ShuffleSplit.");
    }
  }
  return out;
}

std::vector<Split> stratified_k_fold(Index n, const Column& y, Index folds, RandomState* random) {
  check_folds(folds, n);
  size_t k = 0;
  const std::vector<size_t> classes = classes_by_appearance(y, &k);
  std::vector<Index> counts(k, 0);
  for (size_t c : classes) ++counts[c];
  if (std::all_of(counts.begin(), counts.end(), [&](Index count) { return folds > count; })) {
    const Index most = *std::max_element(counts.begin(), counts.end());
    const std::string many = std::to_string(folds);
    refuse(many + " folds are more than any class has rows, of which the largest has " + std::to_string(most) + ".",
           "Ask for fewer folds, or give more rows of each class.");
  }
  if (const auto fewest = std::min_element(counts.begin(), counts.end()); folds > *fewest) {
    const auto row =
        std::find(classes.begin(), classes.end(), static_cast<size_t>(fewest - counts.begin())) - classes.begin();
    const Encoded encoded = encode(y, false);
    warn("UserWarning",
         "The class " + encoded.labels.text(static_cast<size_t>(encoded.codes[static_cast<size_t>(row)])) + " has " +
             counted(static_cast<int64_t>(*fewest), "row") + ", fewer than there are folds (" + std::to_string(folds) +
             "): some folds are without it.",
         "Ask for fewer folds, or leave the class out.");
  }
  // Rows sorted by class are dealt to the folds in turn; that says how many of each class a fold gets.
  std::vector<std::vector<Index>> share(k, std::vector<Index>(static_cast<size_t>(folds), 0));
  Index dealt = 0;
  for (size_t c = 0; c < k; ++c) {
    for (Index i = 0; i < counts[c]; ++i) ++share[c][static_cast<size_t>(dealt++ % folds)];
  }
  std::vector<Index> fold_of_row(classes.size());
  for (size_t c = 0; c < k; ++c) {
    std::vector<Index> fold_of_member;
    for (Index f = 0; f < folds; ++f)
      fold_of_member.insert(fold_of_member.end(), static_cast<size_t>(share[c][static_cast<size_t>(f)]), f);
    if (random) random->shuffle(fold_of_member);
    size_t next = 0;
    for (size_t i = 0; i < classes.size(); ++i) {
      if (classes[i] == c) fold_of_row[i] = fold_of_member[next++];
    }
  }
  return from_folds(fold_of_row, folds);
}

std::vector<Split> group_k_fold(const Task& task, Index folds, RandomState* random) {
  const Encoded groups = encode(*task.groups, false);
  if (std::any_of(groups.codes.begin(), groups.codes.end(), [](int32_t code) { return code < 0; })) {
    refuse("A group is missing.", "Give every row a group.");
  }
  const size_t k = groups.labels.size();
  check_folds(folds, task.n);
  if (folds > static_cast<Index>(k)) {
    refuse(
        "n_splits=" + std::to_string(folds) + " is more than the number of groups, which is " + std::to_string(k) + ".",
        "Ask for fewer folds.");
  }
  std::vector<Index> fold_of_group(k);
  if (random) {
    fold_of_group = even_folds(static_cast<Index>(k), folds, random);
  } else {
    std::vector<Index> sizes(k, 0);
    for (int32_t code : groups.codes) ++sizes[static_cast<size_t>(code)];
    std::vector<size_t> order(k);
    std::iota(order.begin(), order.end(), size_t{0});
    // The largest first; of equal ones the last label.
    std::sort(order.begin(), order.end(),
              [&](size_t a, size_t b) { return std::pair(sizes[a], a) > std::pair(sizes[b], b); });
    std::vector<Index> filled(static_cast<size_t>(folds), 0);
    for (size_t group : order) {
      const auto lightest = std::min_element(filled.begin(), filled.end());
      *lightest += sizes[group];
      fold_of_group[group] = lightest - filled.begin();
    }
  }
  std::vector<Index> fold_of_row;
  for (int32_t code : groups.codes) fold_of_row.push_back(fold_of_group[static_cast<size_t>(code)]);
  return from_folds(fold_of_row, folds);
}

std::vector<Split> time_series_split(const Arguments& a, Index n) {
  const Index folds = a.integer("n_splits"), gap = a.integer("gap");
  const auto or_zero = [&](const char* name) {
    return a[name].is_null() ? Index{0} : static_cast<Index>(a.integer(name));
  };
  const Index test_size = a["test_size"].is_null() ? n / (folds + 1) : or_zero("test_size"),
              most = or_zero("max_train_size");
  if (folds + 1 > n) {
    refuse("n_splits=" + std::to_string(folds) + " needs at least " + counted(folds + 1, "row") + ", but there " +
               std::string(n == 1 ? "is " : "are ") + std::to_string(n) + ".",
           "Ask for fewer splits.");
  }
  if (n - gap - test_size * folds <= 0) {
    refuse("With n_splits=" + std::to_string(folds) + ", test_size=" + std::to_string(test_size) +
               " and gap=" + std::to_string(gap) + " no row of " + std::to_string(n) + " is left for training.",
           "Ask for fewer splits, smaller tests or a smaller gap.");
  }
  std::vector<Split> out;
  for (Index start = n - folds * test_size; start < n; start += test_size) {
    const Index end = start - gap, from = most && most < end ? end - most : 0;
    Split split;
    for (Index i = from; i < end; ++i) split.train.push_back(i);
    for (Index i = start; i < start + test_size; ++i) split.test.push_back(i);
    out.push_back(std::move(split));
  }
  return out;
}

/// The stream that shuffles, where shuffle asks for it.
std::vector<Split> maybe_shuffled(const Arguments& a, const auto& run) {
  if (!a.flag("shuffle")) {
    if (!a["random_state"].is_null()) {
      refuse("random_state of " + std::string(a.splitter.name) + " has no effect while shuffle is False.",
             "Leave random_state out, or set shuffle=True.");
    }
    return run(nullptr);
  }
  RandomState random = random_state_of(a["random_state"]);
  return run(&random);
}

std::vector<Split> repeated(const Arguments& a, const auto& once) {
  RandomState random = random_state_of(a["random_state"]);
  std::vector<Split> out;
  for (int64_t i = 0; i < a.integer("n_repeats"); ++i) {
    for (Split& split : once(&random)) out.push_back(std::move(split));
  }
  return out;
}

// ---- the list -----------------------------------------------------------------------------------------------------

const std::vector<Splitter>& splitters() {
  static const SplitterParam folds{"n_splits", 5, Is::kFolds, "an int in [2, inf)", "Number of folds."};
  static const SplitterParam shuffle{"shuffle", false, Is::kBoolean, "a bool",
                                     "Whether rows are shuffled before they are dealt to folds."};
  static const SplitterParam seed{"random_state", Value(), Is::kSeed, "an int in [0, 4294967295] or None",
                                  "Seed of the shuffling; None is 0."};
  static const SplitterParam draws{"n_splits", 10, Is::kCount, "an int in [1, inf)", "Number of splits."};
  static const SplitterParam test{"test_size", Value(), Is::kSize, "a float in (0, 1), an int in [1, inf) or None",
                                  "Share or number of test rows; None is what training leaves, or a tenth."};
  static const SplitterParam train{"train_size", Value(), Is::kSize, "a float in (0, 1), an int in [1, inf) or None",
                                   "Share or number of training rows; None is what testing leaves."};
  static const SplitterParam repeats{"n_repeats", 10, Is::kCount, "an int in [1, inf)",
                                     "How often the folds are drawn anew."};
  static const std::vector<Splitter> list{
      {"GroupKFold",
       "Folds that keep the rows of a group together.",
       {folds, shuffle, seed},
       false,
       true,
       [](const Arguments& a, const Task& t) {
         return maybe_shuffled(a, [&](RandomState* random) { return group_k_fold(t, a.integer("n_splits"), random); });
       }},
      {"KFold",
       "Consecutive folds of equal size.",
       {folds, shuffle, seed},
       false,
       false,
       [](const Arguments& a, const Task& t) {
         return maybe_shuffled(a, [&](RandomState* random) { return k_fold(t.n, a.integer("n_splits"), random); });
       }},
      {"LeaveOneOut",
       "Each row is the test set once.",
       {},
       false,
       false,
       [](const Arguments&, const Task& t) {
         if (t.n < 2)
           refuse("Leaving one out of " + counted(t.n, "row") + " leaves nothing to train on.",
                  "Give at least 2 rows.");
         return k_fold(t.n, t.n, nullptr);
       }},
      {"RepeatedKFold",
       "Shuffled folds, several times over.",
       {folds, repeats, seed},
       false,
       false,
       [](const Arguments& a, const Task& t) {
         return repeated(a, [&](RandomState* random) { return k_fold(t.n, a.integer("n_splits"), random); });
       }},
      {"RepeatedStratifiedKFold",
       "Shuffled folds that keep the shares of the classes, several times over.",
       {folds, repeats, seed},
       true,
       false,
       [](const Arguments& a, const Task& t) {
         return repeated(
             a, [&](RandomState* random) { return stratified_k_fold(t.n, *t.y, a.integer("n_splits"), random); });
       }},
      {"ShuffleSplit",
       "Independent random splits.",
       {draws, test, train, seed},
       false,
       false,
       [](const Arguments& a, const Task& t) {
         return shuffle_splits(t.n, a.integer("n_splits"), a["test_size"], a["train_size"], a["random_state"], nullptr);
       }},
      {"StratifiedKFold",
       "Folds that keep the shares of the classes.",
       {folds, shuffle, seed},
       true,
       false,
       [](const Arguments& a, const Task& t) {
         return maybe_shuffled(
             a, [&](RandomState* random) { return stratified_k_fold(t.n, *t.y, a.integer("n_splits"), random); });
       }},
      {"StratifiedShuffleSplit",
       "Independent random splits that keep the shares of the classes.",
       {draws, test, train, seed},
       true,
       false,
       [](const Arguments& a, const Task& t) {
         return shuffle_splits(t.n, a.integer("n_splits"), a["test_size"], a["train_size"], a["random_state"], t.y);
       }},
      {"TimeSeriesSplit",
       "Tests on rows that come after those trained on.",
       {folds,
        {"max_train_size", Value(), Is::kPositiveOrNone, "an int in [1, inf) or None",
         "Most training rows of a split."},
        {"test_size", Value(), Is::kPositiveOrNone, "an int in [1, inf) or None",
         "Test rows of a split; None is n_rows // (n_splits + 1)."},
        {"gap", 0, Is::kNotNegative, "an int in [0, inf)", "Rows left out between training and test rows."}},
       false,
       false,
       [](const Arguments& a, const Task& t) { return time_series_split(a, t.n); }},
  };
  return list;
}

Arguments arguments_of(const Value& cv) {
  const Value* cls = cv.find("class");
  if (!cls || !cls->get_if<std::string>()) {
    refuse("cv must be None, an int in [2, inf) or a splitter such as KFold. Got " + cv.repr() + ".",
           "Give a number of folds.");
  }
  for (const auto& entry : cv.map()) {
    if (entry.first != "class" && entry.first != "params") {
      refuse("A splitter has the keys class and params; found '" + entry.first.substr(0, 80) + "'.", "Remove it.");
    }
  }
  const auto& known = splitters();
  const auto found = std::find_if(known.begin(), known.end(), [&](const Splitter& s) { return cls->is(s.name); });
  if (found == known.end()) {
    std::string names;
    for (const Splitter& s : known) names += (names.empty() ? "" : ", ") + std::string(s.name);
    refuse("There is no splitter named '" + cls->text().substr(0, 80) + "' in this engine.",
           "There are " + names + ".");
  }
  Arguments out{*found, {}};
  for (const SplitterParam& p : found->params) out.values.push_back(p.fallback);
  const Value* params = cv.find("params");
  if (!params || params->is_null()) return out;
  for (const auto& [key, value] : params->map("params")) {
    size_t at = 0;
    while (at < found->params.size() && key != found->params[at].name) ++at;
    if (at == found->params.size()) {
      std::string names;
      for (const SplitterParam& p : found->params) names += (names.empty() ? "" : ", ") + std::string(p.name);
      refuse(std::string(found->name) + " has no parameter '" + key.substr(0, 80) + "'.",
             names.empty() ? "It has none." : "Its parameters are " + names + ".");
    }
    const SplitterParam& p = found->params[at];
    if (!accepts(p.is, value)) {
      refuse(key + " of " + found->name + " must be " + p.text + ". Got " + value.repr() + ".", "Give another value.");
    }
    out.values[at] = value;
  }
  return out;
}

bool is_classes(const Column& y) {
  if (y.is_text) return true;
  return std::all_of(y.numbers.begin(), y.numbers.end(), [](double v) { return v == std::floor(v); });
}

/// A number of folds as the splitter that it stands for.
Value meant(const Value& cv, bool stratified) {
  const auto* folds = cv.get_if<int64_t>();
  if (!folds && !cv.is_null()) return cv;
  return Value::Map{{"class", stratified ? "StratifiedKFold" : "KFold"},
                    {"params", Value::Map{{"n_splits", folds ? *folds : int64_t{5}}}}};
}

}  // namespace

std::vector<Split> cv_splits(const Value& cv, Index n, const Column* y, const Column* groups, bool classifier) {
  const Arguments arguments = arguments_of(meant(cv, classifier && y && is_classes(*y)));
  const Splitter& splitter = arguments.splitter;
  for (const auto& [name, column, needed] :
       {std::tuple{"y", y, splitter.needs_y}, std::tuple{"groups", groups, splitter.needs_groups}}) {
    if (needed && !column)
      refuse(std::string(splitter.name) + " needs " + name + ", which is missing.",
             std::string("Pass ") + name + ", or use another splitter.");
    if (needed && column->rows() != n) {
      refuse(std::string(name) + " has " + counted(column->rows(), "value") + " for " + counted(n, "row") + ".",
             "Give one value per row.");
    }
  }
  if (groups && !splitter.needs_groups) {
    warn("UserWarning",
         std::string(splitter.name) + " takes no notice of groups: rows of one group may be in training and test rows.",
         "Use GroupKFold.");
  }
  double splits = splitter.params.empty() ? static_cast<double>(n) : arguments["n_splits"].number();
  if (splitter.params.size() > 1 && std::string_view("n_repeats") == splitter.params[1].name)
    splits *= arguments["n_repeats"].number();
  if (splits * static_cast<double>(n) > kMostIndices) {
    refuse(std::string(splitter.name) + " would make " + repr(splits) + " splits of " + counted(n, "row") +
               ", which is more than fits into memory.",
           "Ask for fewer splits.");
  }
  return splitter.run(arguments, {n, y, groups});
}

void check_cv(const Value& cv) { arguments_of(meant(cv, false)); }

Value splitters_schema() {
  Value::List out;
  for (const Splitter& s : splitters()) {
    Value::List params, needs;
    for (const SplitterParam& p : s.params)
      params.push_back(Value::Map{{"name", p.name}, {"default", p.fallback}, {"doc", p.doc}, {"text", p.text}});
    if (s.needs_y) needs.emplace_back("y");
    if (s.needs_groups) needs.emplace_back("groups");
    out.push_back(
        Value::Map{{"name", s.name}, {"doc", s.doc}, {"params", std::move(params)}, {"needs", std::move(needs)}});
  }
  return out;
}

}  // namespace keepfit
