// What composites with named steps share.
#pragma once

#include <string>
#include <vector>

#include "core/errors.h"
#include "core/trace.h"

namespace keepfit {

/// Step names are part of parameter paths such as model__C: they are distinct, not empty, and hold no double underscore.
inline void check_step_names(const std::string& who, const std::vector<std::string>& names) {
  for (size_t i = 0; i < names.size(); ++i) {
    const std::string& name = names[i];
    if (name.empty() || name.find("__") != std::string::npos) {
      throw Error("bad_parameter", who, "The step name '" + name + "' of " + who + " must not be empty or hold a double underscore.", "Rename the step.");
    }
    for (size_t k = 0; k < i; ++k) {
      if (names[k] == name) throw Error("bad_parameter", who, who + " has two steps named '" + name + "'.", "Give each step a name of its own.");
    }
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
