#include "interchange/sklearn/bundle.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "core/errors.h"
#include "core/text.h"
#include "core/warnings.h"
#include "interchange/known.h"
#include "interchange/sklearn/state.h"

namespace keepfit::interchange {

using pickle::Item;
using pickle::Kind;

namespace {

constexpr int kDeepest = 4;
constexpr size_t kMostLooked = 100'000;

/// Names that pickles of data have, by the module's first word: none of them runs what it is given.
constexpr std::pair<std::string_view, std::string_view> kOfData[] = {
    {"pandas",
     " ArrowDtype ArrowExtensionArray ArrowStringArray BlockManager BooleanArray BooleanDtype Categorical "
     "CategoricalDtype CategoricalIndex DataFrame DatetimeArray DatetimeIndex DatetimeTZDtype Float32Dtype "
     "Float64Dtype Float64Index FloatingArray Index Int16Dtype Int32Dtype Int64Dtype Int64Index Int8Dtype "
     "IntegerArray MultiIndex NumpyExtensionArray PandasArray RangeIndex Series SingleBlockManager StringArray "
     "StringDtype TimedeltaArray TimedeltaIndex UInt8Dtype __pyx_unpickle_NDArrayBacked _nat_unpickle "
     "_new_DatetimeIndex _new_Index _timedelta_unpickle _unpickle_block _unpickle_timestamp new_block "},
    {"pyarrow", " _restore_array py_buffer type_for_alias "},
    {"datetime", " date datetime time timedelta timezone "},
    {"collections", " Counter OrderedDict defaultdict deque "},
    {"builtins", " bytearray complex dict float frozenset int list set str tuple "},
    {"__builtin__", " bytearray complex dict float frozenset int list long set str tuple unicode "},
    {"decimal", " Decimal "},
    {"fractions", " Fraction "},
    {"uuid", " UUID "},
    {"pathlib", " Path PosixPath PurePosixPath PureWindowsPath WindowsPath "}};

bool is_of_data(std::string_view module, std::string_view name) {
  const std::string_view package = module.substr(0, module.find('.'));
  const std::string word = " " + std::string(name) + " ";
  return std::any_of(std::begin(kOfData), std::end(kOfData), [&](const auto& each) {
    return each.first == package && each.second.find(word) != std::string_view::npos;
  });
}

bool is_estimator(const Item& item) {
  return is_object(item) && role_of(item.parts[0]->text, item.parts[0]->name) == Role::kEstimator;
}

/// As Python writes it between the brackets.
std::string subscript(const Item& key) {
  if (key.kind == Kind::kText) return "['" + shown(key.text, 60) + "']";
  return key.kind == Kind::kInt ? "[" + std::to_string(key.integer) + "]" : "[...]";
}

struct Found {
  const Item* estimator;
  std::string path;
};

class Looking {
 public:
  std::vector<Found> found;

  void through(const Item& container, const std::string& path, int depth) {
    if (depth > kDeepest) return;
    const bool dict = container.kind == Kind::kDict;
    for (size_t i = 0; i < container.parts.size(); i += dict ? 2 : 1) {
      if (++looked_ > kMostLooked || (dict && i + 1 == container.parts.size())) return;
      const Item& item = *container.parts[dict ? i + 1 : i];
      const std::string at = path + (dict ? subscript(*container.parts[i]) : "[" + std::to_string(i) + "]");
      if (is_container(item)) through(item, at, depth + 1);
      else if (is_estimator(item) &&
               std::none_of(found.begin(), found.end(), [&](const Found& each) { return each.estimator == &item; }))
        found.push_back({&item, at});
    }
  }

 private:
  size_t looked_ = 0;
};

std::string kind_of(const Item& made) {
  switch (made.kind) {
    case Kind::kDict: return "a dict";
    case Kind::kList: return "a list";
    case Kind::kTuple: return "a tuple";
    default: return "a set";
  }
}

/// What stands in the container beside the estimator.
std::vector<std::string> others(const Item& made, const Item& taken) {
  std::vector<std::string> names;
  const bool dict = made.kind == Kind::kDict;
  for (size_t i = 0; i + dict < made.parts.size() && names.size() < 500; i += dict ? 2 : 1)
    if (made.parts[dict ? i + 1 : i] != &taken)
      names.push_back(dict ? subscript(*made.parts[i]) : "[" + std::to_string(i) + "]");
  return names;
}

}  // namespace

bool is_container(const Item& made) {
  return made.kind == Kind::kDict || made.kind == Kind::kList || made.kind == Kind::kTuple || made.kind == Kind::kSet;
}

bool only_data_beside(const pickle::Log& log) {
  const auto of_data = [](const pickle::Global& each) {
    return each.role != Role::kForeign || is_of_data(each.module, each.name);
  };
  if (log.findings_met > 0 || !std::all_of(log.globals.begin(), log.globals.end(), of_data)) return false;
  // Called are these, and methods of what they make.
  const auto of_these = [&](const pickle::Call& call) {
    return std::any_of(log.globals.begin(), log.globals.end(), [&](const pickle::Global& each) {
      return each.role == Role::kForeign && call.callee.rfind(each.module + "." + each.name, 0) == 0;
    });
  };
  return log.calls_met == log.calls.size() && std::all_of(log.calls.begin(), log.calls.end(), of_these);
}

Chosen choose_estimator(const Item& made, std::string_view part) {
  Looking looking;
  looking.through(made, "", 1);
  const std::vector<Found>& found = looking.found;
  if (found.empty())
    throw Error("not_taken", "", "The file holds " + kind_of(made) + " and no estimator.",
                "Dump one fitted estimator, such as a Pipeline: joblib.dump(model, 'model.joblib').");
  std::vector<std::string> paths;
  for (const Found& each : found) paths.push_back(each.path);
  const Found* chosen = found.size() == 1 && part.empty() ? &found[0] : nullptr;
  for (const Found& each : found) {
    const std::string given(part);
    if (!part.empty() && (each.path == given || each.path == "['" + given + "']" || each.path == "[" + given + "]"))
      chosen = &each;
  }
  if (!chosen && !part.empty())
    throw Error("not_taken", "part", "The file has no estimator at " + shown(part, 60) + ".",
                "It has some at " + some_of(paths) + ".");
  if (!chosen)
    throw Error("not_taken", "part",
                "The file holds " + kind_of(made) + " with " + std::to_string(found.size()) +
                    " estimators: " + some_of(paths) + ".",
                "Say which one is meant as part, such as " + paths[0] +
                    "; those that are used one after the other belong into one Pipeline.");
  std::string note =
      "The file holds " + kind_of(made) + ": the estimator at " + chosen->path + " was taken, and nothing else";
  const std::vector<std::string> left = others(made, *chosen->estimator);
  note += left.empty() ? "." : ", which is " + some_of(left) + ".";
  return {chosen->estimator, std::move(note)};
}

}  // namespace keepfit::interchange
