// What composites with named steps share.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "core/errors.h"
#include "core/table.h"
#include "core/trace.h"
#include "core/value.h"

namespace keepfit {

/// Longest name of a step, in bytes: paths repeat it for everything inside the step.
inline constexpr size_t kLongestStepName = 200;

/// Step names are part of parameter paths such as model__C: they are distinct, not empty, not endless, and hold no
/// double underscore.
inline void check_step_names(const std::string& who, const std::vector<std::string>& names) {
  std::unordered_set<std::string_view> seen;
  for (const std::string& name : names) {
    if (name.empty() || name.find("__") != std::string::npos) {
      throw Error("bad_parameter", who,
                  "The step name '" + name + "' of " + who + " must not be empty or hold a double underscore.",
                  "Rename the step.");
    }
    if (name.size() > kLongestStepName) {
      throw Error("bad_parameter", who,
                  "The step name '" + shown(name) + "' of " + who + " is longer than " +
                      counted(kLongestStepName, "byte") + ".",
                  "Shorten it.");
    }
    if (!seen.insert(name).second)
      throw Error("bad_parameter", who, who + " has two steps named '" + name + "'.",
                  "Give each step a name of its own.");
  }
}

/// transformer_weights: what each named part's output is multiplied by; throws Error "bad_parameter" for a name that no
/// part has.
inline void check_part_weights(const std::string& who, const Value& weights, const std::vector<std::string>& names) {
  const auto* entries = weights.get_if<Value::Map>();
  if (!entries) return;
  for (const auto& [name, unused] : *entries) {
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      throw Error("bad_parameter", who,
                  "transformer_weights of " + who + " names '" + shown(name) + "', which is none of its transformers.",
                  "Use the names of the transformers as keys.");
    }
  }
}

/// The part's output times its weight, if it has one.
inline Table weighted(Table out, const Value& weights, const std::string& part) {
  const Value* weight = weights.get_if<Value::Map>() ? weights.find(part) : nullptr;
  if (!weight) return out;
  if (!out.all_numeric())
    throw Error("text_input", "step '" + part + "'", "Text cannot be multiplied by transformer_weights.",
                "Encode it first, or leave its weight out.");
  Matrix numbers = std::move(out).take_numbers();
  numbers *= weight->number();
  return Table(std::move(numbers));
}

/// Runs `work`, in which `given`, the columns of X at `columns` (null: all), may be refused: the error speaks of the
/// column of X.
template <class Work>
auto of_columns(const Table& X, const Table& given, const std::vector<Index>* columns, Work work) {
  try {
    return work();
  } catch (Error& e) {
    move_to_table(e, X, given, columns);
    throw;
  }
}

/// Runs `work` as the step `name`: errors and traces say where they come from.
template <class Work>
auto in_step(const std::string& name, Work work) {
  const StepScope scope(name);
  try {
    return work();
  } catch (const Error& e) {
    throw e.code == "cancelled" ? e : e.within("step '" + name + "'");
  }
}

}  // namespace keepfit
