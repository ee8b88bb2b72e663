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
constexpr size_t kMostNamed = 100;

bool is_estimator(const Item& item) {
  return is_object(item) && role_of(item.parts[0]->text, item.parts[0]->name) == Role::kEstimator;
}

/// As Python writes it between the brackets.
std::string subscript(const Item& key) {
  if (key.kind == Kind::kText) return "['" + pickle::on_one_line(key.text, 60) + "']";
  return key.kind == Kind::kInt ? "[" + std::to_string(key.integer) + "]" : "[...]";
}

std::string subscript(size_t i) { return "[" + std::to_string(i) + "]"; }

/// What numpy writes of an array of objects: (1, shape, dtype, fortran, list). Null of anything else.
const Item* state_of_objects(const Item& made) {
  const Item* array = &made;
  if (is_object(*array, "NumpyArrayWrapper") && array->parts.size() > 3) array = array->parts[3];
  if (!is_object(*array, "_reconstruct") || array->parts.size() < 3) return nullptr;
  const Item& state = *array->parts[2];
  const bool holds = state.kind == Kind::kTuple && state.parts.size() == 5 && state.parts[4]->kind == Kind::kList;
  return holds ? &state : nullptr;
}

/// Where the i-th of the objects stands, [2] or [0, 2], by the shape and in which order they were written.
std::string subscript(const Item& state, size_t i) {
  const auto& extents = state.parts[1]->parts;
  const bool fortran = state.parts[3]->integer != 0;
  std::string out;
  for (size_t k = 0; k < extents.size(); ++k) {
    const auto extent =
        static_cast<size_t>(std::max<int64_t>(extents[fortran ? k : extents.size() - 1 - k]->integer, 1));
    const std::string at = std::to_string(i % extent), comma = out.empty() ? "" : ", ";
    out = fortran ? out + comma + at : at + comma + out;
    i /= extent;
  }
  return "[" + (out.empty() ? "()" : out) + "]";
}

/// Calls `each(item, subscript)` for all that stands in a container; returns whether it is one.
template <typename Each>
bool look_into(const Item& made, Each each) {
  switch (made.kind) {
    case Kind::kDict:
      for (size_t i = 0; i + 1 < made.parts.size(); i += 2)
        if (!each(*made.parts[i + 1], subscript(*made.parts[i]))) break;
      return true;
    case Kind::kList:
    case Kind::kTuple:
    case Kind::kSet:
      for (size_t i = 0; i < made.parts.size(); ++i)
        if (!each(*made.parts[i], subscript(i))) break;
      return true;
    default: break;
  }
  const Item* state = state_of_objects(made);
  if (!state) return false;
  const auto& objects = state->parts[4]->parts;
  for (size_t i = 0; i < objects.size(); ++i)
    if (!each(*objects[i], subscript(*state, i))) break;
  return true;
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
    look_into(container, [&](const Item& item, const std::string& at) {
      if (++looked_ > kMostLooked) return false;
      if (is_estimator(item)) {
        if (std::none_of(found.begin(), found.end(), [&](const Found& each) { return each.estimator == &item; }))
          found.push_back({&item, path + at});
      } else {
        through(item, path + at, depth + 1);
      }
      return true;
    });
  }

 private:
  size_t looked_ = 0;
};

std::string kind_of(const Item& made) {
  switch (made.kind) {
    case Kind::kDict: return "a dict";
    case Kind::kList: return "a list";
    case Kind::kTuple: return "a tuple";
    case Kind::kSet: return "a set";
    default: return "an array of objects";
  }
}

/// What stands in the container and is none of these.
std::vector<std::string> others(const Item& made, const std::vector<const Item*>& taken) {
  std::vector<std::string> names;
  look_into(made, [&](const Item& item, const std::string& at) {
    if (std::find(taken.begin(), taken.end(), &item) == taken.end()) names.push_back(at);
    return names.size() < kMostLooked;
  });
  return names;
}

}  // namespace

bool is_container(const Item& made) {
  return look_into(made, [](const Item&, const std::string&) { return false; });
}

Value contents_of(const Item& made) {
  if (!is_container(made)) return {};
  Looking looking;
  looking.through(made, "", 1);
  std::vector<const Item*> estimators;
  Value::List paths, names;
  for (const Found& each : looking.found) {
    estimators.push_back(each.estimator);
    if (paths.size() < kMostNamed) paths.emplace_back(each.path);
  }
  const std::vector<std::string> left = others(made, estimators);
  names.assign(left.begin(), left.begin() + static_cast<std::ptrdiff_t>(std::min(left.size(), kMostNamed)));
  return Value::Map{{"kind", kind_of(made)},
                    {"estimators", std::move(paths)},
                    {"others", std::move(names)},
                    {"others_met", static_cast<int64_t>(left.size())}};
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
  const std::vector<std::string> left = others(made, {chosen->estimator});
  note += left.empty() ? "." : ", which is " + some_of(left) + ".";
  return {chosen->estimator, std::move(note)};
}

}  // namespace keepfit::interchange
