// What composites with named steps share.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "core/errors.h"
#include "core/trace.h"

namespace keepfit {

/// Longest name of a step, in bytes: paths repeat it for everything inside the step.
inline constexpr size_t kLongestStepName = 200;

/// Step names are part of parameter paths such as model__C: they are distinct, not empty, not endless, and hold no double underscore.
inline void check_step_names(const std::string& who, const std::vector<std::string>& names) {
  std::unordered_set<std::string_view> seen;
  for (const std::string& name : names) {
    if (name.empty() || name.find("__") != std::string::npos) {
      throw Error("bad_parameter", who, "The step name '" + name + "' of " + who + " must not be empty or hold a double underscore.", "Rename the step.");
    }
    if (name.size() > kLongestStepName) {
      throw Error("bad_parameter", who, "The step name '" + shown(name) + "' of " + who + " is longer than " + std::to_string(kLongestStepName) + " bytes.", "Shorten it.");
    }
    if (!seen.insert(name).second) throw Error("bad_parameter", who, who + " has two steps named '" + name + "'.", "Give each step a name of its own.");
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
