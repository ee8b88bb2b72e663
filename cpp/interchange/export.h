// Models for other programs.
#pragma once

#include "core/value.h"

namespace keepfit::interchange {

/// @param request  {bytes: a file as the engine dumps it, profile: "exact" | "fast", name?, fingerprint?,
///     feature_names_out?: of what its transform makes}
/// @return {bytes, report}
/// @throws Error "not_exported" where a step, or what it holds, has no like in ONNX.
Value to_onnx(const Value& request);

/// @param request  {bytes: a file as the engine dumps it, name?}
/// @return {text, report}
/// @throws Error "not_exported" where a step, or what it holds, has no like in PMML.
Value to_pmml(const Value& request);

}  // namespace keepfit::interchange
