// Models for scikit-learn.
#pragma once

#include <set>
#include <string>

#include "core/value.h"

namespace keepfit::interchange {

/// @param request  {bytes: a file as the engine dumps it, schema: what the engine declares}
/// @return {bytes: an archive as skops 0.16 writes it, of estimators of scikit-learn 1.9; check: Python that loads it
/// and
///     compares its answers with those of the proof, null where there is none; report: {scikit_learn, skops, trusted,
///     python, left?, notes}}
/// @throws Error "not_exported" where a step has no like in scikit-learn.
Value to_skops(const Value& request);

/// `trusted`: what skops asks about before it loads the file. `near`: how far answers may be away where digits cancel.
std::string check_script(const Value& step, const Value& proof, const std::set<std::string>& trusted, double near);

/// A list of texts as Python has it.
std::string python_list(const std::set<std::string>& texts);

}  // namespace keepfit::interchange
