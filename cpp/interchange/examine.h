// What a file of scikit-learn would do, told without doing it.
#pragma once

#include <cstddef>
#include <string_view>

#include "core/value.h"

namespace keepfit::interchange {

/// Of the bytes of a pickle, or of a joblib file that is not (or no longer) compressed:
/// {format, protocol, instructions, opcodes: [[name, times]], globals: [{module, name, role, at, times, calls}],
///  calls: [{at, opcode, callee, arguments}], calls_met, findings: [{code, at, message}], findings_met, arrays,
///  array_bytes, versions, result, contents, harmless, lines: [[at, opcode, argument]]}.
/// `calls` are those of what no file of scikit-learn calls; `harmless` says that there is none of them, no foreign name
/// and no finding: what reading a model from the file asks for, too. `contents`: of a dict, a list and so on. `lines`
/// are instructions from `from`, at most `count`.
/// @throws Error "compressed" (where: by what), "not_a_pickle", "too_large" where it makes more values than any model.
Value examine_pickle(std::string_view file, size_t from = 0, size_t count = 0);
/// The same of an archive of skops: entries of its schema.json are the instructions, named by how skops would load
/// them, and places are bytes of it.
/// @throws Error "bad_source" where it is broken, "compressed" where its files are packed, "not_a_pickle", "not_taken"
///     where its protocol is not known, "too_large".
Value examine_skops(std::string_view file, size_t from = 0, size_t count = 0);

}  // namespace keepfit::interchange
